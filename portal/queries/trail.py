"""The audit trail: its rows, and whether its chain is whole."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.models import AuditRow, DoneRequest
from portal.models.trail import FIRST_HASH, chain_hash

PAGE = 100


def trail_page(session: Session, page: int, subject: str = "") -> tuple[list[AuditRow], int]:
    """One page of rows, the newest first, and how many rows there are; of one subject when asked."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).options(joinedload(AuditRow.account))
    count = select(func.count()).select_from(AuditRow)
    if subject:
        query = query.where(AuditRow.subject == subject)
        count = count.where(AuditRow.subject == subject)
    rows = session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))
    return list(rows), session.scalar(count) or 0


def last_row(session: Session, subject: str, action: str) -> AuditRow | None:
    """The last time that a row (`facts/12`) was changed in this way; None when it never was."""
    return session.scalar(
        select(AuditRow)
        .where(AuditRow.subject == subject, AuditRow.action == action)
        .order_by(AuditRow.id.desc())
        .limit(1)
        .options(joinedload(AuditRow.account))
    )


def took_effect(session: Session, key: str, account_id: int | None) -> bool:
    """Whether the account's request of this key took effect already."""
    done = session.get(DoneRequest, key) if key else None
    return done is not None and done.account_id == account_id


def chain_head(session: Session) -> str:
    """The hash of the last row."""
    head = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1))
    return head or FIRST_HASH


def broken_rows(session: Session, head: str | None = None) -> list[str]:
    """What is wrong with the chain, a sentence each; empty when it is whole.

    `head` is a hash that was printed or exported: it must still be in the chain.
    """
    faults = []
    previous, seen = FIRST_HASH, head is None
    for row in session.scalars(select(AuditRow).order_by(AuditRow.id)).yield_per(1000):
        if row.previous != previous:
            faults.append(f"第 {row.id} 行之前有记录被删除或调换 (a row before {row.id} is missing or moved)")
        if row.hash != chain_hash(row):
            faults.append(f"第 {row.id} 行被改动 (row {row.id} was changed)")
        previous = row.hash
        seen = seen or row.hash == head
    if not seen:
        faults.append("给出的链尾不在链中：末尾的记录被删除 (the given head is not in the chain)")
    return faults
