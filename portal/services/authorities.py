"""授权代签: a head lets a named person of the unit sign for some days; dated, with a reason, revocable."""

from datetime import date

from portal.errors import Invalid, Refused
from portal.models import Account, SigningAuthority, Unit
from portal.policy import Role
from portal.queries.authorities import authorities_of
from portal.services.work import Work, check_version, service

LONGEST = 92
"""The most days that one authorisation runs: being away is not for ever."""


@service
def authorise_signing(
    work: Work, *, unit: Unit, account: Account, from_on: date, to_on: date, reason: str
) -> SigningAuthority:
    """Let somebody sign in the head's stead from a day to a day, both included. Raises Invalid at fields."""
    if account.unit_id != unit.id or not account.active or not account.roles & {Role.reporter, Role.head}:
        raise Invalid("请选择本单位的人员", field="account")
    if account.id == work.account_id:
        raise Invalid("不能授权给自己", field="account")
    if not reason.strip():
        raise Invalid("请写明授权事由", field="reason")
    if from_on < work.now.date():
        raise Invalid("授权不能追溯，开始日期不早于今天", field="from_on")
    if to_on < from_on:
        raise Invalid("结束日期不能早于开始日期", field="to_on")
    if (to_on - from_on).days >= LONGEST:
        raise Invalid("一次授权最长 %(days)s 天", field="to_on", days=LONGEST)
    for other in authorities_of(work.session, unit.id):
        runs = other.revoked_at is None and other.account_id == account.id
        if runs and other.from_on <= to_on and from_on <= other.to_on:
            raise Invalid(
                "%(name)s %(from_on)s 至 %(to_on)s 已有授权；要改期，请先撤销那一项",
                field="from_on",
                name=account.name,
                from_on=other.from_on.isoformat(),
                to_on=other.to_on.isoformat(),
            )
    made = SigningAuthority(
        unit_id=unit.id,
        account_id=account.id,
        given_by_id=work.account_id,
        from_on=from_on,
        to_on=to_on,
        reason=reason,
        given_at=work.now,
    )
    work.session.add(made)
    work.session.flush()
    after = {
        "unit": unit.name,
        "account": account.name,
        "from": from_on.isoformat(),
        "to": to_on.isoformat(),
    }
    work.audit("authorise_signing", made, after=after, reason=reason)
    return made


@service
def revoke_authority(work: Work, *, authority: SigningAuthority, version: int) -> None:
    """End an authorisation now; what was signed under it stands."""
    check_version(authority, version)
    if authority.revoked_at is not None:
        raise Refused("这项授权已经撤销")
    if authority.to_on < work.now.date():
        raise Refused("这项授权已经到期，不用撤销")
    authority.revoked_at = work.now
    authority.revoked_by_id = work.account_id
    work.audit("revoke_authority", authority, after={"revoked": True, "account": authority.account.name})
