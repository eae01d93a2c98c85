"""What the general office's people were asked to agree to, and which way to a one-time link is open."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Account, AccountRole, Consent, ConsentKind
from portal.policy import Role
from portal.workflow import ConsentState

HOLDS = timedelta(days=7)
"""How long an agreement can be used that has not been yet."""

STANDING = (ConsentState.agreed, ConsentState.carried_out)


class Way(StrEnum):
    """What stands between the administrator and an account's one-time link."""

    free = "free"  # nothing
    ask = "ask"  # nobody was asked
    waiting = "waiting"
    agreed = "agreed"


def consents_of(session: Session, limit: int = 200) -> list[Consent]:
    """What was asked, what waits first, then the newest."""
    waits = (Consent.state == ConsentState.asked).desc()
    return list(session.scalars(select(Consent).order_by(waits, Consent.id.desc()).limit(limit)))


def consents_about(session: Session, account_id: int) -> list[Consent]:
    """What was asked about one account, the newest first."""
    query = select(Consent).where(Consent.account_id == account_id).order_by(Consent.id.desc())
    return list(session.scalars(query))


def consent_by_id(session: Session, consent_id: int) -> Consent:
    """One of them; raises NotFound."""
    found = session.get(Consent, consent_id)
    if found is None:
        raise NotFound()
    return found


def count_waiting(session: Session) -> int:
    """How many wait for an answer."""
    query = select(func.count()).select_from(Consent).where(Consent.state == ConsentState.asked)
    return session.scalar(query) or 0


def waiting_for_office(session: Session) -> frozenset[int]:
    """The accounts that are to hold the office's role and wait for its consent."""
    query = select(Consent.account_id).where(
        Consent.state == ConsentState.asked, Consent.kind == ConsentKind.grant_office
    )
    return frozenset(session.scalars(query))


def office_exists(session: Session) -> bool:
    """Whether anybody holds the office's role: then no other gets it without one of them."""
    return session.scalar(select(AccountRole.account_id).where(AccountRole.role == Role.office)) is not None


def office_without(session: Session, account_id: int) -> bool:
    """Whether another active person than this one holds the office's role and can sign in."""
    query = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            AccountRole.role == Role.office,
            Account.id != account_id,
            Account.active,
            Account.password_hash != "",
        )
        .limit(1)
    )
    return session.scalar(query) is not None


def usable(session: Session, account: Account, now: datetime) -> Consent | None:
    """The agreement that a one-time link of an office account can rest on, if there is one.

    While no password is set the last one holds on, so that a lost link can be made anew; a password
    that is set is only given up for an agreement that was not used yet.
    """
    kinds = (ConsentKind.grant_office, ConsentKind.reset_password)
    last = next((one for one in consents_about(session, account.id) if one.kind in kinds), None)
    if last is None or last.state not in STANDING:
        return None
    if not account.password_hash:
        return last
    fresh = last.decided_at is not None and now - last.decided_at <= HOLDS
    return last if fresh and last.state == ConsentState.agreed and last.code_hash else None


def way_to_link(session: Session, account: Account, now: datetime) -> Way:
    """Whether the administrator can make a one-time link for the account now."""
    about = consents_about(session, account.id)
    opening = (ConsentKind.grant_office, ConsentKind.reset_password)
    waits = any(one.state == ConsentState.asked and one.kind in opening for one in about)
    if Role.office not in account.roles:
        # Who is to hold the office's role and has no password yet gets no link before the role.
        return Way.waiting if waits and not account.password_hash else Way.free
    if waits:
        return Way.waiting
    if usable(session, account, now):
        return Way.agreed
    founding = bool(about) and about[-1].state == ConsentState.founding
    return Way.free if founding and len(about) == 1 and not account.password_hash else Way.ask
