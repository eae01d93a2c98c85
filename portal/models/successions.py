"""Units that merged, split or changed their name (机构变动): which came from which, dated."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, enum_of
from portal.models.units import Unit


class SuccessionKind(StrEnum):
    """How one unit came from another."""

    rename = "rename"
    merge = "merge"
    split = "split"


class Succession(Base):
    """One unit came from another one on a day. A new name is a new unit, so that past years keep theirs."""

    __tablename__ = "successions"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id"),
        CheckConstraint("predecessor_id <> successor_id", name="of_two_units"),
        CheckConstraint("ground <> ''", name="has_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SuccessionKind] = mapped_column(enum_of(SuccessionKind))
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    effective_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    predecessor: Mapped[Unit] = relationship(foreign_keys=predecessor_id, lazy="joined")
    successor: Mapped[Unit] = relationship(foreign_keys=successor_id, lazy="joined")
    by: Mapped[Account] = relationship(lazy="joined")
