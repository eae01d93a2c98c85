"""The way in: after the password a code where one is asked for, then to the page that was wanted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user

from portal import carried, current, hx, labels
from portal.accounts.forms import SecondStepForm
from portal.models import Account
from portal.sentwords import sent_fields
from portal.services.signins import Entered, password_mark
from portal.signin import SignedIn

WAITS = timedelta(minutes=5)
"""How long after the password its code may come."""

PLACE = "second_step"


@dataclass(frozen=True)
class Waiting:
    """Whose password was right a moment ago; kept in the browser, signed."""

    account_id: int
    mark: str
    at: float


def waiting() -> Waiting | None:
    """The first step that this browser made, if it was just now."""
    kept = session.get(PLACE)
    found = Waiting(*kept) if kept else None
    if found is None or _now().timestamp() - found.at > WAITS.total_seconds():
        return None
    return found


def _now() -> datetime:
    return current.real_moment()


def after_password(entered: Entered, sealed: str, goal: str) -> ResponseReturnValue:
    """In, or to the second step; `sealed` is a form that waits to go on (`portal.carried`)."""
    account = entered.account
    if account is None:
        raise RuntimeError("nobody entered")
    if entered.token:
        if entered.taken_off_at is not None:
            _tell_taken_off(entered.taken_off_at)
        return let_in(account, entered.token, sealed, goal)
    session[PLACE] = [account.id, password_mark(account), _now().timestamp()]
    if sealed:
        return ask_for_code(SecondStepForm(None), sealed)
    return hx.go(url_for("accounts.sign_in_code", next=request.args.get("next")))


def _tell_taken_off(at: datetime) -> None:
    words = _(
        "系统管理员已于 %(at)s 取消您的两步验证，原来的验证器和恢复码都已作废。"
        "不是您要求的，请立即更改密码并联系系统管理员。",
        at=labels.moment(at),
    )
    flash(words, "warning")


def ask_for_code(form: SecondStepForm, sealed: str) -> ResponseReturnValue:
    """The page of the second step."""
    return hx.render("accounts/second_step.html", status=form.status, form=form, sealed=sealed)


def let_in(account: Account, token: str, sealed: str, goal: str) -> ResponseReturnValue:
    """Into the portal: to the form that waited, else to the page that was wanted."""
    session.pop(PLACE, None)
    login_user(SignedIn(token))
    held = carried.unseal(sealed, account.id)
    if held is not None:
        shown = sent_fields(dict(held.fields))
        return hx.render("accounts/resume.html", carried=held, shown=shown)
    return hx.go(goal)
