"""The audit trail: its rows, and whether its chain is whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from portal.clock import day_end, day_start
from portal.models import Account, AuditRow, DoneRequest, Publication
from portal.models.trail import FIRST_HASH
from portal.queries.plain import rows

PAGE = 100


@dataclass(frozen=True)
class TrailFilter:
    """Which rows are wanted; what is empty asks for nothing.

    `person`: an account's id. `subject`: a row (facts/12) or a whole table (facts). Both days included.
    """

    person: int | None = None
    subject: str = ""
    action: str = ""
    from_on: date | None = None
    to_on: date | None = None

    def applied(self, query: "Select[tuple[AuditRow]]") -> "Select[tuple[AuditRow]]":
        """The query with these conditions."""
        if self.person is not None:
            query = query.where(AuditRow.account_id == self.person)
        if "/" in self.subject:
            query = query.where(AuditRow.subject == self.subject)
        elif self.subject:
            query = query.where(AuditRow.subject.startswith(f"{self.subject}/", autoescape=True))
        if self.action:
            query = query.where(AuditRow.action == self.action)
        if self.from_on is not None:
            query = query.where(AuditRow.at >= day_start(self.from_on))
        if self.to_on is not None and self.to_on < date.max:
            query = query.where(AuditRow.at < day_end(self.to_on))
        return query


def trail_page(session: Session, page: int, wanted: TrailFilter) -> tuple[list[AuditRow], int]:
    """One page of the rows that are wanted, the newest first, and how many there are."""
    query = wanted.applied(select(AuditRow))
    total = session.scalar(select(func.count()).select_from(query.subquery()))
    query = query.order_by(AuditRow.id.desc()).options(joinedload(AuditRow.account))
    return list(session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))), total or 0


def trail_rows(session: Session, wanted: TrailFilter) -> Iterator[AuditRow]:
    """All rows that are wanted, the oldest first: for a file."""
    query = wanted.applied(select(AuditRow)).order_by(AuditRow.id).options(joinedload(AuditRow.account))
    yield from session.scalars(query).yield_per(1000)


def trail_people(session: Session) -> list[Account]:
    """Everybody who stands in the trail, by name."""
    seen = select(AuditRow.account_id).where(AuditRow.account_id.is_not(None))
    return list(
        session.scalars(select(Account).where(Account.id.in_(seen)).order_by(Account.name, Account.id))
    )


def last_row(session: Session, subject: str, action: str) -> AuditRow | None:
    """The last time that a row (`facts/12`) was changed in this way; None when it never was."""
    return session.scalar(
        select(AuditRow)
        .where(AuditRow.subject == subject, AuditRow.action == action)
        .order_by(AuditRow.id.desc())
        .limit(1)
        .options(joinedload(AuditRow.account))
    )


def done_by_others(session: Session, account_id: int, limit: int = 10) -> list[AuditRow]:
    """What others did to an account, the newest first: its holder is to see it."""
    query = (
        select(AuditRow)
        .where(AuditRow.subject == f"accounts/{account_id}", AuditRow.account_id.is_distinct_from(account_id))
        .where(AuditRow.action != "sign_in_failed")
        .order_by(AuditRow.id.desc())
        .limit(limit)
        .options(joinedload(AuditRow.account))
    )
    return list(session.scalars(query))


def took_effect(session: Session, key: str, account_id: int | None) -> bool:
    """Whether the account's request of this key took effect already."""
    return bool(key) and (account_id,) in done_by(session, key)


_DONE_BY = select(DoneRequest.account_id).where(DoneRequest.key == bindparam("key"))


def done_by(session: Session, key: str) -> Sequence[Row[tuple[int | None]]]:
    """Whose request of this key took effect: one row with the account, or none."""
    return rows(session, _DONE_BY, {"key": key}).all()


def chain_head(session: Session) -> str:
    """The hash of the last row."""
    head = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1))
    return head or FIRST_HASH


def has_row(session: Session, row_hash: str) -> bool:
    """Whether a row with this hash is in the chain."""
    return session.scalar(select(AuditRow.id).where(AuditRow.hash == row_hash)) is not None


def digest_when_published(session: Session, publication_id: int) -> str:
    """The digest that the trail noted when the publication was confirmed; "" where it noted none."""
    row = last_row(session, f"publications/{publication_id}", "publish_publication")
    return str(row.after.get("digest", "")) if row is not None else ""


def lost_publications(session: Session) -> list[str]:
    """Digests of results that the trail says were published, of any year, and that are there no more."""
    rows = session.scalars(
        select(AuditRow).where(AuditRow.action == "publish_publication").order_by(AuditRow.id)
    )
    there = set(session.scalars(select(Publication.digest)))
    return [digest for row in rows if (digest := str(row.after["digest"])) not in there]
