"""What somebody has gone through: from then on only what comes in later is new to them."""

from sqlalchemy import select

from portal.models import PanelArea, QueueLook
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
