"""The office reminds units that have not handed in (催报): whom, of what, and what became of each mail."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, enum_of
from portal.models.units import Unit
from portal.models.years import Year
from portal.workflow import MailState


class ReminderRound(Base):
    """One press: everybody who was reminded by it is told the same words."""

    __tablename__ = "reminder_rounds"
    __table_args__ = (CheckConstraint("text <> ''", name="round_has_words"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    year: Mapped[Year] = relationship()
    by: Mapped[Account] = relationship(lazy="joined")
    reminders: Mapped[list["Reminder"]] = relationship(back_populates="round", order_by="Reminder.id")


class Reminder(Base):
    """One unit, and the areas in which it had handed nothing in. It stands on the unit's desk."""

    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("round_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("reminder_rounds.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    areas: Mapped[list[str]] = mapped_column(JSON)
    round: Mapped[ReminderRound] = relationship(back_populates="reminders")
    unit: Mapped[Unit] = relationship()
    mails: Mapped[list["ReminderMail"]] = relationship(back_populates="reminder", order_by="ReminderMail.id")


class ReminderMail(Base):
    """The mail to one person of the unit. `told`: the mail server's own words where it refused it."""

    __tablename__ = "reminder_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminders.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    address: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[MailState] = mapped_column(enum_of(MailState))
    told: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime | None] = mapped_column(Moment)
    reminder: Mapped[Reminder] = relationship(back_populates="mails")
    account: Mapped[Account] = relationship()
