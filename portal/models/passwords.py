"""Passwords as they were set: for how long one has held, and which were used before."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Moment


class PasswordSet(Base):
    """One setting of a password. Its hash is kept only as long as the profile remembers it."""

    __tablename__ = "passwords_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    set_at: Mapped[datetime] = mapped_column(Moment)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
