"""Past years to read: what was published, a unit over the years, a year beside the one before."""

from flask.typing import ResponseReturnValue

from portal import hx
from portal.access import requires
from portal.extensions import db
from portal.loaders import RankingSubject, load_ranking, load_year
from portal.models import Unit, Year
from portal.office.desk import office
from portal.peopleloaders import load_unit
from portal.policy import Permission
from portal.queries.histories import compared_with_last, history_of, published_years
from portal.queries.years import scheme_of, units_of
from portal.workflow import YearState


@office.get("/<int:year>/office/history")
@requires(Permission.VIEW_OFFICE, on=load_year)
def history(year: Year) -> ResponseReturnValue:
    """The published years, the comparisons of this year, and every unit's way over the years."""
    scheme = scheme_of(year)
    return hx.render(
        "office/history.html",
        year_shown=year,
        years=published_years(db.session()),
        areas=scheme.areas,
        groups=scheme.groups,
        units=units_of(db.session(), year),
        compares=year.state.reached(YearState.checking),
    )


@office.get("/office/units/<int:unit_id>/history")
@requires(Permission.VIEW_OFFICE, on=load_unit)
def unit_history(unit: Unit) -> ResponseReturnValue:
    """A unit's published results over the years: place, points, whether it was selected."""
    return hx.render("office/unit_history.html", unit=unit, history=history_of(db.session(), unit))


@office.get("/<int:year>/office/history/<area>/<group>")
@requires(Permission.VIEW_OFFICE, on=load_ranking)
def comparison(subject: RankingSubject) -> ResponseReturnValue:
    """An area and group of a year beside the year before."""
    year, area, group = subject.year, subject.area, subject.group
    ready = year.state.reached(YearState.checking)
    return hx.render(
        "office/comparison.html",
        year_shown=year,
        area=area,
        group=group,
        found=compared_with_last(db.session(), year, area.code, group.code) if ready else None,
        ready=ready,
    )
