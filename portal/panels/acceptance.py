"""Several claims accepted at once: named with their number first, and taken back by one press."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound
from portal.extensions import db
from portal.forms import DeedForm
from portal.loaders import load_panel_area
from portal.models import PanelArea
from portal.panels.blueprint import panels
from portal.panels.decision_forms import AcceptSeveralForm
from portal.panels.views import is_open
from portal.policy import Permission
from portal.queries.waiting import chosen
from portal.queries.years import scheme_of
from portal.services import acceptance as services


@panels.route("/<int:year>/panel/<area>/items/accept", methods=["GET", "POST"])
@requires(Permission.VIEW_QUEUE, on=load_panel_area)
def accept_several(area: PanelArea) -> ResponseReturnValue:
    """Name the chosen claims and their number, then accept them all.

    Five hundred chosen ones are too long for an address: they are sent, and that changes nothing yet.
    """
    chosen_only = "fact" in request.form and "seen" not in request.form
    form = AcceptSeveralForm(formdata=None) if chosen_only else AcceptSeveralForm()
    here = url_for("panels.items", year=area.year.number, area=area.area)
    if not chosen_only and form.carried_out(
        lambda: services.accept_several(
            current.work(), area=area, versions=_versions(), reason=form.reason.data or ""
        )
    ):
        flash(_("已采纳 %(count)s 项；在本领域办结以前可以撤回", count=len(_versions())), "success")
        return hx.go(here)
    ids = list(_versions()) or request.values.getlist("fact", type=int)[: services.MOST]
    facts = chosen(db.session(), area, current.actor(), ids) if is_open(area) else []
    return hx.render(
        "panels/accept_several.html",
        status=form.status,
        area=area,
        title=scheme_of(area.year).area(area.area).title,
        facts=facts,
        left_out=len(ids) - len(facts),
        form=form,
    )


def _versions() -> dict[int, int]:
    """What the form says was seen: "fact:version" each; anything else is not counted."""
    pairs = [value.split(":") for value in request.form.getlist("seen")]
    return {
        int(pair[0]): int(pair[1])
        for pair in pairs
        if len(pair) == 2 and all(part.isascii() and part.isdigit() and len(part) < 10 for part in pair)
    }


@panels.post("/<int:year>/panel/<area>/items/take-back")
@requires(Permission.VIEW_QUEUE, on=load_panel_area)
def take_back_acceptance(area: PanelArea) -> ResponseReturnValue:
    """Take back one's own acceptance of several."""
    if not DeedForm().validate_on_submit():
        raise NotFound()
    count = services.take_back_acceptance(current.work(), area=area, batch=request.form.get("batch", "")[:24])
    flash(_("已撤回，%(count)s 项重新等待核定", count=count), "success")
    return hx.go(url_for("panels.items", year=area.year.number, area=area.area))
