"""Who does what on a panel: declarations, shares of the work, co-opted scorers, departures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.assessments import Assessment
from portal.models.base import Base, Moment
from portal.models.units import Unit
from portal.models.years import PanelArea


class ConflictStatement(Base):
    """A reviewer has gone through the year's units and said with which there is a conflict, or none.

    The conflicts themselves are `Recusal` rows; this says that the question was answered.
    """

    __tablename__ = "conflict_statements"
    __table_args__ = (UniqueConstraint("year_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class QueueLook(Base):
    """When somebody last went through an area's queue: what came in later is new to them."""

    __tablename__ = "queue_looks"
    __table_args__ = (UniqueConstraint("account_id", "area_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("panel_areas.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Phrase(Base):
    """A reason that a reviewer gives again and again, kept for reuse; nobody else's."""

    __tablename__ = "phrases"
    __table_args__ = (UniqueConstraint("account_id", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


class Assignment(Base):
    """A share of the panel's work: a unit, or one graded indicator of it, in a member's hands.

    `indicator` is "" for the unit's claims. Without any, everybody on the panel may do it.
    """

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("assessment_id", "indicator", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(40), default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    assessment: Mapped[Assessment] = relationship(back_populates="assignments")
    account: Mapped[Account] = relationship(foreign_keys=account_id, lazy="joined")


class CoOption(Base):
    """A person whom the office called in to grade one indicator of one unit, with the reason."""

    __tablename__ = "co_options"
    __table_args__ = (
        UniqueConstraint("assessment_id", "indicator", "account_id"),
        CheckConstraint("reason <> ''", name="co_option_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    reason: Mapped[str] = mapped_column(String(400))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    assessment: Mapped[Assessment] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=account_id, lazy="joined")


class Departure(Base):
    """Where a panel's recommendation departs from the scores: one unit instead of another, and why.

    `followed`: whether the office follows it, with its own reason; without `followed_at` it has not decided,
    and the points hold.
    """

    __tablename__ = "departures"
    __table_args__ = (
        UniqueConstraint("panel_area_id", "instead_of_id"),
        UniqueConstraint("panel_area_id", "unit_id"),
        CheckConstraint("reason <> ''", name="departure_has_reason"),
        CheckConstraint("unit_id <> instead_of_id", name="departure_is_another"),
        CheckConstraint("followed_by_id IS NULL OR followed_reason <> ''", name="followed_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_area_id: Mapped[int] = mapped_column(ForeignKey("panel_areas.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    instead_of_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(Text)
    followed: Mapped[bool] = mapped_column(default=False)
    followed_reason: Mapped[str] = mapped_column(Text, default="")
    followed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    followed_at: Mapped[datetime | None] = mapped_column(Moment)
    area: Mapped[PanelArea] = relationship(back_populates="departures")
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id, lazy="joined")
    instead_of: Mapped[Unit] = relationship(foreign_keys=instead_of_id, lazy="joined")
    followed_by: Mapped[Account | None] = relationship(foreign_keys=followed_by_id)
