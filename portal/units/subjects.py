"""What the unit's own routes are about, beside its self-assessments and facts: its head's authorisations."""

from dataclasses import dataclass

from portal import current
from portal.errors import NotFound
from portal.extensions import db
from portal.loaders import load_year
from portal.models import SigningAuthority, Unit, Year
from portal.queries import accounts, authorities


@dataclass(frozen=True)
class OwnUnit:
    """The person's own unit, in the year in view."""

    year: Year
    unit: Unit

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.unit.id


def load_own_unit(year: int) -> OwnUnit:
    """The person's own unit; raises NotFound for who belongs to none."""
    found, unit_id = load_year(year), current.actor().unit_id
    if unit_id is None:
        raise NotFound()
    return OwnUnit(found, accounts.unit_by_id(db.session(), unit_id))


@dataclass(frozen=True)
class AuthoritySubject:
    """An authorisation to sign, in the year in view."""

    year: Year
    authority: SigningAuthority

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.authority.unit_id


def load_authority(year: int, authority_id: int) -> AuthoritySubject:
    """An authorisation to sign in a head's stead."""
    return AuthoritySubject(load_year(year), authorities.authority_by_id(db.session(), authority_id))
