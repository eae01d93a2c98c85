"""An area's items one by one, for one person: filtered, counted, a page at a time; and batches of acceptance.

Units that the person must not judge are in no row and in no count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from portal.matching import document_key
from portal.models import Assessment, Assignment, Fact, QueueLook, Source, Unit
from portal.policy import Actor
from portal.queries.plain import rows
from portal.queries.queue import TO_JUDGE, UNSEEN, not_to_judge
from portal.queries.shares import UNIT
from portal.queries.signed import UNSIGNED, SignedContent, signed_contents
from portal.queries.years import AreaLine
from portal.workflow import DECIDED, UNDECIDED, AssessmentState, FactState

WAITING, RETURNED, SETTLED, RECORDS = "waiting", "returned", "decided", "records"
BUCKET = case(
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
    anothers: bool
    """Whether the chair gave the unit to somebody else."""


@dataclass(frozen=True)
class Items:
    """A page of items, and how many there are in each bucket under the other filters."""

    rows: Sequence[Item]
    counts: dict[str, int]


_SHARED = select(Assignment.assessment_id).where(Assignment.indicator == UNIT)
_SHARED_TO_ME = _SHARED.where(Assignment.account_id == bindparam("me"))
MINE_TO_DO = or_(Assessment.id.not_in(_SHARED), Assessment.id.in_(_SHARED_TO_ME))
IN_ORDER = (func.coalesce(Fact.signed_at, Fact.created_at), Unit.group, Unit.position, Fact.id)
_PAGE = (
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
        ~MINE_TO_DO,
    )
    .select_from(Fact)
    .order_by(*IN_ORDER)
    .offset(bindparam("offset"))
    .limit(bindparam("limit"))
)
_COUNTS = select(BUCKET, func.count()).select_from(Fact).group_by(BUCKET)

_WHERE: Mapping[str, ColumnElement[bool]] = {
    "bucket": bindparam("bucket") == BUCKET,
    "group": Unit.group == bindparam("group"),
    "kinds": Fact.kind.in_(bindparam("kinds", expanding=True)),
    "text": or_(
        Unit.name.like(bindparam("text"), escape="/"),
        and_(
            Fact.state.not_in(UNSIGNED),
            or_(
                *(
                    column.like(bindparam("text"), escape="/")
                    for column in (Fact.title, Fact.document_number)
                ),
                Fact.document_key == bindparam("number"),  # 川办发[2013]47号 finds 川办发〔2013〕47号
            ),
        ),
        Fact.id.in_(bindparam("open", expanding=True)),
    ),
    "mine": Assessment.id.in_(_SHARED_TO_ME),
    "since": func.coalesce(Fact.signed_at, Fact.created_at) > bindparam("since"),
}


@cache
def _statement(kind: str, asked: tuple[str, ...]) -> Select[Any]:
    """The page's or the counts' statement under these filters, made once: a list is asked again and again."""
    return (
        {"page": _PAGE, "counts": _COUNTS}[kind]
        .join(Assessment, Assessment.id == Fact.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(*TO_JUDGE, Fact.state.not_in(UNSEEN), *(_WHERE[name] for name in asked))
    )


def items_for(
    session: Session, area: AreaLine, actor: Actor, wanted: Wanted, offset: int, limit: int
) -> Items:
    """An area's items for one person, the longest waiting first. A few statements, however many items.

    What a unit is changing in a returned claim is not the panel's before it is signed: the claim stands in
    the list, and is found, by what was signed.
    """
    filters = _filters(actor, wanted)
    here = {"year": area.year_id, "area": area.area, "hidden": not_to_judge(actor, area.year_id), **filters}
    here["me"] = actor.account_id
    asked = tuple(filters)
    in_units: dict[int, SignedContent] = {}
    if wanted.text:
        in_units = _open_in_units(session, here)
        here["number"] = document_key(wanted.text) or None
        here["open"] = [fact_id for fact_id, content in in_units.items() if _says(content, wanted.text)]
    counts = rows(session, _statement("counts", asked), here).all()
    if wanted.bucket:
        asked, here = (*asked, "bucket"), {**here, "bucket": wanted.bucket}
    page = rows(session, _statement("page", asked), {**here, "offset": offset, "limit": limit})
    found = [Item(*row) for row in page]
    if any(one.state in UNSIGNED for one in found):
        in_units = in_units or _open_in_units(session, here)
        found = [_as_signed(one, in_units.get(one.id)) for one in found]
    return Items(found, {bucket: number for bucket, number in counts})


_OPEN_IN_UNITS = (
    select(Fact)
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .where(*TO_JUDGE, Fact.state.in_(UNSIGNED))
    .order_by(Fact.id)
)


def _open_in_units(session: Session, here: Mapping[str, Any]) -> dict[int, SignedContent]:
    """The area's returned claims as they were signed, by id."""
    known = {name: here[name] for name in ("year", "area", "hidden")}
    return signed_contents(session, list(session.scalars(_OPEN_IN_UNITS, known)))


def _says(content: SignedContent, text: str) -> bool:
    number = document_key(text)
    if number and number == document_key(content.document_number):
        return True
    return any(text.casefold() in said.casefold() for said in (content.title, content.document_number))


def _as_signed(one: Item, content: SignedContent | None) -> Item:
    """A returned claim as the panel may see it: with the unit, and not to be decided anew."""
    if content is None:
        return one
    return replace(
        one,
        title=content.title,
        happened_on=content.happened_on,
        document_number=content.document_number,
        stale=False,
    )


def _filters(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    """What is asked for beside the bucket, as the statements' parameters."""
    like = wanted.text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    found = {
        "group": wanted.group,
        "kinds": list(wanted.kinds),
        "text": like and f"%{like}%",
        "mine": wanted.mine,
        "since": wanted.since,
    }
    return {name: value for name, value in found.items() if value}


def last_look(session: Session, area: AreaLine, actor: Actor) -> datetime | None:
    """When the person last said that the area's queue was gone through; None: never."""
    found: datetime | None = rows(session, _LOOKED, {"me": actor.account_id, "here": area.id}).scalar()
    return found


_LOOKED = select(QueueLook.at).where(
    QueueLook.account_id == bindparam("me"), QueueLook.area_id == bindparam("here")
)
