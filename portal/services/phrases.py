"""A reviewer keeps a reason for reuse, or lets it go."""

from sqlalchemy import select

from portal.errors import Invalid, Refused
from portal.models import Phrase
from portal.queries.phrases import phrases_of
from portal.services.work import Work, service

MOST, LONGEST = 30, 200


@service
def keep_phrase(work: Work, *, text: str) -> Phrase:
    """Keep a reason; one that is kept already is kept once. Raises Invalid for too long or too many."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid("常用理由须为 1 至 %(most)s 个字", most=LONGEST, field="reason")
    kept = phrases_of(work.session, work.actor)
    found = next((one for one in kept if one.text == text), None)
    if found is None:
        if len(kept) >= MOST:
            raise Invalid("常用理由最多 %(most)s 条，请先删去不用的", most=MOST, field="reason")
        found = Phrase(account_id=work.account_id, text=text, at=work.now)
        work.session.add(found)
        work.session.flush()
    work.audit("keep_phrase", found, after={"text": text})
    return found


@service
def forget_phrase(work: Work, *, phrase_id: int) -> None:
    """Let one of one's own go; raises Refused for one that is not there, or somebody else's."""
    found = work.session.scalar(
        select(Phrase).where(Phrase.id == phrase_id, Phrase.account_id == work.account_id)
    )
    if found is None:
        raise Refused("这条常用理由已经不在了")
    work.audit("forget_phrase", found, before={"text": found.text})
    work.session.delete(found)
