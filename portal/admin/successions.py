"""机构变动: which units merged, split or changed their name, and their people's move."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal import current, hx
from portal.access import requires
from portal.admin.blueprint import admin
from portal.extensions import db
from portal.forms import DeedForm, Form, day, options, required, short_text
from portal.labels import TITLES
from portal.models import Succession, SuccessionKind
from portal.peopleloaders import load_succession
from portal.policy import Permission
from portal.queries.accounts import all_units
from portal.queries.successions import all_successions, people_left
from portal.services import successions as services


class UnitsField(SelectMultipleField):
    """Units to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SuccessionForm(Form):
    """A change of units."""

    kind = RadioField(
        _l("变动"),
        [required(_l("请选择"))],
        choices=options((one.value, TITLES[SuccessionKind][one.value]) for one in SuccessionKind),
    )
    predecessors = UnitsField(_l("原单位"), coerce=int)
    successors = UnitsField(
        _l("新单位"), coerce=int, description=_l("还没有的先在“单位”里新建；更名也新建一个单位，往年保留原名")
    )
    effective_on = day(_l("生效日期"))
    ground = short_text(_l("依据"), longest=200, hint=_l("机构编制文件的名称和文号"))
    goes_on = BooleanField(_l("原单位保留"), description=_l("分设以后原单位仍参加新的年度"))


@admin.route("/successions/", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def successions() -> ResponseReturnValue:
    """Every change of units, and the place to enter one."""
    session = db.session()
    units = all_units(session)
    form = SuccessionForm()
    form.predecessors.choices = options((unit.id, unit.name) for unit in units)
    form.successors.choices = options((unit.id, unit.name) for unit in units if unit.active)
    by_id = {unit.id: unit for unit in units}
    if form.carried_out(
        lambda: services.record_succession(
            current.work(),
            kind=SuccessionKind(form.kind.data),
            predecessors=[by_id[one] for one in form.predecessors.data or []],
            successors=[by_id[one] for one in form.successors.data or []],
            effective_on=form.effective_on.data,
            ground=form.ground.data or "",
            goes_on=bool(form.goes_on.data),
        )
    ):
        flash(_("机构变动已登记"), "success")
        return hx.go(url_for("admin.successions"))
    return hx.render(
        "admin/successions.html",
        status=form.status,
        form=form,
        successions=all_successions(session),
        people=people_left(session),
    )


@admin.post("/successions/<int:succession_id>/people")
@requires(Permission.MANAGE_ACCOUNTS, on=load_succession)
def move_people(found: Succession) -> ResponseReturnValue:
    """Move the former unit's people to its successor."""
    if DeedForm().validate_on_submit():
        count = services.move_people(current.work(), succession=found)
        flash(_("已迁移 %(count)s 个账号到“%(name)s”", count=count, name=found.successor.name), "success")
    return hx.go(url_for("admin.successions"))
