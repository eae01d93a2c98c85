"""One's own second step: set up with an authenticator, recovery codes, switched off."""

from typing import Any

import pyotp
import segno
from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from portal import current, hx
from portal.access import requires
from portal.accounts.blueprint import accounts
from portal.accounts.forms import CodeForm, OwnPasswordForm
from portal.extensions import db
from portal.forms import DeedForm
from portal.models import SecondFactor
from portal.policy import Permission
from portal.queries.signins import recovery_codes_left, second_factor_of
from portal.services import secondfactor as services


@accounts.route("/account/second-factor", methods=["GET", "POST"])
@requires(Permission.USE_OWN_ACCOUNT)
def second_factor() -> ResponseReturnValue:
    """Where the second step stands; a first code sent here switches it on."""
    account = current.account()
    form = CodeForm()
    codes: list[str] = []
    here = current.sign_in()
    if form.carried_out(
        lambda: codes.extend(
            services.switch_on_second_factor(
                current.work(),
                account=account,
                code=form.code.data or "",
                at=current.real_moment(),
                here=here.id if here else None,
            )
        )
    ):
        return hx.render("accounts/recovery_codes.html", codes=codes, first=True)
    return _page(form, OwnPasswordForm(None))


def _page(form: CodeForm, password_form: OwnPasswordForm) -> ResponseReturnValue:
    account = current.account()
    factor = second_factor_of(db.session(), account.id)
    required = current.needs_two_steps()
    shown: dict[str, Any] = {"form": form, "password_form": password_form, "required": required}
    if factor is not None and factor.since is not None:
        left = recovery_codes_left(db.session(), account.id)
        shown |= {"since": factor.since, "left": left}
    elif factor is not None and factor.secret:
        shown |= {"secret": _in_fours(factor.secret), "picture": _picture(factor, account.login)}
    status = max(form.status, password_form.status)
    return hx.render("accounts/second_factor.html", status=status, **shown)


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _picture(factor: SecondFactor, login: str) -> Markup:
    """What an authenticator reads with its camera; made here, so that the secret goes nowhere else."""
    issuer = current.installation().issuer or _("考评")
    address = pyotp.TOTP(factor.secret).provisioning_uri(name=login, issuer_name=issuer)
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff")
    return Markup(drawn)  # noqa: S704 - drawn by the library, numbers only


@accounts.post("/account/second-factor/begin")
@requires(Permission.USE_OWN_ACCOUNT)
def begin_second_factor() -> ResponseReturnValue:
    """A new secret to set the authenticator up with."""
    if DeedForm().validate_on_submit():
        services.begin_second_factor(current.work(), account=current.account())
    return hx.go(url_for("accounts.second_factor"))


@accounts.post("/account/second-factor/change")
@requires(Permission.USE_OWN_ACCOUNT)
def change_second_factor() -> ResponseReturnValue:
    """With the password: new recovery codes, or off (`deed`)."""
    form = OwnPasswordForm()
    off = request.form.get("deed") == "off"
    codes: list[str] = []

    def carry_out() -> None:
        given: dict[str, Any] = {
            "rules": current.sign_in_rules(),
            "account": current.account(),
            "password": form.password.data or "",
        }
        if off:
            required = current.needs_two_steps()
            services.switch_off_second_factor(current.work(), **given, required=required)
        else:
            codes.extend(services.renew_recovery_codes(current.work(), **given))

    if not form.carried_out(carry_out):
        return _page(CodeForm(None), form)
    if off:
        flash(_("两步验证已关闭，以后只凭密码登录"), "success")
        return hx.go(url_for("accounts.own"))
    return hx.render("accounts/recovery_codes.html", codes=codes, first=False)
