"""What the general office decides: vetoes, objections, ties, publications."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned, enum_of
from portal.models.units import Unit
from portal.models.years import Year
from portal.workflow import ObjectionState, PublicationState, VetoState


class Veto(Versioned, Base):
    """一票否决 (四(三)): proposed by one person, confirmed by another; for the year, in all areas."""

    __tablename__ = "vetoes"
    __table_args__ = (
        CheckConstraint("ground <> '' AND document_number <> ''", name="has_ground_and_document"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR decided_by_id IS NOT NULL", name="decided_by_somebody"
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> first_by_id", name="two_people"),
        CheckConstraint(
            "withdrawal_decided_by_id IS NULL OR withdrawal_decided_by_id <> withdrawal_by_id",
            name="two_people_withdraw",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    state: Mapped[VetoState] = mapped_column(enum_of(VetoState), default=VetoState.proposed)
    ground: Mapped[str] = mapped_column(String(40))
    document_number: Mapped[str] = mapped_column(String(80))
    document_on: Mapped[date]
    explanation: Mapped[str] = mapped_column(Text, default="")
    first_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    reply_until: Mapped[date]
    unit_reply: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    withdrawal_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    year: Mapped[Year] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(lazy="joined")
    first_by: Mapped[Account] = relationship(foreign_keys=first_by_id, lazy="joined")
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id, lazy="joined")
    withdrawal_by: Mapped[Account | None] = relationship(foreign_keys=withdrawal_by_id)
    papers: Mapped[list["VetoPaper"]] = relationship(back_populates="veto", order_by="VetoPaper.id")

    @property
    def proposed_by_id(self) -> int:
        """Who made the proposal that is now open: the veto's, or its withdrawal's."""
        if self.state == VetoState.withdrawal_proposed and self.withdrawal_by_id is not None:
            return self.withdrawal_by_id
        return self.first_by_id


class VetoPaper(Base):
    """A file that bears a veto out; its bytes lie under their digest beside the evidence."""

    __tablename__ = "veto_papers"
    __table_args__ = (UniqueConstraint("veto_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    veto_id: Mapped[int] = mapped_column(ForeignKey("vetoes.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    veto: Mapped[Veto] = relationship(back_populates="papers", lazy="joined")

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.veto.unit_id


class Channel(StrEnum):
    """How an objection came."""

    online = "online"
    telephone = "telephone"
    letter = "letter"


class Objection(Versioned, Base):
    """异议: somebody contests a unit's scorecard or its selection; it holds publication while open.

    `unit`: whose score is contested. `from_unit`: the unit that contests it, None for somebody else.
    `complainant`: who telephoned or wrote; `raised_by` is then who took it down. `received_on`: the day
    that counts for being in time, and from which the five working days run. `changes`: what upholding it
    changed, as `portal.services.answers` writes it.
    """

    __tablename__ = "objections"
    __table_args__ = (
        CheckConstraint("state = 'raised' OR answered_by_id IS NOT NULL", name="answered_by_somebody"),
        CheckConstraint("state = 'raised' OR answer <> ''", name="answer_has_reason"),
        CheckConstraint("channel = 'online' OR complainant <> ''", name="outsider_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    indicator: Mapped[str] = mapped_column(String(40), default="")
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[ObjectionState] = mapped_column(enum_of(ObjectionState), default=ObjectionState.raised)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    raised_at: Mapped[datetime] = mapped_column(Moment)
    received_on: Mapped[date]
    due_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(
        enum_of(Channel), default=Channel.online, server_default="online"
    )
    complainant: Mapped[str] = mapped_column(String(200), default="", server_default="")
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    against_selection: Mapped[bool] = mapped_column(default=False, server_default=false())
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    year: Mapped[Year] = relationship(lazy="joined")
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id, lazy="joined")
    from_unit: Mapped[Unit | None] = relationship(foreign_keys=from_unit_id, lazy="joined")
    raised_by: Mapped[Account] = relationship(foreign_keys=raised_by_id, lazy="joined")
    answered_by: Mapped[Account | None] = relationship(foreign_keys=answered_by_id)


class TieDecision(Base):
    """The office's recorded decision where no declared rule settles a tie: units in their order."""

    __tablename__ = "tie_decisions"
    __table_args__ = (UniqueConstraint("year_id", "area", "group"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"))
    area: Mapped[str] = mapped_column(String(30))
    group: Mapped[str] = mapped_column(String(30))
    order: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Publication(Versioned, Base):
    """A frozen result: scheme, facts, decisions, ranking and circular, under one digest.

    `edition`: 1, and one more for each correction, which says why in `correction`; none is ever changed.
    """

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("state = 'proposed' OR decided_by_id IS NOT NULL", name="decided_by_somebody"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("edition = 1 OR correction <> ''", name="correction_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    state: Mapped[PublicationState] = mapped_column(
        enum_of(PublicationState), default=PublicationState.proposed
    )
    edition: Mapped[int] = mapped_column(default=1, server_default="1")
    correction: Mapped[str] = mapped_column(Text, default="", server_default="")
    circular_number: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date]
    addressees: Mapped[str] = mapped_column(String(400))
    copies: Mapped[str] = mapped_column(String(400), default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)  # half a megabyte and more
    selected: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # the snapshot's lists, for the public page
    digest: Mapped[str] = mapped_column(String(64))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    year: Mapped[Year] = relationship(lazy="joined")
    proposed_by: Mapped[Account] = relationship(foreign_keys=proposed_by_id, lazy="joined")
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id, lazy="joined")
