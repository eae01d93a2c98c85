"""The panel's side: take in, verify, record, count, give bands (五(一))."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from portal.errors import Conflict, Invalid, Refused
from portal.models import Assessment, Band, Exposure, Fact, Source, Verification
from portal.queries.bands import graded, open_slots
from portal.queries.shares import is_anothers, shares_of
from portal.queries.signed import signed_content
from portal.queries.trail import last_row
from portal.queries.years import scheme_of
from portal.sentences import Pairs, Sentence
from portal.services.assessments import FactContent, content_of, write_content
from portal.services.unsigned import put_back
from portal.services.work import Work, check_version, named, service
from portal.workflow import (
    ASSESSMENT,
    FACT,
    VERIFICATIONS,
    AssessmentAction,
    AssessmentState,
    FactAction,
    FactState,
    PanelAreaState,
    YearState,
    step,
)

LARGEST_COUNT = 99_999
RECORDING = (YearState.recording, YearState.reporting, YearState.reviewing)
"""While a panel can record, count and verify: from January until checking opens."""


def must_be_open(work: Work, assessment: Assessment) -> None:
    """Refuse once checking has opened or the area is closed: what a score is made of stands then."""
    if assessment.year.state not in RECORDING:
        raise Refused("审核阶段已经结束，得分只能通过异议程序更改")
    if assessment.panel_area.state != PanelAreaState.open:
        raise Refused("本项评价已由组长办结，需要更改请先重新打开")


def must_not_be_anothers(work: Work, assessment: Assessment) -> None:
    """Refuse what the chair gave to somebody else; a unit that was given to nobody is everybody's."""
    if is_anothers(assessment, work.account_id):
        names = "、".join(owner.name for owner in shares_of(assessment))
        raise Refused("本单位已分给%(names)s，需要您办理的请组长改派", names=names)


@service
def take_in(work: Work, *, assessment: Assessment, version: int) -> None:
    """Take in a signed self-assessment (接收); looking at it changes nothing."""
    check_version(assessment, version)
    must_be_open(work, assessment)
    must_not_be_anothers(work, assessment)
    before = assessment.state
    assessment.state = step(ASSESSMENT, before, AssessmentAction.take_in)
    assessment.taken_in_at = work.now
    work.audit("take_in", assessment, before={"state": before}, after={"state": assessment.state})


@service
def verify_fact(
    work: Work,
    *,
    fact: Fact,
    decision: FactAction,
    reason: str = "",
    quantity: Decimal | None = None,
    values: Mapping[str, Any] | None = None,
    version: int,
) -> Verification:
    """Decide a claim: accept, adjust (other quantity or values), reject, or give back.

    All but acceptance need a reason, which the unit sees. Raises Conflict when the fact changed
    after the reviewer opened it, Refused when the state does not allow a decision. What the unit has
    changed since and not signed is set aside: only what was signed is ever decided, and counts.
    """
    if fact.version != version:
        check_version(fact, version, _decision_pairs(fact))
    must_be_open(work, fact.assessment)
    must_not_be_anothers(work, fact.assessment)
    if decision not in VERIFICATIONS:
        raise Invalid("请选择核定意见", field="decision")
    if fact.assessment.state != AssessmentState.in_review:
        raise Refused("请先接收该单位的自评，再逐项核定")
    if decision != FactAction.accept and not reason.strip():
        raise Invalid("请写明理由，申报单位会看到", field="reason")
    signed = signed_content(work.session, fact)
    if decision == FactAction.accept and signed.changed:
        raise Invalid("单位的补正还没有审签，不能直接采纳；可按审签时的内容调整或不采纳", field="decision")
    before: dict[str, Any] = {"state": fact.state}
    fact.state = step(FACT, fact.state, decision, reason)
    if decision != FactAction.give_back and (signed.changed or signed.reply != fact.reply):
        before["unsigned"] = put_back(work, fact, signed)
    adjusted = decision == FactAction.adjust
    verification = Verification(
        fact=fact,
        decision=decision,
        reason=reason,
        quantity=quantity if adjusted and quantity is not None else fact.quantity,
        values=dict(values) if adjusted and values is not None else dict(fact.values),
        fact_version=version,
        by_id=work.account_id,
        at=work.now,
    )
    fact.stale = False
    flag_modified(
        fact, "state"
    )  # the same decision once more is a newer version too: nobody overtakes it unseen
    work.session.add(verification)
    work.audit(
        "verify_fact",
        fact,
        before=before,
        after={
            "state": fact.state,
            "quantity": f"{verification.quantity:f}",
            "values": dict(verification.values),
        },
        reason=reason,
    )
    return verification


def _decision_pairs(fact: Fact) -> Pairs:
    pairs = [(Sentence("事项名称"), fact.title), (Sentence("数量"), f"{fact.quantity:f}")]
    if fact.verification is not None:
        pairs += [
            (Sentence("核定人"), fact.verification.by.name),
            (Sentence("核定意见"), fact.verification.decision),
            (Sentence("核定理由"), fact.verification.reason),
        ]
    return pairs


def _record_pairs(work: Work, fact: Fact) -> Pairs:
    pairs: Pairs = [*_decision_pairs(fact), (Sentence("状态"), fact.state)]
    row = last_row(work.session, named(fact), "withdraw_record")
    if fact.state == FactState.withdrawn and row is not None:
        by = row.account.name if row.account else ""
        pairs = [*pairs, (Sentence("撤销人"), by), (Sentence("理由"), row.reason)]
    return pairs


