"""2013: in reporting when the visitor comes, with a story for each state that a unit can be in."""

from collections.abc import Callable
from datetime import date, timedelta

from portal.clock import shanghai
from portal.demo.people import head_login, reporter_login
from portal.demo.play import Play
from portal.demo.twofold import record_both_sides
from portal.demo.units import HERO
from portal.demo.year2012 import OFFICE, SECOND, advance, allow_certificates, start_year
from portal.models import Year
from portal.queries.years import scheme_of
from portal.services import assessments, reviews, signing, vetoes, years
from portal.workflow import FactAction, FactState, VetoAction, YearAction

SILENT = "waishi"
"""Says nothing in any area."""

LATE = (("quxian", "documents"), ("huanbao", "emergency"), ("minzheng", "supervision"), ("linye", "research"))
"""Never signed in time: filled drafts and silence by turns."""

DRAFTED = frozenset({LATE[0], LATE[3]})
"""Those of them that hold a filled draft."""

DECLINED = ("jiaoyu", "documents")
"""Sent back by its own head, and not signed again in time."""

RETURNED = ("wanyuan", "documents")
"""Taken in, and one of its facts returned by the panel."""

DISPUTED = ("tongchuan", "supervision")
"""Returned, answered with the head's signature, refused all the same: the unit will object."""

WAITING = ("daxian", "emergency")
"""Signed, and waiting in the panel's queue."""

OPEN = (HERO, "documents")
"""Left for the visitor: nothing filled in yet, with an extension."""

EXCUSED = {("fazhi", "website"): "未单独建设网站，信息由市政府门户网站发布"}
"""Taken out of an area by the office, before reporting."""

VETOED = ("guotu", "illegal", "达市法〔2013〕31号", "窗口工作人员受贿案已判决。")
"""Vetoed for the year, by two people."""

PROPOSED = ("shangwu", "discipline", "达市监〔2013〕17号", "违规发放津补贴，已立案。")
"""A veto that waits for the second person."""


def begin_2013(play: Play, tell: Callable[[str], None]) -> None:
    """From the scheme's issue to the visitor's day."""
    play.at = shanghai(2013, 2, 20, 9, 0)
    windows = years.Windows(date(2013, 11, 25), date(2013, 12, 13), date(2014, 1, 10), date(2014, 1, 17))
    year = start_year(play, 2013, windows)
    allow_certificates(play, year)
    for month in range(3, 12):
        for area in play.areas:
            play.record(year, area, month)
    _excuse(play, year)
    tell("2013 年度：日常记录")
    play.at = max(play.at, shanghai(2013, 11, 26, 9, 0))
    advance(play, year, YearAction.open_reporting)
    _report(play, year)
    tell("2013 年度：自评和审签")
    play.at = shanghai(2013, 12, 9, 9, 0)
    record_both_sides(play, year)
    for area in play.areas:
        for unit in play.cast:
            play.count(year, unit.code, area)
            if (unit.code, area) not in (WAITING, RETURNED, DISPUTED):
                play.review(year, unit.code, area)
            play.release(year, unit.code, area)
        tell(f"2013 年度：{scheme_of(year).area(area).title} 已审核")
    _return_one(play, year)
    _dispute_one(play, year)
    _veto_two(play, year)
    tell("2013 年度：退回、争议和一票否决")


def _excuse(play: Play, year: Year) -> None:
    for (unit, area), reason in EXCUSED.items():
        found = play.assessment(year, unit, area)
        years.set_participation(
            play.by(OFFICE), assessment=found, competes=False, reason=reason, version=found.version
        )


def _report(play: Play, year: Year) -> None:
    hero = play.assessment(year, *OPEN)
    years.extend_deadline(
        play.by(OFFICE),
        assessment=hero,
        until=date(2013, 12, 27),
        reason="办公楼搬迁，电子公文系统停机一周",
        version=hero.version,
    )
    nothing = {OPEN, *LATE} - DRAFTED
    for unit in play.cast:
        for area in play.areas:
            key = (unit.code, area)
            if key in nothing or key in EXCUSED or unit.code == SILENT:
                continue
            play.fill(year, unit.code, area)
            if key == DECLINED:
                _decline(play, year)
            elif key not in LATE:
                play.sign(year, unit.code, area)


def _decline(play: Play, year: Year) -> None:
    unit, area = DECLINED
    found = play.assessment(year, unit, area)
    signing.send_for_signoff(play.by(reporter_login(unit)), assessment=found, version=found.version)
    signing.decline(
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


def _dispute_one(play: Play, year: Year) -> None:
    unit, area = DISPUTED
    found = play.assessment(year, unit, area)
    judge = play.seats(year, area, unit)[0]
    reviews.take_in(play.by(judge), assessment=found, version=found.version)
    fact = next(fact for fact in found.facts if fact.state == FactState.signed)
    reviews.verify_fact(
        play.by(judge),
        fact=fact,
        decision=FactAction.give_back,
        reason="承诺事项台账没有办结日期，请补充。",
        version=fact.version,
    )
    assessments.reply_to_return(
        play.by(reporter_login(unit)),
        fact=fact,
        reply="台账逐月更新，办结日期登记在市长热线系统，请调阅。",
        version=fact.version,
    )
    signing.sign_replies(play.by(head_login(unit)), assessment=found, version=found.version)
    reviews.verify_fact(
        play.by(judge),
        fact=fact,
        decision=FactAction.reject,
        reason="热线系统中查不到所列事项的办结记录。",
        version=fact.version,
    )


def _veto_two(play: Play, year: Year) -> None:
    for unit, ground, document, explanation in (VETOED, PROPOSED):
        veto = vetoes.propose_veto(
            play.by(OFFICE),
            year=year,
            unit=play.unit(unit),
            ground=ground,
            document_number=document,
            document_on=play.at.date() - timedelta(days=6),
            explanation=explanation,
        )
        if unit == VETOED[0]:
            vetoes.reply_to_veto(
                play.by(head_login(unit)),
                veto=veto,
                reply="对认定的事实没有异议，已责成整改。",
                version=veto.version,
            )
            vetoes.decide_veto(play.by(SECOND), veto=veto, action=VetoAction.confirm, version=veto.version)
