"""A year: its stage, its days, its scheme; the step to the next stage."""

from typing import Any

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.loaders import load_year
from portal.models import Year
from portal.office.checklist import PREPARING, checks_of, too_few, without_closer
from portal.office.desk import office, shown_version
from portal.office.forms import WindowsForm
from portal.office.timeline import line_of
from portal.policy import Permission
from portal.queries.accounts import all_units
from portal.queries.conflicts import statements_of
from portal.queries.years import panels_of, recusals_of, scheme_of, units_of
from portal.services import years as services
from portal.workflow import YEAR, YearAction, YearState, available

ELSEWHERE = (
    YearAction.open_notice,
    YearAction.recall_notice,
    YearAction.publish,
    YearAction.reopen_result,
)
"""Steps that more than a stage hangs on: the publication's pages take them."""


def _next_action(year: Year) -> YearAction | None:
    """The step to the next stage that this person can take from the year's own page, or None."""
    found = available(YEAR, year.state, lambda p: p == Permission.RUN_YEAR and may(p, year))
    return next((action for action in found if action not in ELSEWHERE), None)


def _steps(year: Year) -> list[tuple[YearState, str, str]]:
    """The stages with what each is: done, current, todo; and its day where it has one."""
    days = {
        YearState.reporting: (year.reporting_opens, year.reporting_closes),
        YearState.reviewing: (year.reporting_closes, year.reviewing_closes),
        YearState.checking: (year.reviewing_closes, year.checking_closes),
    }
    stages = list(YearState)
    here = stages.index(year.state)
    return [
        (
            stage,
            "done" if at < here else "current" if at == here else "todo",
            f"{days[stage][1]:%m-%d}" if stage in days else "",
        )
        for at, stage in enumerate(stages)
    ]


@office.get("/<int:year>/office/year")
@requires(Permission.VIEW_OFFICE, on=load_year)
def year(found: Year) -> ResponseReturnValue:
    """The year's stage, what is missing before the next one, its days, panels and recusals."""
    session = db.session()
    panels, recusals = panels_of(session, found), recusals_of(session, found)
    ahead = [action for state, action in YEAR if state == found.state and action not in ELSEWHERE]
    return hx.render(
        "office/year.html",
        year_shown=found,
        steps=_steps(found),
        ahead=ahead[0] if ahead else None,
        action=_next_action(found),
        missing=services.missing_before(current.work(), found, ahead[0]) if ahead else [],
        scheme=scheme_of(found),
        panels=panels,
        recusals=recusals,
        statements=statements_of(session, found),
        without_closer=without_closer(panels, recusals),
        too_few=too_few(panels, recusals),
        units=units_of(session, found),
        line=line_of(found, current.moment().date(), current.work().workdays),
        checks=checks_of(found, panels, recusals) if found.state in PREPARING else [],
        can_seat=may(Permission.RUN_YEAR, found) and not found.state.reached(YearState.checking),
        can_set_days=may(Permission.RUN_YEAR, found) and not found.state.reached(YearState.published),
    )


@office.route("/<int:year>/office/year/next", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def advance(found: Year) -> ResponseReturnValue:
    """Move the year to its next stage, after a confirmation that says what that means."""
    action = _next_action(found)
    if action is None:
        raise Refused("公示和公布须在“公示与公布”页办理")
    form = DeedForm()
    if form.carried_out(
        lambda: services.advance_year(current.work(), year=found, action=action, version=seen_version())
    ):
        flash(_("已进入下一阶段"), "success")
        return hx.go(url_for("office.year", year=found.number))
    return hx.render(
        "office/advance.html",
        status=form.status,
        form=form,
        year_shown=found,
        action=action,
        target=YEAR[found.state, action].to,
        version=shown_version(found),
        missing=services.missing_before(current.work(), found, action),
        unit_count=sum(unit.active for unit in all_units(db.session())),
        area_count=len(scheme_of(found).areas),
    )


def windows_of(form: WindowsForm) -> services.Windows:
    return services.Windows(
        reporting_opens=form.reporting_opens.data,
        reporting_closes=form.reporting_closes.data,
        reviewing_closes=form.reviewing_closes.data,
        checking_closes=form.checking_closes.data,
    )


@office.route("/<int:year>/office/year/days", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def days(found: Year) -> ResponseReturnValue:
    """Change the year's windows that have not passed, and the congress's closing day."""
    form = WindowsForm(data=_days_of(found))
    if form.carried_out(
        lambda: services.set_days(
            current.work(),
            year=found,
            windows=windows_of(form),
            congress_closed_on=form.congress_closed_on.data,
            version=seen_version(),
        )
    ):
        flash(_("时间安排已更新"), "success")
        return hx.go(url_for("office.year", year=found.number))
    return hx.render(
        "office/days.html", status=form.status, form=form, year_shown=found, version=shown_version(found)
    )


def _days_of(year: Year) -> dict[str, Any]:
    names = ("reporting_opens", "reporting_closes", "reviewing_closes", "checking_closes")
    return {name: getattr(year, name) for name in (*names, "congress_closed_on")}
