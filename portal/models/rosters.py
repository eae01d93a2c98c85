"""Lists of units and accounts (名册) that the office brings as a spreadsheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned, enum_of
from portal.workflow import RosterState


class Roster(Versioned, Base):
    """One spreadsheet, its cells as text; it is read anew whenever somebody looks, since units change."""

    __tablename__ = "rosters"
    __table_args__ = (
        CheckConstraint(
            "state <> 'carried_out' OR decided_by_id IS NOT NULL", name="carried_out_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    sheets: Mapped[list[Any]] = mapped_column(JSON, deferred=True)
    state: Mapped[RosterState] = mapped_column(enum_of(RosterState), default=RosterState.kept)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[Account] = relationship(foreign_keys=by_id, lazy="joined")
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id, lazy="joined")
