"""How a result came about, as the snapshot keeps it beside the result: who decided what, when and why.

The ranking is made from the entrants alone; this says where their facts come from. Each list is read with
one statement, in the order of its rows.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from portal.models import (
    Account,
    Assessment,
    Band,
    Departure,
    Evidence,
    Fact,
    Notice,
    Objection,
    PanelArea,
    TieDecision,
    Unit,
    Verification,
    Veto,
    Year,
)


def proceedings_of(session: Session, year: Year) -> dict[str, Any]:
    """What was verified, graded, recommended, decided, contested, posted and handed in during a year."""
    people = dict(session.execute(select(Account.id, Account.name)).tuples().all())
    dossier = (Unit.code.label("unit"), Assessment.area.label("area"))
    own = Assessment.year_id == year.id

    def rows(query: Select[Any]) -> list[dict[str, Any]]:
        return [_plain(row._mapping.items(), people) for row in session.execute(query)]

    def in_dossiers(*columns: Any, of: Any, on: Any) -> Select[Any]:
        return (
            select(*dossier, *columns)
            .select_from(of)
            .join(Assessment, on)
            .join(Unit, Unit.id == Assessment.unit_id)
        )

    verifications = (
        select(
            *dossier,
            Verification.fact_id.label("fact"),
            *_columns(Verification, "decision", "reason", "quantity", "values", "by_id", "at", "undone_at"),
        )
        .select_from(Verification)
        .join(Fact, Fact.id == Verification.fact_id)
        .join(Assessment, Assessment.id == Fact.assessment_id)
        .join(Unit, Unit.id == Assessment.unit_id)
        .where(own)
        .order_by(Verification.id)
    )
    bands = in_dossiers(
        *_columns(Band, "indicator", "grade", "reason", "scorer_id", "at", "given_grade", "revised_by_id"),
        of=Band,
        on=Assessment.id == Band.assessment_id,
    )
    documents = in_dossiers(
        *_columns(Evidence, "digest", "name", "size", "uploaded_by_id", "uploaded_at"),
        of=Evidence,
        on=Assessment.id == Evidence.assessment_id,
    )
    return {
        "verifications": rows(verifications),
        "bands": rows(bands.where(own).order_by(Band.id)),
        "recommendations": rows(
            select(*_columns(PanelArea, "area", "recommendation", "closed_by_id", "closed_at"))
            .where(PanelArea.year_id == year.id)
            .order_by(PanelArea.id)
        ),
        "departures": rows(_departures(year)),
        "vetoes": rows(_of_units(Veto, _VETO).where(Veto.year_id == year.id).order_by(Veto.id)),
        "objections": rows(
            _of_units(Objection, _OBJECTION).where(Objection.year_id == year.id).order_by(Objection.id)
        ),
        "ties": rows(
            select(*_columns(TieDecision, "area", "group", "order", "reason", "by_id", "at"))
            .where(TieDecision.year_id == year.id)
            .order_by(TieDecision.id)
        ),
        "notices": rows(
            select(*_columns(Notice, "area", "opened_at", "last_day", "ended_at", "ended_because"))
            .where(Notice.year_id == year.id)
            .order_by(Notice.id)
        ),
        "documents": rows(documents.where(own, Evidence.removed_at.is_(None)).order_by(Evidence.id)),
    }


_VETO = (
    "state",
    "ground",
    "document_number",
    "document_on",
    "explanation",
    "first_by_id",
    "proposed_at",
    "reply_until",
    "unit_reply",
    "decided_by_id",
    "decided_at",
    "decision_reason",
    "withdrawal_by_id",
    "withdrawal_reason",
    "withdrawal_decided_by_id",
)
_OBJECTION = (
    "area",
    "indicator",
    "fact_id",
    "text",
    "state",
    "raised_by_id",
    "raised_at",
    "channel",
    "complainant",
    "against_selection",
    "received_on",
    "due_on",
    "answer",
    "answered_by_id",
    "answered_at",
    "changes",
)


def _departures(year: Year) -> Select[Any]:
    """Which unit the panel recommends instead of which, and who decided on it, when, with what reason."""
    chosen, other = aliased(Unit), aliased(Unit)
    decided = ("followed", "followed_reason", "followed_by_id", "followed_at")
    return (
        select(
            PanelArea.area.label("area"),
            chosen.code.label("unit"),
            other.code.label("instead_of"),
            *_columns(Departure, "reason", *decided),
        )
        .join(PanelArea, PanelArea.id == Departure.panel_area_id)
        .join(chosen, chosen.id == Departure.unit_id)
        .join(other, other.id == Departure.instead_of_id)
        .where(PanelArea.year_id == year.id)
        .order_by(Departure.id)
    )


def _of_units(table: Any, names: Iterable[str]) -> Select[Any]:
    return select(Unit.code.label("unit"), *_columns(table, *names)).join(Unit, Unit.id == table.unit_id)


def _columns(table: Any, *names: str) -> list[Any]:
    return [getattr(table, name).label(name) for name in names]


def _plain(items: Iterable[tuple[str, Any]], people: dict[int, str]) -> dict[str, Any]:
    """A row as JSON: people by name, beside the number that tells two of one name apart."""
    row: dict[str, Any] = {}
    for name, value in items:
        if name.endswith(("by_id", "scorer_id")):
            row[name.removesuffix("_id")] = None if value is None else f"{people[value]}#{value}"
        else:
            row[name] = _written(value)
    return row


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": f"{value:f}"}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
