"""A panel's queue: its units with what is left to do. Plain rows, read in bulk.

Units that the person must not judge are in no row and in no count.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Assessment,
    Assignment,
    Band,
    Exposure,
    Fact,
    PanelArea,
    Source,
    Statement,
    Unit,
    Year,
)
from portal.policy import Actor
from portal.queries.assessments import UnitLine
from portal.queries.panels import LooseEnds, loose_ends
from portal.queries.shares import UNIT
from portal.queries.years import YearLine, scheme_of
from portal.workflow import DECIDED, UNDECIDED, AssessmentState, FactState

UNSEEN = (FactState.draft, FactState.withdrawn)
"""What a unit has not signed and what was taken away stands in no panel's list."""


@dataclass
class Dossier:
    """A unit's dossier as far as a list needs it; it answers to the same names as an Assessment."""

    id: int
    unit_id: int
    unit: UnitLine
    year: Year | YearLine
    area: str
    state: AssessmentState
    competes: bool
    signed_at: datetime | None
    extended_until: date | None
    bands: list[Row[Any]] = field(default_factory=list)
    exposures: list[Row[Any]] = field(default_factory=list)
    assignments: list[Row[Any]] = field(default_factory=list)

    @property
    def handed_in(self) -> bool:
        """Whether a signed submission exists."""
        return self.signed_at is not None


@dataclass(frozen=True)
class QueueRow:
    """One unit in a queue: claims that wait for the panel, or for the unit; what else is open.

    `again`: those of the waiting ones that changed after they had been decided. `first`: the claim to
    begin with. `since`: what waits longest was signed then. `stated`: records to which the unit has said
    something. `mine`, `shared`: the chair gave the unit to this person, to anybody.
    """

    dossier: Dossier
    waiting: int
    again: int
    returned: int
    claims: int
    records: int
    first: int | None
    since: datetime | None
    ends: LooseEnds
    stated: int
    mine: bool
    shared: bool

    @property
    def waits(self) -> bool:
        """Whether the panel is the one to move."""
        return bool(self.waiting) or self.dossier.state == AssessmentState.submitted


def not_to_judge(actor: Actor, year_id: int) -> list[int]:
    """The ids of the units that the person must not judge in a year."""
    hidden = {unit for recused_year, unit in actor.recused_from if recused_year == year_id}
    return sorted(hidden if actor.unit_id is None else hidden | {actor.unit_id})


def units_to_judge(actor: Actor, year: Year | YearLine) -> ColumnElement[bool]:
    """The condition on assessments that leaves out the units that the person must not judge."""
    return Assessment.unit_id.not_in(not_to_judge(actor, year.id))


TO_JUDGE = (
    Assessment.year_id == bindparam("year"),
    Assessment.area == bindparam("area"),
    Assessment.unit_id.not_in(bindparam("hidden", expanding=True)),
)
"""An area's dossiers without the units that the person must not judge; `not_to_judge` gives these."""

_DOSSIERS = (
    select(
        Assessment.id,
        Assessment.unit_id,
        Unit.name,
        Unit.group,
        Unit.telephone,
        Assessment.state,
        Assessment.competes,
        Assessment.signed_at,
        Assessment.extended_until,
    )
    .join(Unit, Unit.id == Assessment.unit_id)
    .where(*TO_JUDGE)
    .order_by(Unit.group, Unit.position)
)
_PARTS: Mapping[str, Select[Any]] = {
    "bands": select(Band.assessment_id, Band.indicator, Band.scorer_id, Band.grade)
    .join(Assessment, Assessment.id == Band.assessment_id)
    .where(*TO_JUDGE)
    .order_by(Band.id),
    "exposures": select(Exposure.assessment_id, Exposure.code)
    .join(Assessment, Assessment.id == Exposure.assessment_id)
    .where(*TO_JUDGE)
    .order_by(Exposure.id),
    "assignments": select(Assignment.assessment_id, Assignment.indicator, Assignment.account_id)
    .join(Assessment, Assessment.id == Assignment.assessment_id)
    .where(*TO_JUDGE)
    .order_by(Assignment.id),
}
_COUNTS = (
    select(
        Fact.assessment_id,
        Fact.state,
        Fact.source,
        Fact.stale,
        func.count().label("number"),
        func.min(Fact.id).label("first"),
        func.min(Fact.signed_at).label("since"),
    )
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .where(*TO_JUDGE, Fact.state.not_in(UNSEEN))
    .group_by(Fact.assessment_id, Fact.state, Fact.source, Fact.stale)
    .order_by(Fact.assessment_id, Fact.state, Fact.source, Fact.stale)
)
_STATED = (
    select(Fact.assessment_id, func.count(Fact.id.distinct()))
    .join(Assessment, Assessment.id == Fact.assessment_id)
    .join(Statement, Statement.fact_id == Fact.id)
    .where(*TO_JUDGE, Fact.state == FactState.released, Statement.signed_at.is_not(None))
    .group_by(Fact.assessment_id)
    .order_by(Fact.assessment_id)
)
"""Per dossier, how many standing records its unit has answered, with its head's signature."""


