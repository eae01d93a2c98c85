"""Which unit came from which, and from which those came."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Account, Succession


def all_successions(session: Session) -> list[Succession]:
    """Every change of units, the newest first."""
    return list(
        session.scalars(select(Succession).order_by(Succession.effective_on.desc(), Succession.id.desc()))
    )


def succession_by_id(session: Session, succession_id: int) -> Succession:
    """One change; raises NotFound."""
    found = session.get(Succession, succession_id)
    if found is None:
        raise NotFound()
    return found


def predecessors_of(session: Session, unit_id: int | None) -> frozenset[int]:
    """The units from which a unit came, and those from which they came; without itself."""
    if unit_id is None:
        return frozenset()
    pairs = session.execute(
        select(Succession.successor_id, Succession.predecessor_id).order_by(Succession.id)
    ).tuples()
    return lineage(pairs, unit_id)


def lineage(pairs: Iterable[tuple[int, int]], unit_id: int) -> frozenset[int]:
    """All that lies behind a unit in (successor, predecessor) pairs, without itself."""
    before: dict[int, set[int]] = {}
    for successor, predecessor in pairs:
        before.setdefault(successor, set()).add(predecessor)
    found: set[int] = set()
    waiting = [unit_id]
    while waiting:
        new = before.get(waiting.pop(), set()) - found
        found |= new
        waiting += sorted(new)
    return frozenset(found - {unit_id})


def people_left(session: Session) -> dict[int, int]:
    """By unit: how many active accounts it has."""
    query = (
        select(Account.unit_id, func.count())
        .where(Account.active, Account.unit_id.is_not(None))
        .group_by(Account.unit_id)
        .order_by(Account.unit_id)
    )
    return {unit_id or 0: count for unit_id, count in session.execute(query).tuples()}
