"""The office's own calendar: days that it corrects, years that it enters from the State Council's notice."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned


class CalendarDay(Versioned, Base):
    """One day that is counted otherwise than the statutory calendar says (本办更正), with its reason."""

    __tablename__ = "calendar_days"
    __table_args__ = (CheckConstraint("reason <> ''", name="has_reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    working: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Account] = relationship(lazy="joined")


class CalendarYear(Versioned, Base):
    """A whole year as the State Council's notice arranges it, for one that the program does not know.

    `holidays`: [name, first day, last day] in ISO dates; `makeup`: the weekend days that are worked.
    """

    __tablename__ = "calendar_years"
    __table_args__ = (CheckConstraint("document <> ''", name="has_document"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    document: Mapped[str] = mapped_column(String(200))
    holidays: Mapped[list[list[str]]] = mapped_column(JSON)
    makeup: Mapped[list[str]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Account] = relationship(lazy="joined")
