"""What a request brings with it: who acts, when, from where. Asked once per request and kept."""

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from argon2 import PasswordHasher
from flask import current_app, g, request
from flask_login import current_user

from portal.clock import Clock
from portal.extensions import db
from portal.known import Known
from portal.models import Account
from portal.policy import ANONYMOUS, Actor
from portal.queries.accounts import Person, SignIn, State, account_by_id, person_of, state_of
from portal.queries.settings import Installation, installation_of
from portal.queries.trail import took_effect
from portal.services.passwordrules import PROFILES
from portal.services.passwords import SignInRules
from portal.services.work import Work

T = TypeVar("T")


def _state() -> State:
    if "state_of_data" not in g:
        g.state_of_data = state_of(db.session())
    found: State = g.state_of_data
    return found


def state_of_data() -> str:
    """The hash at the trail's head when this request began to read."""
    return _state().head


def begin_at(state: State) -> None:
    """The sign-in was read together with the state of the data: it need not be asked for once more."""
    g.state_of_data = state


def known(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, from memory while nothing has changed since it was last read."""
    memory: Known = current_app.extensions["known"]
    return memory.at(state_of_data(), what, read)


def settled(what: Hashable, read: Callable[[], T]) -> T:
    """The same for what is read from the tables of the frame alone (`Revision`): a day's work leaves it.

    A change of rights, years, panels, units or settings is known to the next request, in every process.
    """
    memory: Known = current_app.extensions["settled"]
    return memory.at(_state().frame, what, read)


def installation() -> Installation:
    """This database's own settings: whether it holds the demo, and how far its clock is moved on."""
    if "installation" not in g:
        g.installation = settled("installation", lambda: installation_of(db.session()))
    found: Installation = g.installation
    return found


def moment() -> datetime:
    """The request's one moment, Asia/Shanghai; in a demo database moved on as its clock says."""
    if "moment" not in g:
        clock: Clock = current_app.extensions["clock"]
        g.moment = clock.now() + installation().clock_shift
    found: datetime = g.moment
    return found


def real_moment() -> datetime:
    """The moment that other machines have too, an authenticator for one: a demo's clock does not move it."""
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def sign_in() -> SignIn | None:
    """The sign-in that this request belongs to, or None."""
    found: SignIn | None = getattr(current_user, "sign_in", None)
    return found


def person() -> Person | None:
    """Who is signed in, or None."""
    if "person" not in g:
        here = sign_in()
        g.person = here and settled(
            ("person", here.account_id), lambda: person_of(db.session(), here.account_id)
        )
    found: Person | None = g.person
    return found


def actor() -> Actor:
    """Who acts: ANONYMOUS when nobody is signed in."""
    who = person()
    if who is None:
        return ANONYMOUS
    # Only an authorisation to sign asks for the day: it is not kept with the rest, since it goes on.
    return replace(who.actor, on=moment().date()) if who.actor.signs_within else who.actor


def needs_two_steps() -> bool:
    """Whether one of the person's roles must sign in in two steps (KAOPING_SECOND_FACTOR_ROLES)."""
    return bool(current_app.config["SECOND_FACTOR_ROLES"] & actor().roles)


def lacks_second_step() -> bool:
    """Whether the person must set the second step up before anything else."""
    here = sign_in()
    return here is not None and not here.two_steps and needs_two_steps()


def password_expired() -> bool:
    """Whether the person must set a new password before anything else, as the installation's profile says."""
    here, expires = sign_in(), sign_in_rules().profile.expires
    if here is None or expires is None:
        return False
    return here.password_set_at is None or moment() - here.password_set_at > expires


def account() -> Account:
    """The account of the person who acts; raises NotFound when nobody is signed in."""
    return account_by_id(db.session(), actor().account_id or 0)


def work() -> Work:
    """What a change needs: everything that a service is called with."""
    return Work(
        session=db.session(),
        now=moment(),
        actor=actor(),
        origin=request.remote_addr or "",
        request_key=_sent_key(),
    )


def _sent_key() -> str:
    return request.form.get("request_key", "")[:64]


def took_effect_before() -> bool:
    """Whether this very form took effect already, sent by the same person."""
    return request.method == "POST" and took_effect(db.session(), _sent_key(), actor().account_id)


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
        profile=PROFILES[str(config["PASSWORD_PROFILE"])],
    )


def _hasher() -> PasswordHasher:
    if "hasher" not in current_app.extensions:
        current_app.extensions["hasher"] = PasswordHasher(**current_app.config["ARGON2"])
    found: PasswordHasher = current_app.extensions["hasher"]
    return found
