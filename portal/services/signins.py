"""Signing in and out. A sign-in is a row that can end: by hand, by a new password, by time."""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Account, LoginSession, SecondFactor, Setting
from portal.models.accounts import token_hash
from portal.services.codes import is_on, take_code
from portal.services.passwords import DEMO_PASSWORD, SignInRules
from portal.services.settings import DEMO
from portal.services.work import Work, service

SEEN_EVERY = timedelta(minutes=5)


class Entered(NamedTuple):
    """What an attempt led to: nothing, or the account with its token; "" where a code is still asked for.

    `taken_off_at`: when the admin took the second step off, for the person to be told, once.
    """

    account: Account | None = None
    token: str = ""
    taken_off_at: datetime | None = None


def sign_in(work: Work, *, rules: SignInRules, login: str, password: str) -> Entered:
    """Check name and password. Who signs in in two steps is let in by `confirm_sign_in` only.

    Unknown name, wrong password, disabled and resting account look and take the same; each attempt
    is one audit row. The slow hash is computed before the write transaction, so that nobody waits.
    """
    account = work.session.scalar(select(Account).where(Account.login == login))
    tried = account.password_hash if account else ""
    fits = rules.matches(tried, password)
    if password == DEMO_PASSWORD and work.session.get(Setting, DEMO) is None:
        fits = False
    return _enter(work, rules=rules, login=login, account=account, tried=tried if fits else None)


@service
def _enter(
    work: Work, *, rules: SignInRules, login: str, account: Account | None, tried: str | None
) -> Entered:
    if account is None or account.password_hash != tried or not _may_enter(work, account):
        _count_failure(work, rules, account)
        work.audit("sign_in_failed", account or "accounts/unknown", after={"login": login[:40]})
        return Entered()
    factor = work.session.get(SecondFactor, account.id)
    if is_on(factor):
        # The wrong ones stay counted: a known password must not buy further guesses at the code.
        work.audit("sign_in_first_step", account, by=account.id)
        return Entered(account)
    token = _open(work, account)
    told = factor.taken_off_at if factor else None
    if factor is not None:
        factor.taken_off_at = None
    work.audit("sign_in", account, by=account.id)
    return Entered(account, token, told)


def password_mark(account: Account) -> str:
    """What a first step is tied to: it is void once the password is another."""
    return token_hash(account.password_hash)[:16]


@service
def confirm_sign_in(
    work: Work, *, rules: SignInRules, account_id: int, mark: str, code: str, at: datetime
) -> Entered:
    """The second step: a code of the authenticator, or one that was kept. A wrong one counts as an attempt.

    `mark`: the password's, as it was at the first step. `at`: the moment by the authenticator's clock.
    """
    account = work.session.get(Account, account_id)
    factor = work.session.get(SecondFactor, account_id)
    how = ""
    if account and factor and is_on(factor) and _may_enter(work, account) and mark == password_mark(account):
        how = take_code(work.session, factor, code, at, work.now)
    if account is None or not how:
        _count_failure(work, rules, account)
        login = account.login if account else ""
        work.audit("sign_in_failed", account or "accounts/unknown", after={"login": login, "step": 2})
        return Entered()
    token = _open(work, account)
    work.audit("sign_in", account, after={"second_step": how}, by=account.id)
    return Entered(account, token)


def _may_enter(work: Work, account: Account) -> bool:
    return account.active and (account.locked_until is None or account.locked_until <= work.now)


def _open(work: Work, account: Account) -> str:
    account.failed_logins = 0
    account.locked_until = None
    token = secrets.token_urlsafe(32)
    work.session.add(
        LoginSession(
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=work.now,
            last_seen_at=work.now,
            origin=work.origin,
        )
    )
    return token


def _count_failure(work: Work, rules: SignInRules, account: Account | None) -> None:
    if account is None:
        return
    account.failed_logins += 1
    if account.failed_logins >= rules.attempts:
        account.failed_logins = 0
        account.locked_until = work.now + rules.rest


def note_seen(session: Session, sign_in_id: int, last_seen_at: datetime, now: datetime) -> None:
    """Keep a sign-in alive while it is used. The one write that a GET may make, and no one's decision.

    Written at most every few minutes, so that reading stays reading.
    """
    if now - last_seen_at >= SEEN_EVERY:
        session.execute(update(LoginSession).where(LoginSession.id == sign_in_id).values(last_seen_at=now))
        session.commit()


@service
def sign_out(work: Work, *, sign_in_id: int) -> None:
    """End a sign-in on the server, so that a copied cookie is dead too."""
    row = work.session.get_one(LoginSession, sign_in_id)
    row.ended_at = work.now
    work.audit("sign_out", row)


def end_sessions(work: Work, account: Account, *, but: int | None = None) -> int:
    """End the account's sign-ins, all `but` one; gives how many. A part of a service."""
    ended = work.session.execute(
        update(LoginSession)
        .where(
            LoginSession.account_id == account.id,
            LoginSession.ended_at.is_(None),
            LoginSession.id != (but or 0),
        )
        .values(ended_at=work.now)
        .returning(LoginSession.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


@service
def end_sign_in(work: Work, *, sign_in_id: int) -> None:
    """End one of one's own sign-ins from another one. Raises NotFound for another's or an ended one."""
    row = work.session.get(LoginSession, sign_in_id)
    if row is None or row.account_id != work.account_id or row.ended_at is not None:
        raise NotFound()
    row.ended_at = work.now
    work.audit("end_sign_in", row, after={"origin": row.origin})


@service
def end_other_sign_ins(work: Work, *, account: Account, here: int) -> None:
    """End all of one's own sign-ins but the one at hand."""
    ended = end_sessions(work, account, but=here)
    work.audit("end_other_sign_ins", account, after={"ended": ended})
