"""People: an account belongs to one unit or one section and holds roles; its sign-ins are rows."""

import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Base, Moment, Versioned, enum_of
from portal.models.units import Section, Unit
from portal.policy import Role


class Account(Versioned, Base):
    """One person. `password_hash` is empty until the invitation is taken up."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("(unit_id IS NULL) <> (section_id IS NULL)", name="one_home"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="", server_default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)

    unit: Mapped[Unit | None] = relationship()
    section: Mapped[Section | None] = relationship()
    role_rows: Mapped[list["AccountRole"]] = relationship(
        back_populates="account", cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> frozenset[Role]:
        """The roles granted to the account itself; seats on panels come from `PanelMember`."""
        return frozenset(row.role for row in self.role_rows)

    @property
    def home_name(self) -> str:
        """The unit's or section's name."""
        home = self.unit or self.section
        return home.name if home else ""


class AccountRole(Base):
    """A role granted to an account. `reviewer` and `chair` are seats on a panel, not rows here."""

    __tablename__ = "account_roles"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_of(Role), primary_key=True)
    account: Mapped[Account] = relationship(back_populates="role_rows")


class LoginSession(Base):
    """A sign-in that can be ended on the server: a copied cookie is dead with it."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    origin: Mapped[str] = mapped_column(String(60), default="")
    account: Mapped[Account] = relationship()


class Invitation(Base):
    """A one-time link with which a person sets the password: for a new account or after a reset.

    `check_hash`: of the code that somebody else hands over; "" where the link is enough.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    check_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    account: Mapped[Account] = relationship()


def token_hash(token: str) -> str:
    """What is stored of a token: a database that leaks opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()
