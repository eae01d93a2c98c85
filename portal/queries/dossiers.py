"""What scores are made of, read as plain rows: a whole group's facts without one object of the session's.

The rows answer to the names of the models, so that `entrants` takes either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from portal.models import (
    Assessment,
    Band,
    Exposure,
    Fact,
    Group,
    Source,
    Target,
    Unit,
    Verification,
    Year,
)
from portal.queries.plain import rows
from portal.workflow import FactState


@dataclass(frozen=True)
class Judged:
    """The unit of a dossier."""

    code: str
    name: str
    group: Group
    position: int


@dataclass(frozen=True)
class Decision:
    """The verification in force."""

    quantity: Decimal
    values: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class ScoredFact:
    """A fact as scoring needs it, with the verification in force or None."""

    id: int
    kind: str
    source: Source
    state: FactState
    title: str
    happened_on: date | None
    document_number: str
    quantity: Decimal
    values: Mapping[str, Any]
    beside: Mapping[str, str]
    verification: Decision | None


@dataclass
class Dossier:
    """A unit's facts, counts, tasks and bands in an area."""

    id: int
    year: Year
    area: str
    unit: Judged
    signed_at: datetime | None
    competes: bool
    competes_reason: str
    facts: list[ScoredFact] = field(default_factory=list)
    exposures: list[Row[Any]] = field(default_factory=list)
    targets: list[Row[Any]] = field(default_factory=list)
    bands: list[Row[Any]] = field(default_factory=list)

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.year.id

    @property
    def handed_in(self) -> bool:
        """Whether a signed submission exists."""
        return self.signed_at is not None


_IN_FORCE = (
    select(func.max(Verification.id))
    .where(Verification.fact_id == Fact.id, Verification.undone_at.is_(None))
    .correlate(Fact)
    .scalar_subquery()
)
_WHICH: Mapping[str, ColumnElement[bool]] = {
    "units": Assessment.id.in_(bindparam("ids", expanding=True)),
    "contest": (Assessment.year_id == bindparam("year"))
    & (Assessment.area == bindparam("area"))
    & (Unit.group == bindparam("group")),
}
_PARTS: Mapping[str, Select[Any]] = {
    "dossiers": select(
        Assessment.id,
        Assessment.year_id,
        Assessment.area,
        Unit.code,
        Unit.name,
        Unit.group,
        Unit.position,
        Assessment.signed_at,
        Assessment.competes,
        Assessment.competes_reason,
    )
    .select_from(Assessment)
    .order_by(Assessment.id),
    "facts": select(
        Assessment.id,
        Fact.id,
        Fact.kind,
        Fact.source,
        Fact.state,
        Fact.title,
        Fact.happened_on,
        Fact.document_number,
        Fact.quantity,
        Fact.values,
        Fact.beside,
        Verification.quantity,
        Verification.values,
        Verification.reason,
    )
    .select_from(Assessment)
    .join(Fact, Fact.assessment_id == Assessment.id)
    .outerjoin(Verification, Verification.id == _IN_FORCE)
    .order_by(Assessment.id, Fact.position, Fact.id),
    "exposures": select(Assessment.id, Exposure.code, Exposure.value)
    .select_from(Assessment)
    .join(Exposure, Exposure.assessment_id == Assessment.id)
    .order_by(Assessment.id, Exposure.code),
    "targets": select(Assessment.id, Target.code, Target.value)
    .select_from(Assessment)
    .join(Target, Target.assessment_id == Assessment.id)
    .order_by(Assessment.id, Target.code),
    "bands": select(Assessment.id, Band.indicator, Band.scorer_id, Band.grade)
    .select_from(Assessment)
    .join(Band, Band.assessment_id == Assessment.id)
    .order_by(Assessment.id, Band.id),
}


@cache
def _statement(part: str, which: str) -> Select[Any]:
    return _PARTS[part].join(Unit, Unit.id == Assessment.unit_id).where(_WHICH[which])


def dossiers_of(session: Session, ids: Iterable[int]) -> list[Dossier]:
    """The dossiers with these ids, by id. Five statements, however many."""
    return _read(session, "units", {"ids": sorted(ids)})


def dossiers_in(session: Session, year: Year, area: str, group: str) -> list[Dossier]:
    """All dossiers of an area and group, by id."""
    return _read(session, "contest", {"year": year.id, "area": area, "group": group})


def _read(session: Session, which: str, asked: dict[str, Any]) -> list[Dossier]:
    found: dict[int, Dossier] = {}
    for row in rows(session, _statement("dossiers", which), asked):
        number, year_id, area, code, name, group, position, *rest = row
        year = session.get_one(Year, year_id)
        found[number] = Dossier(number, year, area, Judged(code, name, group, position), *rest)
    for number, *fact, quantity, values, reason in rows(session, _statement("facts", which), asked):
        decision = None if reason is None else Decision(quantity, values, reason)
        found[number].facts.append(ScoredFact(*fact, verification=decision))
    for part in ("exposures", "targets", "bands"):
        found_in: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in rows(session, _statement(part, which), asked):
            found_in[row[0]].append(row)
        for number, own in found_in.items():
            getattr(found[number], part).extend(own)
    return list(found.values())
