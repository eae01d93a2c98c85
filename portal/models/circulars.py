"""The circular's text as the office writes it before there is a result to print."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned
from portal.models.years import Year


class CircularText(Versioned, Base):
    """A year's circular in the office's own words; "" where the genre's stand. A proposal freezes it.

    `title` with line breaks where the office wants them; `body` a template (`documents.lettertext`).
    `printed_on`: 印发日期, None for the date of the circular. `survey`: with a second annex, 一览表.
    """

    __tablename__ = "circular_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), unique=True)
    number: Mapped[str] = mapped_column(String(80), default="")
    addressees: Mapped[str] = mapped_column(String(400), default="")
    copies: Mapped[str] = mapped_column(String(400), default="")
    printed_on: Mapped[date | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    annex_title: Mapped[str] = mapped_column(String(120), default="")
    survey: Mapped[bool] = mapped_column(default=False)
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    edited_at: Mapped[datetime] = mapped_column(Moment)
    year: Mapped[Year] = relationship(lazy="joined")
    edited_by: Mapped[Account] = relationship(lazy="joined")
