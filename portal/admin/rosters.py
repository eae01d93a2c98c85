"""The lists that the office puts forward: the administrator makes what they name, or says why not."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.admin.blueprint import admin
from portal.errors import Invalid
from portal.extensions import db
from portal.forms import DeedForm, ReasonForm, seen_version
from portal.models import Roster
from portal.peopleloaders import load_roster_put_forward
from portal.policy import Permission
from portal.queries.rosters import rosters_of
from portal.rosters import Reading, reading_of
from portal.services import rosters as services
from portal.services.rosters import Enrolled
from portal.workflow import RosterAction


@admin.get("/rosters/")
@requires(Permission.MANAGE_ACCOUNTS)
def rosters() -> ResponseReturnValue:
    """The lists that were put forward, the newest first."""
    return hx.render("admin/rosters.html", rosters=rosters_of(db.session(), put_forward_only=True))


@admin.route("/rosters/<int:roster_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_roster_put_forward)
def roster(found: Roster) -> ResponseReturnValue:
    """What a list would make; one press makes all of it, and shows each person's one-time link, once."""
    reading = reading_of(db.session(), found.sheets)
    form = DeedForm()
    made: list[Enrolled] = []
    if form.carried_out(lambda: made.extend(_carry_out(found, reading))):
        links = [
            (account, t and url_for("accounts.invitation", token=t, _external=True)) for account, t in made
        ]
        return hx.render("admin/enrolled.html", roster=found, links=links, units=len(reading.units))
    return hx.render("admin/roster.html", status=form.status, form=form, roster=found, reading=reading)


def _carry_out(found: Roster, reading: Reading) -> list[Enrolled]:
    if not reading.makes_something:
        raise Invalid("名册有错误，或者没有要建立的单位和账号，不能办理")
    return services.carry_out_roster(
        current.work(), roster=found, units=reading.units, accounts=reading.accounts, version=seen_version()
    )


@admin.route("/rosters/<int:roster_id>/turn-down", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_roster_put_forward)
def turn_down_roster(found: Roster) -> ResponseReturnValue:
    """Make nothing of a list, with the reason, which the office reads."""
    form = ReasonForm()
    if form.carried_out(
        lambda: services.move_roster(
            current.work(),
            roster=found,
            action=RosterAction.turn_down,
            version=seen_version(),
            reason=form.reason.data or "",
        )
    ):
        flash(_("已退回市政府办公室"), "success")
        return hx.go(url_for("admin.rosters"))
    return hx.render("admin/roster_turn_down.html", status=form.status, form=form, roster=found)
