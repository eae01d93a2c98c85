"""The chair's view of a panel's work: who has how much, where scorers differ, who is missing (五(一))."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Account, Assessment, Band, CoOption, Duty, PanelArea, Recusal, Year
from portal.policy import Actor, Permission, allows
from portal.queries.assessments import assessments_of_area, waits_for_panel
from portal.queries.bands import band_place, blind_places, graded, open_slots
from portal.queries.shares import shares_of
from portal.queries.years import panel_area
from portal.scoring import Indicator
from portal.scoring.rules.band import Band as BandRule
from portal.workflow import DECIDED, AssessmentState, FactState


@dataclass(frozen=True)
class MemberWork:
    """One member's work in an area: units given to him, claims open in them, decided, returned, bands."""

    account: Account
    duty: Duty
    units: int
    open: int
    decided: int
    returned: int
    bands: int


@dataclass(frozen=True)
class Difference:
    """An indicator of a unit that two or more have graded.

    `label` is the unit's name, or its number where the name is hidden. `bands` are those that the
    person may see: none while the own judgement could still be asked for. `wide`: the gap is above the
    scheme's limit; `third`: so that one more is awaited, from `named` or from one of `candidates`.
    """

    assessment: Assessment
    label: str
    indicator: Indicator
    bands: tuple[Band, ...]
    gap: Decimal | None
    wide: bool
    third: bool
    named: tuple[Account, ...]
    candidates: tuple[Account, ...]


@dataclass(frozen=True)
class Short:
    """An indicator of a unit with fewer eligible scorers than it needs.

    `label` is the unit's name, or its number where names are hidden and grades tell that a third is wanted.
    """

    assessment: Assessment
    label: str
    indicator: Indicator
    have: int
    needed: int


class PanelWork:
    """An area's work, read once; units that the person must not judge are not there."""

    def __init__(self, session: Session, area: PanelArea, actor: Actor | None) -> None:
        self.session, self.area, self.actor = session, area, actor
        found = assessments_of_area(session, area.year, area.area)
        self.assessments = [a for a in found if actor is None or allows(actor, Permission.REVIEW, a)]
        self.recused = _recused(session, area.year_id)
        self.called = _called(session, [one.id for one in found])

    def eligible(self, assessment: Assessment, indicator: str) -> list[Account]:
        """Who may grade an indicator of a unit: the panel without the recused, and who was called in."""
        members = [seat.account for seat in self.area.panel.members if seat.account.active]
        people = [*members, *self.called[assessment.id, indicator]]
        unit_id = assessment.unit_id
        return [
            one for one in people if one.unit_id != unit_id and unit_id not in self.recused.get(one.id, ())
        ]

    def members(self) -> list[MemberWork]:
        """Each member's work, in the panel's order."""
        given: dict[int, list[Assessment]] = defaultdict(list)
        decided: dict[int, int] = defaultdict(int)
        returned: dict[int, int] = defaultdict(int)
        bands: dict[int, int] = defaultdict(int)
        for assessment in self.assessments:
            for owner in shares_of(assessment):
                given[owner.id].append(assessment)
            for fact in assessment.facts:
                if fact.verification is None or fact.state == FactState.withdrawn:
                    continue
                by = fact.verification.by_id
                decided[by] += fact.state in DECIDED
                returned[by] += fact.state in (FactState.returned, FactState.replied)
            for band in assessment.bands:
                bands[band.scorer_id] += 1
        return [
            MemberWork(
                account=seat.account,
                duty=seat.duty,
                units=len(given[seat.account_id]),
                open=sum(waits_for_panel(fact) for one in given[seat.account_id] for fact in one.facts),
                decided=decided[seat.account_id],
                returned=returned[seat.account_id],
                bands=bands[seat.account_id],
            )
            for seat in self.area.panel.members
        ]

    def differences(self) -> list[Difference]:
        """Where two or more have graded: what waits for a third first, then the wide ones.

        Numbers stand in their own order: in the official one they would tell whose they are.
        """
        found = []
        for label, assessment, indicator, rule in self._labelled():
            given = [band for band in assessment.bands if band.indicator == indicator.code]
            if len(given) > 1:
                found.append(self._difference(label, assessment, indicator, rule, given))
        return sorted(found, key=lambda one: (not one.third, not one.wide, _number(one)))

    def _labelled(self) -> Iterable[tuple[str, Assessment, Indicator, BandRule]]:
        numbers = {
            (one.place.assessment.id, one.indicator.code): one.code
            for one in (blind_places(self.session, self.area, self.actor) if self.actor else ())
        }
        for assessment in self.assessments:
            for indicator, rule in graded(assessment):
                name = assessment.unit.name
                if rule.hidden and assessment.state != AssessmentState.scored:
                    name = numbers.get((assessment.id, indicator.code), "")
                if name:
                    yield name, assessment, indicator, rule

    def _difference(
        self, label: str, assessment: Assessment, indicator: Indicator, rule: BandRule, given: list[Band]
    ) -> Difference:
        grades = [band.grade for band in given]
        me = self.actor.account_id if self.actor else None
        place = band_place(assessment, indicator, rule, self.actor or Actor())
        settled = open_slots(assessment, indicator, rule, me) < 1
        seen = tuple(given) if place.mine is not None or settled else place.others
        judged = {band.scorer_id for band in given}
        named = tuple(
            share.account
            for share in assessment.assignments
            if share.indicator == indicator.code and share.account_id not in judged
        )
        candidates = [one for one in self.eligible(assessment, indicator.code) if one.id not in judged]
        spread = rule.spread(grades, indicator.maximum)
        return Difference(
            assessment,
            label,
            indicator,
            seen,
            Decimal(spread.numerator) / Decimal(spread.denominator) if seen else None,
            rule.calls_more(grades, indicator.maximum),
            place.third,
            named,
            tuple(candidates),
        )

    def short(self) -> list[Short]:
        """What cannot be graded for want of eligible scorers."""
        found = []
        labels = {(one.id, indicator.code): label for label, one, indicator, _rule in self._labelled()}
        for assessment in self.assessments:
            if not assessment.competes:
                continue
            for indicator, rule in graded(assessment):
                given = [band for band in assessment.bands if band.indicator == indicator.code]
                further = len(given) == rule.scorers and rule.calls_more(
                    [band.grade for band in given], indicator.maximum
                )
                people = {one.id for one in self.eligible(assessment, indicator.code)}
                have = len(people | {band.scorer_id for band in given})
                if have < rule.scorers + further:
                    label = (
                        labels.get((assessment.id, indicator.code), "") if further else assessment.unit.name
                    )
                    found.append(Short(assessment, label, indicator, have, rule.scorers + further))
        return found


