"""得分表 to take away, as PDF and XLSX: of a unit in one area or in all, of an area and group (五(二))."""

from datetime import datetime
from urllib.parse import quote

from flask import current_app
from flask.typing import ResponseReturnValue

from portal import current
from portal.access import requires
from portal.documents.scoresheet import ScoreSheet
from portal.dossier.blueprint import dossier
from portal.dossier.seen import seen_card
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.models import Year
from portal.policy import Permission
from portal.printing import score_sheet_pdf
from portal.queries.decisions import publication_of
from portal.queries.scoresheets import Cards, group_cards, unit_cards
from portal.queries.years import scheme_of
from portal.sheetloaders import (
    AreaSheetSubject,
    CardSheetSubject,
    UnitSheetSubject,
    load_area_sheet,
    load_card_sheet,
    load_unit_sheet,
)
from portal.sheets.scores import write_scores
from portal.workflow import YearState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dossier.get("/<int:year>/score-sheets/area/<area>/unit/<int:unit_id>.<any(pdf, xlsx):style>")
@requires(Permission.VIEW_SCORECARD, on=load_card_sheet)
def card_sheet(subject: CardSheetSubject) -> ResponseReturnValue:
    """One unit's score in one area, as its page shows it to this person."""
    assessment = subject.card.assessment
    card, files = seen_card(assessment)
    names = {key: tuple(one.name for one in found) for key, found in files.items() if found}
    scheme = scheme_of(assessment.year)
    found = Cards(scheme, (card,), names)
    heading = f"{assessment.unit.office_name}{scheme.area(assessment.area).title}"
    return _sent(assessment.year, heading, found, subject.style, f"{assessment.area}-{assessment.unit.code}")


@dossier.get("/<int:year>/score-sheets/unit/<int:unit_id>.<any(pdf, xlsx):style>")
@requires(Permission.VIEW_UNIT_SHEET, on=load_unit_sheet)
def unit_sheet(subject: UnitSheetSubject) -> ResponseReturnValue:
    """One unit's score in all areas; once a result is published, as it was published."""
    found = unit_cards(db.session(), subject.year, subject.unit)
    return _sent(subject.year, subject.unit.office_name, found, subject.style, subject.unit.code)


@dossier.get("/<int:year>/score-sheets/area/<area>/<group>.<any(pdf, xlsx):style>")
@requires(Permission.VIEW_AREA_SHEET, on=load_area_sheet)
def area_sheet(subject: AreaSheetSubject) -> ResponseReturnValue:
    """An area and group: who stands where, and every line behind it."""
    found = group_cards(db.session(), subject.year, subject.area, subject.group)
    heading = f"{found.scheme.area(subject.area).title}（{subject.group.title}）"
    return _sent(subject.year, heading, found, subject.style, f"{subject.area}-{subject.group.code}")


def _sent(year: Year, heading: str, found: Cards, style: str, name: str) -> ResponseReturnValue:
    sheet = ScoreSheet(
        year=year.number,
        heading=heading,
        scheme=found.scheme,
        cards=found.cards,
        issuer=current.installation().issuer,
        ranking=found.ranking,
        snapshot=found.snapshot,
        evidence=found.evidence,
    )
    if style == "pdf":
        try:
            content, kind, shown = score_sheet_pdf(sheet), "application/pdf", "inline"
        except PortalError as fault:
            raise Refused(fault.message, **fault.values) from fault
    else:
        content, kind, shown = write_scores(sheet, _moment(year)), XLSX, "attachment"
    response = current_app.response_class(content, mimetype=kind)
    plain = f"defen-{year.number}-{name}.{style}"
    said = quote(f"{sheet.title}.{style}")
    response.headers["Content-Disposition"] = f"{shown}; filename={plain}; filename*=UTF-8''{said}"
    response.cache_control.no_store = True
    return response


def _moment(year: Year) -> datetime:
    """When the sheet's result came about: the publication's moment, so that a file is always the same."""
    out = publication_of(db.session(), year) if year.state.reached(YearState.published) else None
    return out.decided_at if out is not None and out.decided_at is not None else current.moment()
