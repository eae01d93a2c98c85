"""A unit as it would be with some of its lines turned the other way."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from portal.scoring.facts import Entrant
from portal.scoring.text import Text

SUPPOSED_VETO = Text("假设否决", "veto supposed")


def with_turned(
    entrant: Entrant, keys: Collection[str], grades: Mapping[tuple[str, str], str] | None = None
) -> Entrant:
    """The unit with these facts turned: what counts falls away, what was refused counts; and with other
    grades, by (indicator, scorer). Keys of other units' facts change nothing.
    """
    facts = tuple(
        replace(fact, counts=not fact.counts) if fact.key in keys else fact for fact in entrant.facts
    )
    bands = tuple(
        replace(band, grade=(grades or {}).get((band.indicator, band.scorer), band.grade))
        for band in entrant.bands
    )
    return replace(entrant, facts=facts, bands=bands)
