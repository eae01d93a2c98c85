"""The public notice (公示) and the publication of a year's result, by two people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Notice, Publication, Year
from portal.queries.circulars import as_fields, circular_text_of, own_words
from portal.queries.decisions import (
    editions_of,
    open_objections,
    publication_proposed,
    vetoes_awaiting,
)
from portal.queries.scores import Scores
from portal.queries.snapshot import build_snapshot, digest_of, selected_in
from portal.queries.undecided import undecided
from portal.queries.years import notices_of, running_notices, scheme_of
from portal.sentences import Sentence, joined
from portal.services.rescoring import rescore_touched
from portal.services.work import Work, check_version, service
from portal.workflow import PUBLICATION, YEAR, PublicationAction, YearAction, YearState, step

ISSUED_WITHIN = 60
"""The circular is dated the day it is signed: today or soon after, never before it was decided."""

Printable = Callable[[Mapping[str, Any], str], None]
"""Asked with a snapshot and its digest before they are kept; raises where that could not be printed."""

Selection = Mapping[tuple[str, str], tuple[str, ...]]


@dataclass(frozen=True)
class Meeting:
    """The record of the 主任办公会 that settled the list."""

    title: str
    on: date
    minutes: str


def missing_before_notice(session: Session, year: Year) -> list[Sentence]:
    """What stands in the way of the notice, one sentence each; empty: nothing."""
    missing = []
    if count := len(open_objections(session, year)):
        missing.append(Sentence("还有 %(count)s 件异议没有答复", count=count))
    if count := len(vetoes_awaiting(session, year)):
        missing.append(Sentence("还有 %(count)s 项一票否决等待第二人确认", count=count))
    return missing + undecided(session, year)


def settled_after(session: Session, year: Year) -> date:
    """The first day on which a meeting can have settled the list that stands now: since the scores were out,
    or since the notices of an earlier list ended."""
    ended = (one.ended_at.date() for one in notices_of(session, year) if one.ended_at is not None)
    return max([year.reviewing_closes, *ended])


@service
def open_notice(work: Work, *, year: Year, meeting: Meeting, version: int) -> None:
    """Record the meeting that settled the list and post the notice: one per area, for the scheme's
    number of working days, the day of posting not counted, to 24:00 of the last."""
    check_version(year, version)
    if meeting.on > work.now.date():
        raise Invalid("会议日期不能晚于今天", field="meeting_on")
    earliest = settled_after(work.session, year)
    if meeting.on < earliest:
        raise Invalid("会议日期不能早于 %(day)s：那以前还没有这份名单", field="meeting_on", day=earliest)
    if missing := missing_before_notice(work.session, year):
        raise Refused("还不能公示：%(missing)s", missing=joined(missing))
    before = year.state
    year.state = step(YEAR, before, YearAction.open_notice)
    year.meeting_title, year.meeting_on, year.meeting_minutes = meeting.title, meeting.on, meeting.minutes
    for area in scheme_of(year).areas:
        _post(work, year, area.code)
    work.audit(
        "open_notice",
        year,
        before={"state": before},
        after={"state": year.state, "meeting": meeting.title, "meeting_on": meeting.on.isoformat()},
    )


def _post(work: Work, year: Year, area: str) -> None:
    last_day = work.workdays.after(work.now.date(), scheme_of(year).notice_days)
    work.session.add(Notice(year_id=year.id, area=area, opened_at=work.now, last_day=last_day))


@service
def recall_notice(work: Work, *, year: Year, reason: str, version: int) -> None:
    """Take the notice back with a reason; the list is settled and posted afresh later."""
    check_version(year, version)
    before = year.state
    year.state = step(YEAR, before, YearAction.recall_notice, reason)
    end_notices(work, year, reason)
    work.audit("recall_notice", year, before={"state": before}, after={"state": year.state}, reason=reason)


def end_notices(work: Work, year: Year, reason: str) -> None:
    """Inside a decision's transaction: what is posted of the year ends, since its list is settled anew."""
    for notice in running_notices(work.session, year):
        notice.ended_at, notice.ended_because = work.now, reason


def renew_changed(work: Work, year: Year, before: Selection, reason: Sentence) -> None:
    """Inside a decision's transaction: each area whose selection it changed gets a fresh notice.

    `before` is the selection as it was. Nothing happens outside the notice.
    """
    if year.state != YearState.notice:
        return
    rescore_touched(work.session)
    after = Scores(work.session, year).selection()
    changed = {area for area, group in after if after[area, group] != before.get((area, group))}
    for notice in running_notices(work.session, year):
        if notice.area in changed:
            notice.ended_at, notice.ended_because = work.now, str(reason)
            _post(work, year, notice.area)


def missing_before_publication(session: Session, year: Year, work: Work) -> list[Sentence]:
    """What still holds the publication, one sentence each; empty: nothing."""
    if year.state != YearState.notice:
        return [Sentence("结果须先公示")]
    titles = {area.code: area.title for area in scheme_of(year).areas}
    missing = [
        Sentence("“%(area)s”公示到 %(day)s 24:00 才期满", area=titles[notice.area], day=notice.last_day)
        for notice in running_notices(session, year)
        if work.now < day_end(notice.last_day)
    ]
    waiting = open_objections(session, year)
    if late := sum(work.now.date() > one.due_on for one in waiting):
        missing.append(
            Sentence(
                "还有 %(count)s 件异议没有答复，其中 %(late)s 件已超过答复期限", count=len(waiting), late=late
            )
        )
    elif waiting:
        missing.append(Sentence("还有 %(count)s 件异议没有答复", count=len(waiting)))
    if count := len(vetoes_awaiting(session, year)):
        missing.append(Sentence("还有 %(count)s 项一票否决等待第二人确认", count=count))
    return missing + undecided(session, year)


