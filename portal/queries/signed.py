"""What of a claim has left its unit under the head's signature: all that a panel may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AuditRow, Evidence, Fact
from portal.workflow import FactState

UNSIGNED = frozenset({FactState.returned, FactState.replied})
"""A returned claim is open in its unit: what is changed there is not the panel's before it is signed."""

_CHANGES = ("edit_claim", "attach_evidence", "remove_evidence", "reply_to_return")
"""What a unit does to a claim of its own, as the trail has it."""


@dataclass(frozen=True)
class SignedContent:
    """A claim as its unit's head signed it, or a record as it stands.

    `changed`: its content or its files are others now, not signed. `reply`: the last answer that was.
    """

    title: str
    happened_on: date | None
    document_number: str
    quantity: Decimal
    values: Mapping[str, Any]
    note: str
    evidence: tuple[Evidence, ...]
    reply: str = ""
    changed: bool = False


def signed_content(session: Session, fact: Fact) -> SignedContent:
    """What a panel may see of a fact: of a returned claim the content that was returned."""
    return signed_contents(session, [fact])[fact.id]


def signed_contents(session: Session, facts: Collection[Fact]) -> dict[int, SignedContent]:
    """The same for several facts, by their ids, with one statement however many they are."""
    since = _since_return(session, [fact for fact in facts if fact.state in UNSIGNED])
    return {fact.id: _as_signed(fact, since.get(fact.id, [])) for fact in facts}


def _as_signed(fact: Fact, since: list[AuditRow]) -> SignedContent:
    now = SignedContent(
        title=fact.title,
        happened_on=fact.happened_on,
        document_number=fact.document_number,
        quantity=fact.quantity,
        values=fact.values,
        note=fact.note,
        evidence=tuple(file for file in fact.evidence if file.removed_at is None),
        reply=fact.reply,
    )
    answers = [row for row in since if row.action == "reply_to_return"]
    if answers:
        now = replace(now, reply=answers[0].before.get("reply", ""))
    since = [row for row in since if row.action != "reply_to_return"]
    if not since:
        return now
    added = {row.after.get("evidence") for row in since if row.action == "attach_evidence"}
    kept = replace(now, evidence=tuple(file for file in now.evidence if file.id not in added), changed=True)
    before = next((row.before for row in since if row.action == "edit_claim"), None)
    return kept if before is None else _with_content(kept, before)


def _since_return(session: Session, facts: Collection[Fact]) -> dict[int, list[AuditRow]]:
    """The unit's changes to each claim since the panel last returned it signed, in their order.

    A claim that is returned once more while it is open in its unit leaves these changes unsigned.
    """
    subjects = {f"{Fact.__tablename__}/{fact.id}": fact.id for fact in facts}
    if not subjects:
        return {}
    rows = session.scalars(
        select(AuditRow)
        .where(
            AuditRow.subject.in_(subjects),
            AuditRow.action.in_(("verify_fact", *_CHANGES)),
        )
        .order_by(AuditRow.id)
    )
    since: dict[int, list[AuditRow]] = {}
    for row in rows:
        fact_id = subjects[row.subject]
        if row.action != "verify_fact":
            since[fact_id] = [*since.get(fact_id, []), row]
        elif row.before.get("state") not in UNSIGNED:
            since[fact_id] = []
    return since


def _with_content(content: SignedContent, kept: Mapping[str, Any]) -> SignedContent:
    """The same with what the trail kept of it."""
    day = kept["happened_on"]
    return replace(
        content,
        title=kept["title"],
        happened_on=date.fromisoformat(day) if day else None,
        document_number=kept["document_number"],
        quantity=Decimal(kept["quantity"]),
        values=kept["values"],
        note=kept["note"],
    )
