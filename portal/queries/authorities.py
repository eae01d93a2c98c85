"""Who may sign in a head's stead (授权代签), as the unit sees it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Account, SigningAuthority
from portal.policy import Role


def authorities_of(session: Session, unit_id: int) -> list[SigningAuthority]:
    """A unit's authorisations, the newest first, those that were revoked or ran out with them."""
    query = (
        select(SigningAuthority)
        .where(SigningAuthority.unit_id == unit_id)
        .order_by(SigningAuthority.id.desc())
    )
    return list(session.scalars(query))


def authority_for(session: Session, account_id: int | None, day: date) -> SigningAuthority | None:
    """Under which authorisation a person can sign on a day; the newest where there are several."""
    if account_id is None:
        return None
    query = (
        select(SigningAuthority)
        .where(SigningAuthority.account_id == account_id)
        .order_by(SigningAuthority.id.desc())
    )
    return next((one for one in session.scalars(query) if one.holds_on(day)), None)


def authority_by_id(session: Session, authority_id: int) -> SigningAuthority:
    """One authorisation; raises NotFound."""
    found = session.get(SigningAuthority, authority_id)
    if found is None:
        raise NotFound()
    return found


def who_could_sign(session: Session, unit_id: int, but: int | None) -> list[Account]:
    """The people of a unit whom its head can let sign: they fill in there, or lead it as well."""
    query = (
        select(Account)
        .where(Account.unit_id == unit_id, Account.active, Account.id != but)
        .order_by(Account.login)
    )
    return [one for one in session.scalars(query) if one.roles & {Role.reporter, Role.head}]
