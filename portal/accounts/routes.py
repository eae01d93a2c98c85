"""Signing in and out, setting one's password."""

from datetime import timedelta

from flask import current_app, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import logout_user

from portal import current, frame, hx
from portal.access import public, requires
from portal.accounts import steps, twosteps
from portal.accounts.blueprint import accounts
from portal.accounts.forms import (
    ChangePasswordForm,
    CheckedPasswordForm,
    NewPasswordForm,
    SecondStepForm,
    SignInForm,
)
from portal.extensions import db
from portal.forms import DeedForm
from portal.labels import moment
from portal.models import LoginSession
from portal.peopleloaders import load_own_sign_in
from portal.policy import Permission
from portal.queries.signins import asks_for_code, own_sign_ins
from portal.queries.trail import done_by_others
from portal.services import accounts as services
from portal.services import signins
from portal.trailwords import action_title

__all__ = ["accounts", "twosteps"]


@accounts.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; afterwards to the page that was asked for, else to one's own desk."""
    if current.sign_in() is not None and request.method == "GET":
        return hx.go(_goal() if request.args.get("next") else frame.home_url())
    sealed = g.get("carried") or request.form.get("carried", "")
    form = SignInForm(None) if "carried" in g else SignInForm()
    if "carried" not in g and form.validate_on_submit():
        entered = signins.sign_in(
            current.work(),
            rules=current.sign_in_rules(),
            login=form.login.data or "",
            password=form.password.data or "",
        )
        if entered.account is not None:
            return steps.after_password(entered, sealed, _goal())
        form.add_fault("", _("登录名或密码不正确；连续输错会暂停登录一段时间"))
    return hx.render("accounts/sign_in.html", status=form.status, form=form, sealed=sealed)


def _goal() -> str:
    """The address that the person wanted before signing in: one of ours, else the start."""
    goal = request.args.get("next", "")
    if goal.startswith("/") and not goal.startswith(("//", "/\\")):
        return goal
    return url_for("accounts.start")


@accounts.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> ResponseReturnValue:
    """The second step of signing in: a code. Without a first step, or long after it, back to the start."""
    waiting = steps.waiting()
    if waiting is None:
        if request.method == "POST":
            flash(_("验证码没有及时输入，请重新登录"), "warning")
        return hx.go(url_for("accounts.sign_in", next=request.args.get("next")))
    sealed = request.form.get("carried", "")
    form = SecondStepForm()
    if form.validate_on_submit():
        entered = signins.confirm_sign_in(
            current.work(),
            rules=current.sign_in_rules(),
            account_id=waiting.account_id,
            mark=waiting.mark,
            code=form.code.data or "",
            at=current.real_moment(),
        )
        if entered.account is not None:
            return steps.let_in(entered.account, entered.token, sealed, _goal())
        form.add_fault("code", _("验证码不正确或已用过；连续输错会暂停登录一段时间"))
    return steps.ask_for_code(form, sealed)


@accounts.get("/start")
@requires(Permission.USE_OWN_ACCOUNT)
def start() -> ResponseReturnValue:
    """To the first desk that is the person's own."""
    return hx.go(frame.home_url())


@accounts.post("/sign-out")
@requires(Permission.USE_OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this sign-in on the server and in the browser."""
    here = current.sign_in()
    if here is not None and DeedForm().validate_on_submit():
        signins.sign_out(current.work(), sign_in_id=here.id)
    logout_user()
    flash(_("已退出登录"), "success")
    gone = hx.go(url_for("public.home"))
    gone.headers["Clear-Site-Data"] = '"cache", "storage"'  # previews of evidence, texts not yet saved
    return gone


@accounts.get("/account")
@requires(Permission.USE_OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """One's own account: where it is signed in, and the way to a new password."""
    config = current_app.config
    lines = own_sign_ins(
        db.session(),
        current.actor().account_id or 0,
        _here(),
        current.moment(),
        idle=config["SESSION_IDLE"],
        absolute=config["SESSION_ABSOLUTE"],
    )
    limits = (
        config["SESSION_IDLE"] // timedelta(minutes=1),
        config["SESSION_ABSOLUTE"] // timedelta(hours=1),
    )
    here = current.sign_in()
    others = [
        (moment(row.at), row.account.name if row.account else _("系统"), action_title(row.action), "")
        for row in done_by_others(db.session(), current.actor().account_id or 0)
    ]
    return hx.render(
        "accounts/own.html",
        lines=lines,
        limits=limits,
        account=current.account(),
        others=others,
        two_steps=here is not None and here.two_steps,
    )


def _here() -> int:
    """The id of the sign-in at hand."""
    here = current.sign_in()
    return here.id if here else 0


@accounts.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(Permission.USE_OWN_ACCOUNT, on=load_own_sign_in)
def end_sign_in(found: LoginSession) -> ResponseReturnValue:
    """End one of one's own sign-ins; ending the one at hand is signing out."""
    if DeedForm().validate_on_submit():
        here = found.id == _here()
        signins.end_sign_in(current.work(), sign_in_id=found.id)
        if here:
            logout_user()
            flash(_("已退出登录"), "success")
            return hx.go(url_for("public.home"))
        flash(_("已结束这处登录"), "success")
    return hx.go(url_for("accounts.own"))


@accounts.post("/account/sign-ins/end-others")
@requires(Permission.USE_OWN_ACCOUNT)
def end_other_sign_ins() -> ResponseReturnValue:
    """End all of one's own sign-ins but the one at hand."""
    if DeedForm().validate_on_submit():
        signins.end_other_sign_ins(current.work(), account=current.account(), here=_here())
        flash(_("其他登录都已结束"), "success")
    return hx.go(url_for("accounts.own"))


@accounts.route("/password", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def password() -> ResponseReturnValue:
    """Change one's own password; all other sign-ins end."""
    form = ChangePasswordForm()
    if form.carried_out(
        lambda: services.change_password(
            current.work(),
            rules=current.sign_in_rules(),
            account=current.account(),
            current=form.current.data or "",
            password=form.password.data or "",
            here=_here(),
        )
    ):
        flash(_("密码已更改，其他登录都已结束"), "success")
        return hx.go(url_for("accounts.own"))
    return hx.render(
        "accounts/password.html",
        status=form.status,
        form=form,
        hint=current.sign_in_rules().profile.hint,
        expired=current.password_expired(),
    )


@accounts.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> ResponseReturnValue:
    """Set the password through a one-time link; an office account's asks for a colleague's code too."""
    checked = asks_for_code(db.session(), token)
    form = CheckedPasswordForm() if checked else NewPasswordForm()
    if form.carried_out(
        lambda: services.accept_invitation(
            current.work(),
            rules=current.sign_in_rules(),
            token=token,
            password=form.password.data or "",
            check=request.form.get("check", "")[:40],
        )
    ):
        flash(_("密码已设置，请登录"), "success")
        return hx.go(url_for("accounts.sign_in"))
    return hx.render(
        "accounts/invitation.html", status=form.status, form=form, hint=current.sign_in_rules().profile.hint
    )
