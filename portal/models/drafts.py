"""What a person is typing and has not saved: kept as typed, beside the rows that count (decision 0008)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.assessments import Assessment
from portal.models.base import Base, Moment


class Draft(Base):
    """One person's typing in one form. `place`: `facts/12`, `replies/12`, `statements/12`, `narrative`,
    `new/` and a key, `objections/` with the indicator and the fact that the form was opened for.

    `typed` holds the fields as the browser sent them, readable or not. `over` is the version of the row
    (or the digest of the text) that it was typed over; `page` the page that wrote last, `number` how often.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("account_id", "assessment_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    place: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40), default="")
    typed: Mapped[dict[str, Any]] = mapped_column(JSON)
    over: Mapped[str] = mapped_column(String(40), default="")
    page: Mapped[str] = mapped_column(String(64), default="")
    number: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account] = relationship(lazy="joined")
    assessment: Mapped[Assessment] = relationship(back_populates="drafts")

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.assessment.unit_id

    @property
    def fact_id(self) -> int | None:
        """The fact that is being changed or answered, or None."""
        where, _, number = self.place.partition("/")
        return int(number) if where in ("facts", "replies", "statements") else None

    @property
    def reported(self) -> bool:
        """Whether it would be part of the self-assessment; a statement or an objection goes its own way."""
        return self.place.partition("/")[0] not in ("statements", "objections")

    @property
    def title(self) -> str:
        """The name as typed so far."""
        return str((self.typed.get("title") or [""])[0]).strip()[:80]