@dataclass(frozen=True)
class CircularHead:
    """What the office writes for the circular: number (发文字号), date, addressees, copies."""

    number: str
    issued_on: date
    addressees: str
    copies: str = ""

    def as_snapshot(self) -> dict[str, Any]:
        """The circular's fields as the snapshot keeps them."""
        return {
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "addressees": self.addressees,
            "copies": self.copies,
        }


@service
def propose_publication(
    work: Work,
    *,
    year: Year,
    head: CircularHead,
    correction: str = "",
    printable: Printable | None = None,
) -> Publication:
    """Freeze the result and propose it for publication; another person confirms.

    `correction`: what is put right and why, where a result of the year is published already.
    """
    if missing := missing_before_publication(work.session, year, work):
        raise Refused("还不能公布：%(missing)s", missing=joined(missing))
    check_date(work, head)
    if publication_proposed(work.session, year) is not None:
        raise Refused("已有一份等待确认的公布稿")
    publication = frozen(work, year, head, correction, printable)
    work.audit("propose_publication", publication, after={"digest": publication.digest}, reason=correction)
    return publication


def check_date(work: Work, head: CircularHead) -> None:
    """Refuse a circular that is dated before today, or long after."""
    if not 0 <= (head.issued_on - work.now.date()).days <= ISSUED_WITHIN:
        raise Invalid("成文日期须在今天起 %(days)s 天之内", field="issued_on", days=ISSUED_WITHIN)


def frozen(
    work: Work, year: Year, head: CircularHead, correction: str, printable: Printable | None
) -> Publication:
    """The year's result as it stands, frozen as its next edition, inside the caller's transaction."""
    edition = len(editions_of(work.session, year)) + 1
    if edition > 1 and not correction.strip():
        raise Invalid("请写明更正了什么、为什么", field="correction")
    snapshot = build_snapshot(work.session, year, _particulars(head, edition, correction))
    snapshot |= _wording(work.session, year, snapshot, head)
    publication = Publication(
        year=year,
        edition=edition,
        correction=correction if edition > 1 else "",
        circular_number=head.number,
        issued_on=head.issued_on,
        addressees=head.addressees,
        copies=head.copies,
        snapshot=snapshot,
        selected=selected_in(snapshot),
        digest=digest_of(snapshot),
        proposed_by_id=work.account_id,
        proposed_at=work.now,
    )
    if printable is not None:
        printable(snapshot, publication.digest)
    work.session.add(publication)
    work.session.flush()
    return publication


def _wording(session: Session, year: Year, snapshot: Mapping[str, Any], head: CircularHead) -> dict[str, Any]:
    """The office's own words as they are now: a later change of the template changes no proposal."""
    text = circular_text_of(session, year)
    if text is None:
        return {}
    if text.printed_on is not None and text.printed_on < head.issued_on:
        raise Invalid("印发日期不能早于成文日期，请先在通报文稿中改过", field="issued_on")
    return own_words(as_fields(text), snapshot)


def _particulars(head: CircularHead, edition: int, correction: str) -> dict[str, Any]:
    """What the snapshot keeps beside the result: the circular's fields, a later edition's reason."""
    later = {"edition": edition, "correction": correction} if edition > 1 else {"edition": 1}
    return {**head.as_snapshot(), **later}


@service
def decide_publication(
    work: Work, *, publication: Publication, action: PublicationAction, reason: str = "", version: int
) -> None:
    """Publish what was proposed, or refuse it with a reason: always by a second person.

    Raises Refused when anything that the snapshot holds has changed since it was proposed.
    """
    check_version(publication, version)
    if publication.proposed_by_id == work.account_id:
        raise Refused("提出人不能自己确认，须由另一人办理")
    before = publication.state
    publication.state = step(PUBLICATION, before, action, reason)
    publication.decided_by_id, publication.decided_at = work.account_id, work.now
    publication.reason = reason
    if action == PublicationAction.publish:
        _must_still_hold(work, publication)
        year = publication.year
        if year.state != YearState.published:  # a corrected circular changes no stage
            year.state = step(YEAR, year.state, YearAction.publish)
    work.audit(
        f"{action.value}_publication",
        publication,
        before={"state": before},
        after={"state": publication.state, "digest": publication.digest},
        reason=reason,
    )


def _must_still_hold(work: Work, publication: Publication) -> None:
    year = publication.year
    corrects = year.state == YearState.published and publication.edition > 1
    missing = [] if corrects else missing_before_publication(work.session, year, work)
    if missing:
        raise Refused("还不能公布：%(missing)s", missing=joined(missing))
    head = CircularHead(
        publication.circular_number, publication.issued_on, publication.addressees, publication.copies
    )
    now = build_snapshot(work.session, year, head.as_snapshot())
    kept = ("areas", "vetoes", "scheme", "meeting")
    if any(now[key] != publication.snapshot[key] for key in kept):
        raise Refused("公布稿提出之后评价结果已经变化，请退回重新提出")
