"""2012: judged from January to the published circular."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from portal.clock import shanghai
from portal.demo.counts import wave
from portal.demo.people import ACCOUNTS, head_login
from portal.demo.play import Play
from portal.demo.results import TARGETS
from portal.models import Year
from portal.queries.decisions import publication_of, publication_proposed
from portal.queries.years import panel_area, panels_of, scheme_of
from portal.services import answers, areas, certificates, conflicts, notices, objections, targets, years
from portal.services.rescoring import rescore_year
from portal.workflow import ObjectionAction, PublicationAction, YearAction

OFFICE, SECOND = "bangongshi-1", "bangongshi-2"

RECOMMENDATION = "经核实材料、逐项评分并集体研究，建议按得分高低确定先进单位。"


def start_year(play: Play, number: int, windows: years.Windows) -> Year:
    """Set a year up: scheme, panels with their people, the congress's closing day; then issue it."""
    year = years.create_year(play.by(OFFICE), number=number, windows=windows, scheme_text=play.scheme)
    for panel in panels_of(play.session, year):
        for person in ACCOUNTS:
            if panel.code in person.seats:
                account = play.account(person.login)
                duty = person.seats[panel.code]
                years.seat_member(play.by(OFFICE), panel=panel, account=account, duty=duty)
    conflicts.declare_conflict(
        play.by(OFFICE),
        year=year,
        account=play.account("yingji-1"),
        unit=play.unit("dazhu"),
        reason="配偶在该单位工作",
    )
    for login in dict.fromkeys(seat for area in play.areas for seat in play.seats(year, area)):
        conflicts.state_conflicts(play.by(login), year=year, conflicts={})
    play.forget_people()
    advance(play, year, YearAction.issue_scheme)
    if "information" in play.areas:
        tasks = {play.unit(unit).id: {"inf-points": Decimal(points)} for unit, points in TARGETS.items()}
        area = panel_area(play.session, year, "information")
        targets.set_targets(play.by(OFFICE), area=area, tasks=tasks)
    return year


def advance(play: Play, year: Year, action: YearAction) -> None:
    """The office moves the year on."""
    years.advance_year(play.by(OFFICE), year=year, action=action, version=year.version)


def judge_2012(play: Play, tell: Callable[[str], None]) -> None:
    """The whole year, as it went."""
    play.at = shanghai(2012, 1, 20, 9, 0)
    windows = years.Windows(date(2012, 12, 3), date(2012, 12, 21), date(2013, 1, 11), date(2013, 1, 18))
    year = start_year(play, 2012, windows)
    for month in range(2, 13):
        for area in play.areas:
            play.record(year, area, month)
    tell("2012 年度：日常记录")
    play.at = max(play.at, shanghai(2012, 12, 4, 9, 0))
    advance(play, year, YearAction.open_reporting)
    for unit in play.cast:
        for area in play.areas:
            play.fill(year, unit.code, area)
            play.sign(year, unit.code, area)
    tell("2012 年度：自评和审签")
    play.at = shanghai(2012, 12, 24, 9, 0)
    advance(play, year, YearAction.close_reporting)
    for area in play.areas:
        for unit in play.cast:
            play.count(year, unit.code, area)
            play.review(year, unit.code, area)
            play.release(year, unit.code, area)
        tell(f"2012 年度：{scheme_of(year).area(area).title} 已审核")
    rescore_year(play.session, year)
    for area in play.areas:
        close(play, year, area)
    tell("2012 年度：得分已生成，各项已办结")
    play.at = shanghai(2013, 1, 12, 9, 0)
    _check(play, year)
    _publish(play, year)
    _issue(play, year)
    tell("2012 年度：公示期满，已公布")


def close(play: Play, year: Year, area: str) -> None:
    """The chair closes the area with a recommendation."""
    found = next(row for row in year.areas if row.area == area)
    chair = play.seats(year, area)[-1]
    areas.close_area(play.by(chair), area=found, recommendation=RECOMMENDATION, version=found.version)


def _check(play: Play, year: Year) -> None:
    advance(play, year, YearAction.open_checking)
    for unit in play.cast:
        for area in play.areas:
            found = play.assessment(year, unit.code, area)
            if (unit.code, area) == ("quxian", "emergency"):
                objection = objections.raise_objection(
                    play.by(head_login(unit.code)),
                    assessment=found,
                    indicator="emg-report",
                    text="七月十日灾情系通信中断所致，请予核实。",
                )
                answers.answer_objection(
                    play.by(SECOND),
                    objection=objection,
                    action=ObjectionAction.dismiss,
                    answer="经调阅通话记录，当日通信两小时后恢复，恢复后仍未在规定时限内报告，维持原核定。",
                    version=objection.version,
                )
            elif wave(unit.code, len(area)) > 4:
                objections.confirm_scorecard(play.by(head_login(unit.code)), assessment=found)
    play.at = shanghai(2013, 1, 19, 9, 0)
    advance(play, year, YearAction.close_checking)


def _publish(play: Play, year: Year) -> None:
    play.at = shanghai(2013, 1, 22, 9, 0)
    meeting = notices.Meeting(
        "市政府办公室主任办公会（2013年第2次）", date(2013, 1, 21), "会议审定各项先进单位名单，同意公示。"
    )
    notices.open_notice(play.by(OFFICE), year=year, meeting=meeting, version=year.version)
    play.at = shanghai(2013, 1, 30, 9, 0)
    head = notices.CircularHead(
        number="达市府办发〔2013〕6号",
        issued_on=date(2013, 1, 31),
        addressees="各县、市、区人民政府，市政府各部门：",
        copies="市委办公室，市人大常委会办公室，市政协办公室。",
    )
    notices.propose_publication(play.by(OFFICE), year=year, head=head)
    proposed = publication_proposed(play.session, year)
    if proposed is None:
        raise RuntimeError("the publication of 2012 was not proposed")
    notices.decide_publication(
        play.by(SECOND), publication=proposed, action=PublicationAction.publish, version=proposed.version
    )


def allow_certificates(play: Play, year: Year) -> None:
    """The demo's city issues certificates; a new installation does not until its office says so."""
    certificates.set_certificates(
        play.by(OFFICE),
        year=year,
        on=True,
        reason="主任办公会同意向先进单位颁发荣誉证书。",
        version=year.version,
    )


def _issue(play: Play, year: Year) -> None:
    allow_certificates(play, year)
    edition = publication_of(play.session, year)
    if edition is None:
        raise RuntimeError("the result of 2012 was not published")
    play.at = shanghai(2013, 2, 1, 9, 0)
    certificates.issue_certificates(
        play.by(OFFICE),
        year=year,
        issue=certificates.Issue("达市府办考", date(2013, 2, 1)),
        digest=edition.digest,
        address=lambda code: f"http://127.0.0.1:8000/certificates/{code}",  # where bin/run serves
    )
