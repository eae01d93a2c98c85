"""The units' own tasks in an area that is measured by one, such as 信息服务 (三(五))."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import seen_version
from portal.loaders import load_panel_area
from portal.models import PanelArea
from portal.office.desk import office
from portal.office.forms import targets_form
from portal.policy import Permission
from portal.queries.assessments import assessments_of_area
from portal.queries.years import scheme_of
from portal.services import targets as services


@office.route("/<int:year>/office/areas/<area>/targets", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_panel_area)
def targets(found: PanelArea) -> ResponseReturnValue:
    """Every unit's own task in an area; an empty field leaves the scheme's for its group."""
    area = scheme_of(found.year).area(found.area)
    assessments = assessments_of_area(db.session(), found.year, found.area)
    units = [one.unit for one in assessments]
    standing = {f"{row.code}-{one.unit.code}": row.value for one in assessments for row in one.targets}
    form = targets_form(area, units, standing)
    codes = [task.code for task in area.targets]
    if form.carried_out(
        lambda: services.set_targets(
            current.work(),
            area=found,
            tasks=form.tasks(codes, {unit.code: unit.id for unit in units}),
            seen=seen_version(),
        )
    ):
        flash(_("任务已下达，得分已按新的任务重算"), "success")
        return hx.go(url_for("office.targets", year=found.year.number, area=found.area))
    return hx.render(
        "office/targets.html",
        status=form.status,
        form=form,
        area=area,
        units=units,
        year_shown=found.year,
        can_set=found.year.state in services.OPEN_STAGES,
        version=seen_version() if request.method == "POST" else services.targets_version(assessments),
    )
