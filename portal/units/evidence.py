"""Evidence on the unit's claims: attach files, let one serve a further fact, take one off."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import DeedForm, options
from portal.loaders import FactEvidence, load_claim, load_claim_evidence
from portal.models import Evidence, Fact
from portal.policy import Permission
from portal.queries.assessments import kept_files
from portal.queries.years import scheme_of
from portal.services import evidence as services
from portal.units.blueprint import units
from portal.units.factpage import fact_page
from portal.units.forms import KeptFilesForm
from portal.uploads import EvidenceForm, attach_each, fault_of, work_on


@units.post("/unit/facts/<int:fact_id>/evidence")
@requires(Permission.FILL, on=load_claim)
def add_evidence(found: Fact) -> ResponseReturnValue:
    """Attach files to a claim, declared free of secrets; each stands or is refused for itself."""
    form = EvidenceForm()
    outcomes = attach_each(found, form)
    if form.errors or not outcomes:
        return fact_page(found, evidence_form=form, outcomes=outcomes)
    flash(_("已上传 %(count)s 份材料", count=len(outcomes)), "success")
    return hx.go(url_for("units.fact", fact_id=found.id, _anchor="evidence"))


@units.post("/unit/facts/<int:fact_id>/evidence/kept")
@requires(Permission.FILL, on=load_claim)
def attach_kept(found: Fact) -> ResponseReturnValue:
    """Let files that the area already holds serve this claim too."""
    # What is on the claim already is no fault: the same form may have put it there a moment ago.
    offered = {file.id: file for file in [*kept_files(db.session(), found), *found.evidence]}
    form = KeptFilesForm()
    form.evidence.choices = options((key, file.name) for key, file in offered.items())
    chosen = [offered[key] for key in form.evidence.data or []] if form.validate_on_submit() else []
    for fault in [_attached(found, file) for file in chosen]:
        if fault:
            form.add_fault("evidence", fault)
    if form.errors or not chosen:
        return fact_page(found, kept_form=form)
    flash(_("已附上 %(count)s 份材料", count=len(chosen)), "success")
    return hx.go(url_for("units.fact", fact_id=found.id, _anchor="evidence"))


def _attached(found: Fact, file: Evidence) -> str:
    return fault_of(
        lambda: services.attach_kept(work_on(str(file.id)), fact=found, evidence=file),
        lambda: file in found.evidence,
    )


@units.route("/unit/facts/<int:fact_id>/evidence/<int:evidence_id>/removal", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_claim_evidence)
def remove_evidence(subject: FactEvidence) -> ResponseReturnValue:
    """Take a file off a claim; first a page that says so."""
    form = DeedForm()
    fact, file = subject.fact, subject.evidence
    back_url = url_for("units.fact", fact_id=fact.id, _anchor="evidence")
    if form.carried_out(lambda: services.remove_evidence(current.work(), evidence=file, fact=fact)):
        flash(_("材料已移除"), "success")
        return hx.go(back_url)
    assessment = fact.assessment
    return hx.render(
        "units/evidence_removal.html",
        status=form.status,
        form=form,
        fact=fact,
        file=file,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        back_url=back_url,
    )
