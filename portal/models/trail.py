"""The audit trail, the requests already carried out, and the installation's own settings."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment

FIRST_HASH = "0" * 64
"""What the first row of the chain follows."""


class AuditRow(Base):
    """Who did what, to what, from what to what, why, when, from where; chained by hash."""

    __tablename__ = "audit_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    origin: Mapped[str] = mapped_column(String(60), default="")
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account: Mapped[Account | None] = relationship()


class DoneRequest(Base):
    """A request that took effect, by the key its form carried: sent again, it changes nothing."""

    __tablename__ = "done_requests"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class Setting(Base):
    """One setting that lives with the data: whether this database holds the demo, and its clock."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Revision(Base):
    """A mark that the database itself makes anew whenever one of a set of tables is written.

    `frame`: who may do what, the years and their panels, the units, the settings: what every request
    asks and what a day's work does not change. No two marks are alike: what was read at one holds at it.
    """

    __tablename__ = "revisions"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))


def chain_hash(row: AuditRow) -> str:
    """The hash of a row over its content and the hash before it."""
    content = (row.at.isoformat(), row.account_id, row.action, row.subject, row.before, row.after)
    return content_hash(row.previous, *content, row.reason, row.origin)


def content_hash(previous: str, *content: Any) -> str:
    """SHA-256 over a row's content, in the order of its columns, after the hash of the row before it."""
    text = json.dumps([previous, *content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
