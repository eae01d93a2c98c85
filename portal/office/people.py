"""Who sits on the panels (五(一)), and whose conflicts of interest are on record."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Refused
from portal.extensions import db
from portal.loaders import load_panel, load_year
from portal.models import Duty, Panel, Year
from portal.office.desk import office
from portal.office.forms import RecusalForm, SeatForm, UnseatForm, people_to_choose, units_to_choose
from portal.policy import Permission
from portal.queries.accounts import account_by_id, all_accounts, all_units, unit_by_id
from portal.queries.years import panels_of, scheme_of
from portal.services import conflicts
from portal.services import years as services
from portal.services.cloning import may_sit
from portal.workflow import YearState


@office.route("/office/panels/<int:panel_id>/seat", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_panel)
def seat(panel: Panel) -> ResponseReturnValue:
    """Seat somebody on a panel, or change the duty there."""
    if panel.year.state.reached(YearState.checking):
        raise Refused("评价小组已经完成评价，不能再调整成员")
    session = db.session()
    form = SeatForm(data={"duty": Duty.member.value})
    form.account.offer(people_to_choose(a for a in all_accounts(session) if may_sit(a)))
    if form.carried_out(
        lambda: services.seat_member(
            current.work(),
            panel=panel,
            account=account_by_id(session, form.account.data),
            duty=Duty(form.duty.data),
        )
    ):
        flash(_("评价小组成员已更新"), "success")
        return hx.go(_panels(panel.year))
    scheme = scheme_of(panel.year)
    areas = [scheme.area(row.area).title for row in panel.areas]
    return hx.render("office/seat.html", status=form.status, form=form, panel=panel, areas=areas)


def _panels(year: Year) -> str:
    return url_for("office.year", year=year.number, _anchor="panels")


@office.post("/office/panels/<int:panel_id>/unseat")
@requires(Permission.RUN_YEAR, on=load_panel)
def unseat(panel: Panel) -> ResponseReturnValue:
    """Take somebody off a panel."""
    session = db.session()
    form = UnseatForm()
    form.account.offer(people_to_choose(member.account for member in panel.members))
    if not form.validate_on_submit():
        raise Refused("这个人已不是这个评价小组的成员")
    account = account_by_id(session, form.account.data)
    services.unseat_member(current.work(), panel=panel, account=account)
    flash(_("%(name)s已不再是成员", name=account.name), "success")
    return hx.go(_panels(panel.year))


@office.route("/<int:year>/office/recusals/new", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def recuse(year: Year) -> ResponseReturnValue:
    """Put a conflict of interest on record: the person judges nothing of that unit this year."""
    session = db.session()
    form = RecusalForm()
    members = {m.account_id: m.account for panel in panels_of(session, year) for m in panel.members}
    form.account.offer(people_to_choose(members.values()))
    form.unit.offer(units_to_choose(unit for unit in all_units(session) if unit.active))
    if form.carried_out(
        lambda: conflicts.declare_conflict(
            current.work(),
            year=year,
            account=account_by_id(session, form.account.data),
            unit=unit_by_id(session, form.unit.data),
            reason=form.reason.data or "",
        )
    ):
        flash(_("回避已登记"), "success")
        return hx.go(url_for("office.year", year=year.number, _anchor="recusals"))
    return hx.render("office/recusal.html", status=form.status, form=form, year_shown=year)
