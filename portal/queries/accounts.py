"""Accounts as the policy and the admin's pages see them."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import (
    Account,
    Assessment,
    ConflictStatement,
    CoOption,
    Duty,
    LoginSession,
    PanelArea,
    PanelMember,
    Recusal,
    Section,
    Unit,
)
from portal.models.accounts import token_hash
from portal.policy import Actor, Role


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
    if chairs:
        roles.add(Role.chair)
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
    )


def live_session(
    session: Session, token: str, now: datetime, idle: timedelta, absolute: timedelta
) -> LoginSession | None:
    """The sign-in that a token belongs to, unless it ended, rested too long or grew too old."""
    row = session.scalar(select(LoginSession).where(LoginSession.token_hash == token_hash(token)))
    if row is None or row.ended_at is not None or not row.account.active:
        return None
    if now - row.last_seen_at > idle or now - row.created_at > absolute:
        return None
    return row


def all_accounts(session: Session, search: str = "") -> list[Account]:
    """Every account, by home and login; `search` looks in login and name."""
    query = (
        select(Account)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .order_by(Account.section_id.is_(None).desc(), Unit.position, Account.section_id, Account.login)
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
