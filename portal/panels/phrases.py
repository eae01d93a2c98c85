"""A reviewer's own reasons, kept for reuse."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import DeedForm
from portal.panels.blueprint import panels
from portal.panels.decision_forms import PhraseForm
from portal.policy import Permission
from portal.queries.phrases import phrases_of
from portal.services import phrases as services


@panels.route("/panel/phrases", methods=["GET", "POST"])
@requires(Permission.VIEW_PANEL_DESK)
def phrases() -> ResponseReturnValue:
    """One's own reasons: read, add."""
    form = PhraseForm()
    if form.carried_out(lambda: services.keep_phrase(current.work(), text=form.reason.data or "")):
        flash(_("已存为常用理由"), "success")
        return hx.go(url_for("panels.phrases"))
    kept = phrases_of(db.session(), current.actor())
    return hx.render("panels/phrases.html", status=form.status, form=form, phrases=kept)


@panels.post("/panel/phrases/forget")
@requires(Permission.VIEW_PANEL_DESK)
def forget_phrase() -> ResponseReturnValue:
    """Let one of one's own go."""
    if DeedForm().validate_on_submit():
        services.forget_phrase(current.work(), phrase_id=request.form.get("phrase", 0, type=int))
        flash(_("已删去"), "success")
    return hx.go(url_for("panels.phrases"))
