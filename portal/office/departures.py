"""The office weighs a panel's departure from the points: both lists in view, a reason with the decision."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from portal import current, hx
from portal.access import requires
from portal.errors import Refused
from portal.extensions import db
from portal.forms import ReasonForm, required, seen_version
from portal.models import Departure
from portal.office.desk import office, shown_version
from portal.policy import Permission
from portal.queries.scores import Scores
from portal.rankloaders import load_departure
from portal.services import departures as services

FOLLOW, KEEP = "follow", "keep"


class DepartureForm(ReasonForm):
    """Which of the two lists holds, and why."""

    choice = RadioField(_l("决定"), [required(_l("请选择"))], choices=[])


@office.route("/office/departures/<int:departure_id>", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_departure)
def decide_departure(departure: Departure) -> ResponseReturnValue:
    """Follow the panel or keep to the points; both are shown."""
    area, year = departure.area, departure.area.year
    if year.state not in services.DECIDED_IN:
        raise Refused("改荐只能在核对、审定或公示阶段决定")
    form = DepartureForm()
    unit, other = departure.unit.name, departure.instead_of.name
    form.choice.choices = [
        (FOLLOW, _("按评价建议，改选%(unit)s，不选%(other)s", unit=unit, other=other)),
        (KEEP, _("按得分，不改选")),
    ]
    group = departure.unit.group.value
    if form.carried_out(
        lambda: services.decide_departure(
            current.work(),
            departure=departure,
            follow=form.choice.data == FOLLOW,
            reason=form.reason.data or "",
            version=seen_version(),
        )
    ):
        flash(_("决定已记录"), "success")
        return hx.go(url_for("office.ranking", year=year.number, area=area.area, group=group))
    scores = Scores(db.session(), year)
    found = scores.ranking(area.area, group)
    return hx.render(
        "office/departure.html",
        status=form.status,
        form=form,
        departure=departure,
        version=shown_version(area),
        area=scores.scheme.area(area.area),
        group=scores.scheme.group(group),
        rows=[row for row in found.rows if row.unit in (departure.unit.code, departure.instead_of.code)],
        back=url_for("office.ranking", year=year.number, area=area.area, group=group),
    )
