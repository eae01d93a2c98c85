"""The reasons that a person keeps for reuse."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Phrase
from portal.policy import Actor


def phrases_of(session: Session, actor: Actor) -> list[Phrase]:
    """The person's own, the oldest first."""
    return list(
        session.scalars(select(Phrase).where(Phrase.account_id == actor.account_id).order_by(Phrase.id))
    )
