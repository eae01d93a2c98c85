"""What units say to records, as the unit and as its panel sees it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Assessment, Fact, Statement, Year
from portal.workflow import FactState


def statement_by_id(session: Session, statement_id: int) -> Statement:
    """One statement; raises NotFound."""
    found = session.get(Statement, statement_id)
    if found is None:
        raise NotFound()
    return found


def unsigned_statements(session: Session, year: Year, unit_id: int | None) -> list[Statement]:
    """What a unit has written on standing records and nobody has signed, also if sent back; oldest first."""
    query = (
        select(Statement)
        .join(Fact)
        .join(Assessment)
        .where(
            Assessment.year_id == year.id,
            Assessment.unit_id == unit_id,
            Statement.signed_at.is_(None),
            Fact.state == FactState.released,
        )
        .order_by(Statement.id)
    )
    return list(session.scalars(query))


def signed_statements(fact: Fact) -> list[Statement]:
    """What a panel may read of them: those that were signed."""
    return [one for one in fact.statements if one.signed_at is not None]


def stated_in(session: Session, assessment: Assessment) -> frozenset[int]:
    """The standing records of a dossier to which its unit has said something, signed: their ids."""
    query = (
        select(Statement.fact_id)
        .join(Fact)
        .where(Fact.assessment_id == assessment.id, Statement.signed_at.is_not(None))
    )
    return frozenset(session.scalars(query))
