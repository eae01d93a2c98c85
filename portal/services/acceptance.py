"""Several claims accepted at once, and taken back while the panel has not closed the area."""

import secrets
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from portal.errors import Conflict, Invalid, Refused
from portal.models import Fact, PanelArea, Verification
from portal.queries.waiting import batches_of, chosen
from portal.sentences import Sentence
from portal.services.reviews import must_be_open
from portal.services.work import Work, service
from portal.workflow import FACT, FactAction, FactState, step

MOST = 500
"""As many as a page of the queue can have."""


@service
def accept_several(
    work: Work, *, area: PanelArea, versions: Mapping[int, int], reason: str = ""
) -> Sequence[Fact]:
    """Accept several claims as they were signed: all of them, or none.

    `versions`: the fact's id → the version that the reviewer saw. Raises Conflict when one of them was
    decided or changed meanwhile, Invalid when nothing is chosen or too much.
    """
    if not versions or len(versions) > MOST:
        raise Invalid("请选择要采纳的事项，每次最多 %(most)s 项", most=MOST)
    facts = chosen(work.session, area, work.actor, sorted(versions))
    if len(facts) != len(versions) or any(fact.version != versions[fact.id] for fact in facts):
        still = [(Sentence("仍可采纳"), fact.title) for fact in facts if fact.version == versions[fact.id]]
        raise Conflict("所选事项中有的刚刚被别人核定或改动，一项也没有采纳。请重新选择", still)
    batch = secrets.token_urlsafe(12)
    must_be_open(work, facts[0].assessment)  # all are of the one area
    for fact in facts:
        fact.state = step(FACT, fact.state, FactAction.accept)
        fact.stale = False
        work.session.add(
            Verification(
                fact=fact,
                decision=FactAction.accept,
                reason=reason,
                quantity=fact.quantity,
                values=dict(fact.values),
                fact_version=fact.version,
                by_id=work.account_id,
                at=work.now,
                batch=batch,
            )
        )
    work.audit(
        "accept_several",
        area,
        after={"facts": [fact.id for fact in facts], "batch": batch},
        reason=reason,
    )
    return facts


@service
def take_back_acceptance(work: Work, *, area: PanelArea, batch: str) -> int:
    """Take back one's own acceptance of several claims: those that stand so wait for a decision again.

    What was decided otherwise since stays. Gives how many wait again; raises Refused when none does.
    """
    if batch not in {one.key for one in batches_of(work.session, area, work.actor)}:
        raise Refused("这批采纳已经撤回，或者其中的事项都已另行核定")
    found = work.session.scalars(
        select(Verification)
        .join(Verification.fact)
        .where(Verification.batch == batch, Verification.undone_at.is_(None))
        .order_by(Verification.id)
        .options(
            contains_eager(Verification.fact).options(
                selectinload(Fact.assessment), selectinload(Fact.verifications)
            )
        )
    ).all()
    must_be_open(work, found[0].fact.assessment)  # all are of the one area
    back = []
    for one in found:
        fact = one.fact
        if fact.state == FactState.accepted and fact.verification is one:
            fact.state = step(FACT, fact.state, FactAction.take_back)
            one.undone_at = work.now
            back.append(fact.id)
    work.audit("take_back_acceptance", area, before={"facts": back, "batch": batch})
    return len(back)
