"""Accounts: who is who, with which roles; one-time links and the change of one's own password."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from portal.errors import Invalid, Refused
from portal.models import Account, AccountRole, Consent, ConsentKind, Invitation, PanelMember, Section, Unit
from portal.models.accounts import token_hash
from portal.policy import Role, clash
from portal.queries.consents import (
    Way,
    office_exists,
    office_without,
    usable,
    waiting_for_office,
    way_to_link,
)
from portal.sentences import Sentence
from portal.services.codes import plain
from portal.services.consents import ask, found
from portal.services.passwords import SignInRules, set_password
from portal.services.signins import end_sessions
from portal.services.work import Work, check_version, service
from portal.workflow import CONSENT, ConsentAction, ConsentState, step

INVITATION_DAYS = 7
GRANTED = frozenset({Role.reporter, Role.head, Role.office, Role.admin, Role.auditor})


@dataclass(frozen=True)
class AccountContent:
    """What the account's form holds: one home (a unit or a section), granted roles."""

    login: str
    name: str
    telephone: str = ""
    unit: Unit | None = None
    section: Section | None = None
    roles: frozenset[Role] = frozenset()
    email: str = ""

    def check(self) -> None:
        """Raise Invalid, at its field, for what cannot be: two homes, roles that exclude each other."""
        if (self.unit is None) == (self.section is None):
            raise Invalid("请选择一个单位或一个科室，且只能选一个", field="unit")
        if not self.roles <= GRANTED:
            raise Invalid("评价小组的成员和组长由市政府办公室在年度设置中指定", field="roles")
        if clash(self.roles):
            raise Invalid(
                "系统管理员、市政府办公室、审计员互斥；市政府办公室和审计员不能兼任单位角色", field="roles"
            )
        if self.roles & {Role.reporter, Role.head} and self.unit is None:
            raise Invalid("填报员和单位负责人须属于一个参评单位", field="unit")
        if self.roles & {Role.office, Role.auditor, Role.admin} and self.unit is not None:
            raise Invalid("市政府办公室、系统管理员和审计员不能属于参评单位", field="unit")


@service
def create_account(work: Work, *, content: AccountContent) -> tuple[Account, str]:
    """Make an account. Gives it with the token of a one-time link to set the password.

    Who is to hold the office's role gets it, and the link, once an office person agrees: "" until then.
    """
    account, token = enrol(work, content)
    work.audit("create_account", account, after={"login": account.login, "roles": sorted(content.roles)})
    return account, token


def enrol(work: Work, content: AccountContent) -> tuple[Account, str]:
    """The account's rows and its invitation, inside a service. Raises Invalid for what cannot be."""
    content.check()
    if work.session.scalar(select(Account.id).where(Account.login == content.login)) is not None:
        raise Invalid("这个登录名已被使用", field="login")
    account = Account(
        login=content.login,
        name=content.name,
        telephone=content.telephone,
        email=content.email,
        unit_id=content.unit.id if content.unit else None,
        section_id=content.section.id if content.section else None,
    )
    work.session.add(account)
    work.session.flush()
    waits = _grant(work, account, content.roles)
    return account, "" if waits else _invite(work, account)


def _grant(work: Work, account: Account, roles: frozenset[Role]) -> bool:
    """Give the account these roles. Gives whether the office's waits for the consent of one of its people."""
    asks = Role.office in roles - account.roles and office_exists(work.session)
    founds = Role.office in roles - account.roles and not asks
    account.role_rows.clear()
    work.session.flush()
    given = roles - {Role.office} if asks else roles
    account.role_rows = [AccountRole(role=role) for role in sorted(given)]
    work.session.flush()
    if founds:
        found(work, account)
    if asks and account.id not in waiting_for_office(work.session):
        ask(work, account, ConsentKind.grant_office)
    return asks


def _invite(work: Work, account: Account, check_hash: str = "") -> str:
    """A new one-time link; those of before are void, whoever kept one."""
    _void_links(work, account)
    token = secrets.token_urlsafe(32)
    work.session.add(
        Invitation(
            token_hash=token_hash(token),
            account_id=account.id,
            expires_at=work.now + timedelta(days=INVITATION_DAYS),
            check_hash=check_hash,
        )
    )
    return token


def _void_links(work: Work, account: Account) -> None:
    work.session.execute(
        update(Invitation)
        .where(
            Invitation.account_id == account.id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > work.now,
        )
        .values(expires_at=work.now)
        .execution_options(synchronize_session=False)
    )


