"""Passwords: how they are hashed and checked, what a new one must be, how many wrong ones are borne."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select

from portal.errors import Invalid
from portal.models import Account, PasswordSet, Setting
from portal.services.passwordrules import ASVS, Candidate, Profile
from portal.services.settings import DEMO
from portal.services.work import Work

DEMO_PASSWORD = "kaoping-2013"  # noqa: S105 - public on purpose, see below
"""The demo accounts' password. Outside a demo database it is neither set nor accepted."""


@dataclass(frozen=True)
class SignInRules:
    """How passwords are hashed and how many wrong ones are borne."""

    hasher: PasswordHasher
    attempts: int = 5
    rest: timedelta = timedelta(minutes=15)
    profile: Profile = ASVS

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether the password fits; takes as long for an account that has none."""
        try:
            return self.hasher.verify(password_hash or _nobody(self.hasher), password)
        except (VerificationError, InvalidHashError):
            return False


_nobodies: dict[PasswordHasher, str] = {}


def _nobody(hasher: PasswordHasher) -> str:
    if hasher not in _nobodies:
        _nobodies[hasher] = hasher.hash(secrets.token_hex(16))
    return _nobodies[hasher]


def set_password(work: Work, rules: SignInRules, account: Account, password: str) -> None:
    """Give the account a new password: a part of a service. Raises Invalid for one that is too weak."""
    demo = work.session.get(Setting, DEMO) is not None
    if password == DEMO_PASSWORD and not demo:
        raise Invalid("这是公开的演示密码，不能使用", field="password")
    if not (password == DEMO_PASSWORD and demo):
        fault = rules.profile.fault(_candidate(work, rules, account, password))
        if fault is not None:
            raise Invalid(fault.message, field="password", **fault.values)
    account.password_hash = rules.hasher.hash(password)
    account.failed_logins = 0
    account.locked_until = None
    _remember(work, rules, account)


def _candidate(work: Work, rules: SignInRules, account: Account, password: str) -> Candidate:
    installation = work.session.scalars(
        select(Setting.value).where(Setting.name.in_(("city", "issuer"))).order_by(Setting.name)
    )
    earlier = [row.password_hash for row in _last_ones(work, account) if row.password_hash]
    kept = list(dict.fromkeys([account.password_hash, *earlier] if account.password_hash else earlier))
    return Candidate(
        password,
        account.login,
        names=(*installation, account.home_name, account.name),
        used=any(rules.matches(one, password) for one in kept[: rules.profile.remembers]),
    )


def _last_ones(work: Work, account: Account) -> Sequence[PasswordSet]:
    newest = PasswordSet.id.desc()
    query = select(PasswordSet).where(PasswordSet.account_id == account.id).order_by(newest)
    return work.session.scalars(query).all()


def _remember(work: Work, rules: SignInRules, account: Account) -> None:
    """Note when, and keep of the older ones no more than the profile remembers."""
    hashed = account.password_hash if rules.profile.remembers else ""
    work.session.add(PasswordSet(account_id=account.id, set_at=work.now, password_hash=hashed))
    work.session.flush()
    for row in _last_ones(work, account)[max(rules.profile.remembers, 1) :]:
        work.session.delete(row)
