"""What one person can decide in an area now: chosen claims, the next one, those accepted at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager

from portal.models import Assessment, Fact, PanelArea, Unit, Verification
from portal.policy import Actor
from portal.queries.items import BUCKET, IN_ORDER, MINE_TO_DO, WAITING
from portal.queries.plain import rows
from portal.queries.queue import TO_JUDGE, not_to_judge, units_to_judge
from portal.queries.years import AreaLine
from portal.workflow import AssessmentState, FactState


def chosen(session: Session, area: PanelArea, actor: Actor, ids: Sequence[int]) -> list[Fact]:
    """Of the facts with these ids those that the person can accept now, in the list's order.

    Not: what is in another area or of a unit that the person must not judge, what was decided
    meanwhile, what its unit is changing.
    """
    query = (
        select(Fact)
        .join(Assessment, Assessment.id == Fact.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(
            Fact.id.in_(ids),
            Assessment.year_id == area.year_id,
            Assessment.area == area.area,
            Assessment.state == AssessmentState.in_review,
            units_to_judge(actor, area.year),
            MINE_TO_DO,
            BUCKET == WAITING,
        )
        .order_by(*IN_ORDER)
        .options(contains_eager(Fact.assessment).contains_eager(Assessment.unit))
    )
    return list(session.scalars(query, {"me": actor.account_id}))


@dataclass(frozen=True)
class Waiting:
    """A claim that waits for a decision, and its unit's name."""

    fact_id: int
    unit: str


_LONGEST_WAITING = (
    select(Fact.id, Unit.name)
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .join(Unit, Unit.id == Assessment.unit_id)
    .where(
        *TO_JUDGE,
        Assessment.state == AssessmentState.in_review,
        Unit.id != bindparam("unit"),
        MINE_TO_DO,
        BUCKET == WAITING,
    )
    .order_by(*IN_ORDER)
    .limit(1)
)


def longest_waiting(session: Session, assessment: Assessment, actor: Actor) -> Waiting | None:
    """Of the area's other units the claim that has waited longest and that the person can decide."""
    here = {
        "year": assessment.year_id,
        "area": assessment.area,
        "hidden": not_to_judge(actor, assessment.year_id),
        "unit": assessment.unit_id,
        "me": actor.account_id,
    }
    row = session.execute(_LONGEST_WAITING, here).first()
    return Waiting(*row) if row else None


@dataclass(frozen=True)
class Batch:
    """Claims that one person accepted at once and that stand as accepted since."""

    key: str
    at: datetime
    count: int


_IN_FORCE = (
    select(func.max(Verification.id)).where(Verification.undone_at.is_(None)).group_by(Verification.fact_id)
)
"""The decision on each claim that stands: the last one that was not taken back."""


_SINCE = func.min(Verification.at).label("at")
_BATCHES = (
    select(Verification.batch, _SINCE, func.count())
    .join(Fact, Fact.id == Verification.fact_id)
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .where(
        *TO_JUDGE,
        Verification.by_id == bindparam("me"),
        Verification.batch != "",
        Verification.undone_at.is_(None),
        Verification.id.in_(_IN_FORCE),
        Fact.state == FactState.accepted,
        Assessment.state == AssessmentState.in_review,
    )
    .group_by(Verification.batch)
    .order_by(_SINCE.desc(), Verification.batch)
)


def batches_of(session: Session, area: PanelArea | AreaLine, actor: Actor) -> list[Batch]:
    """The person's own acceptances of several claims at once, the newest first."""
    here = {"year": area.year_id, "area": area.area, "hidden": not_to_judge(actor, area.year_id)}
    return [Batch(*row) for row in rows(session, _BATCHES, {**here, "me": actor.account_id})]
