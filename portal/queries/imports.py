"""Import batches: one by its id, those of an area, and how a table was read last time."""

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.errors import NotFound
from portal.models import Account, ColumnMapping, Fact, ImportBatch, PanelArea
from portal.policy import Actor


def batch_by_id(session: Session, batch_id: int) -> ImportBatch:
    """One batch; raises NotFound."""
    found = session.get(ImportBatch, batch_id)
    if found is None:
        raise NotFound()
    return found


def panel_batch(session: Session, area: PanelArea, batch_id: int, actor: Actor) -> ImportBatch:
    """A batch that this very person brought for the area; a colleague's may name units that this person must
    not judge, and is not there. Raises NotFound."""
    found = batch_by_id(session, batch_id)
    mine = found.by_id == actor.account_id and found.unit_id is None
    if not mine or (found.year_id, found.area) != (area.year_id, area.area):
        raise NotFound()
    return found


def batches_of(session: Session, area: PanelArea, actor: Actor) -> list[ImportBatch]:
    """What the person brought for an area, the newest first."""
    return list(
        session.scalars(
            select(ImportBatch)
            .where(
                ImportBatch.year_id == area.year_id,
                ImportBatch.area == area.area,
                ImportBatch.unit_id.is_(None),
                ImportBatch.by_id == actor.account_id,
            )
            .order_by(ImportBatch.id.desc())
            .options(joinedload(ImportBatch.by))
            .limit(50)
        )
    )


def abandoned(session: Session, batch: ImportBatch, before: datetime) -> list[int]:
    """The ids of batches never taken in: those that came before a moment, and earlier copies of this one by
    the same person for the same place."""
    copies = and_(
        ImportBatch.by_id == batch.by_id,
        ImportBatch.digest == batch.digest,
        ImportBatch.year_id == batch.year_id,
        ImportBatch.area == batch.area,
        ImportBatch.unit_id.is_not_distinct_from(batch.unit_id),
    )
    return list(
        session.scalars(
            select(ImportBatch.id)
            .where(
                ImportBatch.taken_at.is_(None),
                ImportBatch.id != batch.id,
                or_(ImportBatch.at < before, copies),
            )
            .order_by(ImportBatch.id)
        )
    )


def facts_of_batch(session: Session, batch: ImportBatch) -> list[Fact]:
    """What a batch brought, as it stands now."""
    return list(session.scalars(select(Fact).where(Fact.batch_id == batch.id).order_by(Fact.id)))


def owner_of(account: Account) -> str:
    """In whose name a table's columns are remembered: the section's, so that colleagues have it too."""
    return f"section/{account.section_id}" if account.section_id else f"account/{account.id}"


def remembered(session: Session, owner: str, area: str, signatures: list[str]) -> ColumnMapping | None:
    """How a table with one of these heads was read last time."""
    return session.scalar(
        select(ColumnMapping)
        .where(
            ColumnMapping.owner == owner,
            ColumnMapping.area == area,
            ColumnMapping.signature.in_(signatures),
        )
        .order_by(ColumnMapping.at.desc(), ColumnMapping.id.desc())
        .limit(1)
    )
