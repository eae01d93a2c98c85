"""Accounts: made, changed, let in again. What touches the office's own waits for one of its people."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.admin.blueprint import admin
from portal.admin.forms import EditAccountForm, NewAccountForm
from portal.extensions import db
from portal.forms import DeedForm, ReasonForm, options, seen_version
from portal.models import Account, Consent, ConsentKind
from portal.peopleloaders import load_account, load_consent
from portal.policy import Permission, Role
from portal.queries.accounts import all_accounts, all_sections, all_units, unit_by_id
from portal.queries.consents import Way, consents_about, waiting_for_office, way_to_link
from portal.queries.signins import second_factor_of
from portal.services import accounts as services
from portal.services import secondfactor
from portal.services.consents import ask_consent, move_consent
from portal.workflow import ConsentAction


@admin.get("/accounts/")
@requires(Permission.MANAGE_ACCOUNTS)
def accounts() -> ResponseReturnValue:
    """All accounts, filtered by name."""
    session, search = db.session(), request.args.get("q", "").strip()[:40]
    found = all_accounts(session, search)
    waiting = waiting_for_office(session)
    return hx.render("admin/accounts.html", "list", accounts=found, search=search, waiting=waiting)


def _link(found: Account, token: str) -> ResponseReturnValue:
    url = url_for("accounts.invitation", token=token, _external=True)
    about = consents_about(db.session(), found.id)
    checked = bool(about) and Role.office in found.roles and bool(about[0].code_hash)
    return hx.render("admin/invited.html", account=found, url=url, checked=checked)


def _tell_waiting() -> None:
    flash(_("“市政府办公室”角色须经一名市政府办公室人员同意，已报其办理，同意后生效"), "warning")


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
        content = services.AccountContent(
            login=form.login.data or "",
            name=form.name.data or "",
            telephone=form.telephone.data or "",
            unit=unit_by_id(session, form.unit.data) if form.unit.data else None,
            section=next((s for s in sections if s.id == form.section.data), None),
            roles=form.chosen_roles,
            email=form.email.data or "",
        )
        made.append(services.create_account(current.work(), content=content))

    if form.carried_out(create):
        account, token = made[0]
        if token:
            return _link(account, token)
        _tell_waiting()
        return hx.go(url_for("admin.account", account_id=account.id))
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
    waits: list[bool] = []
    if form.carried_out(
        lambda: waits.append(
            services.edit_account(
                current.work(),
                account=found,
                name=form.name.data or "",
                telephone=form.telephone.data or "",
                roles=form.chosen_roles,
                active=bool(form.active.data),
                version=seen_version(),
                email=form.email.data or "",
            )
        )
    ):
        flash(_("已保存"), "success")
        if waits[0]:
            _tell_waiting()
            return hx.go(url_for("admin.account", account_id=found.id))
        return hx.go(url_for("admin.accounts"))
    return _page(found, form)


def _page(found: Account, form: EditAccountForm) -> ResponseReturnValue:
    session = db.session()
    factor = second_factor_of(session, found.id)
    return hx.render(
        "admin/account.html",
        status=form.status,
        form=form,
        account=found,
        two_steps=factor is not None and factor.since is not None,
        consents=consents_about(session, found.id),
        way=way_to_link(session, found, current.moment()),
    )


@admin.route("/accounts/<int:account_id>/reset", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_account)
def reset(found: Account) -> ResponseReturnValue:
    """Void the password and give a new one-time link, once confirmed; for the office's own, ask first."""
    way = way_to_link(db.session(), found, current.moment())
    if way == Way.ask:
        return _ask(found, ConsentKind.reset_password)
    form = DeedForm()
    made: list[str] = []
    if form.carried_out(lambda: made.append(services.reset_password(current.work(), account=found))):
        return _link(found, made[0])
    return hx.render("admin/reset.html", status=form.status, form=form, account=found, way=way)


def _ask(found: Account, kind: ConsentKind) -> ResponseReturnValue:
    form = ReasonForm()
    if form.carried_out(
        lambda: ask_consent(current.work(), account=found, kind=kind, reason=form.reason.data or "")
    ):
        flash(_("已报市政府办公室，等待同意"), "success")
        return hx.go(url_for("admin.account", account_id=found.id))
    return hx.render("admin/ask.html", status=form.status, form=form, account=found, kind=kind)


@admin.route("/accounts/<int:account_id>/second-factor", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS, on=load_account)
def take_off_second_factor(found: Account) -> ResponseReturnValue:
    """Take the second step off for somebody who lost the device; for the office's own, ask first."""
    if Role.office in found.roles:
        return _ask(found, ConsentKind.take_off_second_factor)
    form = DeedForm()
    if form.carried_out(lambda: secondfactor.take_off_second_factor(current.work(), account=found)):
        flash(_("已取消%(name)s的两步验证；本人下次登录时会看到", name=found.name), "success")
        return hx.go(url_for("admin.account", account_id=found.id))
    return hx.render("admin/second_factor.html", status=form.status, form=form, account=found)


@admin.post("/consents/<int:consent_id>/withdraw")
@requires(Permission.MANAGE_ACCOUNTS, on=load_consent)
def withdraw_consent(found: Consent) -> ResponseReturnValue:
    """Take a question back that the office has not answered."""
    if DeedForm().validate_on_submit():
        move_consent(current.work(), consent=found, action=ConsentAction.withdraw, version=seen_version())
        flash(_("已撤回"), "success")
    return hx.go(url_for("admin.account", account_id=found.account_id))
