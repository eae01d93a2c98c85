"""Accounts, sign-in and sign-out. Passwords are argon2id hashes; a sign-in is a row that can end."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.errors import Invalid, Refused
from portal.models import Account, AccountRole, Invitation, LoginSession, PanelMember, Section, Setting, Unit
from portal.models.accounts import token_hash
from portal.policy import Role, clash
from portal.sentences import Sentence
from portal.services.settings import DEMO
from portal.services.work import Work, check_version, service

DEMO_PASSWORD = "kaoping-2013"  # noqa: S105 - public on purpose, see below
"""The demo accounts' password. Outside a demo database it is neither set nor accepted."""

SEEN_EVERY = timedelta(minutes=5)
INVITATION_DAYS = 7
GRANTED = frozenset({Role.reporter, Role.head, Role.office, Role.admin, Role.auditor})


@dataclass(frozen=True)
class SignInRules:
    """How passwords are hashed and how many wrong ones are borne."""

    hasher: PasswordHasher
    attempts: int = 5
    rest: timedelta = timedelta(minutes=15)
    minimum: int = 10

    def matches(self, password_hash: str, password: str) -> bool:
        """Whether the password fits; takes as long for an account that has none."""
        try:
            return self.hasher.verify(password_hash or _nobody(self.hasher), password)
        except (VerificationError, InvalidHashError):
            return False


_nobodies: dict[PasswordHasher, str] = {}


def _nobody(hasher: PasswordHasher) -> str:
    if hasher not in _nobodies:
        _nobodies[hasher] = hasher.hash(secrets.token_hex(16))
    return _nobodies[hasher]


def sign_in(work: Work, *, rules: SignInRules, login: str, password: str) -> tuple[Account | None, str]:
    """Check name and password. Gives the account and the new session's token, or (None, "").

    Unknown name, wrong password, disabled and resting account look and take the same; each attempt
    is one audit row. The slow hash is computed before the write transaction, so that nobody waits.
    """
    account = work.session.scalar(select(Account).where(Account.login == login))
    tried = account.password_hash if account else ""
    fits = rules.matches(tried, password)
    if password == DEMO_PASSWORD and work.session.get(Setting, DEMO) is None:
        fits = False
    return _enter(work, rules=rules, login=login, account=account, tried=tried if fits else None)


@service
def _enter(
    work: Work, *, rules: SignInRules, login: str, account: Account | None, tried: str | None
) -> tuple[Account | None, str]:
    resting = account is not None and account.locked_until is not None and account.locked_until > work.now
    if account is None or account.password_hash != tried or not account.active or resting:
        _count_failure(work, rules, account)
        work.audit("sign_in_failed", account or "accounts/unknown", after={"login": login[:40]})
        return None, ""
    account.failed_logins = 0
    account.locked_until = None
    token = secrets.token_urlsafe(32)
    work.session.add(
        LoginSession(
            token_hash=token_hash(token),
            account_id=account.id,
            created_at=work.now,
            last_seen_at=work.now,
            origin=work.origin,
        )
    )
    work.audit("sign_in", account, by=account.id)
    return account, token


def _count_failure(work: Work, rules: SignInRules, account: Account | None) -> None:
    if account is None:
        return
    account.failed_logins += 1
    if account.failed_logins >= rules.attempts:
        account.failed_logins = 0
        account.locked_until = work.now + rules.rest


def note_seen(session: Session, sign_in_id: int, last_seen_at: datetime, now: datetime) -> None:
    """Keep a sign-in alive while it is used. The one write that a GET may make, and no one's decision.

    Written at most every few minutes, so that reading stays reading.
    """
    if now - last_seen_at >= SEEN_EVERY:
        session.execute(update(LoginSession).where(LoginSession.id == sign_in_id).values(last_seen_at=now))
        session.commit()


@service
def sign_out(work: Work, *, sign_in_id: int) -> None:
    """End a sign-in on the server, so that a copied cookie is dead too."""
    row = work.session.get_one(LoginSession, sign_in_id)
    row.ended_at = work.now
    work.audit("sign_out", row)


