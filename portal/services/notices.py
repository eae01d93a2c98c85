"""The public notice (公示) and the publication of a year's result, by two people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Notice, Publication, TieDecision, Year
from portal.queries.decisions import (
    editions_of,
    open_objections,
    publication_proposed,
    tie_decision_of,
    vetoes_awaiting,
)
from portal.queries.departures import undecided_in
from portal.queries.scores import Scores, all_rankings
from portal.queries.snapshot import build_snapshot, digest_of, selected_in
from portal.queries.years import running_notices, scheme_of
from portal.sentences import Sentence, joined
from portal.services.rescoring import rescore_touched
from portal.services.work import Work, check_version, service
from portal.workflow import PUBLICATION, YEAR, PublicationAction, YearAction, YearState, step

ISSUED_WITHIN = 60
"""The circular is dated the day it is signed: today or soon after, never before it was decided."""

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
    return missing + _undecided(session, year)


@service
def open_notice(work: Work, *, year: Year, meeting: Meeting, version: int) -> None:
    """Record the meeting that settled the list and post the notice: one per area, for the scheme's
    number of working days, the day of posting not counted, to 24:00 of the last."""
    check_version(year, version)
    if meeting.on > work.now.date():
        raise Invalid("会议日期不能晚于今天", field="meeting_on")
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
    for notice in running_notices(work.session, year):
        notice.ended_at, notice.ended_because = work.now, reason
    work.audit("recall_notice", year, before={"state": before}, after={"state": year.state}, reason=reason)


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


@service
def decide_tie(work: Work, *, year: Year, area: str, group: str, order: tuple[str, ...], reason: str) -> None:
    """Record the office's decision where no declared rule settles a tie at the line.

    `order`: the tied units, the first one first. A later decision replaces the one before; the trail
    keeps both. Raises Invalid when `order` does not hold just the units that are tied.
    """
    if year.state not in (YearState.checking, YearState.deciding, YearState.notice):
        raise Refused("并列只能在核对、审定或公示阶段决定")
    if not reason.strip():
        raise Invalid("请写明决定的理由", field="reason")
    scores = Scores(work.session, year)
    if sorted(order) != sorted(scores.tied(area, group)):
        raise Invalid("须给每个并列单位排定次序，且不能遗漏", field="order")
    selection = scores.selection()
    decision = tie_decision_of(work.session, year, area, group) or TieDecision(
        year_id=year.id, area=area, group=group
    )
    before = {"order": decision.order, "reason": decision.reason} if decision.id else {}
    decision.order, decision.reason = list(order), reason
    decision.by_id, decision.at = work.account_id, work.now
    work.session.add(decision)
    work.session.flush()
    renew_changed(work, year, selection, Sentence("入选线上的并列作出决定"))
    work.audit("decide_tie", decision, before=before, after={"order": list(order)}, reason=reason)


def _undecided(session: Session, year: Year) -> list[Sentence]:
    """Ties at the line that wait for the office's decision: they are never cut silently (四(一)). And what
    a panel recommends against the points: the office follows it or declines it, and says why (五(一))."""
    titles = {area.code: area.title for area in scheme_of(year).areas}
    ties = [
        Sentence("“%(area)s”%(group)s在入选线上并列，须由办公室记录决定和理由", area=area.title, group=title)
        for area in all_rankings(session, year)
        for _, title, ranking in area.groups
        if ranking.undecided
    ]
    return ties + [
        Sentence(
            "“%(area)s”评价小组改荐%(unit)s，不荐%(other)s，须由办公室决定是否采纳",
            area=titles[one.area.area],
            unit=one.unit.name,
            other=one.instead_of.name,
        )
        for one in undecided_in(session, year)
    ]


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
    return missing + _undecided(session, year)


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
def propose_publication(work: Work, *, year: Year, head: CircularHead, correction: str = "") -> Publication:
    """Freeze the result and propose it for publication; another person confirms.

    `correction`: what is put right and why, where a result of the year is published already.
    """
    if missing := missing_before_publication(work.session, year, work):
        raise Refused("还不能公布：%(missing)s", missing=joined(missing))
    check_date(work, head)
    if publication_proposed(work.session, year) is not None:
        raise Refused("已有一份等待确认的公布稿")
    publication = frozen(work, year, head, correction)
    work.audit("propose_publication", publication, after={"digest": publication.digest}, reason=correction)
    return publication


def check_date(work: Work, head: CircularHead) -> None:
    """Refuse a circular that is dated before today, or long after."""
    if not 0 <= (head.issued_on - work.now.date()).days <= ISSUED_WITHIN:
        raise Invalid("成文日期须在今天起 %(days)s 天之内", field="issued_on", days=ISSUED_WITHIN)


def frozen(work: Work, year: Year, head: CircularHead, correction: str) -> Publication:
    """The year's result as it stands, frozen as its next edition, inside the caller's transaction."""
    edition = len(editions_of(work.session, year)) + 1
    if edition > 1 and not correction.strip():
        raise Invalid("请写明更正了什么、为什么", field="correction")
    snapshot = build_snapshot(work.session, year, _particulars(head, edition, correction))
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
    work.session.add(publication)
    work.session.flush()
    return publication


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
