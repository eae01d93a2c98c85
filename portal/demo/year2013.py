"""2013: in reporting when the visitor comes, with units that are done, late, returned, recused."""

from collections.abc import Callable
from datetime import date, timedelta

from portal.clock import day_end, shanghai
from portal.demo.people import HERO, head_login, reporter_login
from portal.demo.play import Play
from portal.demo.year2012 import AREAS, OFFICE, advance, close, start_year
from portal.models import Source, Year
from portal.queries.years import year_by_number
from portal.services import assessments, notices, reviews, years
from portal.workflow import AssessmentState, FactAction, FactState, PanelAreaState, YearAction, YearState

LATE = (("quxian", "documents"), ("huanbao", "emergency"), ("minzheng", "supervision"))
"""Never signed in time: one with a filled draft, two silent."""

DECLINED = ("jiaoyu", "documents")
"""Sent back by its own head, and not signed again in time."""

RETURNED = ("wanyuan", "documents")
"""Taken in, and one of its facts returned by the panel."""

WAITING = ("daxian", "emergency")
"""Signed, and waiting in the panel's queue."""

OPEN = (HERO, "documents")
"""Left for the visitor: nothing filled in yet, with an extension."""


def begin_2013(play: Play, tell: Callable[[str], None]) -> None:
    """From the scheme's issue to the visitor's day."""
    play.at = shanghai(2013, 2, 20, 9, 0)
    windows = years.Windows(date(2013, 11, 25), date(2013, 12, 13), date(2014, 1, 10), date(2014, 1, 17))
    year = start_year(play, 2013, windows)
    for month in range(3, 12):
        for area in AREAS:
            play.record(year, area, month)
    tell("2013 年度：日常记录")
    play.at = max(play.at, shanghai(2013, 11, 26, 9, 0))
    advance(play, year, YearAction.open_reporting)
    _report(play, year)
    tell("2013 年度：自评和审签")
    play.at = shanghai(2013, 12, 9, 9, 0)
    for area in AREAS:
        for unit in play.cast:
            play.count(year, unit.code, area)
            if (unit.code, area) not in (WAITING, RETURNED):
                play.review(year, unit.code, area)
            play.release(year, unit.code, area)
    _return_one(play, year)
    tell("2013 年度：部分单位已审核")


def _report(play: Play, year: Year) -> None:
    hero = play.assessment(year, *OPEN)
    years.extend_deadline(
        play.by(OFFICE),
        assessment=hero,
        until=date(2013, 12, 27),
        reason="办公楼搬迁，电子公文系统停机一周",
        version=hero.version,
    )
    for unit in play.cast:
        for area in AREAS:
            key = (unit.code, area)
            if key == OPEN or key in LATE[1:]:
                continue
            play.fill(year, unit.code, area)
            if key == DECLINED:
                _decline(play, year)
            elif key not in LATE:
                play.sign(year, unit.code, area)


def _decline(play: Play, year: Year) -> None:
    unit, area = DECLINED
    found = play.assessment(year, unit, area)
    assessments.send_for_signoff(play.by(reporter_login(unit)), assessment=found, version=found.version)
    assessments.decline(
        play.by(head_login(unit)),
        assessment=found,
        reason="培训记录只附了上半年的，请补齐后再报。",
        version=found.version,
    )


def _return_one(play: Play, year: Year) -> None:
    unit, area = RETURNED
    found = play.assessment(year, unit, area)
    first, second = play.seats(year, area, unit)[:2]
    reviews.take_in(play.by(first), assessment=found, version=found.version)
    system, fewer = [fact for fact in found.facts if fact.state == FactState.signed][:2]
    reviews.verify_fact(
        play.by(first),
        fact=system,
        decision=FactAction.give_back,
        reason="培训记录没有日期和签到，请补充。",
        version=system.version,
    )
    reviews.verify_fact(
        play.by(second), fact=fewer, decision=FactAction.accept, reason="数据属实", version=fewer.version
    )
    play.band(year, unit, area)


def close_reporting_and_review(play: Play, tell: Callable[[str], None]) -> None:
    """What is still to be done until the scorecards are open to the units."""
    year = year_by_number(play.session, 2013)
    if year.state == YearState.reporting:
        hero = play.assessment(year, *OPEN)
        if hero.state == AssessmentState.draft and not any(
            fact.source == Source.claim for fact in hero.facts
        ):
            play.fill(year, *OPEN)
        if hero.state in (AssessmentState.draft, AssessmentState.declined):
            play.sign(year, *OPEN)
        advance(play, year, YearAction.close_reporting)
        tell("2013 年度：申报结束")
    for area in AREAS:
        row = next(found for found in year.areas if found.area == area)
        if row.state == PanelAreaState.closed:
            continue
        for unit in play.cast:
            play.review(year, unit.code, area)
            play.release(year, unit.code, area)
        close(play, year, area)
    advance(play, year, YearAction.open_checking)
    tell("2013 年度：三项评价已办结，开放得分核对")


def decide_and_post(play: Play, tell: Callable[[str], None]) -> None:
    """What is still to be done until the notice is posted."""
    year = year_by_number(play.session, 2013)
    if year.state == YearState.checking:
        play.at = max(play.at, day_end(year.checking_closes) + timedelta(hours=9))
        advance(play, year, YearAction.close_checking)
    meeting = notices.Meeting(
        "市政府办公室主任办公会（2014年第2次）", play.at.date(), "会议审定各项先进单位名单，同意公示。"
    )
    notices.open_notice(play.by(OFFICE), year=year, meeting=meeting, version=year.version)
    tell("2013 年度：名单已公示")
