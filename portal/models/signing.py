"""授权代签: who may sign for a unit's head, from when to when, and why."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned
from portal.models.units import Unit


class SigningAuthority(Versioned, Base):
    """A head's dated word that a named person of the unit signs in his stead; both days included."""

    __tablename__ = "signing_authorities"
    __table_args__ = (
        CheckConstraint("to_on >= from_on", name="ends_after_it_begins"),
        CheckConstraint("reason <> ''", name="authority_has_reason"),
        CheckConstraint("account_id <> given_by_id", name="not_to_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400))
    given_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    unit: Mapped[Unit] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=account_id, lazy="joined")
    given_by: Mapped[Account] = relationship(foreign_keys=given_by_id, lazy="joined")

    def holds_on(self, day: date) -> bool:
        """Whether the person may sign on a day."""
        return self.revoked_at is None and self.from_on <= day <= self.to_on
