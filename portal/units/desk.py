"""The unit's start page: what was returned, what waits for signature, how far each area is."""

from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.extensions import db
from portal.labels import long_date, moment, title_of
from portal.loaders import load_year
from portal.models import Assessment, Fact, Reminder, SigningAuthority, Year
from portal.policy import Permission, Role
from portal.queries.assessments import assessments_of_former, assessments_of_unit
from portal.queries.authorities import authority_for
from portal.queries.decisions import corrections_of, objections_of, vetoes_against
from portal.queries.gaps import claims_of, gaps_of
from portal.queries.reminders import reminder_on_desk
from portal.queries.statements import unsigned_statements
from portal.queries.years import scheme_of
from portal.scoring import Area
from portal.services.assessments import deadline as time_over
from portal.services.objections import OPEN_STAGES
from portal.units.blueprint import units
from portal.units.deadlines import Deadline, deadline_of
from portal.units.sheet import can_fill
from portal.units.told import new_records
from portal.workflow import (
    ASSESSMENT,
    IN_FORCE,
    AssessmentAction,
    AssessmentState,
    FactState,
    VetoState,
    YearState,
    available,
)


@dataclass(frozen=True)
class Row:
    """One area on the desk: its state, the time left, and what comes next."""

    assessment: Assessment
    area: Area
    claims: int
    returned: list[Fact]
    replied: list[Fact]
    deadline: Deadline | None
    next_words: str
    fillable: bool
    to_sign: bool
    replies_to_sign: bool


@units.get("/<int:year>/unit/")
@requires(Permission.VIEW_UNIT_DESK, on=load_year)
def desk(year: Year) -> ResponseReturnValue:
    """All areas of the person's own unit in a year."""
    unit_id = current.actor().unit_id
    rows = [row_of(found) for found in assessments_of_unit(db.session(), year, unit_id)]
    released = year.state.reached(YearState.checking)
    reminder = reminder_on_desk(db.session(), year, unit_id)
    stated = unsigned_statements(db.session(), year, unit_id)
    against = [veto for veto in vetoes_against(db.session(), unit_id) if may(Permission.ANSWER_VETO, veto)]
    vetoes = [veto for veto in against if veto.year_id == year.id]
    return hx.render(
        "units/desk.html",
        year_row=year,
        rows=rows,
        former=[] if rows or not released else assessments_of_former(db.session(), year, current.actor()),
        area_titles={area.code: area.title for area in scheme_of(year).areas},
        to_sign=[row for row in rows if row.to_sign],
        statements=[one for one in stated if not one.decline_reason],
        declined_statements=[one for one in stated if one.decline_reason],
        replies=[row for row in rows if row.replies_to_sign],
        returned=[(row, fact) for row in rows for fact in row.returned],
        told=new_records(year),
        areas={row.area.code: row.area.title for row in rows},
        declined=[row for row in rows if row.fillable and row.assessment.state == AssessmentState.declined],
        waiting_replies=[row for row in rows if row.replied and not row.replies_to_sign],
        reminder=reminder,
        reminded=[row for row in rows if reminder and _still_missing(row, reminder)],
        vetoes=[veto for veto in vetoes if veto.state in (VetoState.proposed, *IN_FORCE)],
        grounds={ground.code: ground.title for ground in scheme_of(year).veto_grounds},
        steps=steps_of(year),
        lead=_lead(year),
        released=released,
        may_sign=current.actor().has(Role.head) or _authority() is not None,
        leads=current.actor().has(Role.head),
        authority=_authority(),
        can_object=year.state in OPEN_STAGES,
        is_checking=year.state == YearState.checking,
        on_notice=year.state == YearState.notice,
        objections=objections_of(db.session(), year, by_unit_id=unit_id) if unit_id is not None else [],
        corrections=corrections_of(db.session(), year, unit_id) if released and unit_id else [],
        elsewhere=[one for one in against if one not in vetoes and one.state == VetoState.proposed],
    )


def _still_missing(row: Row, reminder: Reminder) -> bool:
    """Whether the office's reminder of the area still holds: nothing was handed in since."""
    found = row.assessment
    return (
        found.area in reminder.areas and found.competes and not found.handed_in and row.deadline is not None
    )


def _authority() -> SigningAuthority | None:
    """Under which authorisation the person may sign today, who is no head himself."""
    who = current.actor()
    if who.has(Role.head) or not who.signs_within:
        return None
    return authority_for(db.session(), who.account_id, current.moment().date())


