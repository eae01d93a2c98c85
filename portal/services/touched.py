"""Notes, as rows are written, whose score they touch; `portal.services.rescoring` makes those cards anew."""

from collections.abc import Iterable

from sqlalchemy import event
from sqlalchemy.orm import InstanceState, Session
from sqlalchemy.orm.attributes import instance_state

from portal.models import (
    Assessment,
    Band,
    CalendarDay,
    CalendarYear,
    Exposure,
    Fact,
    Target,
    Verification,
    Year,
)
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
