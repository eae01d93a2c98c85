"""Self-assessments, facts and evidence, and the panel's queue. Visibility is decided here."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload

from portal.errors import NotFound
from portal.models import Assessment, Evidence, Fact, FactEvidence, Group, Unit, Year
from portal.policy import Actor
from portal.queries.plain import rows
from portal.workflow import DECIDED, AssessmentState, FactState

HIDDEN_FROM_UNIT = frozenset({FactState.recorded})
"""Records that the panel has not yet released to the unit."""


def assessment_of(session: Session, year: Year, unit_id: int | None, area: str) -> Assessment:
    """One unit's self-assessment of an area, with facts and evidence; raises NotFound."""
    found = session.scalar(
        select(Assessment)
        .where(Assessment.year_id == year.id, Assessment.unit_id == unit_id, Assessment.area == area)
        .options(
            selectinload(Assessment.facts),
            selectinload(Assessment.evidence),
            selectinload(Assessment.drafts),
        )
    )
    if found is None:
        raise NotFound()
    return found


def assessments_of_unit(session: Session, year: Year, unit_id: int | None) -> list[Assessment]:
    """A unit's self-assessments of a year, in the scheme's order of areas."""
    return list(
        session.scalars(
            select(Assessment)
            .where(Assessment.year_id == year.id, Assessment.unit_id == unit_id)
            .order_by(Assessment.id)
            .options(selectinload(Assessment.facts), selectinload(Assessment.drafts))
        )
    )


def assessments_of_former(session: Session, year: Year, actor: Actor) -> list[Assessment]:
    """The self-assessments of the units from which the person's own one came, in the official order."""
    if not actor.former:
        return []
    query = select(Assessment).join(Unit).options(joinedload(Assessment.unit))
    query = query.where(Assessment.year_id == year.id, Assessment.unit_id.in_(actor.former))
    return list(session.scalars(query.order_by(Unit.group, Unit.position, Assessment.id)))


def assessments_of_area(session: Session, year: Year, area: str) -> list[Assessment]:
    """All units' dossiers of an area, with everything a score needs, in the official order."""
    query = (
        select(Assessment)
        .join(Unit)
        .where(Assessment.year_id == year.id, Assessment.area == area)
        .order_by(Unit.group, Unit.position)
        .options(
            selectinload(Assessment.facts),
            selectinload(Assessment.exposures),
            selectinload(Assessment.targets),
            selectinload(Assessment.bands),
            selectinload(Assessment.assignments),
        )
    )
    return list(session.scalars(query))


_WITH_ITS_PLACE = (
    select(Fact)
    .where(Fact.id == bindparam("fact"))
    .options(
        joinedload(Fact.assessment).options(
            joinedload(Assessment.year),
            joinedload(Assessment.panel_area),
            joinedload(Assessment.assignments),
        ),
        joinedload(Fact.evidence),
        lazyload(Fact.verifications),
    )
)
"""A fact with what every page about it asks next, and the policy before it."""


def fact_by_id(session: Session, fact_id: int, *, withdrawn: bool = False) -> Fact:
    """One fact that stands, or was `withdrawn` if asked; NotFound, also for a claim that its unit removed."""
    fact = session.scalars(_WITH_ITS_PLACE, {"fact": fact_id}).unique().one_or_none()
    if fact is None or (fact.state == FactState.withdrawn and not withdrawn):
        raise NotFound()
    return fact


_YEAR_OF_FACT = (
    select(Year.number)
    .join(Assessment, Assessment.year_id == Year.id)
    .join(Fact, Fact.assessment_id == Assessment.id)
    .where(Fact.id == bindparam("fact"))
)


def year_of_fact(session: Session, fact_id: int) -> int:
    """The number of a fact's year; raises NotFound."""
    number = rows(session, _YEAR_OF_FACT, {"fact": fact_id}).scalar()
    if number is None:
        raise NotFound()
    return number


def evidence_by_id(session: Session, evidence_id: int) -> Evidence:
    """One evidence file that was not removed; raises NotFound."""
    found = session.get(Evidence, evidence_id)
    if found is None or found.removed_at is not None:
        raise NotFound()
    return found


def kept_files(session: Session, fact: Fact) -> list[Evidence]:
    """The unit's files in the fact's dossier that are not on this fact, with the facts that they serve."""
    here = select(FactEvidence.evidence_id).where(FactEvidence.fact_id == fact.id)
    return list(
        session.scalars(
            select(Evidence)
            .where(
                Evidence.assessment_id == fact.assessment_id,
                Evidence.removed_at.is_(None),
                Evidence.by_panel.is_(False),
                Evidence.statement_id.is_(None),
                Evidence.for_signature.is_(False),
                Evidence.id.not_in(here),
            )
            .order_by(Evidence.id)
            .options(selectinload(Evidence.facts).lazyload("*"))
        )
    )


def facts_for_unit(assessment: Assessment) -> list[Fact]:
    """What the unit sees: its own claims, and what the panel has released, not what it removed."""
    return [
        fact
        for fact in assessment.facts
        if fact.state not in HIDDEN_FROM_UNIT
        and not (fact.state == FactState.withdrawn and not fact.verifications)
    ]


def facts_for_panel(assessment: Assessment) -> list[Fact]:
    """What a panel sees: signed claims and its own records; never a unit's unsigned draft."""
    return [fact for fact in assessment.facts if fact.state not in (FactState.draft, FactState.withdrawn)]


def waits_for_panel(fact: Fact) -> bool:
    """Whether a claim waits for a decision, also one that changed after it had been decided."""
    return fact.state == FactState.signed or (fact.stale and fact.state in DECIDED)


_NEXT_UNDECIDED = (
    select(Fact.id)
    .where(
        Fact.assessment_id == bindparam("assessment"),
        (Fact.state == FactState.signed) | (Fact.stale & Fact.state.in_(DECIDED)),
        Fact.id != bindparam("here"),
    )
    .order_by(Fact.id < bindparam("here"), Fact.id)
    .limit(1)
)


def next_undecided(session: Session, fact: Fact) -> int | None:
    """The next claim of the same unit and area that waits for a decision; after the last, the first."""
    here = {"assessment": fact.assessment_id, "here": fact.id}
    found: int | None = rows(session, _NEXT_UNDECIDED, here).scalar()
    return found


@dataclass(frozen=True)
class UnitLine:
    """A unit at the head of a row."""

    id: int
    name: str
    group: Group
    telephone: str


@dataclass(frozen=True)
class Standing:
    """How far one unit is in one area."""

    area: str
    state: AssessmentState
    competes: bool
    extended_until: date | None
    signed_at: datetime | None
    competes_reason: str = ""


_STANDINGS = (
    select(
        Unit.id,
        Unit.name,
        Unit.group,
        Unit.telephone,
        Assessment.area,
        Assessment.state,
        Assessment.competes,
        Assessment.extended_until,
        Assessment.signed_at,
        Assessment.competes_reason,
    )
    .join(Unit, Unit.id == Assessment.unit_id)
    .order_by(Unit.group, Unit.position, Assessment.id)
)


def progress(session: Session, year: Year) -> list[tuple[UnitLine, list[Standing]]]:
    """How far every unit is in every area, in the official order; areas in the scheme's."""
    lines: dict[int, tuple[UnitLine, list[Standing]]] = {}
    found = session.execute(_STANDINGS.where(Assessment.year_id == year.id))
    for unit_id, name, group, telephone, *standing in found:
        if unit_id not in lines:
            lines[unit_id] = (UnitLine(unit_id, name, group, telephone), [])
        lines[unit_id][1].append(Standing(*standing))
    return list(lines.values())
