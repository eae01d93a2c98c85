"""The paper that was signed by hand and sealed, scanned in beside the self-assessment it belongs to."""

from portal.errors import Invalid, Refused
from portal.evidence.store import Store
from portal.models import Assessment, Evidence
from portal.services.assessments import ANSWERING
from portal.services.evidence import Kept, Upload, keep
from portal.services.work import Work, service
from portal.workflow import AssessmentState

SCANS = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a scan is: a PDF or a picture."""

OPEN = frozenset({AssessmentState.awaiting_signoff, AssessmentState.submitted, AssessmentState.in_review})


def signature_is_open(assessment: Assessment) -> bool:
    """Whether a scan can be added: what is signed stands still from the sending on."""
    return assessment.state in OPEN and assessment.year.state in ANSWERING


def attach_signature(
    work: Work, *, store: Store, assessment: Assessment, upload: Upload, limit: int
) -> Evidence:
    """Keep a scan of the signed paper. Raises Invalid as evidence does, and for what is no PDF or picture."""
    file = keep(store, upload, limit)
    if file.media_type not in SCANS:
        raise Invalid("扫描件须为 PDF、JPG 或 PNG", field="file")
    return _write(work, assessment=assessment, file=file)


@service
def _write(work: Work, *, assessment: Assessment, file: Kept) -> Evidence:
    if not signature_is_open(assessment):
        raise Refused("送审签以后、评价小组评分以前才能上传签字盖章的扫描件")
    if any(one.for_signature and one.digest == file.digest for one in _standing(assessment)):
        raise Invalid("同一份扫描件已经上传", field="file")
    row = file.row(work, assessment.id)
    row.for_signature = True
    work.session.add(row)
    work.session.flush()
    after = {"evidence": row.id, "digest": row.digest, "name": row.name}
    work.audit("attach_signature", assessment, after=after)
    return row


@service
def remove_signature(work: Work, *, evidence: Evidence) -> None:
    """Take a scan away that was the wrong one; possible until the self-assessment is signed."""
    assessment = evidence.assessment
    if not evidence.for_signature or evidence.removed_at is not None:
        raise Refused("这份扫描件已经移除")
    if assessment.state != AssessmentState.awaiting_signoff:
        raise Refused("自评已经报送，扫描件不能再移除；可以再上传一份")
    evidence.removed_at = work.now
    work.audit("remove_signature", assessment, before={"evidence": evidence.id, "digest": evidence.digest})


def _standing(assessment: Assessment) -> list[Evidence]:
    return [one for one in assessment.evidence if one.removed_at is None]
