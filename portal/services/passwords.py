"""Passwords: how they are hashed and checked, what a new one must be, how many wrong ones are borne."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.errors import Invalid
from portal.models import Account, Setting
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
    minimum: int = 10

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
    if len(password) < rules.minimum:
        raise Invalid("密码至少 %(minimum)s 个字符", field="password", minimum=rules.minimum)
    if password.lower() == account.login.lower():
        raise Invalid("密码不能与登录名相同", field="password")
    if password == DEMO_PASSWORD and work.session.get(Setting, DEMO) is None:
        raise Invalid("这是公开的演示密码，不能使用", field="password")
    account.password_hash = rules.hasher.hash(password)
    account.failed_logins = 0
    account.locked_until = None
