"""Too few may grade a unit: the office calls in somebody for it, on record with the reason (五(一))."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import Form, long_text
from portal.loaders import load_panel_area
from portal.models import Account, PanelArea
from portal.office.desk import office
from portal.office.forms import ChoiceField, people_to_choose
from portal.policy import Permission, Role
from portal.queries.accounts import account_by_id, all_accounts
from portal.queries.panel_work import PanelWork, Short, called_in
from portal.queries.years import scheme_of
from portal.services import sharing as services


class CallInForm(Form):
    """Who is called in to grade what."""

    place = ChoiceField(_l("单位和指标"))
    account = ChoiceField(_l("增请的人"))
    reason = long_text(_l("原因"), longest=400, hint=_l("写明为什么人不够、为什么请这个人；会记入审计记录"))


@office.route("/<int:year>/office/areas/<area>/scorers", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_panel_area)
def scorers(area: PanelArea) -> ResponseReturnValue:
    """What cannot be graded for want of people, and whom to call in for it."""
    session = db.session()
    work = PanelWork(session, area, None)
    short = dict(enumerate(work.short(), 1))
    form = CallInForm()
    form.place.offer(SelectChoice(number, _title(one)) for number, one in short.items())
    form.account.offer(people_to_choose(one for one in all_accounts(session) if _may_be_called(one, work)))
    if form.carried_out(lambda: _call_in(short[form.place.data], form)):
        flash(_("已增请，本人登录后可以评定"), "success")
        return hx.go(url_for("office.scorers", year=area.year.number, area=area.area))
    return hx.render(
        "office/scorers.html",
        status=form.status,
        area=area,
        scheme_area=scheme_of(area.year).area(area.area),
        short=[(_title(one), one) for one in short.values()],
        called=[(row, _titles(area)[row.indicator]) for row in called_in(session, area)],
        form=form,
    )


def _title(one: Short) -> str:
    return _("%(unit)s：%(indicator)s", unit=one.assessment.unit.name, indicator=one.indicator.title)


def _titles(area: PanelArea) -> dict[str, str]:
    return {one.code: one.title for one in scheme_of(area.year).area(area.area).indicators}


def _may_be_called(account: Account, work: PanelWork) -> bool:
    """Works here, judges in no other way, and neither runs the year nor audits it."""
    members = {seat.account_id for seat in work.area.panel.members}
    apart = {Role.admin, Role.auditor, Role.office}
    return account.active and account.id not in members and not account.roles & apart


def _call_in(one: Short, form: CallInForm) -> None:
    services.call_in(
        current.work(),
        assessment=one.assessment,
        indicator=one.indicator.code,
        account=account_by_id(db.session(), form.account.data),
        reason=form.reason.data or "",
    )
