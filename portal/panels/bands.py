"""Bands: each scorer's own judgement of an indicator, independent of the others'."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.forms import seen_version
from portal.loaders import load_band_place
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.forms import band_form
from portal.panels.units import unit_url
from portal.policy import Permission
from portal.queries.bands import BandPlace
from portal.services import reviews as services
from portal.workflow import AssessmentState


def _back(place: BandPlace) -> str:
    """The unit's page; the desk for who was called in for this alone."""
    if may(Permission.REVIEW, place):
        return unit_url(place.assessment, "bands")
    return url_for("panels.desk", year=place.assessment.year.number)


@panels.route("/<int:year>/panel/<area>/units/<int:unit_id>/bands/<indicator>", methods=["GET", "POST"])
@requires(Permission.GRADE, on=load_band_place)
def band(place: BandPlace) -> ResponseReturnValue:
    """Give or change one's own band of an indicator, with what the unit claims in it at hand."""
    assessment = place.assessment
    form = band_form(place)
    if form.carried_out(
        lambda: services.give_band(
            current.work(),
            assessment=assessment,
            indicator=place.indicator.code,
            grade=str(form.grade.data),
            reason=form.reason.data or "",
            seen=seen_version() if place.mine is not None else None,
        )
    ):
        flash(_("已评定“%(title)s”", title=place.indicator.title), "success")
        return hx.go(_back(place))
    area = views.area_row(assessment)
    rows = views.fact_rows(assessment, claims=True)
    return hx.render(
        "panels/band.html",
        status=form.status,
        place=place,
        back=_back(place),
        assessment=assessment,
        scheme_area=views.area_of(assessment),
        form=form,
        unsent=views.unsent(),
        works=views.is_open(area) and assessment.state == AssessmentState.in_review,
        rows=[
            (row, views.files_of(row.content.evidence))
            for row in rows
            if row.kind.code in place.indicator.kinds
        ],
        action=url_for(
            "panels.band",
            year=assessment.year.number,
            area=assessment.area,
            unit_id=assessment.unit_id,
            indicator=place.indicator.code,
        ),
    )
