"""What people are typing: each person's own, nobody else's text."""

from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Assessment, DoneRequest, Draft


def draft_at(assessment: Assessment, account_id: int | None, place: str) -> Draft | None:
    """The person's draft at one place of a self-assessment, or None."""
    mine = (one for one in assessment.drafts if one.account_id == account_id)
    return next((one for one in mine if one.place == place), None)


def saved_key(account_id: int | None, place: str) -> str:
    """Under which name it is remembered that a person's new form was saved."""
    return f"{account_id}/{place}"[:64]


def was_saved(session: Session, account_id: int | None, place: str) -> bool:
    """Whether the person's new form at a place was saved already."""
    return session.get(DoneRequest, saved_key(account_id, place)) is not None


def draft_by_id(session: Session, draft_id: int, account_id: int | None) -> Draft:
    """A draft of the person's own; raises NotFound, also for a colleague's."""
    found = session.get(Draft, draft_id)
    if found is None or found.account_id != account_id:
        raise NotFound()
    return found