def _end_sessions(work: Work, account: Account) -> None:
    work.session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account.id, LoginSession.ended_at.is_(None))
        .values(ended_at=work.now)
        .execution_options(synchronize_session=False)
    )


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
    """Make an account. Gives it with the token of a one-time link to set the password."""
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
    _grant(work, account, content.roles)
    return account, _invite(work, account)


def _grant(work: Work, account: Account, roles: Iterable[Role]) -> None:
    account.role_rows = [AccountRole(role=role) for role in sorted(roles)]
    work.session.flush()


def _invite(work: Work, account: Account) -> str:
    token = secrets.token_urlsafe(32)
    work.session.add(
        Invitation(
            token_hash=token_hash(token),
            account_id=account.id,
            expires_at=work.now + timedelta(days=INVITATION_DAYS),
        )
    )
    return token


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
) -> None:
    """Change a person's particulars and roles, or disable the account, which ends its sign-ins."""
    check_version(account, version, [(Sentence("姓名"), account.name), (Sentence("电话"), account.telephone)])
    AccountContent(account.login, name, telephone, account.unit, account.section, roles).check()
    if not active and account.id == work.account_id:
        raise Refused("不能停用自己的账号")
    if roles & {Role.admin, Role.auditor} and _sits_on_a_panel(work, account):
        raise Invalid("评价小组成员不能兼任系统管理员或审计员，请先由市政府办公室调整小组", field="roles")
    before = _particulars(account)
    account.name, account.telephone, account.active = name, telephone, active
    account.email = account.email if email is None else email
    if roles != account.roles:
        account.role_rows.clear()
        work.session.flush()
        _grant(work, account, roles)
    if not active:
        _end_sessions(work, account)
    work.audit("edit_account", account, before=before, after=_particulars(account))


def _particulars(account: Account) -> dict[str, object]:
    names = ("name", "telephone", "email", "active")
    return {name: getattr(account, name) for name in names} | {"roles": sorted(account.roles)}


def _sits_on_a_panel(work: Work, account: Account) -> bool:
    seat = select(PanelMember.panel_id).where(PanelMember.account_id == account.id).limit(1)
    return work.session.scalar(seat) is not None


@service
def reset_password(work: Work, *, account: Account) -> str:
    """Void the password and all sign-ins; gives the token of a one-time link to set a new one."""
    account.password_hash = ""
    account.locked_until = None
    _end_sessions(work, account)
    token = _invite(work, account)
    work.audit("reset_password", account)
    return token


@service
def accept_invitation(work: Work, *, rules: SignInRules, token: str, password: str) -> Account:
    """Set the password through a one-time link. Raises Refused for a used or expired link."""
    invitation = work.session.scalar(select(Invitation).where(Invitation.token_hash == token_hash(token)))
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= work.now:
        raise Refused("这个链接已使用或已过期，请联系系统管理员重新发送")
    _set_password(work, rules, invitation.account, password)
    invitation.used_at = work.now
    work.audit("accept_invitation", invitation.account, by=invitation.account.id)
    return invitation.account


@service
def change_password(work: Work, *, rules: SignInRules, account: Account, current: str, password: str) -> None:
    """Change one's own password; every sign-in of the account ends, this one too."""
    if not rules.matches(account.password_hash, current):
        raise Invalid("当前密码不正确", field="current")
    _set_password(work, rules, account, password)
    work.audit("change_password", account)


def _set_password(work: Work, rules: SignInRules, account: Account, password: str) -> None:
    if len(password) < rules.minimum:
        raise Invalid("密码至少 %(minimum)s 个字符", field="password", minimum=rules.minimum)
    if password.lower() == account.login.lower():
        raise Invalid("密码不能与登录名相同", field="password")
    if password == DEMO_PASSWORD and work.session.get(Setting, DEMO) is None:
        raise Invalid("这是公开的演示密码，不能使用", field="password")
    account.password_hash = rules.hasher.hash(password)
    account.failed_logins = 0
    account.locked_until = None
    _end_sessions(work, account)
