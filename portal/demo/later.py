"""2013 after the visitor's day: from wherever the visitor left it to a later stage."""

from collections.abc import Callable
from datetime import timedelta

from portal.clock import day_end
from portal.demo.people import head_login
from portal.demo.play import Play
from portal.demo.twofold import settle_pairs
from portal.demo.year2012 import OFFICE, SECOND, advance, close
from portal.demo.year2013 import DISPUTED, OPEN, PROPOSED
from portal.models import Source, Year
from portal.queries.decisions import objections_of, open_objections, vetoes_awaiting
from portal.queries.scores import all_rankings
from portal.queries.years import year_by_number
from portal.services import answers, notices, objections, ties, vetoes
from portal.workflow import (
    AssessmentState,
    ObjectionAction,
    PanelAreaState,
    VetoAction,
    VetoState,
    YearAction,
    YearState,
)


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
    for area in play.areas:
        row = next(found for found in year.areas if found.area == area)
        if row.state == PanelAreaState.closed:
            continue
        for unit in play.cast:
            play.review(year, unit.code, area)
            play.release(year, unit.code, area)
        settle_pairs(play, year, area)
        close(play, year, area)
    advance(play, year, YearAction.open_checking)
    _object(play, year)
    tell("2013 年度：各项评价已办结，开放得分核对")


def _object(play: Play, year: Year) -> None:
    unit, area = DISPUTED
    if area not in play.areas or unit not in {one.code for one in play.cast}:
        return
    found = play.assessment(year, unit, area)
    fact = next((fact for fact in found.facts if fact.kind == "sup-duty"), None)
    if fact is None or objections_of(play.session, year, found.unit_id, area):
        return
    objections.raise_objection(
        play.by(head_login(unit)),
        assessment=found,
        indicator="sup-duty",
        text="热线系统于十一月升级，旧记录已移入档案库，请到档案库调阅。",
        fact=fact,
    )


def decide_and_post(play: Play, tell: Callable[[str], None]) -> None:
    """What is still to be done until the notice is posted: whatever is open is decided first."""
    year = year_by_number(play.session, 2013)
    _answer_objections(play, year)
    if year.state == YearState.checking:
        play.at = max(play.at, day_end(year.checking_closes) + timedelta(hours=9))
        advance(play, year, YearAction.close_checking)
    _decide_vetoes(play, year)
    settle_ties(play, year)
    meeting = notices.Meeting(
        "市政府办公室主任办公会（2014年第2次）", play.at.date(), "会议审定各项先进单位名单，同意公示。"
    )
    notices.open_notice(play.by(OFFICE), year=year, meeting=meeting, version=year.version)
    tell("2013 年度：名单已公示")


def _answer_objections(play: Play, year: Year) -> None:
    for objection in open_objections(play.session, year):
        person = SECOND if objection.raised_by_id != play.actor(SECOND).account_id else OFFICE
        answers.answer_objection(
            play.by(person),
            objection=objection,
            action=ObjectionAction.dismiss,
            answer="经到档案库调阅，所列事项均无办结记录，维持原核定。",
            version=objection.version,
        )


def _decide_vetoes(play: Play, year: Year) -> None:
    """The story's own proposal is refused, the visitor's is confirmed; a withdrawal is refused."""
    for veto in vetoes_awaiting(play.session, year):
        person = SECOND if veto.proposed_by_id != play.actor(SECOND).account_id else OFFICE
        action = VetoAction.refuse if veto.unit.code == PROPOSED[0] else VetoAction.confirm
        if veto.state == VetoState.withdrawal_proposed:
            action = VetoAction.refuse_withdrawal
        if action == VetoAction.confirm and not veto.unit_reply:
            play.at = max(play.at, day_end(veto.reply_until) + timedelta(hours=9))
        vetoes.decide_veto(
            play.by(person),
            veto=veto,
            action=action,
            reason="所附文件尚未定性，待纪检监察机关作出结论后再议。",
            version=veto.version,
        )


def settle_ties(play: Play, year: Year) -> None:
    """The office decides every tie at a line that no rule settled, in the official order's reverse."""
    for area in all_rankings(play.session, year):
        for group, _title, ranking in area.groups:
            if not ranking.undecided:
                continue
            ties.decide_tie(
                play.by(OFFICE),
                year=year,
                area=area.area,
                group=group,
                order=tuple(reversed(ranking.undecided)),
                reason="主任办公会研究：承办全市性会议次数较多的排在前面。",
            )
