"""What somebody of a unit was told and has not looked at yet."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from portal.models import Assessment, Fact, RecordLook, Source, Year
from portal.workflow import FactState


def records_not_looked_at(
    session: Session, year: Year, unit_id: int | None, account_id: int | None
) -> list[Fact]:
    """The standing records that a unit was told of and the person has not looked at, the newest first."""
    looked = select(RecordLook.fact_id).where(RecordLook.account_id == account_id)
    query = (
        select(Fact)
        .join(Fact.assessment)
        .where(
            Assessment.year_id == year.id,
            Assessment.unit_id == unit_id,
            Fact.source != Source.claim,
            Fact.state == FactState.released,
            Fact.id.not_in(looked),
        )
        .order_by(Fact.id.desc())
        .options(contains_eager(Fact.assessment))
    )
    return list(session.scalars(query))


def is_new_to(session: Session, fact: Fact, account_id: int | None) -> bool:
    """Whether the person was told of the record and has not looked at it yet."""
    if fact.source == Source.claim or fact.state != FactState.released:
        return False
    query = select(RecordLook.id).where(RecordLook.account_id == account_id, RecordLook.fact_id == fact.id)
    return session.scalar(query) is None