def _number(one: Difference) -> str:
    return "" if one.label == one.assessment.unit.name else one.label


def _recused(session: Session, year_id: int) -> dict[int, set[int]]:
    rows = session.execute(
        select(Recusal.account_id, Recusal.unit_id).where(Recusal.year_id == year_id).order_by(Recusal.id)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for account_id, unit_id in rows:
        found[account_id].add(unit_id)
    return found


def _called(session: Session, ids: list[int]) -> dict[tuple[int, str], list[Account]]:
    rows = session.scalars(select(CoOption).where(CoOption.assessment_id.in_(ids)).order_by(CoOption.id))
    found: dict[tuple[int, str], list[Account]] = defaultdict(list)
    for row in rows:
        found[row.assessment_id, row.indicator].append(row.account)
    return found


def calls_of(session: Session, year: Year, actor: Actor) -> list[tuple[CoOption, Indicator, str]]:
    """What somebody was called in to grade: the call, the indicator, and the token where it is nameless."""
    rows = session.scalars(
        select(CoOption)
        .join(Assessment)
        .where(Assessment.year_id == year.id, CoOption.account_id == actor.account_id)
        .order_by(CoOption.id)
    ).all()
    found = []
    for row in rows:
        indicator, rule = next(pair for pair in graded(row.assessment) if pair[0].code == row.indicator)
        token = ""
        if rule.hidden and row.assessment.state != AssessmentState.scored:
            area = panel_area(session, year, row.assessment.area)
            mine = [
                one for one in blind_places(session, area, actor) if one.unit_id == row.assessment.unit_id
            ]
            token = next((one.token for one in mine if one.indicator.code == row.indicator), "")
            if not token:
                continue
        found.append((row, indicator, token))
    return found


def called_in(session: Session, area: PanelArea) -> list[CoOption]:
    """Whom the office called in to grade in an area, in that order."""
    return list(
        session.scalars(
            select(CoOption)
            .join(Assessment)
            .where(Assessment.year_id == area.year_id, Assessment.area == area.area)
            .order_by(CoOption.id)
        )
    )
