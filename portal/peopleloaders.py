"""From an address to accounts, sign-ins, units and the lists that bring them."""

from portal import current
from portal.errors import NotFound
from portal.extensions import db
from portal.models import Account, Consent, LoginSession, Roster, Succession, Unit
from portal.queries import accounts, consents, rosters, signins, successions
from portal.workflow import RosterState


def load_account(account_id: int) -> Account:
    """An account."""
    return accounts.account_by_id(db.session(), account_id)


def load_own_sign_in(sign_in_id: int) -> LoginSession:
    """A sign-in of the person's own; another's is not there."""
    return signins.own_sign_in(db.session(), sign_in_id, current.actor().account_id)


def load_unit(unit_id: int) -> Unit:
    """A judged unit."""
    return accounts.unit_by_id(db.session(), unit_id)


def load_roster(roster_id: int) -> Roster:
    """A list of units and accounts that the office brought."""
    return rosters.roster_by_id(db.session(), roster_id)


def load_roster_put_forward(roster_id: int) -> Roster:
    """The same as the administrator may have it: what the office only looks at is not there."""
    found = load_roster(roster_id)
    if found.state == RosterState.kept:
        raise NotFound()
    return found


def load_succession(succession_id: int) -> Succession:
    """A change of units."""
    return successions.succession_by_id(db.session(), succession_id)


def load_consent(consent_id: int) -> Consent:
    """What an office person is asked to agree to."""
    return consents.consent_by_id(db.session(), consent_id)
