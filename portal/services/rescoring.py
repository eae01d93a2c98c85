"""Keeps the stored scorecards true: whatever a score is made of changes, its card is made anew.

A listener notes, as rows are written, whose score they touch; `@service` makes those cards again in
the same transaction. A service cannot forget it.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import event, select
from sqlalchemy.orm import InstanceState, Session, selectinload
from sqlalchemy.orm.attributes import instance_state

from portal.models import (
    Assessment,
    Band,
    CalendarDay,
    CalendarYear,
    Exposure,
    Fact,
    Score,
    Target,
    Verification,
    Year,
)
from portal.queries.calendar import unsettled_years, workdays_of
from portal.queries.scores import context_of, entrant_of, on_time_shares, scored_facts, tie_area
from portal.queries.years import scheme_of
from portal.scoring import Scheme, score_group
from portal.workflow import FactState

TOUCHED = "touched assessments"
TOUCHED_YEARS = "touched years"
TOUCHED_CALENDAR = "touched calendar"
DEFERRED = "scores are made later"
"""Set in a session's `info` while a whole year is written at once; `rescore_year` makes them then."""

SCORED_COLUMNS = ("state", "competes", "competes_reason", "signed_at")


@event.listens_for(Session, "before_flush")
def _note(session: Session, _context: object, _instances: object) -> None:
    if session.info.get(DEFERRED):
        return
    touched = session.info.setdefault(TOUCHED, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Exposure | Target | Band):
            touched.add(row.assessment_id)
        elif isinstance(row, Fact) and not _unsigned(row):
            touched.add(row.assessment_id or row.assessment.id)
        elif isinstance(row, Verification):
            touched.add(row.fact.assessment_id)
        elif isinstance(row, Assessment) and row.id is not None and _changed(row, SCORED_COLUMNS):
            touched.add(row.id)
        elif isinstance(row, Year) and row.id is not None and _changed(row, ("congress_closed_on",)):
            session.info.setdefault(TOUCHED_YEARS, set()).add(row.id)
        elif isinstance(row, CalendarDay | CalendarYear):
            session.info[TOUCHED_CALENDAR] = True


def _unsigned(fact: Fact) -> bool:
    """A unit's draft is in no scorecard: writing it down stays cheap."""
    return fact.state == FactState.draft and not _changed(fact, ("state",))


def _changed(row: object, names: Iterable[str]) -> bool:
    state: InstanceState[object] = instance_state(row)
    return any(state.attrs[name].history.has_changes() for name in names)


def forget_touched(session: Session) -> None:
    """Start a transaction with nothing noted."""
    session.info.pop(TOUCHED, None)
    session.info.pop(TOUCHED_YEARS, None)
    session.info.pop(TOUCHED_CALENDAR, None)


def rescore_touched(session: Session) -> None:
    """Make the cards again of what was noted since the transaction began."""
    session.flush()
    ids = session.info.pop(TOUCHED, set())
    years = {session.get_one(Year, year_id) for year_id in session.info.pop(TOUCHED_YEARS, set())}
    if session.info.pop(TOUCHED_CALENDAR, False):
        years.update(unsettled_years(session))
    for year in sorted(years, key=lambda each: each.number):
        rescore_year(session, year)
    if ids:
        _rescore(session, _loaded(session, Assessment.id.in_(ids)))
    forget_touched(session)


def rescore_year(session: Session, year: Year, tell: Callable[[int, int], None] | None = None) -> None:
    """Make every card of a year anew. `tell(done, all)` is called after each area."""
    areas = scheme_of(year).areas
    for done, area in enumerate(areas, 1):
        _rescore(session, _loaded(session, Assessment.year_id == year.id, Assessment.area == area.code))
        if tell:
            tell(done, len(areas))
    forget_touched(session)


def _loaded(session: Session, *conditions: object) -> list[Assessment]:
    query = select(Assessment).where(*conditions).order_by(Assessment.id)  # type: ignore[arg-type]
    options = [selectinload(getattr(Assessment, name)) for name in ("facts", "exposures", "targets", "bands")]
    return list(session.scalars(query.options(*options).execution_options(populate_existing=True)))


def _rescore(session: Session, touched: list[Assessment]) -> None:
    groups: dict[tuple[int, str, str], list[Assessment]] = {}
    for one in touched:
        groups.setdefault((one.year_id, one.area, one.unit.group.value), []).append(one)
    for (_, area, _), found in groups.items():
        scheme = scheme_of(found[0].year)
        if compares(scheme, area):
            found = _whole_group(session, found[0])
        _write(session, scheme, found)


def compares(scheme: Scheme, area: str) -> bool:
    """Whether a unit's points in the area depend on the others of its group."""
    return any(indicator.rule.kind == "relative" for indicator in scheme.area(area).indicators)


def _whole_group(session: Session, one: Assessment) -> list[Assessment]:
    same = _loaded(session, Assessment.year_id == one.year_id, Assessment.area == one.area)
    return [other for other in same if other.unit.group == one.unit.group]


def _write(session: Session, scheme: Scheme, found: list[Assessment]) -> None:
    by_code = {one.unit.code: one for one in found}
    entrants = [entrant_of(scheme, one, scored_facts(one)) for one in found]
    year, area = found[0].year, found[0].area
    shares = on_time_shares(entrants, scheme) if area == tie_area(scheme) else {}
    context = context_of(year, {}, workdays_of(session))
    for card in score_group(entrants, context, scheme, area):
        whole = card.to_dict()
        head = {**whole, "indicators": [], "bonus_lines": []}
        row = session.get(Score, by_code[card.unit].id)
        if row is None:
            row = Score(assessment_id=by_code[card.unit].id)
            session.add(row)
        row.head, row.card, row.on_time = head, whole, shares.get(card.unit)
    session.flush()
