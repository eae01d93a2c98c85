"""A year of judging: its stage, its windows, its scheme, its panels and their people."""

import secrets
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned, enum_of
from portal.models.units import Unit
from portal.workflow import PanelAreaState, YearState

if TYPE_CHECKING:
    from portal.models.panelwork import Departure


class Year(Versioned, Base):
    """One year's evaluation. Each window closes at 24:00 of its day, by the server's clock.

    `certificates`: whether the office issues certificates (荣誉证书); 四(一) promises a circular only.
    """

    __tablename__ = "years"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    state: Mapped[YearState] = mapped_column(enum_of(YearState), default=YearState.setup)
    reporting_opens: Mapped[date]
    reporting_closes: Mapped[date]
    reviewing_closes: Mapped[date]
    checking_closes: Mapped[date]
    congress_closed_on: Mapped[date | None]
    meeting_title: Mapped[str] = mapped_column(String(120), default="")
    meeting_on: Mapped[date | None]
    meeting_minutes: Mapped[str] = mapped_column(Text, default="")
    certificates: Mapped[bool] = mapped_column(default=False, server_default=false())

    scheme: Mapped["SchemeIssue"] = relationship(back_populates="year", lazy="joined")
    panels: Mapped[list["Panel"]] = relationship(back_populates="year", order_by="Panel.id")
    areas: Mapped[list["PanelArea"]] = relationship(back_populates="year", order_by="PanelArea.id")


class SchemeIssue(Versioned, Base):
    """The scheme (计分办法) of a year as the office issued it: the file's text and its digest.

    Until then `text` is the last draft without faults, so that the year can always be read by it. The
    draft itself is the newest of `revisions`; there is none before the first change. `revision` is its
    number, `faults` how many it has. `editor`: who is changing it, one person at a time, since when.
    """

    __tablename__ = "scheme_issues"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), unique=True)
    # Long, and read once per process: whoever needs the scheme asks `portal.queries.years.scheme_of`.
    text: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    editor_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    editing_since: Mapped[datetime | None] = mapped_column(Moment)
    year: Mapped[Year] = relationship(back_populates="scheme")
    editor: Mapped[Account | None] = relationship()
    revisions: Mapped[list["SchemeRevision"]] = relationship(
        back_populates="issue", order_by="SchemeRevision.number"
    )


class SchemeSource(StrEnum):
    """How a draft of the scheme came about."""

    start = "start"
    form = "form"
    text = "text"
    file = "file"
    copy = "copy"
    earlier = "earlier"


class SchemeRevision(Base):
    """One saved state of a draft scheme; none is ever changed or taken away, so that nothing is lost."""

    __tablename__ = "scheme_revisions"
    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("scheme_issues.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    faults: Mapped[int] = mapped_column(default=0)
    source: Mapped[SchemeSource] = mapped_column(enum_of(SchemeSource))
    note: Mapped[str] = mapped_column(String(200), default="")
    saved_at: Mapped[datetime] = mapped_column(Moment)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    saved_by: Mapped[Account | None] = relationship(lazy="joined")
    issue: Mapped[SchemeIssue] = relationship(back_populates="revisions")


class Panel(Base):
    """An evaluation panel (评价小组, 五(一)); one panel can judge several areas."""

    __tablename__ = "panels"
    __table_args__ = (UniqueConstraint("year_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    year: Mapped[Year] = relationship(back_populates="panels")
    members: Mapped[list["PanelMember"]] = relationship(
        back_populates="panel", order_by="PanelMember.account_id", cascade="all, delete-orphan"
    )
    areas: Mapped[list["PanelArea"]] = relationship(back_populates="panel", order_by="PanelArea.id")


class PanelArea(Versioned, Base):
    """One area of a year in its panel's hands: open, or closed with a recommendation (评价建议).

    `salt` is drawn once: from it come the numbers under which units without names are graded.
    """

    __tablename__ = "panel_areas"
    __table_args__ = (
        UniqueConstraint("year_id", "area"),
        CheckConstraint("state <> 'closed' OR closed_by_id IS NOT NULL", name="closed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    state: Mapped[PanelAreaState] = mapped_column(enum_of(PanelAreaState), default=PanelAreaState.open)
    recommendation: Mapped[str] = mapped_column(Text, default="")
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    year: Mapped[Year] = relationship(back_populates="areas")
    panel: Mapped[Panel] = relationship(back_populates="areas")
    closed_by: Mapped[Account | None] = relationship()
    departures: Mapped[list["Departure"]] = relationship(
        back_populates="area", order_by="Departure.id", cascade="all, delete-orphan"
    )


class Duty(StrEnum):
    """What somebody does on a panel."""

    member = "member"
    deputy = "deputy"
    chair = "chair"


class PanelMember(Base):
    """A seat on a panel."""

    __tablename__ = "panel_members"

    panel_id: Mapped[int] = mapped_column(ForeignKey("panels.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, index=True)
    duty: Mapped[Duty] = mapped_column(enum_of(Duty), default=Duty.member)
    panel: Mapped[Panel] = relationship(back_populates="members")
    account: Mapped[Account] = relationship(lazy="joined")


class Recusal(Base):
    """A declared conflict of interest: the person judges nothing of that unit in that year."""

    __tablename__ = "recusals"
    __table_args__ = (UniqueConstraint("year_id", "account_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(String(400))
    account: Mapped[Account] = relationship()
    unit: Mapped[Unit] = relationship()


class Notice(Base):
    """A public notice (公示) of one area; a changed selection gives the area a fresh one."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_day: Mapped[date]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str] = mapped_column(String(400), default="")
