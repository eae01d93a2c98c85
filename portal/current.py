"""What a request brings with it: who acts, when, from where. Asked once per request and kept."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from argon2 import PasswordHasher
from flask import current_app, g, request
from flask_login import current_user

from portal.clock import Clock, Workdays
from portal.extensions import db
from portal.models import LoginSession
from portal.policy import ANONYMOUS, Actor
from portal.queries.accounts import actor_of
from portal.queries.settings import Installation, installation_of
from portal.services.accounts import SignInRules
from portal.services.work import Work


def installation() -> Installation:
    """This database's own settings: whether it holds the demo, and how far its clock is moved on."""
    if "installation" not in g:
        g.installation = installation_of(db.session())
    found: Installation = g.installation
    return found


def moment() -> datetime:
    """The request's one moment, Asia/Shanghai; in a demo database moved on as its clock says."""
    if "moment" not in g:
        clock: Clock = current_app.extensions["clock"]
        g.moment = clock.now() + installation().clock_shift
    found: datetime = g.moment
    return found


def session_row() -> LoginSession | None:
    """The sign-in that this request belongs to, or None."""
    row = getattr(current_user, "row", None)
    return row if isinstance(row, LoginSession) else None


def actor() -> Actor:
    """Who acts: ANONYMOUS when nobody is signed in."""
    if "actor" not in g:
        row = session_row()
        g.actor = ANONYMOUS if row is None else actor_of(db.session(), row.account)
    found: Actor = g.actor
    return found


def work() -> Work:
    """What a change needs: everything that a service is called with."""
    return Work(
        session=db.session(),
        now=moment(),
        actor=actor(),
        origin=request.remote_addr or "",
        workdays=Workdays(),
        request_key=request.form.get("request_key", "")[:64],
    )


def new_request_key() -> str:
    """A key for a form that is shown now: the same form sent twice takes effect once."""
    return secrets.token_urlsafe(18)


def sign_in_rules() -> SignInRules:
    """The password rules of this installation."""
    config: Mapping[str, object] = current_app.config
    return SignInRules(
        hasher=_hasher(),
        attempts=int(str(config["LOGIN_ATTEMPTS"])),
        rest=current_app.config["LOGIN_REST"],
        minimum=int(str(config["PASSWORD_MINIMUM"])),
    )


def _hasher() -> PasswordHasher:
    if "hasher" not in current_app.extensions:
        current_app.extensions["hasher"] = PasswordHasher(**current_app.config["ARGON2"])
    found: PasswordHasher = current_app.extensions["hasher"]
    return found
