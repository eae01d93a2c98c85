"""What is still missing before the year can open, each with the way to mend it (五(一), 五(二))."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from flask import url_for
from flask_babel import gettext as _

from portal import current
from portal.extensions import db
from portal.labels import said
from portal.models import Duty, Panel, Recusal, Unit, Year
from portal.office.timeline import WINDOWS, day_off
from portal.policy import Role
from portal.queries.accounts import all_units
from portal.queries.reminders import people_of
from portal.queries.years import scheme_of, units_of
from portal.services.schemes import missing_before_issue
from portal.workflow import YearState

PREPARING = (YearState.setup, YearState.recording)
"""While the year can still be put in order before anybody reports."""


@dataclass(frozen=True)
class Check:
    """One point of the list: what is looked at, what is wrong with it (empty: nothing), where to mend it.

    `holds`: whether the year is held up by it, or it is only to be kept in mind.
    """

    title: str
    faults: list[str]
    url: str
    holds: bool = True


def checks_of(year: Year, panels: list[Panel], recusals: list[Recusal]) -> list[Check]:
    """Every point, in the order in which a year is put together."""
    session, rosters = db.session(), url_for("office.rosters")
    units = units_of(session, year) or [unit for unit in all_units(session) if unit.active]
    people = people_of(session, [unit.id for unit in units])
    roles = {unit.id: {role for one in people.get(unit.id, []) for role in one.roles} for unit in units}
    return [
        Check(_("计分办法"), _scheme(year), url_for("office.scheme_draft", year=year.number)),
        Check(_("时间安排"), _days(year), url_for("office.days", year=year.number)),
        Check(_("参评单位"), [] if units else [_("还没有参评单位")], rosters),
        Check(_("单位填报员"), _without(units, roles, Role.reporter), rosters, holds=False),
        Check(_("单位负责人"), _without(units, roles, Role.head), rosters, holds=False),
        *(_panel(panel, recusals) for panel in panels if panel.areas),
        *_tasks(year, units),
        Check(_("休息日"), _rest(year), url_for("office.days", year=year.number), holds=False),
    ]


def _scheme(year: Year) -> list[str]:
    if year.scheme.issued_at is not None:
        return []
    lacks = [said(one) for one in missing_before_issue(current.work(), year)]
    return [*lacks, _("尚未印发")]


def _days(year: Year) -> list[str]:
    days = [getattr(year, name) for name in WINDOWS]
    return [] if all(one < other for one, other in pairwise(days)) else [_("日期的先后次序不对")]


def _rest(year: Year) -> list[str]:
    calendar = current.work().workdays
    ends = dict.fromkeys(getattr(year, name) for name in WINDOWS[1:])
    return [words for words in (day_off(calendar, day) for day in ends) if words]


def _without(units: Iterable[Unit], roles: dict[int, set[Role]], role: Role) -> list[str]:
    names = [unit.name for unit in units if role not in roles[unit.id]]
    return [_("没有的：%(names)s", names="、".join(names))] if names else []


def _panel(panel: Panel, recusals: list[Recusal]) -> Check:
    faults, duties = [], [seat.duty for seat in panel.members]
    url = url_for("office.seat", panel_id=panel.id)
    if duties.count(Duty.chair) != 1:
        faults.append(_("须有一名组长"))
    if len(duties) < 2:
        faults.append(_("至少须有两名成员"))
    elif short := too_few([panel], recusals).get(panel.id):
        faults.append(_("能评定这些单位的不足两人：%(names)s", names="、".join(short)))
    if panel.id in without_closer([panel], recusals):
        faults.append(_("组长、副组长都有回避的单位，不能办结"))
    if gone := [seat.account.name for seat in panel.members if not seat.account.active]:
        faults.append(_("账号已停用：%(names)s", names="、".join(gone)))
    return Check(_("评价小组：%(panel)s", panel=panel.title), faults, url)


def _tasks(year: Year, units: list[Unit]) -> Iterable[Check]:
    """Areas that are measured by a task which the scheme leaves open for some group."""
    for area in scheme_of(year).areas if year.scheme.issued_at else ():
        groups = {unit.group.value for unit in units}
        if any(task.groups.get(group) is None for task in area.targets for group in groups):
            yield Check(
                _("任务：%(area)s", area=area.title),
                [_("计分办法没有给所有组别规定任务，须逐个单位下达")],
                url_for("office.targets", year=year.number, area=area.code),
                holds=False,
            )


def without_closer(panels: list[Panel], recusals: list[Recusal]) -> set[int]:
    """The ids of panels in which nobody can close an area: chair and deputies are recused from a unit."""
    biased = {recusal.account_id for recusal in recusals}
    return {
        panel.id
        for panel in panels
        if panel.members
        and not any(
            seat.duty in (Duty.chair, Duty.deputy)
            and seat.account_id not in biased
            and seat.account.unit_id is None
            for seat in panel.members
        )
    }


def too_few(panels: list[Panel], recusals: list[Recusal]) -> dict[int, list[str]]:
    """By panel's id: the units that fewer than two of its members may judge, so that none can be graded."""
    found: dict[int, list[str]] = {}
    for panel in panels:
        people = {seat.account_id: seat.account for seat in panel.members if seat.account.active}
        kept: dict[str, set[int]] = {}
        for recusal in recusals:
            if recusal.account_id in people:
                kept.setdefault(recusal.unit.name, set()).add(recusal.account_id)
        for account in people.values():
            if account.unit_id is not None:
                kept.setdefault(account.home_name, set()).add(account.id)
        units = [name for name, away in kept.items() if len(people) - len(away) < 2]
        if units:
            found[panel.id] = units
    return found
