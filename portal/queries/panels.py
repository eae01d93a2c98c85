"""A panel's desk: its areas, what is left to do about a unit."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.models import Assessment, PanelArea, Year
from portal.policy import Actor
from portal.queries.assessments import queue_for
from portal.queries.bands import band_places
from portal.queries.years import scheme_of
from portal.scoring import ExposureKind, Indicator
from portal.workflow import AssessmentState, FactState


@dataclass(frozen=True)
class AreaDesk:
    """One area on a person's desk. Units that the person must not judge are in no count."""

    area: PanelArea
    title: str
    units: int
    handed_in: int
    to_take_in: int
    waiting: int


def desk_of(session: Session, year: Year, actor: Actor) -> list[AreaDesk]:
    """The areas that a person judges in a year, in the scheme's order, with what waits in each."""
    scheme = scheme_of(year)
    desks = []
    for area in year.areas:
        if (year.id, area.area) not in actor.seats:
            continue
        rows = queue_for(session, year, area.area, actor)
        desks.append(
            AreaDesk(
                area=area,
                title=scheme.area(area.area).title,
                units=len(rows),
                handed_in=sum(row.assessment.handed_in for row in rows),
                to_take_in=sum(row.assessment.state == AssessmentState.submitted for row in rows),
                waiting=sum(row.waiting for row in rows),
            )
        )
    return desks


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


def loose_ends(assessment: Assessment, actor: Actor) -> LooseEnds:
    """What is left to do; nothing where the unit handed nothing in or does not compete."""
    unreleased = sum(fact.state == FactState.recorded for fact in assessment.facts)
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
