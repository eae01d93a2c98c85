"""The unit checks its scorecard (得分核对) and may object; the office answers with reasons."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Assessment, Fact, Objection, Source, Verification
from portal.queries.calendar import ANSWER_DAYS
from portal.queries.scores import Scores
from portal.queries.years import running_notices, scheme_of
from portal.sentences import Sentence
from portal.services.drafts import forget
from portal.services.notices import renew_changed
from portal.services.work import Work, check_version, service
from portal.workflow import (
    FACT,
    OBJECTION,
    FactAction,
    FactState,
    ObjectionAction,
    YearState,
    step,
)

OPEN_STAGES = (YearState.checking, YearState.notice)
"""When a unit can object."""


def _must_be_in_time(work: Work, assessment: Assessment) -> None:
    """By the server's clock: until 24:00 of the last day of checking, or of the area's notice."""
    last_day = assessment.year.checking_closes
    if assessment.year.state == YearState.notice:
        running = running_notices(work.session, assessment.year)
        last_day = next((row.last_day for row in running if row.area == assessment.area), last_day)
    if work.now >= day_end(last_day):
        raise Refused("已过截止时间（%(day)s 24:00）", day=last_day)


@service
def confirm_scorecard(work: Work, *, assessment: Assessment) -> None:
    """The unit has checked its scorecard and has nothing against it."""
    if assessment.year.state != YearState.checking:
        raise Refused("现在不是得分核对阶段")
    _must_be_in_time(work, assessment)
    if assessment.checked_at is not None:
        raise Refused("已经确认过了")
    assessment.checked_at = work.now
    work.audit("confirm_scorecard", assessment)


@service
def raise_objection(
    work: Work,
    *,
    assessment: Assessment,
    indicator: str,
    text: str,
    fact: Fact | None = None,
    place: str = "",
) -> Objection:
    """Object to a line of one's own scorecard, during checking or notice; it holds publication.

    `place`: where its draft lies, which it takes the place of.
    """
    if assessment.year.state not in OPEN_STAGES:
        raise Refused("异议只能在得分核对或公示期间提出")
    _must_be_in_time(work, assessment)
    if not text.strip():
        raise Invalid("请写明异议内容和依据", field="text")
    if fact is not None and fact.assessment_id != assessment.id:
        raise Invalid("这项事实不属于这张得分表", field="fact")
    if fact is not None and indicator and fact.kind not in _read_by(assessment, indicator):
        raise Invalid("这个事项不在所选指标里计分，请重新选择指标或事项", field="fact")
    objection = Objection(
        year_id=assessment.year_id,
        unit_id=assessment.unit_id,
        area=assessment.area,
        indicator=indicator,
        fact_id=fact.id if fact else None,
        text=text,
        raised_by_id=work.account_id,
        raised_at=work.now,
        due_on=work.workdays.after(work.now.date(), ANSWER_DAYS),
    )
    work.session.add(objection)
    work.session.flush()
    if place:
        forget(work, assessment, place)
    work.audit("raise_objection", objection, after={"text": text, "indicator": indicator})
    return objection


def _read_by(assessment: Assessment, indicator: str) -> Collection[str]:
    """The kinds of fact that an indicator of the area reads."""
    area = scheme_of(assessment.year).area(assessment.area)
    return next((one.kinds for one in area.indicators if one.code == indicator), ())


@service
def answer_objection(
    work: Work,
    *,
    objection: Objection,
    action: ObjectionAction,
    answer: str,
    decision: FactAction | None = None,
    quantity: Decimal | None = None,
    values: Mapping[str, Any] | None = None,
    version: int,
) -> None:
    """Answer with reasons. Upholding one about a fact decides that fact anew, by its handler.

    `decision` is the new verification of a claim (accept, adjust, reject); a record that does not
    stand is withdrawn. Raises Invalid when an upheld objection about a fact changes nothing.
    """
    check_version(
        objection, version, [(Sentence("状态"), objection.state), (Sentence("答复"), objection.answer)]
    )
    if not answer.strip():
        raise Invalid("请写明答复和理由", field="answer")
    if objection.raised_by_id == work.account_id:
        raise Refused("提出人不能自己答复")
    fact = work.session.get_one(Fact, objection.fact_id) if objection.fact_id is not None else None
    if fact is not None and any(seen.by_id == work.account_id for seen in fact.verifications):
        raise Refused("参与过该事项核定的人不能办理对它的异议")
    before = objection.state
    selection = Scores(work.session, objection.year).selection()
    objection.state = step(OBJECTION, before, action, answer)
    objection.answer = answer
    objection.answered_by_id = work.account_id
    objection.answered_at = work.now
    if action == ObjectionAction.uphold and fact is not None:
        _decide_anew(work, fact, decision, answer, quantity, values)
        work.session.flush()
        renew_changed(
            work, objection.year, selection, Sentence("异议成立：%(unit)s", unit=objection.unit.name)
        )
    work.audit(
        f"{action.value}_objection",
        objection,
        before={"state": before},
        after={"state": objection.state, "decision": decision},
        reason=answer,
    )


def _decide_anew(
    work: Work,
    fact: Fact,
    decision: FactAction | None,
    reason: str,
    quantity: Decimal | None,
    values: Mapping[str, Any] | None,
) -> None:
    if fact.source != Source.claim:
        fact.state = step(FACT, fact.state, FactAction.withdraw, reason)
        return
    if decision not in (FactAction.accept, FactAction.adjust, FactAction.reject):
        raise Invalid("异议成立时，请选择对该事项的重新核定意见", field="decision")
    seen = fact.version
    fact.state = step(FACT, _decidable(fact.state), decision, reason)
    adjusted = decision == FactAction.adjust
    work.session.add(
        Verification(
            fact=fact,
            decision=decision,
            reason=reason,
            quantity=quantity if adjusted and quantity is not None else fact.quantity,
            values=dict(values) if adjusted and values is not None else dict(fact.values),
            fact_version=seen,
            by_id=work.account_id,
            at=work.now,
        )
    )


def _decidable(state: FactState) -> FactState:
    if state in (FactState.accepted, FactState.adjusted, FactState.rejected):
        return state
    raise Refused("这项事实当前不能重新核定")
