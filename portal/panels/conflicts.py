"""A reviewer declares conflicts of interest before opening anything of a year (回避)."""

from dataclasses import dataclass

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, frame, hx
from portal.access import requires
from portal.errors import Invalid, NotFound, Refused
from portal.extensions import db
from portal.labels import title_of
from portal.loaders import load_year
from portal.models import Group, Unit, Year
from portal.panels.blueprint import panels
from portal.panels.forms import ConflictsForm, conflicts_form
from portal.policy import Permission
from portal.queries.assessments import year_of_fact
from portal.queries.conflicts import own_conflicts
from portal.queries.years import units_of
from portal.services import conflicts as services

BEFORE_DECLARING = ("panels.desk", "panels.declare", "panels.phrases", "panels.forget_phrase")
"""What may be opened before having declared: the desk tells no more than counts, the rest is one's own."""


@panels.before_request
def declare_first() -> ResponseReturnValue | None:
    """Send a panel's member who has declared nothing yet to the declaration, whatever was asked for."""
    who = current.actor()
    if request.endpoint in BEFORE_DECLARING or who.account_id is None:
        return None
    try:
        number = _year_asked_for()
    except NotFound:
        return None
    year_id = next((line.id for line in frame.all_years() if line.number == number), None)
    judges = any(seat_year == year_id for seat_year, *_rest in (*who.seats, *who.called))
    if not judges or year_id in who.stated:
        return None
    goal = request.path if request.method == "GET" else None
    return hx.go(url_for("panels.declare", year=number, next=goal))


def _year_asked_for() -> int:
    parts = request.view_args or {}
    if "year" in parts:
        return int(parts["year"])
    return year_of_fact(db.session(), parts["fact_id"])


@dataclass(frozen=True)
class Declared:
    """A unit from which the person is recused already, and why."""

    name: str
    reason: str


@panels.route("/<int:year>/panel/conflicts", methods=["GET", "POST"])
@requires(Permission.VIEW_PANEL_DESK, on=load_year)
def declare(year: Year) -> ResponseReturnValue:
    """With which units there is a conflict, or with none; later only more can be added."""
    session, who = db.session(), current.actor()
    units = units_of(session, year)
    own = own_conflicts(session, year, who.account_id)
    open_units = [unit for unit in units if unit.id not in own.reasons and unit.id != who.unit_id]
    form = conflicts_form([(title_of(group), _of(open_units, group)) for group in Group])
    if form.carried_out(lambda: _state(year, form, bool(own.at))):
        flash(_("回避声明已登记"), "success")
        return hx.go(_after(year))
    declared = [Declared(unit.name, own.reasons[unit.id]) for unit in units if unit.id in own.reasons]
    home = next((unit.name for unit in units if unit.id == who.unit_id), "")
    return hx.render(
        "panels/conflicts.html",
        status=form.status,
        found=year,
        form=form,
        at=own.at,
        declared=declared,
        home=home,
        next=request.args.get("next", ""),
    )


def _of(units: list[Unit], group: Group) -> list[Unit]:
    return [unit for unit in units if unit.group == group]


def _state(year: Year, form: ConflictsForm, stated: bool) -> None:
    chosen = form.chosen()
    if chosen and form.none.data:
        raise Invalid("选了单位，就不能同时声明没有利害关系", field="none")
    if not chosen and stated:
        raise Refused("请选择要增加的单位")
    if not chosen and not form.none.data:
        raise Invalid("没有利害关系的，请勾选本项", field="none")
    if chosen and not form.reason.data:
        raise Invalid("请写明回避原因", field="reason")
    conflicts = dict.fromkeys(chosen, form.reason.data or "")
    services.state_conflicts(current.work(), year=year, conflicts=conflicts)


def _after(year: Year) -> str:
    """Where the person wanted to go: an address on the panel's side alone."""
    goal = request.args.get("next", "")
    inside = goal.startswith((f"/{year.number}/panel/", "/panel/facts/"))
    return goal if inside else url_for("panels.desk", year=year.number)
