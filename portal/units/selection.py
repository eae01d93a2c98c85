"""A unit objects to another one's selection while the list is on public notice (公示)."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.policy import Permission
from portal.queries.assessments import assessment_of
from portal.queries.snapshot import selected_by_area
from portal.queries.years import units_of
from portal.services import objections as services
from portal.units.blueprint import units
from portal.units.forms import SelectionObjectionForm
from portal.units.subjects import OwnUnit, load_own_unit
from portal.workflow import YearState


@units.route("/<int:year>/unit/objections/selection", methods=["GET", "POST"])
@requires(Permission.OBJECT_TO_SELECTION, on=load_own_unit)
def object_to_selection(subject: OwnUnit) -> ResponseReturnValue:
    """Object to a selection that is on notice; it holds publication until it is answered."""
    session, year = db.session(), subject.year
    form = SelectionObjectionForm()
    form.chosen.choices = [SelectChoice("", _("请选择")), *_selected(subject)]

    def send() -> None:
        area, _sign, unit_id = str(form.chosen.data).partition(":")
        services.object_to_selection(
            current.work(),
            assessment=assessment_of(session, year, int(unit_id), area),
            by=subject.unit,
            text=form.text.data or "",
        )

    if form.carried_out(send):
        flash(_("异议已提交，市政府办公室将在五个工作日内答复"), "success")
        return hx.go(url_for("units.objections", year=year.number))
    return hx.render(
        "units/selection_objection.html",
        status=form.status,
        form=form,
        year_row=year,
        can_object=year.state == YearState.notice,
    )


def _selected(subject: OwnUnit) -> list[SelectChoice]:
    """Every other unit that is to be selected, under its area; none outside the notice."""
    if subject.year.state != YearState.notice:
        return []
    session = db.session()
    found = {unit.code: unit for unit in units_of(session, subject.year)}
    return [
        SelectChoice(f"{area['code']}:{found[one['code']].id}", one["name"], optgroup=area["title"])
        for area in selected_by_area(session, subject.year)
        for group in area["groups"]
        for one in group["selected"]
        if one["code"] != subject.unit.code
    ]
