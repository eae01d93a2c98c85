"""Conflicts of interest as their people and the office see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import ConflictStatement, Recusal, Year


@dataclass(frozen=True)
class OwnConflicts:
    """What one person has declared for a year: when first (None: not yet), and unit's id → the reason."""

    at: datetime | None
    reasons: dict[int, str]


def own_conflicts(session: Session, year: Year, account_id: int | None) -> OwnConflicts:
    """A person's declaration and conflicts of a year, those that the office put on record included."""
    at = session.scalar(
        select(ConflictStatement.at).where(
            ConflictStatement.year_id == year.id, ConflictStatement.account_id == account_id
        )
    )
    rows = session.execute(
        select(Recusal.unit_id, Recusal.reason)
        .where(Recusal.year_id == year.id, Recusal.account_id == account_id)
        .order_by(Recusal.id)
    ).tuples()
    return OwnConflicts(at, dict(rows.all()))


def statements_of(session: Session, year: Year) -> dict[int, datetime]:
    """Who has declared, by account's id: when."""
    rows = session.execute(
        select(ConflictStatement.account_id, ConflictStatement.at)
        .where(ConflictStatement.year_id == year.id)
        .order_by(ConflictStatement.id)
    ).tuples()
    return dict(rows.all())
