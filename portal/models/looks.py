"""What the people of a unit have looked at, of what they were told."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Moment


class RecordLook(Base):
    """Somebody has looked at a record that was made about the own unit."""

    __tablename__ = "record_looks"
    __table_args__ = (UniqueConstraint("account_id", "fact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
