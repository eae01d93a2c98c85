"""Units × areas as the progress page shows them: each cell in words, ready to be set down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from portal.addresses import each
from portal.labels import TITLES, tone_of
from portal.models import Year
from portal.queries.assessments import Standing, UnitLine
from portal.queries.years import scheme_of
from portal.services.assessments import time_ends
from portal.workflow import AssessmentState, YearState

LATE, ABSENT, EXTENDED = "late", "not_competing", "extended"
"""What the grid can be filtered by besides the states."""


@dataclass(frozen=True)
class Cell:
    """One unit in one area: its badge, what stands beside it, its marks to filter by, why it is left out."""

    url: str
    area_title: str
    title: str
    tone: str
    notes: tuple[str, ...]
    marks: frozenset[str]
    reason: str = ""


Rows = list[tuple[UnitLine, list[Cell]]]


def mark_titles() -> dict[str, str]:
    """What the marks are called."""
    states = {str(state): str(title) for state, title in TITLES[AssessmentState].items()}
    return {**states, LATE: _("逾期未报"), EXTENDED: _("已延期"), ABSENT: _("不参评")}


def rows_of(year: Year, standings: list[tuple[UnitLine, list[Standing]]], now: datetime) -> Rows:
    """The grid's rows. What is asked once for the page is asked here, not for each of its cells."""
    titles = mark_titles()
    looks = {state: (titles[state], tone_of(state)) for state in AssessmentState}
    looks_late, looks_absent = (titles[LATE], "bad"), (titles[ABSENT], "neutral")
    areas: dict[str, tuple[str, Callable[[int], str]]] = {}
    if standings:
        areas = {
            area.code: (area.title, each("office.assessment", "unit_id", year=year.number, area=area.code))
            for area in scheme_of(year).areas
        }
    begun = year.state.reached(YearState.reporting)

    def cell(unit: UnitLine, one: Standing) -> Cell:
        late = begun and one.competes and one.signed_at is None
        late = late and now >= time_ends(year.reporting_closes, one.extended_until)
        look = looks_absent if not one.competes else looks_late if late else looks[one.state]
        marks = {one.state.value} if one.competes else {ABSENT}
        notes = []
        if late:
            marks.add(LATE)
            notes.append(titles[one.state])
        if one.extended_until is not None:
            marks.add(EXTENDED)
            if one.signed_at is None:
                notes.append(_("延至 %(day)s", day=one.extended_until.strftime("%m-%d")))
        if one.signed_at is not None:
            notes.append(one.signed_at.strftime("%m-%d"))
        area_title, address = areas[one.area]
        reason = "" if one.competes else one.competes_reason
        return Cell(address(unit.id), area_title, *look, tuple(notes), frozenset(marks), reason)

    return [(unit, [cell(unit, one) for one in cells]) for unit, cells in standings]


def counts_of(rows: Rows) -> list[tuple[str, int]]:
    """How many stand where, in the order of the work: (mark, count)."""
    cells = [cell for _unit, of_unit in rows for cell in of_unit]
    order = [state.value for state in AssessmentState] + [LATE, EXTENDED, ABSENT]
    return [(mark, sum(mark in cell.marks for cell in cells)) for mark in order]
