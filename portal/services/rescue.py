"""The way in when nobody in the portal can open it: at the server, with the reason, on record."""

from portal.errors import Invalid, NotFound, Refused
from portal.models import Account, SecondFactor
from portal.services.accounts import let_in_anew
from portal.services.codes import is_on
from portal.services.secondfactor import forget_second_factor
from portal.services.signins import end_sessions
from portal.services.work import Work, service


@service
def reset_at_the_server(work: Work, *, account: Account | None, reason: str) -> str:
    """Void a password; gives the token of a one-time link. Needs no consent: the server has all."""
    found = _must_be_told(account, reason)
    token = let_in_anew(work, found)
    work.audit("reset_at_the_server", found, reason=reason)
    return token


@service
def take_off_at_the_server(work: Work, *, account: Account | None, reason: str) -> None:
    """Take the second step off for who lost the device and the codes; told at the next sign-in."""
    found = _must_be_told(account, reason)
    if not is_on(work.session.get(SecondFactor, found.id)):
        raise Refused("这个账号没有开启两步验证")
    forget_second_factor(work, found)
    end_sessions(work, found)
    work.audit("take_off_at_the_server", found, reason=reason)


def _must_be_told(account: Account | None, reason: str) -> Account:
    if account is None:
        raise NotFound("没有这个登录名")
    if not reason.strip():
        raise Invalid("请写明事由", field="reason")
    return account