@service
def add_record(work: Work, *, assessment: Assessment, content: FactContent) -> Fact:
    """Record a fact about the unit (退文, 缺席, 迟报): no unit reports its own. `note` is the reason."""
    must_be_open(work, assessment)
    if not content.note.strip():
        raise Invalid("请写明记录依据，单位会看到", field="note")
    content.check(assessment.year, work.now.date(), recorded=True)
    fact = Fact(
        assessment=assessment,
        kind=content.kind,
        source=Source.record,
        state=FactState.recorded,
        created_by_id=work.account_id,
        created_at=work.now,
    )
    write_content(fact, content)
    work.session.add(fact)
    work.session.flush()
    work.audit("add_record", fact, after=content_of(fact), reason=content.note)
    return fact


@service
def release_records(work: Work, *, assessment: Assessment, only: Collection[int] | None = None) -> int:
    """Show the unit what the panel has recorded about it. Gives the number of records released.

    `only` are the ids that a person saw named before deciding; one that came since stays held.
    """
    must_be_open(work, assessment)
    held = [
        fact
        for fact in assessment.facts
        if fact.state == FactState.recorded and (only is None or fact.id in only)
    ]
    if not held:
        raise Refused("没有尚未告知单位的记录")
    for fact in held:
        fact.state = step(FACT, fact.state, FactAction.release)
    work.audit("release_records", assessment, after={"facts": [fact.id for fact in held]})
    return len(held)


@service
def withdraw_record(work: Work, *, fact: Fact, reason: str, version: int) -> None:
    """Take back a record that was wrong, with a reason; it stays readable in the trail."""
    if fact.version != version:
        check_version(fact, version, _record_pairs(work, fact))
    must_be_open(work, fact.assessment)
    if fact.source == Source.claim:
        raise Refused("单位申报的事项不能撤销，只能核定")
    before = {**content_of(fact), "state": fact.state}  # the state says whether its unit knew of it
    fact.state = step(FACT, fact.state, FactAction.withdraw, reason)
    work.audit("withdraw_record", fact, before=before, reason=reason)


def exposures_version(assessment: Assessment) -> int:
    """The version of a unit's counts taken together: it grows with every change of any of them."""
    return sum(row.version for row in assessment.exposures)


@service
def set_exposures(
    work: Work, *, assessment: Assessment, counts: Mapping[str, Decimal], seen: int | None = None
) -> None:
    """Set the counts against which deductions are seen (报文数, 交办件数 …), 0 or more each.

    `seen` is the `exposures_version` that the person saw; raises Conflict when it is older.
    """
    if seen is not None and seen != exposures_version(assessment):
        area = scheme_of(assessment.year).area(assessment.area)
        titles = {kind.code: kind.title for kind in area.exposures}
        theirs = [(titles.get(row.code, row.code), f"{row.value:f}") for row in assessment.exposures]
        mine = [(titles.get(code, code), f"{value:f}") for code, value in counts.items()]
        raise Conflict("您打开页面之后，基数已被别人改过。请核对后再提交", theirs, mine)
    must_be_open(work, assessment)
    for code, value in counts.items():
        if value < 0:
            raise Invalid("基数不能小于零", field=code)
        if value > LARGEST_COUNT or value != value.to_integral_value():
            raise Invalid("基数须为不大于 %(largest)s 的整数", field=code, largest=LARGEST_COUNT)
    rows = {row.code: row for row in assessment.exposures}
    before = {code: f"{row.value:f}" for code, row in rows.items()}
    for code, value in counts.items():
        if code in rows:
            rows[code].value = value
            rows[code].by_id = work.account_id
        else:
            work.session.add(
                Exposure(assessment_id=assessment.id, code=code, value=value, by_id=work.account_id)
            )
    work.audit("set_exposures", assessment, before=before, after={c: f"{v:f}" for c, v in counts.items()})
    work.session.expire(assessment, ["exposures"])


def _must_be_asked(work: Work, assessment: Assessment, indicator: str, given: bool) -> None:
    found = [(one, rule) for one, rule in graded(assessment) if one.code == indicator]
    if not found:
        raise Refused("这项指标不评定等次")
    others = [b for b in assessment.bands if b.indicator == indicator and b.scorer_id != work.account_id]
    if given and others:
        raise Refused("其他人也已评定，双方的等次彼此可见，不能再改；相差过大的由第三人评定")
    if not given and open_slots(assessment, *found[0], work.account_id) < 1:
        raise Refused("已有足够的人独立评定，或者组长已指定了其他评定人")


@service
def give_band(
    work: Work, *, assessment: Assessment, indicator: str, grade: str, reason: str, seen: int | None = None
) -> Band:
    """Give one's own judgement (优, 良, 一般, 差) of an indicator, independent of other scorers.

    It can be changed until another one is given and both become visible. Raises Refused when enough
    have judged, or when the place is kept for somebody whom the chair named.
    """
    must_be_open(work, assessment)
    if assessment.state != AssessmentState.in_review:
        raise Refused("请先接收该单位的自评，再评定等次")
    if not reason.strip():
        raise Invalid("请写明评定理由", field="reason")
    mine = [b for b in assessment.bands if b.indicator == indicator and b.scorer_id == work.account_id]
    before: dict[str, Any] = {}
    _must_be_asked(work, assessment, indicator, bool(mine))
    if mine:
        band = mine[0]
        if seen is not None:
            check_version(band, seen, [(Sentence("等次"), band.grade), (Sentence("理由"), band.reason)])
        before = {"grade": band.grade, "reason": band.reason}
    else:
        band = Band(assessment_id=assessment.id, indicator=indicator, scorer_id=work.account_id)
        work.session.add(band)
    band.grade, band.reason, band.at = grade, reason, work.now
    work.session.flush()
    work.session.expire(assessment, ["bands"])
    work.audit(
        "give_band",
        assessment,
        before=before,
        after={"indicator": indicator, "grade": grade},
        reason=reason,
    )
    return band
