"""The two-sided ledger (台账比对): what units claim beside what the panel recorded or imported, matched.

A reviewer sees no line of a unit that he must not judge. A few statements, however many lines there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from portal.matching import Matter, Sided, pairs
from portal.models import Assessment, Fact, LedgerCheck, PanelArea, Source, Year
from portal.policy import Actor, Permission, allows
from portal.queries.assessments import assessments_of_area, facts_for_panel
from portal.queries.doubles import doubles_of, told_apart, verdict_on
from portal.queries.signed import SignedContent, signed_contents
from portal.queries.successions import predecessors_of
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.workflow import AS_DECIDED, COUNTING, FactState


class Standing(StrEnum):
    """How the two sides of a line stand to each other."""

    differing = "ledger_differing"
    claimed = "ledger_claimed"
    recorded = "ledger_recorded"
    agreed = "ledger_agreed"
    checked = "ledger_checked"


WORK = (Standing.differing, Standing.claimed, Standing.recorded)
"""What somebody has to look at."""


TWICE = "twice"
"""Both sides of one kind would count, and nobody has said yet whether they are one matter."""


@dataclass(frozen=True)
class Side:
    """One side of a line, as it counts now: a claim as it was adjusted, else as it was signed."""

    fact: Fact
    title: str
    happened_on: date | None
    document_number: str
    quantity: Decimal
    values: Mapping[str, Any]
    kind: Kind


@dataclass(frozen=True)
class LedgerLine:
    """One matter of one unit. `differences`: names of the fields in which the sides differ: kind,
    happened_on, quantity, or a code of the kind's own fields; TWICE where both sides count."""

    assessment: Assessment
    claim: Side | None
    record: Side | None
    standing: Standing
    differences: tuple[str, ...] = ()
    check: LedgerCheck | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody has to look at it."""
        return self.standing in WORK

    @property
    def title(self) -> str:
        """What it is about."""
        side = self.claim or self.record
        return side.title if side else ""


def ledger_for(session: Session, area: PanelArea, actor: Actor) -> list[LedgerLine]:
    """An area's ledger for one person, in the official order of units, work first within each."""
    found = assessments_of_area(session, area.year, area.area)
    return ledger_of(session, [one for one in found if allows(actor, Permission.REVIEW, one)])


def ledger_of(session: Session, assessments: Sequence[Assessment]) -> list[LedgerLine]:
    """The ledger of some self-assessments of one area."""
    if not assessments:
        return []
    facts = {one.id: facts_for_panel(one) for one in assessments}
    claims = [fact for of_one in facts.values() for fact in of_one if fact.source == Source.claim]
    contents = signed_contents(session, claims)
    checks = _checks(session, [one.id for one in assessments])
    scheme = scheme_of(assessments[0].year)
    kinds = {kind.code: kind for kind in scheme.area(assessments[0].area).kinds}
    if scheme.bonus is not None:
        kinds.setdefault(scheme.bonus.kind.code, scheme.bonus.kind)
    lines: list[LedgerLine] = []
    for one in assessments:
        sides = [_side(fact, contents.get(fact.id), kinds) for fact in facts[one.id] if fact.kind in kinds]
        own = list(_lines(one, sides, checks))
        lines += sorted(own, key=lambda line: (list(Standing).index(line.standing), _first_id(line)))
    return lines


def line_of(lines: Iterable[LedgerLine], claim: Fact) -> LedgerLine | None:
    """The line on which a claim stands, when a record stands there too."""
    return next((one for one in lines if one.claim and one.record and one.claim.fact.id == claim.id), None)


def _first_id(line: LedgerLine) -> int:
    return min(side.fact.id for side in (line.claim, line.record) if side)


def _side(fact: Fact, content: SignedContent | None, kinds: Mapping[str, Kind]) -> Side:
    shown: Fact | SignedContent = content or fact
    quantity, values = shown.quantity, shown.values
    if fact.state in AS_DECIDED and fact.verification is not None:
        quantity, values = fact.verification.quantity, fact.verification.values
    return Side(
        fact, shown.title, shown.happened_on, shown.document_number, quantity, values, kinds[fact.kind]
    )


