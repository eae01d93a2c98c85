"""Whether the trail's chain is whole: told from the rows as they lie in the database, or from an export.

The rows are read raw, so that one that was made unreadable is told like any other that was changed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, String, Text, select, type_coerce
from sqlalchemy.orm import Session, joinedload

from portal.clock import SHANGHAI
from portal.models import AuditRow, Publication, Year
from portal.models.trail import FIRST_HASH, content_hash
from portal.workflow import PublicationState

MOST_TOLD = 50
"""Faults that are told one by one: a chain that was cut up says the same of every row."""

_TRAIL_HEAD = Publication.snapshot["trail_head"].as_string()


@dataclass(frozen=True)
class Head:
    """The chain's end at some time: the row's number (0: not known), its hash, and where it was noted."""

    number: int
    hash: str
    source: str = ""
    at: datetime | None = None

    def __str__(self) -> str:
        """As it is shown, printed, and given back to `bin/portal audit verify --head`."""
        return f"{self.number}:{self.hash}" if self.number else self.hash


def head_from(text: str) -> Head:
    """A head as somebody typed it: `1234:hash`, or the hash alone. Raises ValueError for anything else."""
    number, _, digest = text.strip().rpartition(":")
    digest = "".join(digest.split()).lower()
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ValueError(text)
    return Head(int(number) if number else 0, digest, "给出的链尾")


@dataclass(frozen=True)
class Entry:
    """A row as it lies there. `made`: the hash that its content has; None when it cannot be read."""

    number: int
    previous: str
    hash: str
    made: str | None


def chain_end(session: Session) -> Head:
    """The last row's number, hash and moment; the number 0 while there is none."""
    row = session.scalar(select(AuditRow).order_by(AuditRow.id.desc()).limit(1))
    return Head(0, FIRST_HASH) if row is None else Head(row.id, row.hash, at=row.at)


def published_heads(session: Session) -> list[Head]:
    """The heads that went out with the publications: each must still be in the chain."""
    query = (
        select(Publication.edition, Year.number, _TRAIL_HEAD)
        .join(Year, Year.id == Publication.year_id)
        .where(Publication.state == PublicationState.published)
        .order_by(Publication.id)
    )
    return [
        Head(0, digest, f"{year} 年度第 {edition} 版公布时的链尾")
        for edition, year, digest in session.execute(query)
        if digest
    ]


def head_published(session: Session, publication: Publication) -> str:
    """The head of the chain that a publication's snapshot holds; "" in one of the first version.

    A snapshot is some megabytes and never changes: what is read of it is kept by its digest.
    """
    if publication.digest not in _heads:
        found = session.scalar(select(_TRAIL_HEAD).where(Publication.id == publication.id))
        _heads[publication.digest] = found or ""
    return _heads[publication.digest]


_heads: dict[str, str] = {}


def stored(session: Session) -> Iterator[Entry]:
    """The rows in the database, in the order of their numbers."""
    raw = (
        type_coerce(AuditRow.at, String),
        AuditRow.account_id,
        AuditRow.action,
        AuditRow.subject,
        type_coerce(AuditRow.before, Text),
        type_coerce(AuditRow.after, Text),
        AuditRow.reason,
        AuditRow.origin,
    )
    query = select(AuditRow.id, AuditRow.previous, AuditRow.hash, *raw).order_by(AuditRow.id)
    for row in session.execute(query).yield_per(1000):
        yield Entry(row[0], str(row[1]), str(row[2]), _made(row))


def _made(row: Row[Any]) -> str | None:
    _number, previous, _hash, at, account_id, action, subject, before, after, reason, origin = row
    try:
        content = (_moment(at), account_id, action, subject, _json(before), _json(after), reason, origin)
        return content_hash(previous, *content)
    except (ValueError, TypeError):
        return None


def _moment(kept: object) -> str:
    """A moment as SQLite keeps it (text, UTC) or as PostgreSQL gives it."""
    found = kept if isinstance(kept, datetime) else datetime.fromisoformat(str(kept))
    return found.replace(tzinfo=UTC).astimezone(SHANGHAI).isoformat()


