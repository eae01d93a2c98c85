"""The circular's text of a year, and what the circular would be if it were printed now."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.documents.lettertext import NO_ADDRESSEES, NO_NUMBER, NOT_YET, filled
from portal.documents.wording import fields_of
from portal.models import CircularText, Year
from portal.queries.settings import installation_of
from portal.queries.snapshot import selected_by_area
from portal.workflow import YearState


def circular_text_of(session: Session, year: Year) -> CircularText | None:
    """What the office wrote; None before the first time."""
    return session.scalar(select(CircularText).where(CircularText.year_id == year.id))


def own_words(text: Mapping[str, Any], snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The office's words as a snapshot keeps them, their fields filled in; empty ones are left out.

    Raises Invalid for a field that there is not.
    """
    values = fields_of(snapshot)
    made: dict[str, Any] = {
        name: filled(text[name], values, name) for name in ("title", "body", "annex_title") if text[name]
    }
    if text["survey"]:
        made["survey"] = True
    if text["printed_on"]:
        made["printed_on"] = text["printed_on"].isoformat()
    return made


def as_fields(text: CircularText) -> dict[str, Any]:
    """The row as `own_words` takes it."""
    names = ("title", "body", "annex_title", "survey", "printed_on")
    return {name: getattr(text, name) for name in names}


def as_if_published(session: Session, year: Year, text: Mapping[str, Any], issued_on: date) -> dict[str, Any]:
    """What the circular would be made of now, for a preview: without a digest, since nothing is frozen."""
    installation = installation_of(session)
    areas = selected_by_area(session, year)
    if not year.state.reached(YearState.checking):
        for group in (group for area in areas for group in area["groups"]):
            group["selected"] = [{"code": "", "name": NOT_YET}]
    snapshot: dict[str, Any] = {
        "year": year.number,
        "city": installation.city,
        "issuer": installation.issuer,
        "number": text["number"] or NO_NUMBER,
        "issued_on": issued_on.isoformat(),
        "addressees": text["addressees"] or NO_ADDRESSEES,
        "copies": text["copies"],
        "areas": areas,
    }
    return {**snapshot, **own_words(text, snapshot)}
