"""The codes of a second step, each good once: an authenticator's (RFC 6238), and those kept for its loss."""

import hmac
import secrets
import unicodedata
from datetime import datetime

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import RecoveryCode, SecondFactor
from portal.models.accounts import token_hash

STEP = 30
"""Seconds that one code stands for (RFC 6238, 4.1)."""

WINDOW = (-1, 0, 1)
"""The codes just before and after are taken too: clocks differ, and typing takes time (RFC 6238, 5.2)."""

RECOVERY_CODES = 10


def new_secret() -> str:
    """What the authenticator is given: 160 bits in base32."""
    return pyotp.random_base32()


def plain(typed: str) -> str:
    """A code as typed, in full width, with spaces or strokes between, as it is compared."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).lower() if sign.isalnum())


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The half minute whose code this is, near the moment and later than the last one taken; else None."""
    now = int(at.timestamp()) // STEP
    found = None
    for step in (now + offset for offset in WINDOW):
        fits = hmac.compare_digest(pyotp.HOTP(secret).at(step).encode(), plain(code).encode())
        if fits and step > after:
            found = step
    return found


def is_on(factor: SecondFactor | None) -> bool:
    """Whether the account signs in in two steps."""
    return factor is not None and factor.since is not None


def take_code(session: Session, factor: SecondFactor, code: str, at: datetime, now: datetime) -> str:
    """Use a code up: "code" for the authenticator's, "recovery" for one that was kept, "" for a wrong one."""
    step = step_of(factor.secret, code, at=at, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        return "code"
    kept = session.scalar(
        select(RecoveryCode).where(
            RecoveryCode.account_id == factor.account_id,
            RecoveryCode.code_hash == token_hash(plain(code)),
            RecoveryCode.used_at.is_(None),
        )
    )
    if kept is None:
        return ""
    kept.used_at = now
    return "recovery"


def new_recovery_code() -> str:
    """Twenty digits in fives: 66 bits, which a plain hash keeps; any telephone's keys can type it."""
    digits = f"{secrets.randbelow(10**20):020}"
    return "-".join(digits[start : start + 5] for start in range(0, 20, 5))
