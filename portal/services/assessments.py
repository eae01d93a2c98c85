"""The unit's side: fill in, and answer what was returned (三). Signing is in `portal.services.signing`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import Assessment, Fact, Source, Year
from portal.sentences import Pairs, Sentence
from portal.services.drafts import became_saved, forget, forget_all
from portal.services.work import Work, check_version, service
from portal.workflow import EDITABLE, FACT, FactAction, FactState, YearState, step

OLDEST = 10
"""How many years before the judged one a claim may be dated: a rule made then can still be in force."""


@dataclass(frozen=True)
class FactContent:
    """What a person writes in a fact's form. `values` are the kind's own fields, as text in JSON."""

    kind: str
    title: str
    happened_on: date | None = None
    document_number: str = ""
    quantity: Decimal = Decimal(1)
    values: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    def check(self, year: Year, today: date, *, recorded: bool) -> None:
        """Raise Invalid, at its field, for what cannot be: a day to come, a record of another year, a
        count of nothing or of half a thing."""
        day = self.happened_on
        if day is not None and day > today:
            raise Invalid("日期不能晚于今天", field="happened_on")
        if day is not None and recorded and day.year != year.number:
            raise Invalid("记录的日期须在%(year)s年度内", field="happened_on", year=year.number)
        if day is not None and day.year < year.number - OLDEST:
            raise Invalid("日期过早，请核对年份", field="happened_on")
        if self.quantity <= 0 or self.quantity != self.quantity.to_integral_value():
            raise Invalid("数量须为大于零的整数", field="quantity")


def deadline(assessment: Assessment) -> datetime:
    """The first moment that is too late to hand in: 24:00 of the last day, or of the extension's."""
    return time_ends(assessment.year.reporting_closes, assessment.extended_until)


def time_ends(reporting_closes: date, extended_until: date | None) -> datetime:
    """The first moment that is too late, of a window and an extension that some unit may have."""
    return day_end(max(reporting_closes, extended_until or reporting_closes))


def content_of(fact: Fact) -> dict[str, Any]:
    """A fact's content for the trail and for comparing two versions."""
    return {
        "kind": fact.kind,
        "title": fact.title,
        "happened_on": fact.happened_on.isoformat() if fact.happened_on else None,
        "document_number": fact.document_number,
        "quantity": f"{fact.quantity:f}",
        "values": dict(fact.values),
        "note": fact.note,
    }


def write_content(fact: Fact, content: FactContent) -> None:
    """Put the form's content into the row; the kind stays what it was created with.

    A decision that was made on other content is stale from then on.
    """
    before = (fact.title, fact.happened_on, fact.document_number, fact.quantity, fact.values, fact.note)
    after = (content.title, content.happened_on, content.document_number, content.quantity)
    if fact.verifications and before != (*after, dict(content.values), content.note):
        fact.stale = True
    if before[:3] != after[:3]:
        fact.beside = {}  # what was said of a record beside it was said of another matter
    fact.title = content.title
    fact.happened_on = content.happened_on
    fact.document_number = content.document_number
    fact.quantity = content.quantity
    fact.values = dict(content.values)
    fact.note = content.note


FILLING = (YearState.recording, YearState.reporting, YearState.reviewing)
"""While a unit can write in its self-assessment."""

ANSWERING = (YearState.reporting, YearState.reviewing)
"""While a unit can hand in, and answer what a panel returned."""


def touch(work: Work, assessment: Assessment) -> None:
    """Note who changed the self-assessment last, and when."""
    assessment.edited_by_id = work.account_id
    assessment.edited_at = work.now


def must_be_editable(assessment: Assessment) -> None:
    """Refuse while the unit cannot write in it: another stage of the year, sent for signing, signed."""
    if assessment.year.state not in FILLING:
        raise Refused("本年度现阶段不再接受自评填报")
    if assessment.state not in EDITABLE:
        raise Refused("自评已送审签或已报出，不能再改；如需修改请先撤回")


