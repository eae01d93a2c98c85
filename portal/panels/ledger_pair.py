"""One pair of the ledger side by side: gone through with a reason, or decided to be one matter or two."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.factform import value_pairs
from portal.forms import Form, long_text, options, required
from portal.labels import plain_number, title_of
from portal.ledgerloaders import LedgerPair, load_ledger_pair
from portal.panels.blueprint import panels
from portal.panels.ledger import difference_words
from portal.panels.views import area_row, is_open, unsent
from portal.policy import Permission
from portal.queries.doubles import Verdict, verdict_on
from portal.queries.ledger import LedgerLine, Side, counted_twice, ledger_of
from portal.queries.years import scheme_of
from portal.services.ledger import mark_pair


class CheckForm(Form):
    """What a reviewer found when going through a pair."""

    reason = long_text(_l("核对情况"), hint=_l("例如：同一件，以来文登记为准；另有其事，材料已看。"))

    @property
    def said(self) -> Verdict | None:
        """Whether the two are one matter, where that is asked."""
        return None


class VerdictForm(CheckForm):
    """The same of a pair that would count twice: one matter, or two. The choice alone is enough."""

    verdict = RadioField(_l("是不是同一件"), [required(_l("请选择是一件还是两件"))])
    reason = long_text(_l("说明"), needed=False, hint=_l("可以不写；申报单位在得分表上看到是否计分。"))

    @property
    def said(self) -> Verdict | None:
        """What was chosen."""
        return Verdict(self.verdict.data)


@panels.route(
    "/<int:year>/panel/<area>/units/<int:unit_id>/ledger/<int:claim_id>/<int:record_id>",
    methods=["GET", "POST"],
)
@requires(Permission.REVIEW, on=load_ledger_pair)
def ledger_pair(pair: LedgerPair) -> ResponseReturnValue:
    """One pair side by side; a reviewer marks it as gone through, with the reason."""
    assessment = pair.assessment
    row = area_row(assessment)
    line = _line(pair)
    form = _check_form(line)
    closing = request.values.get("to") == "close"
    room = "panels.close" if closing else "panels.ledger"
    back = url_for(room, year=assessment.year.number, area=assessment.area)
    if line is not None and form.carried_out(
        lambda: mark_pair(
            current.work(),
            assessment=assessment,
            claim=pair.claim,
            record=pair.record,
            reason=form.reason.data or "",
            claim_version=_seen("claim_version"),
            record_version=_seen("record_version"),
            verdict=form.said,
        )
    ):
        flash(_("已核对。任何一方再有变动，会重新列出"), "success")
        return hx.go(back)
    return hx.render(
        "panels/ledger_pair.html",
        status=form.status,
        form=form,
        pair=pair,
        line=line,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        claim=_particulars(line.claim) if line and line.claim else [],
        record=_particulars(line.record) if line and line.record else [],
        differences=difference_words(line) if line else [],
        unsent=unsent(),
        works=is_open(row),
        back=back,
        to="close" if closing else "",
    )


def _check_form(line: LedgerLine | None) -> CheckForm:
    """The form for a line: where both sides would count, one matter or two is asked, and can be said anew."""
    if line is None or not (line.claim and line.record and counted_twice(line.claim, line.record)):
        return CheckForm()
    form = VerdictForm()
    form.verdict.choices = options((one.value, title_of(one)) for one in Verdict)
    if form.verdict.data is None and (said := verdict_on(line.claim.fact, line.record.fact)):
        form.verdict.data = said.value
    return form


def _check_form(line: LedgerLine | None) -> CheckForm:
    """The form for a line: where both sides would count, one matter or two is asked, and can be said anew."""
    if line is None or not (line.claim and line.record and counted_twice(line.claim, line.record)):
        return CheckForm()
    form = VerdictForm()
    form.verdict.choices = options((one.value, title_of(one)) for one in Verdict)
    if form.verdict.data is None and (said := verdict_on(line.claim.fact, line.record.fact)):
        form.verdict.data = said.value
    return form


def _line(pair: LedgerPair) -> LedgerLine | None:
    """The line as it stands now; None when the two are no longer beside each other."""
    wanted = (pair.claim.id if pair.claim else None, pair.record.id if pair.record else None)
    for one in ledger_of(db.session(), [pair.assessment]):
        sides = (one.claim.fact.id if one.claim else None, one.record.fact.id if one.record else None)
        if sides == wanted:
            return one
    return None


def _seen(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isdecimal() else 0


def _particulars(side: Side) -> list[tuple[str, str]]:
    own = {title: text for title, text in value_pairs(side.kind, side.values)}
    return [
        (_("事项名称"), side.title),
        (_("类别"), side.kind.title),
        (_("日期"), side.happened_on.isoformat() if side.happened_on else "—"),
        (_("文号"), side.document_number or "—"),
        (_("数量"), plain_number(side.quantity)),
        *((field.title, own.get(field.title, "—")) for field in side.kind.fields),
    ]
