"""Units and accounts by spreadsheet: the office brings the list, looks at it, puts it forward (五(一))."""

from urllib.parse import quote

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Invalid
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.models import Roster
from portal.office.desk import office
from portal.peopleloaders import load_roster
from portal.policy import Permission
from portal.queries.rosters import rosters_of
from portal.rosters import Reading, reading_of, template_of
from portal.services import rosters as services
from portal.sheetforms import SheetForm, table_of
from portal.workflow import RosterAction


@office.route("/office/rosters/", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR)
def rosters() -> ResponseReturnValue:
    """The lists that were brought, and the place to bring another one; nothing counts yet."""
    form = SheetForm()
    made: list[Roster] = []
    if form.carried_out(lambda: made.append(services.keep_roster(current.work(), table=table_of(form)))):
        return hx.go(url_for("office.roster", roster_id=made[0].id))
    found = rosters_of(db.session())
    return hx.render("office/rosters.html", status=form.status, form=form, rosters=found)


@office.get("/office/rosters/template.xlsx")
@requires(Permission.RUN_YEAR)
def roster_template() -> ResponseReturnValue:
    """The list to fill in."""
    response = current_app.response_class(
        template_of(current.moment()),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    name = quote(_("单位和账号名册"))
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    return response


@office.route("/office/rosters/<int:roster_id>", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_roster)
def roster(found: Roster) -> ResponseReturnValue:
    """What a list would make, with every fault; one press puts it forward, another calls it off."""
    reading = reading_of(db.session(), found.sheets)
    form = DeedForm()
    off = request.form.get("action") == RosterAction.call_off
    action = RosterAction.call_off if off else RosterAction.put_forward
    if form.carried_out(lambda: _move(found, action, reading)):
        flash(_("已撤回") if off else _("已报系统管理员"), "success")
        return hx.go(url_for("office.roster", roster_id=found.id))
    return hx.render("office/roster.html", status=form.status, form=form, roster=found, reading=reading)


def _move(found: Roster, action: RosterAction, reading: Reading) -> None:
    if action == RosterAction.put_forward and not reading.makes_something:
        raise Invalid("名册有错误，或者没有要建立的单位和账号，不能报送")
    services.move_roster(current.work(), roster=found, action=action, version=seen_version())
