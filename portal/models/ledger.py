"""Tables that came in (import batches), how their columns were read, and pairs of the ledger gone through."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned
from portal.models.units import Unit
from portal.models.years import Year


class ImportBatch(Versioned, Base):
    """One spreadsheet that somebody brought (导入): its cells as text, how they are to be read, what became
    of it. A unit's own batch has `unit_id`; a panel's has none.

    `choices`: sheet, row of the head, kind, columns, units. `before`: the counts that it replaced.
    """

    __tablename__ = "import_batches"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawal_has_reason"),
        CheckConstraint("withdrawn_at IS NULL OR taken_at IS NOT NULL", name="only_what_came_in_goes_back"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    sheets: Mapped[list[Any]] = mapped_column(JSON)
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_rows: Mapped[int] = mapped_column(default=0)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[Year] = relationship()
    unit: Mapped[Unit | None] = relationship()
    by: Mapped[Account] = relationship()


class ColumnMapping(Base):
    """How a table with these heads was read last time; `owner` is a section's or an account's name."""

    __tablename__ = "column_mappings"
    __table_args__ = (UniqueConstraint("owner", "area", "signature"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(30))
    signature: Mapped[str] = mapped_column(String(40))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class LedgerCheck(Base):
    """A reviewer has gone through a pair of the ledger (已核对), or one side alone, at these versions."""

    __tablename__ = "ledger_checks"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="check_has_reason"),
        CheckConstraint("claim_id IS NOT NULL OR record_id IS NOT NULL", name="check_is_of_something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    claim_version: Mapped[int] = mapped_column(default=0)
    record_version: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Account] = relationship(lazy="joined")
