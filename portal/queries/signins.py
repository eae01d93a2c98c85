"""One's own sign-ins and second step, as one's own page shows them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Invitation, LoginSession, RecoveryCode, SecondFactor
from portal.models.accounts import token_hash


@dataclass(frozen=True)
class SignInLine:
    """A sign-in that still holds: since when, last used when, from where, and whether it is this one."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    origin: str
    here: bool


def own_sign_ins(
    session: Session, account_id: int, here: int, now: datetime, *, idle: timedelta, absolute: timedelta
) -> list[SignInLine]:
    """The account's sign-ins that neither ended nor rested too long nor grew too old; this one first."""
    rows = session.execute(
        select(LoginSession.id, LoginSession.created_at, LoginSession.last_seen_at, LoginSession.origin)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at >= now - idle,
            LoginSession.created_at >= now - absolute,
        )
        .order_by((LoginSession.id == here).desc(), LoginSession.last_seen_at.desc(), LoginSession.id.desc())
    )
    return [SignInLine(row.id, row.created_at, row.last_seen_at, row.origin, row.id == here) for row in rows]


def own_sign_in(session: Session, sign_in_id: int, account_id: int | None) -> LoginSession:
    """One of the account's own sign-ins that was not ended; raises NotFound for any other."""
    found = session.get(LoginSession, sign_in_id)
    if found is None or found.account_id != account_id or found.ended_at is not None:
        raise NotFound()
    return found


def second_factor_of(session: Session, account_id: int) -> SecondFactor | None:
    """The account's authenticator, confirmed or not; None where none was ever set up."""
    return session.get(SecondFactor, account_id)


def recovery_codes_left(session: Session, account_id: int) -> int:
    """How many of the account's recovery codes were not used yet."""
    query = select(func.count(RecoveryCode.id)).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(query) or 0


def asks_for_code(session: Session, token: str) -> bool:
    """Whether a one-time link sets a password only with the code that a colleague hands over."""
    check = session.scalar(select(Invitation.check_hash).where(Invitation.token_hash == token_hash(token)))
    return bool(check)
