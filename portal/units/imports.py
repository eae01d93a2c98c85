"""A unit fills in by spreadsheet: the template, the table that comes back, a look at it, then all at once."""

from urllib.parse import quote

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import Form, seen_version
from portal.ledgerloaders import load_import
from portal.loaders import load_own_assessment
from portal.models import Assessment, ImportBatch
from portal.policy import Permission
from portal.queries.assessments import assessment_of
from portal.queries.years import scheme_of
from portal.services import imports as services
from portal.sheetforms import SheetForm, table_of
from portal.units.blueprint import units
from portal.units.sheet import can_fill
from portal.units.workbook import chosen, export_of, reading_of, template_of

SHOWN = 300
"""How many rows a preview shows; the rest are counted."""


@units.get("/<int:year>/unit/areas/<area>/template.xlsx")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_own_assessment)
def template(assessment: Assessment) -> ResponseReturnValue:
    """The spreadsheet to fill in for an area."""
    return _download(template_of(assessment), _name(assessment, _("填报模板")))


@units.get("/<int:year>/unit/areas/<area>/export.xlsx")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_own_assessment)
def export(assessment: Assessment) -> ResponseReturnValue:
    """The unit's facts in an area, as a spreadsheet to take away."""
    return _download(export_of(assessment), _name(assessment, _("事项清单")))


def _name(assessment: Assessment, what: str) -> str:
    area = scheme_of(assessment.year).area(assessment.area).title
    return f"{assessment.year.number}-{area}-{assessment.unit.name}-{what}.xlsx"


def _download(content: bytes, name: str) -> Response:
    response = current_app.response_class(
        content, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@units.route("/<int:year>/unit/areas/<area>/import", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_own_assessment)
def import_table(assessment: Assessment) -> ResponseReturnValue:
    """Bring a filled template. It is kept and shown; nothing counts yet."""
    form = SheetForm()
    made: list[ImportBatch] = []
    if form.carried_out(
        lambda: made.append(
            services.keep_unit_table(current.work(), assessment=assessment, table=table_of(form))
        )
    ):
        return hx.go(url_for("units.import_preview", batch_id=made[0].id))
    return hx.render(
        "units/import.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        open_now=can_fill(assessment),
    )


class TakeForm(Form):
    """The rows that a person takes in."""


@units.route("/unit/imports/<int:batch_id>", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_import)
def import_preview(batch: ImportBatch) -> ResponseReturnValue:
    """What a table would add, row by row, with every fault; one press takes all of it in."""
    assessment = assessment_of(db.session(), batch.year, batch.unit_id, batch.area)
    reading = reading_of(assessment, batch.sheets, current.moment().date())
    faults = reading.faults
    wanted = request.form.getlist("row")
    rows = chosen(reading, wanted)
    form = TakeForm()
    if not faults and form.carried_out(
        lambda: services.take_claims(
            current.work(),
            batch=batch,
            assessment=assessment,
            contents=[line.content for line in rows if line.content],
            version=seen_version(),
        )
    ):
        flash(_("已从表格添加 %(count)s 项。请逐项附上证明材料", count=len(rows)), "success")
        return hx.go(url_for("units.area", year=batch.year.number, area=batch.area))
    if request.method == "POST" and faults:
        form.add_fault("", _("表格还有错误，一行也没有导入；请改好后重新上传"))
    return hx.render(
        "units/import_preview.html",
        status=form.status,
        form=form,
        batch=batch,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        lines=reading.lines[:SHOWN],
        more=max(0, len(reading.lines) - SHOWN),
        faults=faults[:SHOWN],
        faults_more=max(0, len(faults) - SHOWN),
        adding=len(chosen(reading, ())),
        alike=[line for line in reading.lines if line.like],
        wanted=wanted,
        open_now=can_fill(assessment),
        title=_l("导入预览"),
    )