@service
def edit_account(
    work: Work,
    *,
    account: Account,
    name: str,
    telephone: str,
    roles: frozenset[Role],
    active: bool,
    version: int,
    email: str | None = None,
) -> bool:
    """Change a person's particulars and roles, or disable the account. Sign-ins end with what they stood on.

    Gives whether the office's role now waits for the consent of one of its people.
    """
    check_version(account, version, [(Sentence("姓名"), account.name), (Sentence("电话"), account.telephone)])
    AccountContent(account.login, name, telephone, account.unit, account.section, roles).check()
    _must_leave_somebody(work, account, roles, active)
    if roles & {Role.admin, Role.auditor} and _sits_on_a_panel(work, account):
        raise Invalid("评价小组成员不能兼任系统管理员或审计员，请先由市政府办公室调整小组", field="roles")
    before = _particulars(account)
    account.name, account.telephone, account.active = name, telephone, active
    account.email = account.email if email is None else email
    waits = False
    if roles != account.roles:
        held = account.roles
        waits = _grant(work, account, roles)
        if account.roles != held:
            end_sessions(work, account)
    if not active:
        _void_links(work, account)
        end_sessions(work, account)
    work.audit("edit_account", account, before=before, after=_particulars(account))
    return waits


def _must_leave_somebody(work: Work, account: Account, roles: frozenset[Role], active: bool) -> None:
    """Nobody shuts himself out, and somebody of the office stays to agree to the next."""
    if account.id == work.account_id and not active:
        raise Refused("不能停用自己的账号")
    if account.id == work.account_id and Role.admin not in roles:
        raise Invalid("不能取消自己的系统管理员角色，请由另一名系统管理员办理", field="roles")
    leaves = Role.office in account.roles and not (active and Role.office in roles)
    if leaves and not office_without(work.session, account.id):
        raise Invalid(
            "这是最后一名能登录的市政府办公室人员，不能停用或取消角色；请先增加一名",
            field="roles" if active else "active",
        )


def _particulars(account: Account) -> dict[str, object]:
    names = ("name", "telephone", "email", "active")
    return {name: getattr(account, name) for name in names} | {"roles": sorted(account.roles)}


def _sits_on_a_panel(work: Work, account: Account) -> bool:
    seat = select(PanelMember.panel_id).where(PanelMember.account_id == account.id).limit(1)
    return work.session.scalar(seat) is not None


@service
def reset_password(work: Work, *, account: Account) -> str:
    """Void the password and all sign-ins; gives the token of a one-time link to set a new one.

    Raises Refused for an office account that no colleague agreed to: the administrator lets nobody in there.
    """
    way = way_to_link(work.session, account, work.now)
    if way in (Way.ask, Way.waiting):
        raise Refused("须先经一名市政府办公室人员同意")
    consent = usable(work.session, account, work.now) if way == Way.agreed else None
    token = let_in_anew(work, account, _used(consent))
    work.audit("reset_password", account)
    return token


def let_in_anew(work: Work, account: Account, check_hash: str = "") -> str:
    """Void password, sign-ins and earlier links; gives a new link's token: a part of a service."""
    account.password_hash = ""
    account.locked_until = None
    end_sessions(work, account)
    return _invite(work, account, check_hash)


def _used(consent: Consent | None) -> str:
    """The hash of the code that goes with a link made on this agreement, which is used by that."""
    if consent is None:
        return ""
    if consent.state == ConsentState.agreed:
        consent.state = step(CONSENT, consent.state, ConsentAction.carry_out)
    return consent.code_hash


@service
def accept_invitation(
    work: Work, *, rules: SignInRules, token: str, password: str, check: str = ""
) -> Account:
    """Set the password through a one-time link. Raises Refused for a used or expired link.

    `check`: the code from the office person who agreed, where the link asks for one.
    """
    invitation = work.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)))
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= work.now:
        raise Refused("这个链接已使用或已过期，请联系系统管理员重新发送")
    if invitation.check_hash and token_hash(plain(check)) != invitation.check_hash:
        raise Invalid("核对码不正确，请向同意办理的市政府办公室人员索取", field="check")
    set_password(work, rules, invitation.account, password)
    end_sessions(work, invitation.account)
    invitation.used_at = work.now
    _void_links(work, invitation.account)
    work.audit("accept_invitation", invitation.account, by=invitation.account.id)
    return invitation.account


@service
def change_password(
    work: Work, *, rules: SignInRules, account: Account, current: str, password: str, here: int | None = None
) -> None:
    """Change one's own password; every sign-in of the account ends but the one at hand (`here`)."""
    if not rules.matches(account.password_hash, current):
        raise Invalid("当前密码不正确", field="current")
    set_password(work, rules, account, password)
    end_sessions(work, account, but=here)
    work.audit("change_password", account)
