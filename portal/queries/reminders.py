"""Whom the office reminded of what (催报), and whom it can reach in a unit."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.errors import NotFound
from portal.models import Account, AccountRole, Reminder, ReminderMail, ReminderRound, Year
from portal.policy import Role
from portal.workflow import UNSENT


def people_of(session: Session, unit_ids: Collection[int]) -> dict[int, list[Account]]:
    """By unit: those who fill in, then those who sign; nobody whose account rests."""
    rows = session.scalars(
        select(Account)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.unit_id.in_(unit_ids), Account.active, AccountRole.role.in_((Role.reporter, Role.head))
        )
        .order_by(Account.unit_id, AccountRole.role.desc(), Account.id)
        .options(selectinload(Account.role_rows))
    ).unique()
    found: dict[int, list[Account]] = {}
    for account in rows:
        found.setdefault(account.unit_id or 0, []).append(account)
    return found


def last_reminded(session: Session, year: Year) -> dict[int, datetime]:
    """By unit: when it was last reminded in the year."""
    query = (
        select(Reminder.unit_id, func.max(ReminderRound.at, type_=ReminderRound.at.type))
        .join(ReminderRound, ReminderRound.id == Reminder.round_id)
        .where(ReminderRound.year_id == year.id)
        .group_by(Reminder.unit_id)
        .order_by(Reminder.unit_id)
    )
    return dict(session.execute(query).tuples().all())


def rounds_of(session: Session, year: Year) -> list[ReminderRound]:
    """The year's rounds with their reminders and mails, the newest first."""
    return list(
        session.scalars(
            select(ReminderRound)
            .where(ReminderRound.year_id == year.id)
            .order_by(ReminderRound.id.desc())
            .options(selectinload(ReminderRound.reminders).selectinload(Reminder.mails))
        )
    )


def round_by_id(session: Session, round_id: int) -> ReminderRound:
    """One round with everybody it reached; raises NotFound."""
    found = session.scalar(
        select(ReminderRound)
        .where(ReminderRound.id == round_id)
        .options(
            joinedload(ReminderRound.year),
            selectinload(ReminderRound.reminders).joinedload(Reminder.unit),
            selectinload(ReminderRound.reminders)
            .selectinload(Reminder.mails)
            .joinedload(ReminderMail.account)
            .selectinload(Account.role_rows),
        )
    )
    if found is None:
        raise NotFound()
    return found


def unsent_mails(session: Session, round_id: int) -> list[ReminderMail]:
    """The mails of a round that no server has taken yet, in their order."""
    return list(
        session.scalars(
            select(ReminderMail)
            .join(Reminder, Reminder.id == ReminderMail.reminder_id)
            .where(Reminder.round_id == round_id, ReminderMail.state.in_(UNSENT))
            .order_by(ReminderMail.id)
            .options(
                joinedload(ReminderMail.account),
                joinedload(ReminderMail.reminder).joinedload(Reminder.unit),
                joinedload(ReminderMail.reminder).joinedload(Reminder.round),
            )
        )
    )


def reminder_on_desk(session: Session, year: Year, unit_id: int | None) -> Reminder | None:
    """The unit's newest reminder of the year, or None."""
    return session.scalar(
        select(Reminder)
        .join(ReminderRound, ReminderRound.id == Reminder.round_id)
        .where(ReminderRound.year_id == year.id, Reminder.unit_id == unit_id)
        .order_by(Reminder.id.desc())
        .limit(1)
        .options(joinedload(Reminder.round))
    )
