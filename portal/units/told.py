"""Records that the unit was newly told of (告知): new until the person says that they were looked at."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import DeedForm
from portal.loaders import load_year
from portal.models import Fact, Year
from portal.policy import Permission
from portal.queries.looks import records_not_looked_at
from portal.services.looks import look_at_records
from portal.units.blueprint import units
from portal.workflow import YearState


def new_records(year: Year) -> list[Fact]:
    """What the person was told of and has not looked at; nothing once the year's result is public."""
    who = current.actor()
    if year.state.reached(YearState.published):
        return []
    return records_not_looked_at(db.session(), year, who.unit_id, who.account_id)


@units.post("/<int:year>/unit/looked-at")
@requires(Permission.VIEW_UNIT_DESK, on=load_year)
def looked_at(year: Year) -> ResponseReturnValue:
    """The records that the page named have been looked at; one that came since stays new."""
    if DeedForm().validate_on_submit():
        named = {int(one) for one in request.form.getlist("record") if one.isdecimal()}
        seen = [fact for fact in new_records(year) if fact.id in named]
        if seen:
            look_at_records(current.work(), facts=seen)
            flash(_("已记下：看过 %(count)s 条记录", count=len(seen)), "success")
    return hx.go(url_for("units.desk", year=year.number))
