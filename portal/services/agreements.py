"""An office person agrees: the role is granted, or the way into a colleague's account is opened."""

import secrets

from portal.errors import NotFound
from portal.models import Account, AccountRole, Consent, ConsentKind
from portal.models.accounts import token_hash
from portal.policy import Permission, Role, allows
from portal.services.accounts import AccountContent
from portal.services.codes import plain
from portal.services.secondfactor import forget_second_factor
from portal.services.signins import end_sessions
from portal.services.work import Work, check_version, service
from portal.workflow import CONSENT, ConsentAction, step

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What a code is made of: nothing that is mistaken for something else on paper."""


def new_check_code() -> str:
    """Twelve signs in fours: 59 bits, of no use without the link."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(12))
    return "-".join(signs[start : start + 4] for start in range(0, 12, 4))


@service
def agree(work: Work, *, consent: Consent, version: int) -> str:
    """Agree. Gives the code that goes to the person by the hand of who agreed, "" where none is needed.

    Raises NotFound for one's own account, Invalid where the person can no longer hold the role.
    """
    check_version(consent, version)
    if not allows(work.actor, Permission.CONSENT_TO_ACCOUNT, consent):
        raise NotFound()
    consent.state = step(CONSENT, consent.state, ConsentAction.agree)
    consent.decided_by_id, consent.decided_at = work.account_id, work.now
    account, code = consent.account, ""
    if consent.kind == ConsentKind.take_off_second_factor:
        forget_second_factor(work, account)
        end_sessions(work, account)
    elif consent.kind == ConsentKind.reset_password or not account.password_hash:
        code = new_check_code()
        consent.code_hash = token_hash(plain(code))
    if consent.kind == ConsentKind.grant_office:
        _grant_office(work, account)
    work.audit("agree_consent", account, after={"consent": consent.kind, "roles": sorted(account.roles)})
    return code


def _grant_office(work: Work, account: Account) -> None:
    roles = account.roles | {Role.office}
    content = AccountContent(account.login, account.name, "", account.unit, account.section, roles)
    content.check()
    account.role_rows.append(AccountRole(role=Role.office))
    work.session.flush()
    end_sessions(work, account)
