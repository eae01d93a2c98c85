"""What somebody has gone through: from then on only what comes in later is new to them."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.models import Fact, PanelArea, QueueLook, RecordLook
from portal.services.work import Work, service


@service
def look_through(work: Work, *, area: PanelArea) -> None:
    """A reviewer has gone through an area's queue as it stands now."""
    look = work.session.scalar(
        select(QueueLook).where(QueueLook.account_id == work.account_id, QueueLook.area_id == area.id)
    )
    if look is None:
        look = QueueLook(account_id=work.account_id, area_id=area.id, at=work.now)
        work.session.add(look)
    look.at = work.now
    work.audit("look_through_queue", area)


@service
def look_at_records(work: Work, *, facts: Sequence[Fact]) -> None:
    """Somebody of the unit has looked at records that it was told of; looked at once is looked at."""
    ids = [fact.id for fact in facts]
    mine = select(RecordLook.fact_id).where(RecordLook.account_id == work.account_id)
    known = set(work.session.scalars(mine.where(RecordLook.fact_id.in_(ids))))
    for fact_id in ids:
        if fact_id not in known:
            work.session.add(RecordLook(account_id=work.account_id, fact_id=fact_id, at=work.now))
    work.audit("look_at_records", facts[0].assessment.unit, after={"facts": ids})
