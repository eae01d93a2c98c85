"""一票否决 (四(三)): proposed by one, confirmed by another, answered by the unit, withdrawn likewise."""

from datetime import date, datetime

from sqlalchemy import select

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.evidence.store import Store
from portal.models import Unit, Veto, VetoPaper, Year
from portal.queries.scores import Scores
from portal.queries.years import scheme_of
from portal.sentences import Sentence
from portal.services.evidence import Kept, Upload, keep
from portal.services.notices import renew_changed
from portal.services.work import Work, check_version, service
from portal.workflow import IN_FORCE, VETO, VetoAction, VetoState, YearState, step

REPLY_DAYS = 3
"""Working days that a unit has for its word on a veto, where the proposer names no other day."""

ON_PAPER = "见纸质档案"
"""All that is written of an incident of lost or leaked secrets: nothing classified enters."""


def is_secret(year: Year, ground: str) -> bool:
    """Whether a ground is about secrets (失泄密事件): then neither words nor files of it are taken."""
    titles = {one.code: one.title for one in scheme_of(year).veto_grounds}
    return "泄密" in titles.get(ground, "")


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
    reply_until: date | None = None,
) -> Veto:
    """Propose to veto a unit for the year, naming ground and document. Another person confirms, when the
    unit has replied or its time for it (`reply_until`, else `REPLY_DAYS` working days) has run out.
    """
    _must_be_before_publication(year)
    if document_on > work.now.date():
        raise Invalid("文件日期不能晚于今天", field="document_on")
    if is_secret(year, ground) and explanation.strip() not in ("", ON_PAPER):
        raise Invalid("失泄密事件的情况只写“见纸质档案”，涉密内容不得录入", field="explanation")
    if reply_until is None:
        reply_until = work.workdays.after(work.now.date(), REPLY_DAYS)
    elif reply_until < work.workdays.after(work.now.date(), 1):
        raise Invalid("至少给单位一个工作日陈述", field="reply_until")
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
        explanation=ON_PAPER if is_secret(year, ground) else explanation,
        reply_until=reply_until,
        first_by_id=work.account_id,
        proposed_at=work.now,
        state=VetoState.proposed,
    )
    work.session.add(veto)
    work.session.flush()
    work.audit(
        "propose_veto",
        veto,
        after={
            "unit": unit.code,
            "ground": ground,
            "document": document_number,
            "reply_until": reply_until.isoformat(),
        },
        reason=veto.explanation,
    )
    return veto


def add_veto_paper(work: Work, *, store: Store, veto: Veto, upload: Upload, limit: int) -> VetoPaper:
    """Keep a file that bears a veto out. Raises Invalid as evidence does; none is taken about secrets."""
    if is_secret(veto.year, veto.ground):
        raise Refused("失泄密事件的材料见纸质档案，不得上传")
    return _write_paper(work, veto=veto, file=keep(store, upload, limit))


@service
def _write_paper(work: Work, *, veto: Veto, file: Kept) -> VetoPaper:
    _must_be_before_publication(veto.year)
    if veto.state not in (VetoState.proposed, *IN_FORCE):
        raise Refused("这项一票否决已经终结，不再接收材料")
    if any(paper.digest == file.digest for paper in veto.papers):
        raise Invalid("同一份文件已经附上", field="file")
    paper = VetoPaper(
        veto_id=veto.id,
        digest=file.digest,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        uploaded_by_id=work.account_id,
        uploaded_at=work.now,
    )
    work.session.add(paper)
    work.session.flush()
    work.audit("add_veto_paper", veto, after={"digest": file.digest, "name": file.name})
    work.session.expire(veto, ["papers"])
    return paper


def reply_is_open(veto: Veto, now: datetime) -> bool:
    """Whether the unit may still say its word: until 24:00 of the day that was set, while the veto stands."""
    return veto.state in (VetoState.proposed, *IN_FORCE) and now < day_end(veto.reply_until)


def awaits_reply(veto: Veto, now: datetime) -> bool:
    """Whether a proposed veto still waits for the unit's word."""
    return veto.state == VetoState.proposed and not veto.unit_reply and now < day_end(veto.reply_until)


def must_not_await_reply(veto: Veto, now: datetime) -> None:
    """Refuse to confirm before the unit has said its word or its time for it has run out."""
    if awaits_reply(veto, now):
        raise Refused(
            "单位可以陈述到 %(day)s 24:00；单位陈述以后，或者过了期限，才能确认", day=veto.reply_until
        )


@service
def reply_to_veto(work: Work, *, veto: Veto, reply: str, version: int) -> None:
    """The unit's own word on a proposed veto; its head gives it."""
    check_version(veto, version, [(Sentence("单位陈述"), veto.unit_reply)])
    if veto.state not in (VetoState.proposed, *IN_FORCE):
        raise Refused("这项一票否决已经终结，不再接收陈述")
    if not reply_is_open(veto, work.now):
        raise Refused("陈述期限（%(day)s 24:00）已过", day=veto.reply_until)
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
    if action == VetoAction.confirm and awaits_reply(veto, work.now):
        raise Refused(
            "单位可以陈述到 %(day)s 24:00；单位陈述以后，或者过了期限，才能确认", day=veto.reply_until
        )
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
