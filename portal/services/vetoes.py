"""一票否决 (四(三)): proposed by one, confirmed by another, answered by the unit, withdrawn likewise."""

from datetime import date

from sqlalchemy import select

from portal.errors import Invalid, Refused
from portal.models import Unit, Veto, Year
from portal.queries.scores import Scores
from portal.sentences import Sentence
from portal.services.notices import renew_changed
from portal.services.work import Work, check_version, service
from portal.workflow import IN_FORCE, VETO, VetoAction, VetoState, YearState, step


def _must_be_before_publication(year: Year) -> None:
    if not year.state.reached(YearState.reporting) or year.state.reached(YearState.published):
        raise Refused("一票否决只能在申报开始之后、结果公布之前办理")


@service
def propose_veto(
    work: Work,
    *,
    year: Year,
    unit: Unit,
    ground: str,
    document_number: str,
    document_on: date,
    explanation: str,
) -> Veto:
    """Propose to veto a unit for the year, naming ground and document. Another person confirms."""
    _must_be_before_publication(year)
    if document_on > work.now.date():
        raise Invalid("文件日期不能晚于今天", field="document_on")
    standing = select(Veto).where(
        Veto.year_id == year.id,
        Veto.unit_id == unit.id,
        Veto.state.in_([VetoState.proposed, *IN_FORCE]),
    )
    if work.session.scalar(standing) is not None:
        raise Invalid("这个单位已有正在办理或已生效的一票否决", field="unit")
    veto = Veto(
        year=year,
        unit=unit,
        ground=ground,
        document_number=document_number,
        document_on=document_on,
        explanation=explanation,
        first_by_id=work.account_id,
        proposed_at=work.now,
        state=VetoState.proposed,
    )
    work.session.add(veto)
    work.session.flush()
    work.audit(
        "propose_veto",
        veto,
        after={"unit": unit.code, "ground": ground, "document": document_number},
        reason=explanation,
    )
    return veto


@service
def reply_to_veto(work: Work, *, veto: Veto, reply: str, version: int) -> None:
    """The unit's own word on a proposed veto; its head gives it."""
    check_version(veto, version, [(Sentence("单位陈述"), veto.unit_reply)])
    if veto.state not in (VetoState.proposed, *IN_FORCE):
        raise Refused("这项一票否决已经终结，不再接收陈述")
    if not reply.strip():
        raise Invalid("请写明陈述意见", field="reply")
    before = veto.unit_reply
    veto.unit_reply = reply
    work.audit("reply_to_veto", veto, before={"reply": before}, after={"reply": reply})


@service
def decide_veto(work: Work, *, veto: Veto, action: VetoAction, reason: str = "", version: int) -> None:
    """Confirm or refuse a proposed veto, or a proposed withdrawal: always by a second person."""
    check_version(veto, version, [(Sentence("状态"), veto.state)])
    _must_be_before_publication(veto.year)
    if veto.proposed_by_id == work.account_id:
        raise Refused("提出人不能自己确认，须由另一人办理")
    before = veto.state
    selection = Scores(work.session, veto.year).selection()
    veto.state = step(VETO, before, action, reason)
    if action in (VetoAction.confirm, VetoAction.refuse):
        veto.decided_by_id = work.account_id
        veto.decided_at = work.now
        veto.decision_reason = reason
    elif action == VetoAction.confirm_withdrawal:
        veto.withdrawal_decided_by_id = work.account_id
    else:
        veto.withdrawal_by_id = None
        veto.withdrawal_reason = ""
    work.session.flush()
    renew_changed(work, veto.year, selection, Sentence("一票否决办理：%(unit)s", unit=veto.unit.name))
    work.audit(
        f"{action.value}_veto", veto, before={"state": before}, after={"state": veto.state}, reason=reason
    )


@service
def propose_veto_withdrawal(work: Work, *, veto: Veto, reason: str, version: int) -> None:
    """Propose to withdraw a veto in force, with a reason; another person confirms."""
    check_version(veto, version, [(Sentence("状态"), veto.state)])
    _must_be_before_publication(veto.year)
    before = veto.state
    veto.state = step(VETO, before, VetoAction.propose_withdrawal, reason)
    veto.withdrawal_by_id = work.account_id
    veto.withdrawal_reason = reason
    work.audit(
        "propose_veto_withdrawal", veto, before={"state": before}, after={"state": veto.state}, reason=reason
    )
