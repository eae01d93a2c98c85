"""What is left to do about a unit, beside deciding on its claims."""

from dataclasses import dataclass

from portal.models import Assessment
from portal.policy import Actor
from portal.queries.bands import band_places
from portal.queries.years import scheme_of
from portal.scoring import ExposureKind, Indicator


@dataclass(frozen=True)
class LooseEnds:
    """What one person still has to do about a unit beside deciding on its claims.

    `uncounted` exposures that its indicators need, `ungraded` indicators that the person may grade,
    `thirds` those of them that two have graded too far apart, `unreleased` records that the unit has
    not seen. What is graded without the unit's name is in none of them.
    """

    uncounted: int = 0
    ungraded: int = 0
    thirds: int = 0
    unreleased: int = 0


def exposures_needed(assessment: Assessment) -> list[tuple[ExposureKind, list[Indicator]]]:
    """The counts that matter for a unit, each with the indicators of its group that are seen against it."""
    area = scheme_of(assessment.year).area(assessment.area)
    own = area.indicators_for(assessment.unit.group.value)
    found = [(kind, [one for one in own if one.exposure == kind.code]) for kind in area.exposures]
    return [
        (kind, serves) for kind, serves in found if serves or kind.code == area.no_exposure_no_competition
    ]


def loose_ends(assessment: Assessment, actor: Actor, unreleased: int) -> LooseEnds:
    """What is left to do; nothing but `unreleased` where the unit handed nothing in or does not compete."""
    if not assessment.handed_in or not assessment.competes:
        return LooseEnds(unreleased=unreleased)
    counted = {row.code for row in assessment.exposures}
    wanted = [place for place in band_places(assessment, actor) if place.wanted]
    return LooseEnds(
        uncounted=sum(kind.code not in counted for kind, _ in exposures_needed(assessment)),
        ungraded=sum(not place.third for place in wanted),
        thirds=sum(place.third for place in wanted),
        unreleased=unreleased,
    )
