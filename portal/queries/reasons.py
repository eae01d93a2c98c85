"""Reasons that the trail keeps and that people must be told: a record taken back, an area opened again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Assessment, AuditRow, Fact, PanelArea, Source
from portal.workflow import FactState


@dataclass(frozen=True)
class Withdrawn:
    """A record that its unit knew of and that the panel took back."""

    fact: Fact
    reason: str
    at: datetime


def withdrawn_records(session: Session, assessment: Assessment) -> list[Withdrawn]:
    """What the panel took back after it had told the unit, the last first; what was never told stays so."""
    gone = {
        f"{Fact.__tablename__}/{fact.id}": fact
        for fact in assessment.facts
        if fact.source != Source.claim and fact.state == FactState.withdrawn
    }
    if not gone:
        return []
    rows = session.scalars(
        select(AuditRow)
        .where(AuditRow.action == "withdraw_record", AuditRow.subject.in_(gone))
        .order_by(AuditRow.id.desc())
    )
    return [
        Withdrawn(gone[row.subject], row.reason, row.at)
        for row in rows
        if row.before.get("state") == FactState.released
    ]


def reopening_of(session: Session, area: PanelArea) -> AuditRow | None:
    """The last time that the area was opened again, with who did it and why; None: never."""
    return session.scalar(
        select(AuditRow)
        .where(AuditRow.action == "reopen_area", AuditRow.subject == f"{PanelArea.__tablename__}/{area.id}")
        .order_by(AuditRow.id.desc())
        .limit(1)
    )
