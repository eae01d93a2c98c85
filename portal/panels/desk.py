"""Where a panel's people start: their areas, and each area's queue."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import current, hx
from portal.access import may, requires
from portal.addresses import each
from portal.clock import day_end
from portal.extensions import db
from portal.labels import title_of, tone_of
from portal.loaders import load_area_line, load_year
from portal.models import Group, PanelArea, Year
from portal.panels.blueprint import panels
from portal.panels.views import is_open
from portal.policy import Permission
from portal.queries.bands import hidden_indicators
from portal.queries.panel_work import calls_of
from portal.queries.queue import AreaDesk, QueueRow, desk_of, queue_for
from portal.queries.years import AreaLine, scheme_of
from portal.services.areas import missing_before_closing
from portal.services.assessments import time_ends
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
    """A unit in the queue in words, with the place where the work on it goes on."""

    row: QueueRow
    url: str
    group: str
    badge: tuple[str, str]
    handed_in: str
    waits: str
    ends: tuple[str, ...]
    next_url: str
    next_title: str


@panels.get("/<int:year>/panel/<area>/")
@requires(Permission.VIEW_QUEUE, on=load_area_line, unchanging=True)
def queue(area: AreaLine) -> ResponseReturnValue:
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
        lines=_lines(area, [row for row in rows if _in_tab(row, wanted)]),
        tabs=tabs,
        wanted=wanted,
        works=is_open(area),
        blind=bool(hidden_indicators(area)),
        recused=any(year_id == area.year_id for year_id, _unit in current.actor().recused_from),
    )


def _state(row: QueueRow) -> str:
    return row.dossier.state.value if row.dossier.handed_in else UNSENT


def _in_tab(row: QueueRow, wanted: str) -> bool:
    return row.mine if wanted == MINE else wanted in ("", _state(row))


def _tabs(rows: list[QueueRow]) -> list[tuple[str, str, int]]:
    """The states that a panel tells apart, with how many units stand in each: (word, title, count)."""
    counts = Counter(_state(row) for row in rows)
    told = (AssessmentState.submitted, AssessmentState.in_review, AssessmentState.scored)
    mine = sum(row.mine for row in rows)
    return [
        ("", _("全部"), len(rows)),
        *([(MINE, _("分给我的"), mine)] if any(row.shared for row in rows) else []),
        *((state.value, title_of(state), counts[state.value]) for state in told),
        (UNSENT, _("未报送"), counts[UNSENT]),
    ]


def _lines(area: AreaLine, rows: list[QueueRow]) -> list[QueueLine]:
    unit = each("panels.unit", "unit_id", year=area.year.number, area=area.area)
    fact = each("panels.fact", "fact_id")
    groups = {group: title_of(group) for group in Group}
    looks = {state: (title_of(state), tone_of(state)) for state in AssessmentState}
    today, works = current.moment().date(), is_open(area)

    def line(row: QueueRow) -> QueueLine:
        one = row.dossier
        next_url = next_title = ""
        if works and row.first and one.state == AssessmentState.in_review:
            next_url, next_title = fact(row.first), _("核定")
        elif works and one.state == AssessmentState.submitted:
            next_url, next_title = unit(one.unit_id), _("去接收")
        waits = ""
        if row.waits and row.since is not None:
            days = (today - row.since.date()).days
            waits = _("已等 %(days)s 天", days=days) if days else _("今天")
        return QueueLine(
            row=row,
            url=unit(one.unit_id),
            group=groups[one.unit.group],
            badge=_badge(row, looks),
            handed_in="" if one.signed_at is None else f"{one.signed_at:%m-%d}",
            waits=waits,
            ends=_ends(row),
            next_url=next_url,
            next_title=next_title,
        )

    return [line(row) for row in rows]


def _badge(row: QueueRow, looks: Mapping[AssessmentState, tuple[str, str]]) -> tuple[str, str]:
    """Where the unit stands, in a word and its tone: how far it is with a draft is not the panel's."""
    one = row.dossier
    if not one.competes:
        return (_("不参评"), "neutral")
    if one.handed_in:
        return looks[one.state]
    late = current.moment() >= time_ends(one.year.reporting_closes, one.extended_until)
    return (_("逾期未报"), "bad") if late else (_("未报送"), "neutral")


def _ends(row: QueueRow) -> tuple[str, ...]:
    """What else is open about a unit."""
    found = (
        (row.returned, _l("待单位补正 %(count)s 项")),
        (row.ends.uncounted, _l("基数 %(count)s 项")),
        (row.ends.ungraded, _l("等次 %(count)s 项")),
        (row.ends.thirds, _l("需第三人评定 %(count)s 项")),
        (row.again, _l("须重新核定 %(count)s 项")),
        (row.stated, _l("单位有陈述 %(count)s 条")),
        (row.ends.unreleased, _l("未告知 %(count)s 条")),
    )
    return tuple(str(text) % {"count": count} for count, text in found if count)
