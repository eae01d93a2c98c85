"""What the unit says to a record of its panel: written by a reporter, signed by the head."""

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Conflict, NotFound
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.models import Fact, Statement
from portal.policy import Permission
from portal.queries.statements import statement_by_id
from portal.services import statements as services
from portal.units.blueprint import units
from portal.units.clashes import statement_clash
from portal.units.factpage import fact_page
from portal.units.forms import DeclineForm, StatementForm
from portal.units.keeping import sent
from portal.units.sayings import load_told_record, statement_keeping, statement_text
from portal.units.writing import keep_refused, sent_or_kept
from portal.uploads import evidence_store


def load_statement(fact_id: int, statement_id: int) -> Statement:
    """What the unit has written on a record."""
    found = statement_by_id(db.session(), statement_id)
    if found.fact is not load_told_record(fact_id):
        raise NotFound()
    return found


@units.post("/unit/facts/<int:fact_id>/statement")
@requires(Permission.FILL, on=load_told_record)
def state(found: Fact) -> ResponseReturnValue:
    """Say something to a record, with evidence; it reaches the panel once the head has signed."""
    kept = statement_keeping(found)
    typed = sent_or_kept(("text",), kept) or {}
    mine = sent(typed, str(seen_version()))
    if mine.loses_to(kept.draft):
        return statement_clash(found, kept.typed, mine.fields, colleague=False)
    text = "".join(typed.get("text", []))
    form = StatementForm.over(found.open_statement, text, sent=True)
    try:
        saved = form.carried_out(
            lambda: services.answer_record(
                current.work(),
                store=evidence_store(),
                fact=found,
                text=form.text.data or "",
                uploads=form.uploads(),
                limit=current_app.config["EVIDENCE_LIMIT"],
                drop=form.drop.data or [],
                version=seen_version(),
            )
        )
    except Conflict:
        keep_refused(kept, found.assessment, mine)
        return statement_clash(found, {"text": [statement_text(found)]}, mine.fields, colleague=True)
    if saved:
        flash(_("陈述已保存，请单位负责人审签后送评价小组"), "success")
        return hx.go(url_for("units.fact", fact_id=found.id, _anchor="statement"))
    keep_refused(kept, found.assessment, mine)
    return fact_page(found, statement_form=form)


@units.post("/unit/facts/<int:fact_id>/statement/<int:statement_id>/signing")
@requires(Permission.SIGN, on=load_statement)
def sign_statement(found: Statement) -> ResponseReturnValue:
    """The head signs; the panel reads it from then on."""
    form = DeedForm()
    if form.carried_out(
        lambda: services.sign_statement(current.work(), statement=found, version=seen_version())
    ):
        flash(_("陈述已审签，评价小组可以看到"), "success")
        return hx.go(url_for("units.desk", year=found.fact.assessment.year.number))
    return fact_page(found.fact, sent=form)


@units.post("/unit/facts/<int:fact_id>/statement/<int:statement_id>/declining")
@requires(Permission.SIGN, on=load_statement)
def decline_statement(found: Statement) -> ResponseReturnValue:
    """The head sends it back to its writer, with a reason."""
    form = DeclineForm()
    if form.carried_out(
        lambda: services.decline_statement(
            current.work(), statement=found, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("陈述已退回填报员修改"), "success")
        return hx.go(url_for("units.desk", year=found.fact.assessment.year.number))
    return fact_page(found.fact, decline_form=form)
