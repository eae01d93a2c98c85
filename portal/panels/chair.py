"""The chair's room: who has how much, where scorers differ, sharing the work out, naming a third scorer."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Refused
from portal.extensions import db
from portal.loaders import load_panel_area
from portal.models import PanelArea
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.forms import ShareForm, ThirdForm, people, share_form
from portal.policy import Permission
from portal.queries.accounts import account_by_id
from portal.queries.panel_work import Difference, PanelWork, called_in
from portal.queries.shares import shares_of
from portal.queries.years import scheme_of
from portal.services import sharing as services


@panels.route("/<int:year>/panel/<area>/chair", methods=["GET", "POST"])
@requires(Permission.LEAD_PANEL, on=load_panel_area)
def chair(area: PanelArea) -> ResponseReturnValue:
    """The panel's work by member, what scorers differ in, and the units to share out."""
    work = _work(area)
    form = _share_form(area, work)
    changed: list[int] = []
    if form.carried_out(lambda: changed.append(_share(area, form))):
        flash(_("%(count)s 个单位已分派", count=changed[0]), "success")
        return hx.go(_url(area))
    return _page(area, work, form)


def _work(area: PanelArea) -> PanelWork:
    return PanelWork(db.session(), area, current.actor())


def _url(area: PanelArea) -> str:
    return url_for("panels.chair", year=area.year.number, area=area.area)


def _share_form(area: PanelArea, work: PanelWork) -> ShareForm:
    return share_form([one.unit for one in work.assessments], [seat.account for seat in area.panel.members])


def _share(area: PanelArea, form: ShareForm) -> int:
    account = account_by_id(db.session(), form.account.data) if form.account.data else None
    return services.share_units(current.work(), area=area, unit_ids=form.units.data or [], account=account)


def _page(
    area: PanelArea, work: PanelWork, form: ShareForm, third: ThirdForm | None = None
) -> ResponseReturnValue:
    differences = work.differences()
    return hx.render(
        "panels/chair.html",
        status=(third or form).status,
        area=area,
        scheme_area=scheme_of(area.year).area(area.area),
        members=work.members(),
        differences=[(one, _third_form(one)) for one in differences],
        short=[one for one in work.short() if one.label],
        called=[row for row in called_in(db.session(), area) if row.assessment in work.assessments],
        shares={one.unit_id: shares_of(one) for one in work.assessments},
        assessments={one.unit_id: one for one in work.assessments},
        form=form,
        third=third,
        works=views.is_open(area),
    )


def _third_form(one: Difference) -> ThirdForm | None:
    """The form that names the third scorer, where one is awaited and nobody is named."""
    if not one.third or one.named:
        return None
    form = ThirdForm(formdata=None)
    form.account.choices = people(one.candidates)
    return form


@panels.post("/<int:year>/panel/<area>/chair/third")
@requires(Permission.LEAD_PANEL, on=load_panel_area)
def name_third(area: PanelArea) -> ResponseReturnValue:
    """Name the third scorer of an indicator that two have graded too far apart."""
    work = _work(area)
    form = ThirdForm()
    waiting = {f"{one.label}/{one.indicator.code}": one for one in work.differences() if one.third}
    found = waiting.get(form.place.data or "")
    form.account.choices = people(found.candidates if found else ())
    if form.carried_out(lambda: _name(found, form)):
        flash(_("第三人已指定"), "success")
        return hx.go(_url(area))
    return _page(area, work, _share_form(area, work), form)


def _name(found: Difference | None, form: ThirdForm) -> None:
    if found is None:
        raise Refused("这一项现在不需要第三人评定")
    services.name_scorer(
        current.work(),
        assessment=found.assessment,
        indicator=found.indicator.code,
        account=account_by_id(db.session(), form.account.data),
    )
