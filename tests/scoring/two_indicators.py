"""A scheme of two indicators, 60 and 40 points, each with its exposure, and a cap."""

from portal.scoring import Scorecard, load_scheme
from tests.scoring.builders import a_unit, card_of, frame

# Two indicators, 60 and 40, each with its exposure.
TWO = (
    frame(
        'kind = "deduction"\nincidents = [{ kind = "late", points = 3 }]',
        ["late", "lost", "down"],
        maximum=60,
        exposures=["filed", "sent"],
        indicator='exposure = "filed"',
        area="maximum_placeholder",
    ).replace("maximum = 60\nmaximum_placeholder", "maximum = 100")
    + """
[[areas.indicators]]
code = "j"
title = "指标二"
clause = "二"
maximum = 40
by = ["record"]
exposure = "sent"
[areas.indicators.rule]
kind = "deduction"
incidents = [{ kind = "lost", points = 4 }]
[[areas.caps]]
kind = "down"
title = "单项否决"
clause = "二"
at_most = 59
"""
)


def two(change: tuple[str, str] = ("", "")):
    assert change[0] in TWO
    return load_scheme(TWO.replace(*change))


def one_card(*facts, filed=5, sent=5, scheme=None, **more) -> Scorecard:
    counts = {name: value for name, value in (("filed", filed), ("sent", sent)) if value is not None}
    return card_of(a_unit(*facts, group="g", exposures=counts, **more), scheme or two())