def _json(kept: object) -> Any:
    return json.loads(kept) if isinstance(kept, str | bytes) else kept


def as_lines(session: Session) -> Iterator[str]:
    """The whole chain, a JSON object a line, the oldest row first: verifies without a database."""
    query = select(AuditRow).order_by(AuditRow.id).options(joinedload(AuditRow.account))
    for row in session.scalars(query).yield_per(1000):
        line = {
            "number": row.id,
            "at": row.at.isoformat(),
            "account_id": row.account_id,
            "login": row.account.login if row.account else "",  # for the reader; the chain holds the id
            "action": row.action,
            "subject": row.subject,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "origin": row.origin,
            "previous": row.previous,
            "hash": row.hash,
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def exported(lines: Iterable[str]) -> Iterator[Entry]:
    """The rows of an export, in the order of their lines. What cannot be read is a row that was changed."""
    for place, line in enumerate(lines, 1):
        try:
            yield _entry(json.loads(line))
        except (ValueError, TypeError, KeyError, RecursionError):
            yield Entry(place, "", "", None)


def _entry(line: Mapping[str, Any]) -> Entry:
    names = ("at", "account_id", "action", "subject", "before", "after", "reason", "origin")
    made = content_hash(line["previous"], *(line[name] for name in names))
    return Entry(int(line["number"]), str(line["previous"]), str(line["hash"]), made)


def faults_of(entries: Iterable[Entry], heads: Iterable[Head] = ()) -> list[str]:
    """What is wrong with a chain, a sentence each with the row's number; empty when it is whole.

    `heads`: ends of the chain that are known from elsewhere. A chain that was made anew from some row on is
    whole in itself, and only a head from before tells.
    """
    wanted = {head.hash: head for head in heads}
    by_number = {head.number: head for head in wanted.values() if head.number}
    faults: list[str] = []
    previous, last = FIRST_HASH, 0
    for entry in entries:
        faults += _about(entry, previous, last)
        wanted.pop(entry.hash, None)
        known = by_number.get(entry.number)
        if known is not None and known.hash != entry.hash:
            faults.append(
                f"第 {entry.number} 行与{known.source}不符：这一行或之前有记录被改动、重新编链"
                f" (row {entry.number} is not the given head: the chain was made anew up to here)"
            )
            wanted.pop(known.hash, None)
        previous, last = entry.hash, entry.number
    for head in wanted.values():
        after = f"第 {head.number} 行" if head.number > last else "末尾"
        faults.append(
            f"{head.source}不在链中：{after}的记录被删除或改动，现在的末行是第 {last} 行"
            f" (a known head is not in the chain, which now ends with row {last}): {head}"
        )
    if len(faults) > MOST_TOLD:
        faults[MOST_TOLD:] = [f"此外还有 {len(faults) - MOST_TOLD} 处 (and more)"]
    return faults


def _about(entry: Entry, previous: str, last: int) -> Iterator[str]:
    number = entry.number
    if number > last + 1:
        gone = f"{last + 1}" if number == last + 2 else f"{last + 1}–{number - 1}"
        yield f"第 {gone} 行不见了 (missing: {gone})"
    if number <= last:
        yield f"第 {number} 行排在第 {last} 行之后 (row {number} stands after row {last})"
    if entry.previous != previous:
        yield f"第 {number} 行之前有记录被删除、插入或调换 (removed, put in or moved before row {number})"
    if entry.hash != entry.made:
        yield f"第 {number} 行被改动 (row {number} was changed)"


def broken_rows(session: Session, head: str | None = None) -> list[str]:
    """What is wrong with the stored chain; the heads of the publications, and a given one, must be in it.

    Raises ValueError for a `head` that is none.
    """
    heads = published_heads(session) + ([head_from(head)] if head else [])
    return faults_of(stored(session), heads)