def must_be_in_time(work: Work, assessment: Assessment) -> None:
    """Refuse to hand in before reporting opens, and after the deadline by the server's clock."""
    if assessment.year.state not in ANSWERING:
        raise Refused("申报尚未开始或已经结束")
    if work.now >= deadline(assessment):
        raise Refused(
            "已过申报截止时间（%(day)s 24:00）。填写的内容已作为草稿保留，如需延期请联系市政府办公室",
            day=assessment.extended_until or assessment.year.reporting_closes,
        )


@service
def save_narrative(work: Work, *, assessment: Assessment, text: str, version: int) -> None:
    """Save the narrative self-report (自评报告). Saved after the deadline too, as a late draft."""
    must_be_editable(assessment)
    check_version(assessment, version, [(Sentence("自评报告"), assessment.narrative)])
    before = assessment.narrative
    assessment.narrative = text
    touch(work, assessment)
    forget(work, assessment, "narrative")
    work.audit("save_narrative", assessment, before={"text": before}, after={"text": text})


@service
def add_claim(work: Work, *, assessment: Assessment, content: FactContent, place: str = "") -> Fact:
    """Add a fact that the unit claims; it counts nothing before a panel has verified it.

    `place`: the draft that it was typed in, which it takes the place of.
    """
    must_be_editable(assessment)
    content.check(assessment.year, work.now.date(), recorded=False)
    fact = Fact(
        assessment=assessment,
        kind=content.kind,
        source=Source.claim,
        state=FactState.draft,
        position=max((one.position for one in assessment.facts), default=0),
        created_by_id=work.account_id,
        created_at=work.now,
    )
    write_content(fact, content)
    work.session.add(fact)
    touch(work, assessment)
    became_saved(work, assessment, place)
    work.session.flush()
    work.audit("add_claim", fact, after=content_of(fact))
    return fact


@service
def edit_claim(work: Work, *, fact: Fact, content: FactContent, version: int) -> None:
    """Change a claim while it is a draft, or after a panel returned this very fact."""
    check_version(fact, version, _as_pairs(fact))
    if fact.state in (FactState.returned, FactState.replied):
        _must_be_answerable(fact)
    else:
        must_be_editable(fact.assessment)
    content.check(fact.assessment.year, work.now.date(), recorded=False)
    before = content_of(fact)
    write_content(fact, content)
    touch(work, fact.assessment)
    forget(work, fact.assessment, f"facts/{fact.id}")
    work.audit("edit_claim", fact, before=before, after=content_of(fact))


@service
def remove_claim(work: Work, *, fact: Fact, version: int) -> None:
    """Take back a claim before it is signed; the trail keeps it."""
    check_version(fact, version, _as_pairs(fact))
    must_be_editable(fact.assessment)
    fact.state = step(FACT, fact.state, FactAction.remove)
    touch(work, fact.assessment)
    forget_all(work, fact)
    work.audit("remove_claim", fact, before=content_of(fact))


@service
def reply_to_return(work: Work, *, fact: Fact, reply: str, version: int) -> None:
    """Answer a returned fact; the answer leaves the unit only when the head has signed it."""
    check_version(fact, version, _as_pairs(fact))
    _must_be_answerable(fact)
    if not reply.strip():
        raise Invalid("请写明答复内容", field="reply")
    before = {"state": fact.state, "reply": fact.reply}
    fact.state = step(FACT, fact.state, FactAction.reply)
    fact.reply = reply
    touch(work, fact.assessment)
    forget(work, fact.assessment, f"replies/{fact.id}")
    work.audit("reply_to_return", fact, before=before, after={"state": fact.state, "reply": reply})


def _must_be_answerable(fact: Fact) -> None:
    if fact.assessment.year.state not in ANSWERING:
        raise Refused("评价小组的审核阶段已经结束，不能再答复")


def _as_pairs(fact: Fact) -> Pairs:
    return [
        (Sentence("事项名称"), fact.title),
        (Sentence("日期"), fact.happened_on.isoformat() if fact.happened_on else ""),
        (Sentence("文号"), fact.document_number),
        (Sentence("数量"), f"{fact.quantity:f}"),
        (Sentence("说明"), fact.note),
        (Sentence("答复"), fact.reply),
    ]
