"""What a unit says to a record that its panel released to it (陈述)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.assessments import Evidence, Fact
from portal.models.base import Base, Moment, Versioned


class Statement(Versioned, Base):
    """The unit's own word on a record, with its evidence; the panel reads it once the head has signed.

    A signed one stands; what there is to add is a further one. One that the head did not agree to
    (`decline_reason`) waits for its writer, and for the head again once it was written anew.
    """

    __tablename__ = "statements"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(signed_at IS NULL) = (signed_by_id IS NULL)", name="signed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime] = mapped_column(Moment)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    decline_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    fact: Mapped[Fact] = relationship(back_populates="statements")
    written_by: Mapped[Account] = relationship(foreign_keys=written_by_id, lazy="joined")
    signed_by: Mapped[Account | None] = relationship(foreign_keys=signed_by_id, lazy="joined")
    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="statement", order_by="Evidence.id", lazy="selectin"
    )

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.fact.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.fact.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.fact.area
