"""Accounts as the policy and the admin's pages see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from portal.errors import NotFound
from portal.models import (
    Account,
    Assessment,
    AuditRow,
    ConflictStatement,
    CoOption,
    Duty,
    LoginSession,
    PanelArea,
    PanelMember,
    PasswordSet,
    Recusal,
    Revision,
    SecondFactor,
    Section,
    SigningAuthority,
    Unit,
)
from portal.models.accounts import token_hash
from portal.policy import Actor, Role
from portal.queries.plain import rows
from portal.queries.successions import predecessors_of


def actor_of(session: Session, account: Account) -> Actor:
    """The account as the policy sees it: its seats, declarations, conflicts, what it was called in for."""
    seats = session.execute(
        select(PanelArea.year_id, PanelArea.area, PanelMember.duty)
        .join(PanelMember, PanelMember.panel_id == PanelArea.panel_id)
        .where(PanelMember.account_id == account.id)
        .order_by(PanelArea.id)
    ).all()
    chairs = frozenset((year, area) for year, area, duty in seats if duty in (Duty.chair, Duty.deputy))
    roles = set(account.roles)
    called = frozenset(
        session.execute(
            select(Assessment.year_id, Assessment.area, Assessment.unit_id, CoOption.indicator)
            .join(Assessment, Assessment.id == CoOption.assessment_id)
            .where(CoOption.account_id == account.id)
            .order_by(CoOption.id)
        )
        .tuples()
        .all()
    )
    recused: frozenset[tuple[int, int]] = frozenset()
    stated: frozenset[int] = frozenset()
    if seats or called:
        roles.add(Role.reviewer)
        stated = frozenset(
            session.scalars(
                select(ConflictStatement.year_id).where(ConflictStatement.account_id == account.id)
            )
        )
        recused = frozenset(
            session.execute(
                select(Recusal.year_id, Recusal.unit_id)
                .where(Recusal.account_id == account.id)
                .order_by(Recusal.id)
            )
            .tuples()
            .all()
        )
    former = predecessors_of(session, account.unit_id)
    if former and (seats or called):  # a unit that went into one's own is judged by others
        judged = {year for year, _area, _duty in seats} | {year for year, *_rest in called}
        recused |= {(year, unit_id) for year in judged for unit_id in former}
    if chairs:
        roles.add(Role.chair)
    signs_within = session.execute(
        select(SigningAuthority.from_on, SigningAuthority.to_on).where(
            SigningAuthority.account_id == account.id,
            SigningAuthority.unit_id == account.unit_id,
            SigningAuthority.revoked_at.is_(None),
        )
    ).tuples()
    return Actor(
        account_id=account.id,
        name=account.name,
        unit_id=account.unit_id,
        roles=frozenset(roles),
        seats=frozenset((year, area) for year, area, _ in seats),
        chairs=chairs,
        recused_from=recused,
        stated=stated,
        called=called,
        signs_within=frozenset(signs_within),
        former=former,
    )


@dataclass(frozen=True)
class State:
    """What names the state of the data: the hash at the trail's head, and the mark of what seldom changes.

    `frame`: see `Revision`; in a database that keeps no such mark, the head.
    """

    head: str
    frame: str


@dataclass(frozen=True)
class SignIn:
    """A sign-in as every request reads it: one row, no object of the session's.

    `state`: the state of the data at that moment. `two_steps`: whether the account signs in in two.
    """

    id: int
    account_id: int
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    active: bool
    two_steps: bool
    password_set_at: datetime | None
    state: State

    def lives(self, now: datetime, idle: timedelta, absolute: timedelta) -> bool:
        """Whether it still holds: neither ended nor rested too long nor grown too old."""
        if self.ended_at is not None or not self.active:
            return False
        return now - self.last_seen_at <= idle and now - self.created_at <= absolute


_HEAD = select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1).scalar_subquery()
_FRAME = select(Revision.mark).where(Revision.name == "frame").scalar_subquery()
_STATE = (func.coalesce(_HEAD, ""), func.coalesce(_FRAME, _HEAD, ""))

_SIGN_IN = (
    select(
        LoginSession.id,
        LoginSession.account_id,
        LoginSession.created_at,
        LoginSession.last_seen_at,
        LoginSession.ended_at,
        Account.active,
        SecondFactor.since.is_not(None),
        select(func.max(PasswordSet.set_at))
        .where(PasswordSet.account_id == LoginSession.account_id)
        .correlate(LoginSession)
        .scalar_subquery(),
        *_STATE,
    )
    .join(Account, Account.id == LoginSession.account_id)
    .outerjoin(SecondFactor, SecondFactor.account_id == LoginSession.account_id)
    .where(LoginSession.token_hash == bindparam("token"))
)


def sign_in_of(session: Session, token: str) -> SignIn | None:
    """The sign-in that a cookie's token belongs to, alive or not."""
    row = rows(session, _SIGN_IN, {"token": token_hash(token)}).first()
    if row is None:
        return None
    *own, head, frame = row
    return SignIn(*own, state=State(head, frame))


_ASKED = select(*_STATE)


def state_of(session: Session) -> State:
    """The state of the data now; "" before the first row of the trail."""
    return State(*rows(session, _ASKED).one())


@dataclass(frozen=True)
class Person:
    """A signed-in person: what the policy sees, and what the head of a page shows."""

    actor: Actor
    home_name: str


def person_of(session: Session, account_id: int) -> Person:
    """The person of an account; raises NotFound."""
    account = account_by_id(session, account_id)
    return Person(actor_of(session, account), account.home_name)


def all_accounts(session: Session, search: str = "") -> list[Account]:
    """Every account, by home and login; `search` looks in login and name."""
    query = (
        select(Account)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .order_by(Account.section_id.is_(None).desc(), Unit.position, Account.section_id, Account.login)
        .options(contains_eager(Account.unit), joinedload(Account.section), selectinload(Account.role_rows))
    )
    if search:
        query = query.where(
            Account.login.contains(search, autoescape=True) | Account.name.contains(search, autoescape=True)
        )
    return list(session.scalars(query))


def account_by_id(session: Session, account_id: int) -> Account:
    """One account; raises NotFound."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound()
    return account


def account_by_login(session: Session, login: str) -> Account | None:
    """The account of this login, if there is one."""
    return session.scalar(select(Account).where(Account.login == login))


def all_units(session: Session) -> list[Unit]:
    """Every unit in the official order, counties first."""
    return list(session.scalars(select(Unit).order_by(Unit.group, Unit.position)))


def unit_by_id(session: Session, unit_id: int) -> Unit:
    """One unit; raises NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    return unit


def unit_ids(session: Session) -> dict[str, int]:
    """Each unit's id by its code."""
    return dict(session.execute(select(Unit.code, Unit.id).order_by(Unit.id)).tuples().all())


def all_sections(session: Session) -> list[Section]:
    """Every section, by code."""
    return list(session.scalars(select(Section).order_by(Section.code)))
