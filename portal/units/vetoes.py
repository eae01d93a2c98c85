"""What the unit says to a veto proposed against it (四(三))."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.decisionloaders import load_veto
from portal.forms import seen_version
from portal.models import Veto
from portal.policy import Permission
from portal.queries.years import scheme_of
from portal.services import vetoes as services
from portal.units.blueprint import units
from portal.units.forms import VetoReplyForm


@units.route("/unit/vetoes/<int:veto_id>", methods=["GET", "POST"])
@requires(Permission.ANSWER_VETO, on=load_veto)
def veto(found: Veto) -> ResponseReturnValue:
    """A veto against the unit: its ground and document, and the unit's own word on it."""
    form = VetoReplyForm(data={"unit_reply": found.unit_reply})
    if form.carried_out(
        lambda: services.reply_to_veto(
            current.work(), veto=found, reply=form.unit_reply.data or "", version=seen_version()
        )
    ):
        flash(_("陈述意见已提交市政府办公室"), "success")
        return hx.go(url_for("units.desk", year=found.year.number))
    grounds = {ground.code: ground.title for ground in scheme_of(found.year).veto_grounds}
    return hx.render(
        "units/veto.html",
        status=form.status,
        form=form,
        veto=found,
        ground=grounds.get(found.ground, found.ground),
        open_now=services.reply_is_open(found, current.moment()),
        secret=services.is_secret(found.year, found.ground),
    )
