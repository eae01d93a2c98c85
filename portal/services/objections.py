"""The unit checks its scorecard (得分核对); it, another unit or somebody else may object (异议)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Assessment, Channel, Fact, Objection, Unit
from portal.queries.calendar import ANSWER_DAYS
from portal.queries.scores import Scores
from portal.queries.years import running_notices, scheme_of
from portal.services.drafts import forget
from portal.services.work import Work, service
from portal.workflow import YearState

OPEN_STAGES = (YearState.checking, YearState.notice)
"""When a unit can object."""

REGISTER_STAGES = (*OPEN_STAGES, YearState.deciding)
"""When the office can take down what came by telephone or letter: also between the two."""


def _last_day(work: Work, assessment: Assessment) -> date:
    """The last day for an objection: of the area's notice, else of checking."""
    last_day = assessment.year.checking_closes
    if assessment.year.state == YearState.notice:
        running = running_notices(work.session, assessment.year)
        last_day = next((row.last_day for row in running if row.area == assessment.area), last_day)
    return last_day


def _must_be_in_time(work: Work, assessment: Assessment) -> None:
    """By the server's clock: until 24:00 of the last day of checking, or of the area's notice."""
    last_day = _last_day(work, assessment)
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
    if place:
        forget(work, assessment, place)
    return _raised(work, assessment, assessment.unit_id, text, indicator=indicator, fact=fact)


@service
def object_to_selection(work: Work, *, assessment: Assessment, by: Unit, text: str) -> Objection:
    """A unit objects to another one's selection, during the notice of the area; it holds publication."""
    if assessment.year.state != YearState.notice:
        raise Refused("对入选名单的异议只能在公示期间提出")
    _must_be_in_time(work, assessment)
    if assessment.unit_id == by.id:
        raise Invalid("对本单位得分的异议请在本单位得分表上提出", field="chosen")
    _must_be_selected(work, assessment)
    return _raised(work, assessment, by.id, text, against_selection=True)


def _must_be_selected(work: Work, assessment: Assessment) -> None:
    ranking = Scores(work.session, assessment.year).ranking(assessment.area, assessment.unit.group.value)
    if assessment.unit.code not in ranking.selected:
        raise Invalid("这个单位不在该项的公示名单内", field="chosen")


@dataclass(frozen=True)
class Caller:
    """Who telephoned or wrote, when, and for which unit, if for one."""

    channel: Channel
    name: str
    received_on: date
    unit: Unit | None = None


@service
def register_objection(
    work: Work, *, assessment: Assessment, caller: Caller, text: str, against_selection: bool
) -> Objection:
    """Take down an objection that came by telephone or letter; somebody else of the office answers it.

    In time is what was received in time, also when it is taken down later. Raises Invalid at its field.
    """
    if assessment.year.state not in REGISTER_STAGES:
        raise Refused("异议只能在得分核对、审定或公示期间登记")
    if caller.channel == Channel.online or not caller.name.strip():
        raise Invalid("请写明来电、来信的单位或个人", field="complainant")
    if caller.received_on > work.now.date():
        raise Invalid("收到日期不能晚于今天", field="received_on")
    if caller.received_on > _last_day(work, assessment):
        raise Invalid("收到日期已过异议期限（%(day)s）", field="received_on", day=_last_day(work, assessment))
    if against_selection:
        if assessment.year.state == YearState.checking:
            raise Invalid("名单公示以后才能对入选提出异议", field="about")
        _must_be_selected(work, assessment)
    return _raised(
        work,
        assessment,
        caller.unit.id if caller.unit is not None else None,
        text,
        caller=caller,
        against_selection=against_selection,
    )


def _raised(
    work: Work,
    assessment: Assessment,
    from_unit_id: int | None,
    text: str,
    *,
    indicator: str = "",
    fact: Fact | None = None,
    caller: Caller | None = None,
    against_selection: bool = False,
) -> Objection:
    if not text.strip():
        raise Invalid("请写明异议内容和依据", field="text")
    if fact is not None and fact.assessment_id != assessment.id:
        raise Invalid("这项事实不属于这张得分表", field="fact")
    if fact is not None and indicator and fact.kind not in _read_by(assessment, indicator):
        raise Invalid("这个事项不在所选指标里计分，请重新选择指标或事项", field="fact")
    received_on = caller.received_on if caller else work.now.date()
    objection = Objection(
        year_id=assessment.year_id,
        unit_id=assessment.unit_id,
        area=assessment.area,
        indicator=indicator,
        fact_id=fact.id if fact else None,
        text=text,
        raised_by_id=work.account_id,
        raised_at=work.now,
        channel=caller.channel if caller else Channel.online,
        complainant=caller.name if caller else "",
        from_unit_id=from_unit_id,
        against_selection=against_selection,
        received_on=received_on,
        due_on=work.workdays.after(received_on, ANSWER_DAYS),
    )
    work.session.add(objection)
    work.session.flush()
    after: dict[str, object] = {"text": text, "indicator": indicator, "unit": assessment.unit.code}
    if against_selection:
        after["against_selection"] = True
    if caller is not None:
        after |= {"channel": caller.channel, "complainant": caller.name, "received": received_on.isoformat()}
    work.audit("raise_objection" if caller is None else "register_objection", objection, after=after)
    return objection


def _read_by(assessment: Assessment, indicator: str) -> Collection[str]:
    """The kinds of fact that an indicator of the area reads."""
    area = scheme_of(assessment.year).area(assessment.area)
    return next((one.kinds for one in area.indicators if one.code == indicator), ())
