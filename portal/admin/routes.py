"""The administrator's desk: units, sections, accounts. It sees no evidence and touches no score."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.admin import accounts, rosters, successions
from portal.admin.blueprint import admin
from portal.admin.forms import SectionForm, UnitForm
from portal.extensions import db
from portal.forms import seen_version
from portal.models import Group, Unit
from portal.peopleloaders import load_unit
from portal.policy import Permission
from portal.queries.accounts import all_sections, all_units
from portal.services import units as unit_services

__all__ = ["accounts", "admin", "rosters", "successions"]


@admin.get("/units/")
@requires(Permission.MANAGE_ACCOUNTS)
def units() -> ResponseReturnValue:
    """All judged units and sections."""
    session = db.session()
    return hx.render("admin/units.html", units=all_units(session), sections=all_sections(session))


def _unit_content(form: UnitForm) -> unit_services.UnitContent:
    return unit_services.UnitContent(
        code=form.code.data or "",
        name=form.name.data or "",
        office_name=form.office_name.data or "",
        group=Group(form.group.data),
        position=form.position.data or 0,
        telephone=form.telephone.data or "",
    )


@admin.route("/units/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def new_unit() -> ResponseReturnValue:
    """Add a judged unit."""
    form = UnitForm()
    if form.carried_out(lambda: unit_services.create_unit(current.work(), content=_unit_content(form))):
        flash(_("已建立“%(name)s”", name=form.name.data), "success")
        return hx.go(url_for("admin.units"))
    return hx.render("admin/unit.html", status=form.status, form=form, unit=None)


@admin.route("/units/<int:unit_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_unit)
def unit(found: Unit) -> ResponseReturnValue:
    """Change a unit's particulars."""
    form = UnitForm(obj=found) if request.method == "POST" else UnitForm(data=_shown(found))
    if form.carried_out(
        lambda: unit_services.edit_unit(
            current.work(),
            unit=found,
            content=_unit_content(form),
            active=bool(form.active.data),
            version=seen_version(),
        )
    ):
        flash(_("已保存"), "success")
        return hx.go(url_for("admin.units"))
    return hx.render("admin/unit.html", status=form.status, form=form, unit=found)


def _shown(unit: Unit) -> dict[str, object]:
    names = ("code", "name", "office_name", "position", "telephone", "active")
    return {name: getattr(unit, name) for name in names} | {"group": unit.group.value}


@admin.route("/sections/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def new_section() -> ResponseReturnValue:
    """Add a section whose people judge, administer or audit."""
    form = SectionForm()
    if form.carried_out(
        lambda: unit_services.create_section(
            current.work(), code=form.code.data or "", name=form.name.data or ""
        )
    ):
        flash(_("已建立“%(name)s”", name=form.name.data), "success")
        return hx.go(url_for("admin.units"))
    return hx.render("admin/section.html", status=form.status, form=form)
