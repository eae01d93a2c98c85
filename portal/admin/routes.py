"""The administrator's desk: units, sections, accounts. It sees no evidence and touches no score."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.admin import rosters, successions
from portal.admin.blueprint import admin
from portal.admin.forms import EditAccountForm, NewAccountForm, SectionForm, UnitForm
from portal.extensions import db
from portal.forms import DeedForm, options, seen_version
from portal.models import Account, Group, Unit
from portal.peopleloaders import load_account, load_unit
from portal.policy import Permission
from portal.queries.accounts import all_accounts, all_sections, all_units, unit_by_id
from portal.queries.signins import second_factor_of
from portal.services import accounts as account_services
from portal.services import secondfactor
from portal.services import units as unit_services

__all__ = ["admin", "rosters", "successions"]


@admin.get("/accounts/")
@requires(Permission.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """All accounts, filtered by name."""
    search = request.args.get("q", "").strip()[:40]
    found = all_accounts(db.session(), search)
    return hx.render("admin/accounts.html", "list", accounts=found, search=search)


def _invitation_url(token: str) -> str:
    return url_for("accounts.invitation", token=token, _external=True)


@admin.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def new_account() -> ResponseReturnValue:
    """Make an account and show its one-time link, once."""
    session = db.session()
    form = NewAccountForm()
    sections = all_sections(session)
    form.unit.choices = options([(0, _("（不属于参评单位）")), *((u.id, u.name) for u in all_units(session))])
    form.section.choices = options([(0, _("（不属于科室）")), *((s.id, s.name) for s in sections)])
    made: list[tuple[Account, str]] = []

    def create() -> None:
        content = account_services.AccountContent(
            login=form.login.data or "",
            name=form.name.data or "",
            telephone=form.telephone.data or "",
            unit=unit_by_id(session, form.unit.data) if form.unit.data else None,
            section=next((s for s in sections if s.id == form.section.data), None),
            roles=form.chosen_roles,
            email=form.email.data or "",
        )
        made.append(account_services.create_account(current.work(), content=content))

    if form.carried_out(create):
        account, token = made[0]
        return hx.render("admin/invited.html", account=account, url=_invitation_url(token))
    return hx.render("admin/account_new.html", status=form.status, form=form)


@admin.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_account)
def account(found: Account) -> ResponseReturnValue:
    """A person's particulars and roles."""
    form = EditAccountForm(
        data={
            "name": found.name,
            "telephone": found.telephone,
            "email": found.email,
            "roles": sorted(found.roles),
            "active": found.active,
        }
    )
    if form.carried_out(
        lambda: account_services.edit_account(
            current.work(),
            account=found,
            name=form.name.data or "",
            telephone=form.telephone.data or "",
            roles=form.chosen_roles,
            active=bool(form.active.data),
            version=seen_version(),
            email=form.email.data or "",
        )
    ):
        flash(_("已保存"), "success")
        return hx.go(url_for("admin.accounts"))
    factor = second_factor_of(db.session(), found.id)
    two_steps = factor is not None and factor.since is not None
    return hx.render("admin/account.html", status=form.status, form=form, account=found, two_steps=two_steps)


@admin.route("/accounts/<int:account_id>/reset", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_account)
def reset(found: Account) -> ResponseReturnValue:
    """Void the password and give a new one-time link, after a confirmation."""
    if DeedForm().validate_on_submit():
        token = account_services.reset_password(current.work(), account=found)
        return hx.render("admin/invited.html", account=found, url=_invitation_url(token))
    return hx.render("admin/reset.html", account=found)


@admin.route("/accounts/<int:account_id>/second-factor", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_account)
def take_off_second_factor(found: Account) -> ResponseReturnValue:
    """Take the second step off for somebody who lost the device, after a confirmation."""
    if DeedForm().validate_on_submit():
        secondfactor.take_off_second_factor(current.work(), account=found)
        flash(_("已取消%(name)s的两步验证；本人下次登录时会看到", name=found.name), "success")
        return hx.go(url_for("admin.account", account_id=found.id))
    return hx.render("admin/second_factor.html", account=found)


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
