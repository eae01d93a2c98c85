"""A year that is published or archived is read only: whatever a service would write of it is refused.

A listener looks at the rows as they are written, so that no service can forget it. Two things are left: a
published result can be put right as a further edition, and the year itself be archived or settled anew.
"""

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from portal.errors import Refused
from portal.models import (
    Assessment,
    Band,
    Base,
    Evidence,
    Exposure,
    Fact,
    Notice,
    Objection,
    Panel,
    PanelArea,
    Publication,
    Recusal,
    Statement,
    Target,
    TieDecision,
    Verification,
    Veto,
    Year,
)
from portal.workflow import YearState

GUARDING = "a service is at work"
MOVED = "years that moved in this transaction"

_OF_YEAR = Panel | PanelArea | Recusal | Notice | Veto | Objection | TieDecision | Publication
_OF_DOSSIER = Fact | Evidence | Exposure | Target | Band
_OF_FACT = Verification | Statement


def guard(session: Session) -> None:
    """From here to the transaction's end, refuse to write rows of a year that is over."""
    session.info[GUARDING] = True
    session.info[MOVED] = set()


def leave(session: Session) -> None:
    """The service is done."""
    session.info.pop(GUARDING, None)


@event.listens_for(Session, "before_flush")
def _refuse(session: Session, _context: object, _instances: object) -> None:
    if not session.info.get(GUARDING):
        return
    changed = [row for row in (*session.new, *session.dirty, *session.deleted) if _writes(session, row)]
    for row in changed:
        if isinstance(row, Year) and inspect(row).attrs.state.history.has_changes():
            session.info[MOVED].add(row.id)
    for row in changed:
        year = _year_of(session, row)
        if year is None or year.id in session.info[MOVED]:
            continue
        corrects = isinstance(row, Publication) and year.state == YearState.published
        if year.state.reached(YearState.published) and not corrects:
            raise Refused(
                "%(year)s 年度已经公布或归档，只能查看；确需更正的，由市政府办公室重新审定", year=year.number
            )


def _writes(session: Session, row: Base) -> bool:
    return row in session.new or row in session.deleted or session.is_modified(row)


def _year_of(session: Session, row: Base) -> Year | None:
    """The year that a guarded row belongs to; None for any other row."""
    if isinstance(row, _OF_FACT):
        row = row.fact or session.get_one(Fact, row.fact_id)
    if isinstance(row, _OF_DOSSIER):
        row = (
            row.assessment if isinstance(row, Fact | Evidence) and row.assessment else _dossier(session, row)
        )
    if isinstance(row, Assessment | _OF_YEAR):
        return session.get(Year, row.year_id) if row.year_id is not None else getattr(row, "year", None)
    return None


def _dossier(session: Session, row: Fact | Evidence | Exposure | Target | Band) -> Assessment:
    return session.get_one(Assessment, row.assessment_id)