def _lines(
    assessment: Assessment,
    sides: Sequence[Side],
    checks: Mapping[tuple[int | None, int | None], LedgerCheck],
) -> Iterable[LedgerLine]:
    claims = {one.fact.id: one for one in sides if one.fact.source == Source.claim}
    records = {one.fact.id: one for one in sides if one.fact.source != Source.claim}
    apart = told_apart(one.fact for one in claims.values())
    # What counts but once stands first, as the scorecard has it, before a closer likeness of another kind.
    paired = [(one.claim.id, one.record.id) for one in doubles_of([one.fact for one in sides])]
    rest = [
        [one for key, one in side.items() if key not in {pair[place] for pair in paired}]
        for place, side in enumerate((claims, records))
    ]
    paired += pairs(_sided(rest[0]), _sided(rest[1]), apart)
    for claim_id, record_id in paired:
        claim, record = claims.pop(claim_id), records.pop(record_id)
        differ = differences(claim, record)
        yield _line(
            assessment, claim, record, Standing.differing if differ else Standing.agreed, checks, differ
        )
    for claim_id, record_id in apart:
        if claim_id in claims and record_id in records:
            claim, record = claims.pop(claim_id), records.pop(record_id)
            yield _line(assessment, claim, record, Standing.checked, checks, last=True)
    for claim in claims.values():
        if two_sided(claim.kind) and claim.fact.state != FactState.rejected:
            yield _line(assessment, claim, None, Standing.claimed, checks)
    for record in records.values():
        if two_sided(record.kind) and assessment.handed_in:
            yield _line(assessment, None, record, Standing.recorded, checks)


def two_sided(kind: Kind) -> bool:
    """Whether the unit and the panel both speak of such facts: else one side alone says nothing."""
    return "claim" in kind.by and bool(kind.by & {"record", "import"})


def differences(claim: Side, record: Side) -> tuple[str, ...]:
    """In what two sides differ; what one of them does not say is no difference."""
    found = []
    if claim.kind.code != record.kind.code:
        found.append("kind")
    if claim.happened_on and record.happened_on and claim.happened_on != record.happened_on:
        found.append("happened_on")
    if claim.quantity != record.quantity:
        found.append("quantity")
    if counted_twice(claim, record) and verdict_on(claim.fact, record.fact) is None:
        found.append(TWICE)
    for field in claim.kind.fields:
        one, other = claim.values.get(field.code), record.values.get(field.code)
        if one not in (None, "", []) and other not in (None, "", []) and one != other:
            found.append(field.code)
    return tuple(found)


def counted_twice(claim: Side, record: Side) -> bool:
    """Whether both sides of a pair would count under one kind: then the record alone does."""
    states = {claim.fact.state, record.fact.state}
    return claim.kind.code == record.kind.code and states <= COUNTING


def _line(
    assessment: Assessment,
    claim: Side | None,
    record: Side | None,
    standing: Standing,
    checks: Mapping[tuple[int | None, int | None], LedgerCheck],
    differ: tuple[str, ...] = (),
    *,
    last: bool = False,
) -> LedgerLine:
    """The line; gone through already where nothing has changed on either side since. `last`: what was said
    last is told, whatever changed."""
    check = checks.get((claim.fact.id if claim else None, record.fact.id if record else None))
    same = check is not None and (check.claim_version, check.record_version) == (
        claim.fact.version if claim else 0,
        record.fact.version if record else 0,
    )
    if standing in WORK and same:
        standing = Standing.checked
    return LedgerLine(assessment, claim, record, standing, differ, check if same or last else None)


def _sided(sides: Iterable[Side]) -> list[Sided]:
    return [Sided(one.fact.id, Matter(one.title, one.happened_on, one.document_number)) for one in sides]


def _checks(session: Session, ids: Sequence[int]) -> dict[tuple[int | None, int | None], LedgerCheck]:
    """The last time that each pair was gone through."""
    rows = session.scalars(
        select(LedgerCheck).where(LedgerCheck.assessment_id.in_(ids)).order_by(LedgerCheck.id)
    )
    return {(row.claim_id, row.record_id): row for row in rows}


def last_years(session: Session, fact: Fact, actor: Actor) -> list[Fact]:
    """What the unit, or one that it came from, claimed of the same kind in the year before; nothing for who
    was recused from the unit then."""
    found = list(
        session.scalars(
            select(Fact)
            .join(Fact.assessment)
            .join(Assessment.year)
            .where(
                Year.number == fact.assessment.year.number - 1,
                Assessment.unit_id.in_({fact.unit_id, *predecessors_of(session, fact.unit_id)}),
                Assessment.area == fact.area,
                Fact.kind == fact.kind,
                Fact.source == Source.claim,
                Fact.state.not_in((FactState.draft, FactState.withdrawn)),
            )
            .order_by(Fact.position, Fact.id)
            .options(contains_eager(Fact.assessment).contains_eager(Assessment.year))
        )
    )
    return [one for one in found if (one.year_id, one.unit_id) not in actor.recused_from]
