"""Keep what a person types, as typed, until it is saved or given up.

These two writes have no audit row: nothing that counts changes, and a row for each field that somebody
leaves would bury the trail (docs/decisions/0008-drafts.md). The save that follows has its row.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal.errors import Conflict, Invalid
from portal.models import Assessment, DoneRequest, Draft, Fact
from portal.queries.drafts import saved_key
from portal.services.work import Work

LONGEST = 100_000
"""Characters of one draft."""

MOST = 200
"""Drafts of one person in one self-assessment."""


@dataclass(frozen=True)
class Typed:
    """What a page holds: its fields, what they were typed over, which page, which number it last saw."""

    fields: Mapping[str, list[str]]
    over: str = ""
    page: str = ""
    seen: int = 0

    def loses_to(self, draft: Draft | None) -> bool:
        """Whether another page of the same person has since kept something else at this place."""
        if draft is None or (self.page and draft.page == self.page):
            return False
        return draft.number > self.seen and draft.typed != dict(self.fields)


@contextmanager
def _writing(session: Session) -> Iterator[None]:
    session.rollback()
    session.connection(execution_options={"immediate": True})
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def keep_draft(
    work: Work,
    *,
    assessment: Assessment,
    place: str,
    typed: Typed,
    kind: str = "",
    unchanged: bool = False,
    insist: bool = False,
) -> Draft | None:
    """Keep what was typed; the same once more changes nothing. None where nothing is to be kept.

    `unchanged`: it is what stands already, so that no draft is needed. `insist`: the person has seen the
    other page's text and wants this one. Raises Conflict when another page was faster, Invalid when it is
    too much. A page whose form was saved meanwhile is answered, but leaves nothing behind.
    """
    if sum(len(text) for texts in typed.fields.values() for text in texts) > LONGEST:
        raise Invalid("内容太长，没有保存。请分成几份填写")
    with _writing(work.session):
        if typed.page and work.session.get(DoneRequest, typed.page) is not None:
            return None
        found = _at(work, assessment, place)
        if not insist and typed.loses_to(found):
            raise Conflict("另一个窗口里也在填写这一份")
        # The page that answers shows the number of what is kept now, not of what stood when it began.
        work.session.expire(assessment, ["drafts"])
        if unchanged:
            if found is not None:
                work.session.delete(found)
            return None
        return _write(work, assessment, place, typed, kind, found)


def _at(work: Work, assessment: Assessment, place: str) -> Draft | None:
    return work.session.scalar(
        select(Draft).where(
            Draft.account_id == work.account_id,
            Draft.assessment_id == assessment.id,
            Draft.place == place,
        )
    )


def _write(
    work: Work, assessment: Assessment, place: str, typed: Typed, kind: str, found: Draft | None
) -> Draft:
    fields: dict[str, Any] = dict(typed.fields)
    if found is None:
        mine = (Draft.account_id == work.account_id, Draft.assessment_id == assessment.id)
        count = work.session.scalar(select(func.count()).select_from(Draft).where(*mine))
        if (count or 0) >= MOST:
            raise Invalid("没有保存的草稿太多，请先处理以前的")
        found = Draft(
            account_id=work.account_id,
            assessment_id=assessment.id,
            place=place,
            kind=kind,
            typed=fields,
            over=typed.over,
            page=typed.page,
            number=_next(work, 0),
            saved_at=work.now,
        )
        work.session.add(found)
    elif found.typed != fields or found.over != typed.over:
        found.typed, found.over, found.page = fields, typed.over, typed.page
        found.number = _next(work, found.number)
        found.saved_at = work.now
    return found


def _next(work: Work, number: int) -> int:
    """A number above every earlier one at the place, a draft's that was given up included."""
    return max(number + 1, int(work.now.timestamp()))


def drop_draft(work: Work, *, draft: Draft) -> None:
    """Give up what was typed, by the person's own wish."""
    with _writing(work.session):
        work.session.execute(delete(Draft).where(Draft.id == draft.id, Draft.account_id == work.account_id))


def forget(work: Work, assessment: Assessment, place: str) -> None:
    """Within a save: the person's draft at the place has become what stands."""
    work.session.execute(
        delete(Draft)
        .where(
            Draft.account_id == work.account_id, Draft.assessment_id == assessment.id, Draft.place == place
        )
        .execution_options(synchronize_session=False)
    )
    work.session.expire(assessment, ["drafts"])


def became_saved(work: Work, assessment: Assessment, place: str) -> None:
    """Within the save of a new form: its draft has become a row, and the form's name is used up."""
    forget(work, assessment, place)
    key = saved_key(work.account_id, place)
    if place and work.session.get(DoneRequest, key) is None:
        work.session.add(DoneRequest(key=key, account_id=work.account_id, at=work.now))


def forget_all(work: Work, fact: Fact) -> None:
    """Within a removal: nothing is left to be typed over, for nobody."""
    places = (f"facts/{fact.id}", f"replies/{fact.id}")
    work.session.execute(
        delete(Draft)
        .where(Draft.assessment_id == fact.assessment_id, Draft.place.in_(places))
        .execution_options(synchronize_session=False)
    )
    work.session.expire(fact.assessment, ["drafts"])