def queue_for(session: Session, year: Year | YearLine, area: str, actor: Actor) -> list[QueueRow]:
    """A panel's queue for one person: what the panel can work on first, the longest waiting at the top.

    Then the official order. Six statements, however many units.
    """
    ours = {"year": year.id, "area": area, "hidden": not_to_judge(actor, year.id)}
    dossiers: dict[int, Dossier] = {}
    for row in session.execute(_DOSSIERS, ours):
        dossier_id, unit_id, name, group, telephone, *rest = row
        unit = UnitLine(unit_id, name, group, telephone)
        dossiers[dossier_id] = Dossier(dossier_id, unit_id, unit, year, area, *rest)
    for name, statement in _PARTS.items():
        for row in session.execute(statement, ours):
            getattr(dossiers[row.assessment_id], name).append(row)
    counts = _counts(session, ours)
    stated: dict[int, int] = dict(session.execute(_STATED, ours).tuples().all())
    rows = [_row(one, counts[one.id], stated.get(one.id, 0), actor) for one in dossiers.values()]
    waiting = [row for row in rows if row.waits]
    waiting.sort(key=lambda row: row.since.timestamp() if row.since else float("inf"))
    return waiting + [row for row in rows if not row.waits]


def _counts(session: Session, ours: dict[str, Any]) -> dict[int, list[Row[Any]]]:
    """Per dossier, its facts counted by state, source and whether they are stale."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_COUNTS, ours):
        found[row.assessment_id].append(row)
    return found


def _row(dossier: Dossier, counts: list[Row[Any]], stated: int, actor: Actor) -> QueueRow:
    waiting = [one for one in counts if one.state == FactState.signed or (one.stale and one.state in DECIDED)]
    owners = {share.account_id for share in dossier.assignments if share.indicator == UNIT}
    return QueueRow(
        dossier=dossier,
        waiting=sum(one.number for one in waiting),
        again=sum(one.number for one in waiting if one.stale),
        returned=sum(
            one.number for one in counts if one.state in UNDECIDED and one.state != FactState.signed
        ),
        claims=sum(one.number for one in counts if one.source == Source.claim),
        records=sum(one.number for one in counts if one.source != Source.claim),
        first=min((one.first for one in waiting), default=None),
        since=min((one.since for one in waiting if one.since), default=dossier.signed_at),
        ends=loose_ends(dossier, actor, sum(one.number for one in counts if one.state == FactState.recorded)),
        stated=stated,
        mine=actor.account_id in owners,
        shared=bool(owners),
    )


@dataclass(frozen=True)
class AreaDesk:
    """One area on a person's desk. Units that the person must not judge are in no count."""

    area: PanelArea
    title: str
    units: int
    handed_in: int
    to_take_in: int
    waiting: int


def desk_of(session: Session, year: Year, actor: Actor) -> list[AreaDesk]:
    """The areas that a person judges in a year, in the scheme's order, with what waits in each."""
    scheme = scheme_of(year)
    desks = []
    for area in year.areas:
        if (year.id, area.area) not in actor.seats:
            continue
        rows = queue_for(session, year, area.area, actor)
        desks.append(
            AreaDesk(
                area=area,
                title=scheme.area(area.area).title,
                units=len(rows),
                handed_in=sum(row.dossier.handed_in for row in rows),
                to_take_in=sum(row.dossier.state == AssessmentState.submitted for row in rows),
                waiting=sum(row.waiting for row in rows),
            )
        )
    return desks
