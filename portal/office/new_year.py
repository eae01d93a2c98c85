"""A new year: from the last one, with a look at what comes over, or from nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.clock import Workdays
from portal.extensions import db
from portal.models import Unit, Year
from portal.office.desk import office
from portal.office.forms import NewYearForm
from portal.office.timeline import WINDOWS, day_off
from portal.office.year import windows_of
from portal.policy import Permission
from portal.queries.accounts import all_units
from portal.queries.schemes import issued_years
from portal.queries.years import all_years, panels_of, units_of
from portal.scoring import shipped
from portal.services import cloning
from portal.services import years as services
from portal.services.cloning import Seats

SCHEME, SCHEME_YEAR = "dazhou-2012", 2012
"""The scheme that ships, with which a year begins that copies no other."""
NOTHING = "0"


@dataclass(frozen=True)
class Coming:
    """What a new year gets: its scheme's text, and from the year that is copied panels and units."""

    source: Year | None
    text: str
    changed: list[tuple[int, str, str]]
    seats: list[Seats]
    units: list[Unit]
    joining: list[Unit]
    resting: list[Unit]


def _source(years: list[Year]) -> Year | None:
    """The year to copy: what the address says, else the newest whose scheme was issued."""
    asked = request.args.get("source", "")
    if asked == NOTHING or not years:
        return None
    return next((year for year in years if str(year.number) == asked), years[0])


def _coming(source: Year | None, number: int) -> Coming:
    session = db.session()
    everybody = all_units(session)
    units = [unit for unit in everybody if unit.active]
    before = shipped(SCHEME) if source is None else source.scheme.text
    text = cloning.renewed(before, SCHEME_YEAR if source is None else source.number, number)
    changed = cloning.changed_lines(before, text)
    if source is None:
        return Coming(None, text, changed, [], units, [], [])
    past = {unit.id for unit in units_of(session, source)}
    return Coming(
        source,
        text,
        changed,
        cloning.seats_of(panels_of(session, source)),
        units,
        [unit for unit in units if unit.id not in past],
        [unit for unit in everybody if not unit.active and unit.id in past],
    )


def _days(source: Year | None, number: int) -> dict[str, date]:
    if source is None:
        return {}
    return {name: cloning.moved(getattr(source, name), number - source.number) for name in WINDOWS}


@office.route("/office/years/new", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR)
def new_year() -> ResponseReturnValue:
    """Start a year from another one's scheme, panels and days, or from the scheme that ships alone."""
    session = db.session()
    years, issued = all_years(session), issued_years(session)
    source = _source(issued)
    number = years[0].number + 1 if years else current.moment().year
    form = NewYearForm(data={"number": number, "people": True, **_days(source, number)})
    coming = _coming(source, form.number.data or number)
    if form.carried_out(lambda: _make(form, coming)):
        flash(_("%(year)s 年度已建立。请按筹备清单逐项办理", year=form.number.data), "success")
        return hx.go(url_for("office.year", year=form.number.data))
    return hx.render(
        "office/year_new.html",
        status=form.status,
        form=form,
        last=years[0] if years else None,
        issued=issued,
        coming=coming,
        hints=_hints(form, current.work().workdays),
    )


def _make(form: NewYearForm, coming: Coming) -> Year:
    new: dict[str, Any] = {
        "number": form.number.data or 0,
        "windows": windows_of(form),
        "scheme_text": coming.text,
    }
    if coming.source is None:
        return services.create_year(current.work(), **new)
    return cloning.clone_year(current.work(), source=coming.source, people=bool(form.people.data), **new)


def _hints(form: NewYearForm, calendar: Workdays) -> dict[str, str]:
    """At each day what the calendar says to it: a window should not close on a day off."""
    return {name: day_off(calendar, form[name].data) for name in WINDOWS}