def row_of(assessment: Assessment) -> Row:
    """An area's line on the desk."""
    actions = available(ASSESSMENT, assessment.state, lambda permission: may(permission, assessment))
    claims = claims_of(assessment)
    returned = [fact for fact in claims if fact.state == FactState.returned]
    replied = [fact for fact in claims if fact.state == FactState.replied]
    return Row(
        assessment=assessment,
        area=scheme_of(assessment.year).area(assessment.area),
        claims=len(claims),
        returned=returned,
        replied=replied,
        deadline=deadline_of(assessment, current.moment()),
        next_words=_next_words(assessment, returned, replied),
        fillable=may(Permission.FILL, assessment) and can_fill(assessment),
        to_sign=AssessmentAction.sign in actions,
        replies_to_sign=AssessmentAction.sign_replies in actions and bool(replied),
    )


def _next_words(assessment: Assessment, returned: list[Fact], replied: list[Fact]) -> str:
    """What stands in the way, or whose turn it is."""
    if not assessment.competes:
        return _("本年度不参评：%(reason)s", reason=assessment.competes_reason)
    if returned:
        return _("%(count)s 项被退回补正，请答复", count=len(returned))
    if replied:
        return _("%(count)s 项答复待负责人审签", count=len(replied))
    return _by_state(assessment)


def _by_state(assessment: Assessment) -> str:
    state = assessment.state
    end = deadline_of(assessment, current.moment())
    if end is not None and end.late:
        return _late_words(assessment)
    if state == AssessmentState.declined:
        return _("负责人退回修改")
    if state == AssessmentState.draft:
        if not claims_of(assessment) and not assessment.narrative:
            return _("还没有开始填报")
        missing = sum(
            gap.blocking
            for gap in gaps_of(assessment, scheme_of(assessment.year), current.actor().account_id)
        )
        return _("送审签前还差 %(count)s 项", count=missing) if missing else _("已填齐，可以送审签")
    return {
        AssessmentState.awaiting_signoff: _("等待负责人审签"),
        AssessmentState.submitted: _("已于 %(at)s 报送，等待评价小组接收", at=moment(assessment.signed_at)),
        AssessmentState.in_review: _("评价小组正在逐项核定"),
        AssessmentState.scored: _("评价小组已评分"),
    }[state]


def _late_words(assessment: Assessment) -> str:
    """That it was not handed in, and how much of it was only written afterwards (迟)."""
    ended = time_over(assessment)
    late = sum(fact.created_at >= ended for fact in claims_of(assessment))
    late += sum(draft.reported and draft.saved_at >= ended for draft in assessment.drafts)
    if late:
        return _("没有按期报送，作为草稿保留；其中 %(count)s 项截止以后才填，标“迟”", count=late)
    return _("没有按期报送，作为草稿保留")


def _lead(year: Year) -> str:
    """What the unit does at this stage of the year."""
    if not year.state.reached(YearState.checking):
        return _("每个领域一份：填报员填写并附材料，单位负责人审签后报送评价小组。")
    if year.state == YearState.checking:
        return _(
            "请逐个领域核对得分表：无误的确认，有不同意见的提出异议。核对到 %(day)s 24:00 截止。",
            day=long_date(year.checking_closes),
        )
    if year.state == YearState.notice:
        return _("名单正在公示。公示期内仍可对本单位得分提出异议。")
    return _("本年度自评和得分可以随时查阅。")


def steps_of(year: Year) -> list[tuple[str, str, str]]:
    """The year's stages as the unit goes through them: (title, done/current/todo, note)."""
    stages = [
        (YearState.reporting, _("至 %(day)s", day=f"{year.reporting_closes:%m-%d}")),
        (YearState.reviewing, _("至 %(day)s", day=f"{year.reviewing_closes:%m-%d}")),
        (YearState.checking, _("至 %(day)s", day=f"{year.checking_closes:%m-%d}")),
        (YearState.deciding, ""),
        (YearState.notice, _("五个工作日")),
        (YearState.published, ""),
    ]
    order = list(YearState)
    now = order.index(min(year.state, YearState.published, key=order.index))

    def status(stage: YearState) -> str:
        place = order.index(stage)
        if place == now:
            return "current"
        return "done" if place < now else "todo"

    return [(title_of(stage), status(stage), note) for stage, note in stages]
