"""Evidence on the unit's claims: attach a file, take one off."""

from pathlib import Path

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.evidence.store import Store
from portal.forms import DeedForm
from portal.loaders import FactEvidence, load_claim, load_claim_evidence
from portal.models import Fact
from portal.policy import Permission
from portal.queries.years import scheme_of
from portal.services import evidence as services
from portal.units.blueprint import units
from portal.units.facts import fact_page
from portal.units.forms import EvidenceForm


@units.post("/unit/facts/<int:fact_id>/evidence")
@requires(Permission.FILL, on=load_claim)
def add_evidence(found: Fact) -> ResponseReturnValue:
    """Attach one file to a claim, declared free of secrets."""
    form = EvidenceForm()
    if form.carried_out(lambda: _attach(found, form)):
        flash(_("材料已上传"), "success")
        return hx.go(url_for("units.fact", fact_id=found.id, _anchor="evidence"))
    return fact_page(found, evidence_form=form)


def _attach(found: Fact, form: EvidenceForm) -> None:
    file = form.file.data
    services.attach(
        current.work(),
        store=Store(Path(current_app.config["EVIDENCE_FOLDER"])),
        fact=found,
        upload=services.Upload(
            name=file.filename or "", content=file.read(), unclassified=bool(form.unclassified.data)
        ),
        limit=current_app.config["EVIDENCE_LIMIT"],
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
