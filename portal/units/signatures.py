"""The scan of the paper that was signed and sealed: upload it, look at it, take the wrong one away."""

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound
from portal.filecards import cards_of
from portal.forms import DeedForm
from portal.loaders import load_evidence, load_own_assessment
from portal.models import Assessment, Evidence
from portal.policy import Permission
from portal.queries.years import scheme_of
from portal.services import signatures as services
from portal.services.evidence import Upload
from portal.units.blueprint import units
from portal.units.forms import ScanForm
from portal.uploads import evidence_store
from portal.workflow import AssessmentState


def load_scan(evidence_id: int) -> Evidence:
    """A scan of a signed paper."""
    found = load_evidence(evidence_id)
    if not found.for_signature:
        raise NotFound()
    return found


def scans_of(assessment: Assessment) -> list[Evidence]:
    """The scans that stand."""
    return [one for one in assessment.evidence if one.for_signature and one.removed_at is None]


@units.route("/<int:year>/unit/areas/<area>/signature", methods=["GET", "POST"])
@requires(Permission.KEEP_SIGNATURE, on=load_own_assessment)
def signature(assessment: Assessment) -> ResponseReturnValue:
    """The scans of an area's signed paper, and one more."""
    form = ScanForm()
    here = url_for("units.signature", year=assessment.year.number, area=assessment.area)

    def attach() -> None:
        file = form.file.data
        services.attach_signature(
            current.work(),
            store=evidence_store(),
            assessment=assessment,
            upload=Upload(file.filename or "", file.read(), bool(form.unclassified.data)),
            limit=current_app.config["EVIDENCE_LIMIT"],
        )

    if form.carried_out(attach):
        flash(_("扫描件已上传"), "success")
        return hx.go(here)
    return hx.render(
        "units/signature.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        files=cards_of(scans_of(assessment)),
        open_now=services.signature_is_open(assessment),
        removable=assessment.state == AssessmentState.awaiting_signoff,
        limit=current_app.config["EVIDENCE_LIMIT"] // 1024 // 1024,
    )


@units.post("/unit/signatures/<int:evidence_id>/removal")
@requires(Permission.KEEP_SIGNATURE, on=load_scan)
def remove_signature(found: Evidence) -> ResponseReturnValue:
    """Take away a scan that was the wrong one."""
    assessment = found.assessment
    if DeedForm().validate_on_submit():
        services.remove_signature(current.work(), evidence=found)
        flash(_("扫描件已移除"), "success")
    return hx.go(url_for("units.signature", year=assessment.year.number, area=assessment.area))
