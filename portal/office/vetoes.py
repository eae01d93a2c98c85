"""一票否决 (四(三)): proposed by one, decided by another, with both lists in view; withdrawn likewise."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.decisionloaders import load_veto
from portal.errors import Invalid, Refused
from portal.evidence.store import digest_of
from portal.extensions import db
from portal.forms import Form, OptionalReasonForm, ReasonForm, seen_version
from portal.loaders import load_year
from portal.models import Veto, Year
from portal.office.desk import office, shown_version
from portal.office.forms import VetoForm, grounds_of, units_to_choose
from portal.policy import Permission
from portal.queries.accounts import account_by_id, unit_by_id
from portal.queries.decisions import vetoes_of
from portal.queries.effects import Effect, effect_of_veto
from portal.queries.years import scheme_of, units_of
from portal.scoring import Text
from portal.services import vetoes as services
from portal.uploads import EvidenceForm, chosen, evidence_store, work_on
from portal.workflow import IN_FORCE, VETO, VetoAction, VetoState, YearState, available


def ground_text(veto: Veto) -> Text:
    """The ground in the scheme's words."""
    titles = {ground.code: ground.title for ground in scheme_of(veto.year).veto_grounds}
    return Text(titles.get(veto.ground, veto.ground), veto.ground)


def _running(year: Year) -> bool:
    """Whether vetoes can be proposed and decided: from reporting to publication."""
    return year.state.reached(YearState.reporting) and not year.state.reached(YearState.published)


def _actions(veto: Veto) -> list[VetoAction]:
    """What this person can do now."""
    if not _running(veto.year):
        return []
    found = available(VETO, veto.state, lambda permission: may(permission, veto))
    if services.awaits_reply(veto, current.moment()):
        return [action for action in found if action != VetoAction.confirm]
    return found


@office.get("/<int:year>/office/vetoes/")
@requires(Permission.VIEW_OFFICE, on=load_year)
def vetoes(year: Year) -> ResponseReturnValue:
    """The year's vetoes."""
    found = vetoes_of(db.session(), year)
    return hx.render(
        "office/vetoes.html",
        year_shown=year,
        vetoes=[(veto, ground_text(veto), _actions(veto)) for veto in found],
        can_propose=may(Permission.PROPOSE_VETO, year) and _running(year),
        running=_running(year),
    )


