"""The chair closes an area with a recommendation (评价建议, 五(一)), or opens it again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Assessment, Departure, PanelArea
from portal.policy import Permission, allows
from portal.queries.assessments import assessments_of_area
from portal.queries.doubles import unsettled
from portal.queries.scores import Scores
from portal.scoring import Text
from portal.sentences import Pairs, Sentence
from portal.services.work import Work, check_version, service
from portal.workflow import (
    ASSESSMENT,
    DECIDED,
    PANEL_AREA,
    UNDECIDED,
    AssessmentAction,
    AssessmentState,
    FactState,
    PanelAreaAction,
    PanelAreaState,
    YearState,
    step,
)

Lack = Sentence | Text


def missing_before_closing(
    session: Session, area: PanelArea, now: datetime
) -> list[tuple[Assessment, list[Lack]]]:
    """What an area still lacks, unit by unit: (assessment, sentences). Empty: it can close."""
    found = assessments_of_area(session, area.year, area.area)
    pending: dict[str, tuple[Text, ...]] = {}
    scores = Scores(session, area.year)
    for group in scores.scheme.groups:
        for card in scores.heads(area.area, group.code):
            pending[card.unit] = card.pending
    missing = []
    for assessment in found:
        lacks: list[Lack] = [*_own_lacks(assessment, now)]
        if assessment.competes and assessment.handed_in:
            lacks += pending.get(assessment.unit.code, ())
        if lacks:
            missing.append((assessment, lacks))
    return missing


def _own_lacks(assessment: Assessment, now: datetime) -> list[Sentence]:
    lacks = []
    until = assessment.extended_until
    if until is not None and not assessment.handed_in and now < day_end(until):
        lacks.append(Sentence("已延期到 %(day)s 24:00，还没有截止", day=until))
    if assessment.state == AssessmentState.submitted:
        lacks.append(Sentence("尚未接收"))
    undecided = sum(fact.state in UNDECIDED for fact in assessment.facts)
    if undecided and assessment.handed_in:
        lacks.append(Sentence("%(count)s 项事实尚未核定", count=undecided))
    stale = sum(fact.stale and fact.state in DECIDED for fact in assessment.facts)
    if stale:
        lacks.append(Sentence("%(count)s 项核定之后有变动，须重新核定", count=stale))
    if any(fact.state == FactState.recorded for fact in assessment.facts):
        lacks.append(Sentence("有记录尚未告知单位"))
    if pairs := unsettled(assessment.facts):
        lacks.append(Sentence("%(count)s 对申报和记录像是同一件，尚未核对", count=len(pairs)))
    return lacks


def _must_be_impartial(work: Work, area: PanelArea) -> None:
    """Closing weighs every unit, so that who must not judge one of them leaves it to chair or deputy."""
    if not allows(work.actor, Permission.CLOSE_AREA, area):
        raise Refused("本年度有您回避的单位，须由没有回避的组长或副组长办理")


def _standing_pairs(work: Work, area: PanelArea) -> Pairs:
    """How the area stands now; its recommendation only for who may weigh all units."""
    pairs: Pairs = [(Sentence("状态"), area.state)]
    if area.closed_by is not None and area.state == PanelAreaState.closed:
        pairs = [*pairs, (Sentence("办结人"), area.closed_by.name)]
        if allows(work.actor, Permission.CLOSE_AREA, area):
            pairs = [*pairs, (Sentence("评价建议"), area.recommendation)]
    return pairs


@service
def close_area(
    work: Work,
    *,
    area: PanelArea,
    recommendation: str,
    version: int,
    departures: Sequence[tuple[int, int, str]] = (),
) -> None:
    """Close the panel's work in an area and hand its recommendation to the general office.

    `departures`: where it departs from the points, (unit's id, instead of which, reason); they move
    nobody, the office weighs them. Raises Refused while reporting runs or anything is undecided,
    Invalid without a recommendation or for a departure without a reason.
    """
    check_version(area, version, _standing_pairs(work, area))
    _must_be_impartial(work, area)
    if area.year.state != YearState.reviewing:
        raise Refused("申报结束、进入审核评分阶段后才能办结")
    if not recommendation.strip():
        raise Invalid("请写明评价建议", field="recommendation")
    if missing := missing_before_closing(work.session, area, work.now):
        names = "、".join(assessment.unit.name for assessment, _ in missing[:5])
        raise Refused("还有 %(count)s 个单位的事项没有办完：%(names)s", count=len(missing), names=names)
    _check_departures(departures)
    before = area.state
    area.departures.clear()
    work.session.flush()
    area.departures.extend(
        Departure(unit_id=unit, instead_of_id=instead_of, reason=reason)
        for unit, instead_of, reason in departures
    )
    area.state = step(PANEL_AREA, before, PanelAreaAction.close)
    area.recommendation = recommendation
    area.closed_by_id = work.account_id
    area.closed_at = work.now
    for assessment in _in_state(work.session, area, AssessmentState.in_review):
        assessment.state = step(ASSESSMENT, assessment.state, AssessmentAction.score)
    after: dict[str, object] = {"recommendation": recommendation}
    if departures:
        after["departures"] = [list(one) for one in departures]
    work.audit("close_area", area, before={"state": before}, after=after)


def _check_departures(departures: Sequence[tuple[int, int, str]]) -> None:
    taken: set[int] = set()
    out = {instead_of for _, instead_of, _ in departures}
    for unit, instead_of, reason in departures:
        if not reason.strip():
            raise Invalid("不按得分推荐的，须写明理由", field=f"why_{instead_of}")
        if unit in taken or unit in out:
            raise Invalid("同一个单位不能改荐两次", field=f"instead_{instead_of}")
        taken.add(unit)


@service
def reopen_area(work: Work, *, area: PanelArea, reason: str, version: int) -> None:
    """Open a closed area again, with a reason, while the year is still in review."""
    check_version(area, version, _standing_pairs(work, area))
    _must_be_impartial(work, area)
    if area.year.state != YearState.reviewing:
        raise Refused("审核阶段已经结束，得分只能通过异议程序更改")
    before = area.state
    area.state = step(PANEL_AREA, before, PanelAreaAction.reopen, reason)
    for assessment in _in_state(work.session, area, AssessmentState.scored):
        assessment.state = step(ASSESSMENT, assessment.state, AssessmentAction.reopen, reason)
    work.audit("reopen_area", area, before={"state": before}, after={"state": area.state}, reason=reason)


def _in_state(session: Session, area: PanelArea, state: AssessmentState) -> list[Assessment]:
    return list(
        session.scalars(
            select(Assessment)
            .where(
                Assessment.year_id == area.year_id,
                Assessment.area == area.area,
                Assessment.state == state,
            )
            .order_by(Assessment.id)
        )
    )
