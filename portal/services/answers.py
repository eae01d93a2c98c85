"""The office answers an objection with reasons; an upheld one changes what the score is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal.errors import Invalid, Refused
from portal.models import Fact, Objection, Source, Verification
from portal.queries.handling import CONTESTABLE, Graded, changeable, contested, part_taken
from portal.queries.scores import Scores
from portal.sentences import Sentence
from portal.services.assessments import FactContent, content_of, write_content
from portal.services.notices import renew_changed
from portal.services.reviews import LARGEST_COUNT
from portal.services.work import Work, check_version, service
from portal.workflow import AS_DECIDED, FACT, OBJECTION, FactAction, FactState, ObjectionAction, step


@dataclass(frozen=True)
class Change:
    """What an upheld objection changes.

    `fact`: the one that is decided anew, where the objection named none itself. `decision`: the new
    verification of a claim (accept, adjust, reject), or of a record (adjust, withdraw); `quantity` and
    `values` are those of an adjustment. `added`: what the panel forgot to record.
    `grades`: a band's id → its new grade. `counts`: a count's code → its new number.
    """

    fact: Fact | None = None
    decision: FactAction | None = None
    quantity: Decimal | None = None
    values: Mapping[str, Any] | None = None
    grades: Mapping[int, str] = field(default_factory=dict)
    counts: Mapping[str, Decimal] = field(default_factory=dict)
    added: FactContent | None = None


NO_CHANGE = Change()


@service
def answer_objection(
    work: Work,
    *,
    objection: Objection,
    action: ObjectionAction,
    answer: str,
    change: Change = NO_CHANGE,
    version: int,
) -> None:
    """Answer with reasons, by somebody who had no part in the matter. Upholding may change the score:
    a fact is decided anew, a band or a count put right; each area whose selection changes gets a fresh
    notice. Raises Invalid when an upheld objection about a fact changes nothing.
    """
    check_version(
        objection, version, [(Sentence("状态"), objection.state), (Sentence("答复"), objection.answer)]
    )
    if not answer.strip():
        raise Invalid("请写明答复和理由", field="answer")
    fact = _fact_of(work, objection, change)
    part = part_taken(work.session, objection, fact, work.account_id)
    if part is not None:
        raise Refused(part.message, **part.values)
    before = objection.state
    selection = Scores(work.session, objection.year).selection()
    objection.state = step(OBJECTION, before, action, answer)
    objection.answer = answer
    objection.answered_by_id = work.account_id
    objection.answered_at = work.now
    if action == ObjectionAction.uphold:
        objection.changes = _carry_out(work, objection, fact, change, answer)
        place = (objection.area, objection.unit.group.value)
        if objection.against_selection and not objection.changes and objection.unit.code in selection[place]:
            raise Invalid(
                "异议成立的，请同时写明更改什么；应当一票否决的，先在一票否决里提出", field="action"
            )
        work.session.flush()
        words = Sentence("异议成立：%(unit)s", unit=objection.unit.name)
        renew_changed(work, objection.year, selection, words)
    work.audit(
        f"{action.value}_objection",
        objection,
        before={"state": before, **{one["of"]: one["before"] for one in objection.changes or []}},
        after={"state": objection.state, **{one["of"]: one["after"] for one in objection.changes or []}},
        reason=answer,
    )


def _fact_of(work: Work, objection: Objection, change: Change) -> Fact | None:
    if objection.fact_id is not None:
        return work.session.get_one(Fact, objection.fact_id)
    fact = change.fact
    if fact is not None:
        here = fact.assessment
        if (here.year_id, here.unit_id, here.area) != (objection.year_id, objection.unit_id, objection.area):
            raise Invalid("这个事项不属于有异议的得分表", field="decision")
    return fact


def _carry_out(
    work: Work, objection: Objection, fact: Fact | None, change: Change, reason: str
) -> list[dict[str, Any]]:
    """What changes, one each: `of` which row, `before` and `after`; None before what was added."""
    changed = _bands(work, objection, change.grades) + _counts(work, objection, change.counts)
    if fact is not None:
        before = _standing(fact)
        _decide_anew(work, fact, change, reason)
        changed.append(_changed(f"facts/{fact.id}", before, _standing(fact)))
    if change.added is not None:
        made = _add(work, objection, change.added, reason)
        changed.append(_changed(f"facts/{made.id}", None, {"state": made.state.value, **content_of(made)}))
    return changed


def _changed(of: str, before: Any, after: Any, **more: str) -> dict[str, Any]:
    return {"of": of, "before": before, "after": after, **more}


def _standing(fact: Fact) -> dict[str, Any]:
    """A fact as it counts now."""
    quantity, values = fact.quantity, fact.values
    if fact.state in AS_DECIDED and fact.verification is not None:
        quantity, values = fact.verification.quantity, fact.verification.values
    return {"state": fact.state.value, "quantity": f"{quantity:f}", "values": dict(values)}


def _bands(work: Work, objection: Objection, grades: Mapping[int, str]) -> list[dict[str, Any]]:
    if not grades:
        return []
    open_ones = {one.band.id: one for one in changeable(work.session, objection).bands}
    changed = []
    for band_id, grade in grades.items():
        found = open_ones.get(band_id)
        if found is None or not _is_grade(found, grade):
            raise Invalid("请选择等次", field=f"grade_{band_id}")
        band = found.band
        if band.grade == grade:
            continue
        changed.append(_changed(f"bands/{band_id}", band.grade, grade, indicator=band.indicator))
        band.given_grade = band.given_grade or band.grade
        band.grade, band.revised_by_id = grade, work.account_id
    return changed


def _is_grade(found: Graded, grade: str) -> bool:
    if found.rule.grades:
        return grade in {one.code for one in found.rule.grades}
    return Decimal(0) <= Decimal(grade) <= found.indicator.maximum


def _counts(work: Work, objection: Objection, counts: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    changed = []
    for row in contested(work.session, objection).exposures:
        number = counts.get(row.code)
        if number is None or number == row.value:
            continue
        if not 0 <= number <= LARGEST_COUNT or number != number.to_integral_value():
            raise Invalid(
                "基数须为不大于 %(largest)s 的整数", field=f"count_{row.code}", largest=LARGEST_COUNT
            )
        changed.append(_changed(f"exposures/{row.code}", f"{row.value:f}", f"{number:f}"))
        row.value, row.by_id = number, work.account_id
    return changed


CLAIM_DECISIONS = (FactAction.accept, FactAction.adjust, FactAction.reject)
RECORD_DECISIONS = (FactAction.adjust, FactAction.withdraw)
"""What an upheld objection can make of a claim, and of a record."""


def _decide_anew(work: Work, fact: Fact, change: Change, reason: str) -> None:
    allowed = CLAIM_DECISIONS if fact.source == Source.claim else RECORD_DECISIONS
    if change.decision is None or change.decision not in allowed:
        raise Invalid("异议成立时，请选择对该事项的重新核定意见", field="decision")
    before, seen = _standing(fact), fact.version
    fact.state = step(FACT, _decidable(fact.state), change.decision, reason)
    if change.decision == FactAction.withdraw:
        return
    adjusted = change.decision == FactAction.adjust
    quantity, values = change.quantity, change.values
    verification = Verification(
        fact=fact,
        decision=change.decision,
        reason=reason,
        quantity=quantity if adjusted and quantity is not None else fact.quantity,
        values=dict(values) if adjusted and values is not None else dict(fact.values),
        fact_version=seen,
        by_id=work.account_id,
        at=work.now,
    )
    work.session.add(verification)
    if fact.source != Source.claim and _standing(fact) == before:
        raise Invalid("数量和内容都没有改动；请改动，或者选“撤销”", field="decision")


def _decidable(state: FactState) -> FactState:
    if state in CONTESTABLE:
        return state
    raise Refused("这项事实当前不能重新核定")


def _add(work: Work, objection: Objection, content: FactContent, reason: str) -> Fact:
    """What the panel forgot, as a record that the unit is told of at once: nobody signed it as a claim."""
    kind = next(
        (one for _, one in changeable(work.session, objection).kinds if one.code == content.kind), None
    )
    if kind is None:
        raise Invalid("请选择漏记事项的种类", field="title")
    content.check(objection.year, work.now.date(), recorded=Source.record.value in kind.by)
    fact = Fact(
        assessment=contested(work.session, objection),
        kind=content.kind,
        source=Source.record,
        state=step(FACT, FactState.recorded, FactAction.release),
        created_by_id=work.account_id,
        created_at=work.now,
    )
    write_content(fact, content)
    fact.note = content.note or reason
    work.session.add(fact)
    work.session.flush()
    return fact
