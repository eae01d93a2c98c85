"""One fact in a panel's hands: a claim to decide on, or a record as it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.factform import value_pairs
from portal.forms import seen_version
from portal.labels import in_words, plain_number, said, title_of
from portal.loaders import load_signed_fact
from portal.models import Fact, PanelArea, Source
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.decision_forms import DecisionForm, decision_form, meaningful
from portal.panels.ledger import beside_claim
from portal.panels.reuse import same_files, same_matters
from portal.panels.units import unit_url
from portal.policy import Permission
from portal.queries.assessments import next_undecided
from portal.queries.panel_scores import stakes_of
from portal.queries.phrases import phrases_of
from portal.queries.statements import signed_statements
from portal.services import reviews as services
from portal.services.phrases import keep_phrase
from portal.uploads import EvidenceForm, Outcome, limits
from portal.workflow import FactAction, FactState


@dataclass(frozen=True)
class Turn:
    """A claim's turn: the form where it can be decided, and what stands to be adjusted."""

    row: views.FactRow
    area: PanelArea
    form: DecisionForm
    decisions: list[FactAction]


@panels.route("/panel/facts/<int:fact_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW, on=load_signed_fact, writes=True)
def fact(found: Fact) -> ResponseReturnValue:
    """Decide on a claim, and go on to the next one that waits; a record is shown with its files."""
    if found.source != Source.claim:
        return record_page(found, EvidenceForm(formdata=None))
    turn = _turn(found)
    assessment, title = found.assessment, turn.row.content.title
    next_id = next_undecided(db.session(), found)
    if request.method == "POST" and not turn.decisions:
        return _too_late(turn, next_id)
    try:
        decided = bool(turn.decisions) and turn.form.carried_out(lambda: _decide(turn))
    except Conflict as conflict:
        return _overtaken(found, conflict)
    if decided:
        decision = title_of(FactAction(turn.form.decision.data))
        _keep(turn.form)
        flash(_("“%(title)s”：%(decision)s", title=title, decision=decision), "success")
        if next_id is None:
            return hx.go(unit_url(assessment, "claims"))
        return hx.go(url_for("panels.fact", fact_id=next_id))
    return _claim_page(turn, next_id)


def _keep(form: DecisionForm) -> None:
    """Keep the reason for reuse where that was asked for; the decision stands whether or not it can be."""
    if not form.keep.data or not form.said:
        return
    work = current.work()
    work.request_key = ""  # the decision has used it
    try:
        keep_phrase(work, text=form.said)
    except Invalid as fault:
        flash(_(fault.message, **fault.values), "warning")


def _turn(found: Fact) -> Turn:
    row, area = views.fact_row(found), views.area_row(found.assessment)
    decisions = views.decisions_on(found, row.content, area)
    quantity, values = row.content.quantity, row.content.values
    if found.state == FactState.adjusted and found.verification is not None:
        quantity, values = found.verification.quantity, found.verification.values
    return Turn(row, area, decision_form(row.kind, decisions, quantity, values), decisions)


def _decide(turn: Turn) -> None:
    form, row = turn.form, turn.row
    decision = FactAction(form.decision.data)
    claimed = (row.content.quantity, meaningful(row.content.values))
    given = (form.quantity.data, meaningful(form.values()))
    same = claimed == given
    if form.adjusts and same and not row.content.changed:
        raise Invalid("数量和内容都没有改动；请改动，或者选“采纳”", field="decision")
    if decision == FactAction.accept and not same and row.fact.state != FactState.adjusted:
        raise Invalid("您改动了数量或内容，请选“调整”并写明理由，或恢复原样", field="decision")
    try:
        services.verify_fact(
            current.work(),
            fact=row.fact,
            decision=decision,
            reason=form.said,
            quantity=form.quantity.data if form.adjusts else None,
            values=form.values() if form.adjusts else None,
            version=seen_version(),
        )
    except Conflict as conflict:
        raise Conflict(conflict.message, conflict.theirs, _sent(turn), **conflict.values) from None


def _sent(turn: Turn) -> list[tuple[str, str]]:
    """What the reviewer sent, in words, beside what somebody else had decided meanwhile."""
    form = turn.form
    pairs = [
        (_("核定意见"), title_of(FactAction(form.decision.data))),
        (_("核定理由"), form.said),
    ]
    if form.adjusts:
        pairs += [(_("数量"), plain_number(form.quantity.data)), *value_pairs(turn.row.kind, form.values())]
    return pairs


@dataclass(frozen=True)
class Overtaken:
    """What a colleague decided meanwhile beside what was sent, as (label, text) pairs."""

    message: str
    theirs: list[tuple[str, str]]
    mine: list[tuple[str, str]]


def _overtaken(found: Fact, conflict: Conflict) -> ResponseReturnValue:
    """The claim as it stands now (409): both decisions, and the own one once more in the form, to be sent
    again on top of the colleague's by who still means it."""
    mine = [(_("核定人"), current.account().name), *conflict.mine]
    theirs = [(said(label), in_words(text)) for label, text in conflict.theirs]
    told = {label for label, _text in mine}  # the rest stands on the page as it is
    both = Overtaken(_(conflict.message, **conflict.values), [one for one in theirs if one[0] in told], mine)
    return _claim_page(_turn(found), next_undecided(db.session(), found), both)


def _too_late(turn: Turn, next_id: int | None) -> ResponseReturnValue:
    """The claim is no longer this person's to decide: that is said, and what was sent is there to copy."""
    turn.form.add_fault("", _("您的核定没有写入：这一项现在不能由您核定。填写的内容列在下面"))
    return _claim_page(turn, next_id, unsent=views.unsent())


def _claim_page(
    turn: Turn,
    next_id: int | None,
    overtaken: Overtaken | None = None,
    unsent: Sequence[tuple[str, str]] = (),
) -> ResponseReturnValue:
    found = turn.row.fact
    claims = views.fact_rows(found.assessment, claims=True)
    turn.form.offer(one.text for one in phrases_of(db.session(), current.actor()))
    return hx.render(
        "panels/fact.html",
        status=409 if overtaken else turn.form.status,
        overtaken=overtaken,
        unsent=unsent,
        row=turn.row,
        fact=found,
        assessment=found.assessment,
        scheme_area=views.area_of(found.assessment),
        area=turn.area,
        form=turn.form,
        decisions=turn.decisions,
        works=views.is_open(turn.area),
        can_take_in=views.can_take_in(found.assessment, turn.area),
        owner=views.with_another(found.assessment),
        stakes=stakes_of(db.session(), found, current.actor()),
        files=views.files_of(turn.row.content.evidence),
        same_files=same_files(turn.row),
        same_matters=same_matters(turn.row),
        beside=beside_claim(found),
        history=views.history_of(turn.row),
        reply=turn.row.content.reply,
        waiting=len(views.waiting_in(claims)),
        previous_url=_previous(found, views.waiting_in(claims)),
        next_url=url_for("panels.fact", fact_id=next_id) if next_id else None,
    )


def _previous(found: Fact, waiting: list[views.FactRow]) -> str | None:
    """The way back to the claim of the unit that waits before this one; from the first to the last."""
    ids = sorted(row.fact.id for row in waiting if row.fact.id != found.id)
    before = [one for one in ids if one < found.id] or ids
    return url_for("panels.fact", fact_id=before[-1]) if before else None


def record_page(found: Fact, form: EvidenceForm, outcomes: Sequence[Outcome] = ()) -> ResponseReturnValue:
    """A record with its files, and the form to add some; `outcomes`: what became of those just sent."""
    row, area = views.fact_row(found), views.area_row(found.assessment)
    return hx.render(
        "panels/record.html",
        status=form.status,
        row=row,
        fact=found,
        assessment=found.assessment,
        scheme_area=views.area_of(found.assessment),
        form=form,
        works=views.is_open(area),
        can_withdraw=views.can(found, FactAction.withdraw, area),
        stakes=stakes_of(db.session(), found, current.actor()),
        files=views.files_of(row.content.evidence),
        outcomes=outcomes,
        limits=limits(),
        statements=[(one, views.files_of(one.evidence)) for one in signed_statements(found)],
    )
