"""Where a panel's people start: their areas, and each area's queue."""

from collections import Counter
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.clock import day_end
from portal.extensions import db
from portal.labels import title_of
from portal.loaders import load_panel_area, load_year
from portal.models import PanelArea, Year
from portal.panels.blueprint import panels
from portal.panels.views import is_open
from portal.policy import Permission
from portal.queries.assessments import QueueRow, queue_for, waits_for_panel
from portal.queries.bands import hidden_indicators
from portal.queries.panel_work import calls_of
from portal.queries.panels import AreaDesk, LooseEnds, desk_of, loose_ends
from portal.queries.shares import shares_of
from portal.queries.years import scheme_of
from portal.services.areas import missing_before_closing
from portal.services.assessments import deadline
from portal.workflow import AssessmentState, PanelAreaState, YearState


@dataclass(frozen=True)
class DeskRow:
    """An area on the desk. `missing`: units with open ends, None for who does not lead the panel."""

    desk: AreaDesk
    missing: int | None


@panels.get("/<int:year>/panel/")
@requires(Permission.VIEW_PANEL_DESK, on=load_year)
def desk(year: Year) -> ResponseReturnValue:
    """The areas that the person judges in a year, and what waits there."""
    rows = [DeskRow(one, _missing(one.area)) for one in desk_of(db.session(), year, current.actor())]
    days_left = (day_end(year.reviewing_closes) - current.moment()).days
    return hx.render(
        "panels/desk.html",
        found=year,
        rows=rows,
        days_left=days_left,
        calls=_calls(year),
        stated=year.id in current.actor().stated,
    )


@dataclass(frozen=True)
class Call:
    """Something that the office called the person in to grade."""

    title: str
    url: str


def _calls(year: Year) -> list[Call]:
    found = []
    for row, indicator, token in calls_of(db.session(), year, current.actor()):
        one = row.assessment
        if token:
            url = url_for("panels.blind_band", year=year.number, area=one.area, token=token)
            found.append(Call(_("隐名评定：%(title)s", title=indicator.title), url))
        else:
            url = url_for(
                "panels.band",
                year=year.number,
                area=one.area,
                unit_id=one.unit_id,
                indicator=indicator.code,
            )
            title = _("%(unit)s：%(indicator)s", unit=one.unit.name, indicator=indicator.title)
            found.append(Call(title, url))
    return found


def _missing(area: PanelArea) -> int | None:
    """How many units keep an area from being closed; None where that is not this person's to know."""
    if area.state != PanelAreaState.open or not may(Permission.LEAD_PANEL, area):
        return None
    if area.year.state != YearState.reviewing:
        return None
    found = missing_before_closing(db.session(), area, current.moment())
    return sum(may(Permission.REVIEW, assessment) for assessment, _lacks in found)


MINE = "mine"
"""The address's word for the units that the chair gave to this person."""

UNSENT = "unsent"
"""The address's word for units of which nothing has come in: how far they are is not the panel's."""


@dataclass(frozen=True)
class QueueLine:
    """A unit in the queue, with the place where the work on it goes on.

    `days` since it was handed in; `waits` for this panel; `late`: nothing came in time.
    """

    row: QueueRow
    state: str
    url: str
    days: int | None
    waits: bool
    late: bool
    next_url: str | None
    ends: LooseEnds


@panels.get("/<int:year>/panel/<area>/")
@requires(Permission.VIEW_QUEUE, on=load_panel_area, unchanging=True)
def queue(area: PanelArea) -> ResponseReturnValue:
    """An area's units, those that wait first; `state` in the address shows one state alone."""
    rows = queue_for(db.session(), area.year, area.area, current.actor())
    tabs = _tabs(rows)
    asked = request.args.get("state", "")
    wanted = asked if asked in {value for value, _title, _count in tabs} else ""
    return hx.render(
        "panels/queue.html",
        "queue",
        area=area,
        title=scheme_of(area.year).area(area.area).title,
        lines=[_line(row, is_open(area)) for row in rows if _in_tab(row, wanted)],
        tabs=tabs,
        wanted=wanted,
        works=is_open(area),
        blind=bool(hidden_indicators(area)),
        recused=any(year_id == area.year_id for year_id, _unit in current.actor().recused_from),
    )


def _state(row: QueueRow) -> str:
    return row.assessment.state.value if row.assessment.handed_in else UNSENT


def _mine(row: QueueRow) -> bool:
    """Whether the chair gave the unit to this person."""
    return any(owner.id == current.actor().account_id for owner in shares_of(row.assessment))


def _in_tab(row: QueueRow, wanted: str) -> bool:
    return _mine(row) if wanted == MINE else wanted in ("", _state(row))


def _tabs(rows: list[QueueRow]) -> list[tuple[str, str, int]]:
    """The states that a panel tells apart, with how many units stand in each: (word, title, count)."""
    counts = Counter(_state(row) for row in rows)
    told = (AssessmentState.submitted, AssessmentState.in_review, AssessmentState.scored)
    mine = sum(_mine(row) for row in rows)
    shared = any(shares_of(row.assessment) for row in rows)
    return [
        ("", _("全部"), len(rows)),
        *([(MINE, _("分给我的"), mine)] if shared else []),
        *((state.value, title_of(state), counts[state.value]) for state in told),
        (UNSENT, _("未报送"), counts[UNSENT]),
    ]


def _line(row: QueueRow, works: bool) -> QueueLine:
    assessment = row.assessment
    signed, unit = assessment.signed_at, assessment.unit_id
    first = next((fact for fact in assessment.facts if waits_for_panel(fact)), None)
    reviewing = works and assessment.state == AssessmentState.in_review
    return QueueLine(
        row=row,
        state=_state(row),
        url=url_for("panels.unit", year=assessment.year.number, area=assessment.area, unit_id=unit),
        days=None if signed is None else (current.moment().date() - signed.date()).days,
        waits=bool(row.waiting) or assessment.state == AssessmentState.submitted,
        late=not assessment.handed_in and current.moment() >= deadline(assessment),
        next_url=url_for("panels.fact", fact_id=first.id) if first and reviewing else None,
        ends=loose_ends(assessment, current.actor()),
    )