@office.route("/<int:year>/office/vetoes/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_VETO, on=load_year)
def propose_veto(year: Year) -> ResponseReturnValue:
    """Propose a veto: unit, ground, document."""
    session = db.session()
    form = VetoForm(data={"reply_until": _reply_until()})
    form.unit.offer(units_to_choose(units_of(session, year)))
    form.ground.choices = grounds_of(scheme_of(year))
    made: list[Veto] = []

    def propose() -> None:
        made.append(
            services.propose_veto(
                current.work(),
                year=year,
                unit=unit_by_id(session, form.unit.data),
                ground=form.ground.data,
                document_number=form.document_number.data or "",
                document_on=form.document_on.data,
                explanation=form.explanation.data or "",
                reply_until=form.reply_until.data,
            )
        )

    if form.carried_out(propose):
        flash(_("已提出，由办公室另一人确认后生效"), "success")
        return hx.go(url_for("office.veto", veto_id=made[0].id))
    return hx.render("office/veto_new.html", status=form.status, form=form, year_shown=year)


def _reply_until() -> date | None:
    """The day that is proposed to the proposer; None where the calendar does not reach."""
    work = current.work()
    try:
        return work.workdays.after(work.now.date(), services.REPLY_DAYS)
    except Refused:
        return None


@office.post("/office/vetoes/<int:veto_id>/papers")
@requires(Permission.PROPOSE_VETO, on=load_veto)
def add_veto_paper(found: Veto) -> ResponseReturnValue:
    """Attach the document or other files that bear the veto out; each stands or is refused for itself."""
    form = EvidenceForm()
    config = current_app.config
    uploads = chosen(form.file.data, unclassified=True) if form.validate_on_submit() else []
    for upload in uploads:
        try:
            services.add_veto_paper(
                work_on(digest_of(upload.content)[:16]),
                store=evidence_store(),
                veto=found,
                upload=upload,
                limit=config["EVIDENCE_LIMIT"],
            )
        except (Invalid, Refused) as fault:
            said = _(fault.message, **fault.values)
            form.add_fault("file", _("“%(name)s”：%(fault)s", name=upload.name, fault=said))
    if form.errors or not uploads:
        return hx.render(
            "office/veto.html", status=422, actions=_actions(found), paper_form=form, **_shown(found)
        )
    flash(_("已附上 %(count)s 份材料", count=len(uploads)), "success")
    return hx.go(url_for("office.veto", veto_id=found.id))


@office.get("/office/vetoes/<int:veto_id>")
@requires(Permission.VIEW_OFFICE, on=load_veto)
def veto(found: Veto) -> ResponseReturnValue:
    """One veto: ground, document, the unit's word, who decided, and both lists."""
    form = EvidenceForm()
    return hx.render("office/veto.html", actions=_actions(found), paper_form=form, **_shown(found))


def _shown(found: Veto) -> dict[str, Any]:
    session = db.session()
    ground = ground_text(found)
    effects: list[Effect] = effect_of_veto(session, found.year, found.unit, ground)
    second = found.withdrawal_decided_by_id
    return {
        "veto": found,
        "ground": ground,
        "effects": effects,
        "withdrawal_decided_by": account_by_id(session, second) if second else None,
        "ends": found.state in (VetoState.withdrawal_proposed, VetoState.withdrawn),
        "running": _running(found.year),
        "waits": services.awaits_reply(found, current.moment()),
        "secret": services.is_secret(found.year, found.ground),
        "can_attach": may(Permission.PROPOSE_VETO, found)
        and _running(found.year)
        and found.state in (VetoState.proposed, *IN_FORCE),
    }


def _take(
    found: Veto, action: VetoAction, form: Form, change: Callable[[], object], done: str
) -> ResponseReturnValue:
    """The page before one of the five steps, with both lists, and the step itself."""
    if form.carried_out(change):
        flash(done, "success")
        return hx.go(url_for("office.veto", veto_id=found.id))
    if action not in _actions(found) and form.status == HTTPStatus.OK:
        if action == VetoAction.confirm:
            services.must_not_await_reply(found, current.moment())
        raise Refused("这项一票否决现在不能这样办理，请看它的最新状态")
    return hx.render(
        "office/veto_step.html",
        status=form.status,
        form=form,
        action=action,
        version=shown_version(found),
        **_shown(found),
    )


def _decide(found: Veto, action: VetoAction, form: Any, done: str) -> ResponseReturnValue:
    def change() -> None:
        services.decide_veto(
            current.work(),
            veto=found,
            action=action,
            reason=form.reason.data or "",
            version=seen_version(),
        )

    return _take(found, action, form, change, done)


@office.route("/office/vetoes/<int:veto_id>/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_VETO, on=load_veto)
def confirm_veto(found: Veto) -> ResponseReturnValue:
    """A second person confirms; the next unit moves up at once."""
    done = _("一票否决已生效：%(unit)s", unit=found.unit.name)
    return _decide(found, VetoAction.confirm, OptionalReasonForm(), done)


@office.route("/office/vetoes/<int:veto_id>/refuse", methods=["GET", "POST"])
@requires(Permission.CONFIRM_VETO, on=load_veto)
def refuse_veto(found: Veto) -> ResponseReturnValue:
    """A second person does not confirm, with a reason."""
    return _decide(found, VetoAction.refuse, ReasonForm(), _("未予确认，评选名单不变"))


@office.route("/office/vetoes/<int:veto_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PROPOSE_VETO, on=load_veto)
def propose_withdrawal(found: Veto) -> ResponseReturnValue:
    """Propose to withdraw a veto in force."""
    form = ReasonForm()

    def change() -> None:
        services.propose_veto_withdrawal(
            current.work(), veto=found, reason=form.reason.data or "", version=seen_version()
        )

    done = _("已提出撤销，由办公室另一人确认；确认之前否决仍然有效")
    return _take(found, VetoAction.propose_withdrawal, form, change, done)


@office.route("/office/vetoes/<int:veto_id>/withdraw/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_VETO, on=load_veto)
def confirm_withdrawal(found: Veto) -> ResponseReturnValue:
    """A second person confirms the withdrawal."""
    done = _("一票否决已撤销：%(unit)s", unit=found.unit.name)
    return _decide(found, VetoAction.confirm_withdrawal, OptionalReasonForm(), done)


@office.route("/office/vetoes/<int:veto_id>/withdraw/refuse", methods=["GET", "POST"])
@requires(Permission.CONFIRM_VETO, on=load_veto)
def refuse_withdrawal(found: Veto) -> ResponseReturnValue:
    """A second person does not agree to the withdrawal: the veto stays."""
    return _decide(found, VetoAction.refuse_withdrawal, ReasonForm(), _("撤销未予同意，一票否决继续有效"))
