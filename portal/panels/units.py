"""One unit in a panel's hands: the whole dossier, taking it in, its exposures."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.loaders import load_assessment
from portal.models import Assessment
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.forms import ExposuresForm, exposures_form
from portal.policy import Permission
from portal.queries.bands import band_places
from portal.queries.panel_scores import scorecard_for
from portal.queries.panels import exposures_needed, loose_ends
from portal.queries.statements import stated_in
from portal.queries.waiting import longest_waiting
from portal.scoring import ExposureKind
from portal.services import reviews as services
from portal.workflow import FactState


def unit_url(assessment: Assessment, anchor: str | None = None) -> str:
    """The address of a unit's page on the panel's side."""
    return url_for(
        "panels.unit",
        year=assessment.year.number,
        area=assessment.area,
        unit_id=assessment.unit_id,
        _anchor=anchor,
    )


@panels.get("/<int:year>/panel/<area>/units/<int:unit_id>")
@requires(Permission.REVIEW, on=load_assessment)
def unit(assessment: Assessment) -> ResponseReturnValue:
    """Everything that the panel has of a unit in an area, on one page."""
    return _unit_page(assessment, _exposures_form(assessment))


@panels.post("/<int:year>/panel/<area>/units/<int:unit_id>/take-in")
@requires(Permission.REVIEW, on=load_assessment)
def take_in(assessment: Assessment) -> ResponseReturnValue:
    """Take in a signed self-assessment (接收)."""
    if DeedForm().validate_on_submit():
        services.take_in(current.work(), assessment=assessment, version=seen_version())
        flash(_("已接收%(unit)s的自评，可以逐项核定", unit=assessment.unit.name), "success")
    return hx.go(unit_url(assessment))


@panels.post("/<int:year>/panel/<area>/units/<int:unit_id>/exposures")
@requires(Permission.REVIEW, on=load_assessment)
def exposures(assessment: Assessment) -> ResponseReturnValue:
    """Set the counts against which deductions are seen."""
    form = _exposures_form(assessment)
    if form.carried_out(
        lambda: services.set_exposures(
            current.work(), assessment=assessment, counts=form.counts(), seen=seen_version()
        )
    ):
        flash(_("基数已保存"), "success")
        return hx.go(unit_url(assessment, "exposures"))
    return _unit_page(assessment, form)


def _exposure_kinds(assessment: Assessment) -> list[tuple[ExposureKind, str]]:
    """The counts that matter for the unit, each with what it is for, in words."""
    excludes = views.area_of(assessment).no_exposure_no_competition
    found = []
    for kind, serves in exposures_needed(assessment):
        titles = "、".join(indicator.title for indicator in serves)
        found.append(
            (kind, _("%(titles)s；为 0 则不参评", titles=titles) if kind.code == excludes else titles)
        )
    return found


def _exposures_form(assessment: Assessment) -> ExposuresForm:
    return exposures_form(assessment, _exposure_kinds(assessment))


def _unit_page(assessment: Assessment, form: ExposuresForm) -> ResponseReturnValue:
    area = views.area_row(assessment)
    claims = views.fact_rows(assessment, claims=True)
    records = views.fact_rows(assessment, claims=False)
    return hx.render(
        "panels/unit.html",
        status=form.status,
        assessment=assessment,
        area=area,
        scheme_area=views.area_of(assessment),
        works=views.is_open(area),
        can_take_in=views.can_take_in(assessment, area),
        owner=views.with_another(assessment),
        claims=claims,
        waiting=views.waiting_in(claims),
        elsewhere=longest_waiting(db.session(), assessment, current.actor()) if views.is_open(area) else None,
        unclaimed=views.unclaimed(assessment, claims) if assessment.handed_in else [],
        records=records,
        scans=views.files_of(tuple(one for one in assessment.evidence if one.for_signature)),
        stated=stated_in(db.session(), assessment),
        ends=loose_ends(
            assessment,
            current.actor(),
            sum(fact.state == FactState.recorded for fact in assessment.facts),
        ),
        form=form,
        refused=form.status != 200,
        exposures_version=services.exposures_version(assessment),
        bands=band_places(assessment, current.actor()),
        card=scorecard_for(db.session(), assessment, current.actor()),
        links=views.links_of(assessment),
    )
