"""What a unit changed in a returned claim and never signed: no decision may rest on it."""

from typing import Any

from sqlalchemy import delete, select

from portal.models import Fact, FactEvidence
from portal.queries.signed import SignedContent
from portal.services.assessments import content_of
from portal.services.work import Work


def put_back(work: Work, fact: Fact, signed: SignedContent) -> dict[str, Any]:
    """Make a claim again what its head signed, before a panel decides it without the unit's answer.

    Gives what was set aside, for the trail.
    A file that was added since comes off. One that was taken off stays off: its unit wanted it out of
    reach, and a claim never gains by having fewer files.
    """
    aside = {**content_of(fact), "reply": fact.reply}
    kept = {file.id for file in signed.evidence}
    added = [file for file in fact.evidence if file.id not in kept and file.removed_at is None]
    fact.title = signed.title
    fact.happened_on = signed.happened_on
    fact.document_number = signed.document_number
    fact.quantity = signed.quantity
    fact.values = dict(signed.values)
    fact.note = signed.note
    fact.reply = signed.reply
    for file in added:
        link = (FactEvidence.fact_id == fact.id, FactEvidence.evidence_id == file.id)
        work.session.execute(delete(FactEvidence).where(*link))
        used = select(FactEvidence.fact_id).where(FactEvidence.evidence_id == file.id).limit(1)
        if work.session.scalar(used) is None:
            file.removed_at = work.now
    if added:
        work.session.flush()
        work.session.expire(fact, ["evidence"])
    return {**aside, "evidence": [file.id for file in added]}
