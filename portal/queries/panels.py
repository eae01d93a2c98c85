"""A panel's desk: its areas, what is left to do about a unit, whose bands a person may see."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.models import Assessment, Band, PanelArea, Year
from portal.policy import Actor
from portal.queries.assessments import queue_for
from portal.queries.years import scheme_of
from portal.scoring import ExposureKind, Indicator
from portal.scoring.rules.band import Band as BandRule
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
    `unreleased` records that the unit has not seen.
    """

    uncounted: int = 0
    ungraded: int = 0
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
    return LooseEnds(
        uncounted=sum(kind.code not in counted for kind, _ in exposures_needed(assessment)),
        ungraded=sum(place.mine is None and place.wanted for place in band_places(assessment, actor)),
        unreleased=unreleased,
    )


@dataclass(frozen=True)
class BandPlace:
    """An indicator of one unit that scorers grade, as one of them sees it.

    `others` are the bands that the person may see: none before the own one is given, all once the
    area is closed. `hidden` is how many there are beyond those.
    """

    assessment: Assessment
    indicator: Indicator
    rule: BandRule
    mine: Band | None
    others: tuple[Band, ...]
    hidden: int

    @property
    def wanted(self) -> bool:
        """Whether fewer have graded than the rule asks for: this person's word is needed."""
        return (self.mine is not None) + len(self.others) + self.hidden < self.rule.scorers

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.assessment.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.assessment.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.assessment.area


def band_places(assessment: Assessment, actor: Actor) -> list[BandPlace]:
    """The indicators of a unit that its panel grades by bands, in the scheme's order."""
    area = scheme_of(assessment.year).area(assessment.area)
    places = []
    for indicator in area.indicators_for(assessment.unit.group.value):
        if not isinstance(indicator.rule, BandRule):
            continue
        given = [band for band in assessment.bands if band.indicator == indicator.code]
        mine = next((band for band in given if band.scorer_id == actor.account_id), None)
        others = [band for band in given if band is not mine]
        seen = others if mine is not None or assessment.state == AssessmentState.scored else []
        places.append(
            BandPlace(assessment, indicator, indicator.rule, mine, tuple(seen), len(others) - len(seen))
        )
    return places
