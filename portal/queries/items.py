"""An area's items one by one, for one person: filtered, counted, a page at a time; and batches of acceptance.

Units that the person must not judge are in no row and in no count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from portal.models import Assessment, Assignment, Fact, PanelArea, QueueLook, Source, Unit, Verification
from portal.policy import Actor
from portal.queries.queue import UNSEEN, units_to_judge
from portal.queries.shares import UNIT
from portal.workflow import DECIDED, UNDECIDED, AssessmentState, FactState

WAITING, RETURNED, SETTLED, RECORDS = "waiting", "returned", "decided", "records"
_BUCKET = case(
    (Fact.source != Source.claim, RECORDS),
    (or_(Fact.state == FactState.signed, and_(Fact.stale, Fact.state.in_(DECIDED))), WAITING),
    (Fact.state.in_(UNDECIDED), RETURNED),
    else_=SETTLED,
)


@dataclass(frozen=True)
class Wanted:
    """What of an area's items is asked for. Empty texts and None ask for everything.

    `since`: signed or recorded after this moment.
    """

    bucket: str = ""
    group: str = ""
    kinds: tuple[str, ...] = ()
    text: str = ""
    mine: bool = False
    since: datetime | None = None


@dataclass(frozen=True)
class Item:
    """One fact in the list of items."""

    id: int
    title: str
    kind: str
    source: Source
    state: FactState
    stale: bool
    happened_on: date | None
    document_number: str
    signed_at: datetime | None
    version: int
    unit_id: int
    unit: str
    taken_in: bool
    """Whether the panel has taken in the self-assessment, so that the item can be decided."""


@dataclass(frozen=True)
class Items:
    """A page of items, and how many there are in each bucket under the other filters."""

    rows: Sequence[Item]
    counts: dict[str, int]


_ITEMS = (
    select(
        Fact.id,
        Fact.title,
        Fact.kind,
        Fact.source,
        Fact.state,
        Fact.stale,
        Fact.happened_on,
        Fact.document_number,
        Fact.signed_at,
        Fact.version,
        Unit.id,
        Unit.name,
        Assessment.state == AssessmentState.in_review,
    )
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .join(Unit, Unit.id == Assessment.unit_id)
)


def items_for(
    session: Session, area: PanelArea, actor: Actor, wanted: Wanted, offset: int, limit: int
) -> Items:
    """An area's items for one person, the longest waiting first. Two statements, however many items."""
    conditions = list(_asked(area, actor, wanted))
    counted = (
        select(_BUCKET, func.count())
        .join(Assessment, Assessment.id == Fact.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(*conditions)
        .group_by(_BUCKET)
    )
    counts: dict[str, int] = dict(session.execute(counted).tuples().all())
    page: Select[Any] = _ITEMS.where(*conditions)
    if wanted.bucket:
        page = page.where(wanted.bucket == _BUCKET)
    page = page.order_by(func.coalesce(Fact.signed_at, Fact.created_at), Unit.group, Unit.position, Fact.id)
    return Items([Item(*row) for row in session.execute(page.offset(offset).limit(limit))], counts)


def _asked(area: PanelArea, actor: Actor, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    yield Assessment.year_id == area.year_id
    yield Assessment.area == area.area
    yield units_to_judge(actor, area.year)
    yield Fact.state.not_in(UNSEEN)
    if wanted.group:
        yield Unit.group == wanted.group
    if wanted.kinds:
        yield Fact.kind.in_(wanted.kinds)
    if wanted.text:
        yield or_(
            *(
                column.contains(wanted.text, autoescape=True)
                for column in (Fact.title, Fact.document_number, Unit.name)
            )
        )
    if wanted.mine:
        shares = select(Assignment.assessment_id).where(
            Assignment.account_id == actor.account_id, Assignment.indicator == UNIT
        )
        yield Assessment.id.in_(shares)
    if wanted.since is not None:
        yield func.coalesce(Fact.signed_at, Fact.created_at) > wanted.since


def last_look(session: Session, area: PanelArea, actor: Actor) -> datetime | None:
    """When the person last said that the area's queue was gone through; None: never."""
    return session.scalar(
        select(QueueLook.at).where(QueueLook.account_id == actor.account_id, QueueLook.area_id == area.id)
    )


def chosen(session: Session, area: PanelArea, actor: Actor, ids: Sequence[int]) -> list[Fact]:
    """Of the facts with these ids those that the person can accept now, in the list's order.

    Not: what is in another area or of a unit that the person must not judge, what was decided
    meanwhile, what its unit is changing.
    """
    shared = select(Assignment.assessment_id).where(Assignment.indicator == UNIT)
    mine = shared.where(Assignment.account_id == actor.account_id)
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
            or_(Assessment.id.not_in(shared), Assessment.id.in_(mine)),
            _BUCKET == WAITING,
        )
        .order_by(func.coalesce(Fact.signed_at, Fact.created_at), Unit.group, Unit.position, Fact.id)
        .options(contains_eager(Fact.assessment).contains_eager(Assessment.unit))
    )
    return list(session.scalars(query))


@dataclass(frozen=True)
class Batch:
    """Claims that one person accepted at once and that stand as accepted since."""

    key: str
    at: datetime
    count: int


def batches_of(session: Session, area: PanelArea, actor: Actor) -> list[Batch]:
    """The person's own acceptances of several claims at once, the newest first."""
    at = func.min(Verification.at).label("at")
    query = (
        select(Verification.batch, at, func.count())
        .join(Fact, Fact.id == Verification.fact_id)
        .join(Assessment, Assessment.id == Fact.assessment_id)
        .where(
            Verification.by_id == actor.account_id,
            Verification.batch != "",
            Verification.undone_at.is_(None),
            Fact.state == FactState.accepted,
            Assessment.year_id == area.year_id,
            Assessment.area == area.area,
            Assessment.state == AssessmentState.in_review,
            units_to_judge(actor, area.year),
        )
        .group_by(Verification.batch)
        .order_by(at.desc(), Verification.batch)
    )
    return [Batch(*row) for row in session.execute(query)]
