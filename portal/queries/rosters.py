"""Lists of units and accounts that the office brought."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Roster
from portal.workflow import RosterState


def rosters_of(session: Session, *, put_forward_only: bool = False) -> list[Roster]:
    """The lists, the newest first; for the administrator only those that were put forward."""
    query = select(Roster).order_by(Roster.id.desc()).limit(100)
    if put_forward_only:
        query = query.where(Roster.state != RosterState.kept)
    return list(session.scalars(query))


def roster_by_id(session: Session, roster_id: int) -> Roster:
    """One list; raises NotFound."""
    found = session.get(Roster, roster_id)
    if found is None:
        raise NotFound()
    return found
