"""What the general office's own people must agree to before it happens to one of their accounts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned, enum_of
from portal.workflow import ConsentState


class ConsentKind(StrEnum):
    """What is agreed to."""

    grant_office = "grant_office"
    reset_password = "reset_password"  # noqa: S105 - the name of a deed
    take_off_second_factor = "take_off_second_factor"


class Consent(Versioned, Base):
    """What the administrator wants to do to an office account, and what an office person said to it.

    `code_hash`: of the code that the one who agreed hands over himself; the link, which the administrator
    hands over, sets no password without it.
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('agreed', 'carried_out', 'refused') OR decided_by_id IS NOT NULL",
            name="consent_by_somebody",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> account_id", name="consent_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConsentKind] = mapped_column(enum_of(ConsentKind))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[ConsentState] = mapped_column(enum_of(ConsentState), default=ConsentState.asked)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_reason: Mapped[str] = mapped_column(Text, default="")
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    account: Mapped[Account] = relationship(foreign_keys=account_id, lazy="joined")
    by: Mapped[Account | None] = relationship(foreign_keys=by_id, lazy="joined")
    decided_by: Mapped[Account | None] = relationship(foreign_keys=decided_by_id, lazy="joined")
