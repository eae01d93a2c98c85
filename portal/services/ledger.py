"""A reviewer has gone through a pair of the ledger, or through what one side alone says (台账核对)."""

from portal.errors import Invalid
from portal.models import Assessment, Fact, LedgerCheck
from portal.queries.doubles import Verdict, verdict_on
from portal.sentences import Pairs, Sentence
from portal.services.reviews import must_be_open
from portal.services.work import Work, check_version, service

VERDICTS = {
    Verdict.same: Sentence("同一件，只计记录"),
    Verdict.apart: Sentence("两件不同的事，分别计"),
}


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
    verdict: Verdict | None = None,
) -> LedgerCheck:
    """Mark a pair as gone through (已核对), with the reason; it comes back when either side changes.

    `verdict`: whether the two are one matter, which then counts once by its record, or two that both count;
    it stands in for a reason, and holds until the claim names something else. Raises Conflict when a side
    has changed since it was looked at.
    """
    must_be_open(work, assessment)
    if claim is None and record is None:
        raise Invalid("没有可以核对的事项")
    for side, seen in ((claim, claim_version), (record, record_version)):
        if side is not None:
            check_version(side, seen, _standing(claim, record))
    reason = reason.strip() or (str(VERDICTS[verdict]) if verdict else "")
    if not reason:
        raise Invalid("请写明核对情况", field="reason")
    if verdict is not None:
        _settle(work, claim, record, verdict)
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
    after: dict[str, object] = {"claim": made.claim_id, "record": made.record_id}
    if verdict is not None:
        after["verdict"] = verdict
    work.audit("mark_pair", assessment, after=after, reason=reason)
    return made


def _settle(work: Work, claim: Fact | None, record: Fact | None, verdict: Verdict) -> None:
    """Write down in the claim what was said; its card is made again by it."""
    if claim is None or record is None:
        raise Invalid("只有一方的事项，没有可以比的")
    claim.beside = {**claim.beside, str(record.id): verdict.value}
    work.session.flush()


def _standing(claim: Fact | None, record: Fact | None) -> Pairs:
    """What the two sides say now, and what a colleague said of them, for who was overtaken."""
    found: Pairs = [(Sentence("申报"), claim.title)] if claim else []
    if record is not None:
        found.append((Sentence("记录"), record.title))
    verdict = verdict_on(claim, record) if claim and record else None
    if verdict is not None:
        found.append((Sentence("核对情况"), str(VERDICTS[verdict])))
    return found
