"""A reviewer has gone through a pair of the ledger, or through what one side alone says (台账核对)."""

from portal.errors import Invalid
from portal.models import Assessment, Fact, LedgerCheck
from portal.services.reviews import must_be_open
from portal.services.work import Work, check_version, service


@service
def mark_pair(
    work: Work,
    *,
    assessment: Assessment,
    claim: Fact | None,
    record: Fact | None,
    reason: str,
    claim_version: int,
    record_version: int,
) -> LedgerCheck:
    """Mark a pair as gone through (已核对), with the reason; it comes back when either side changes.

    Raises Conflict when a side has changed since it was looked at.
    """
    must_be_open(work, assessment)
    if claim is None and record is None:
        raise Invalid("没有可以核对的事项")
    for side, seen in ((claim, claim_version), (record, record_version)):
        if side is not None:
            check_version(side, seen)
    if not reason.strip():
        raise Invalid("请写明核对情况", field="reason")
    made = LedgerCheck(
        assessment_id=assessment.id,
        claim_id=claim.id if claim else None,
        record_id=record.id if record else None,
        claim_version=claim.version if claim else 0,
        record_version=record.version if record else 0,
        reason=reason,
        by_id=work.account_id,
        at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    work.audit(
        "mark_pair", assessment, after={"claim": made.claim_id, "record": made.record_id}, reason=reason
    )
    return made
