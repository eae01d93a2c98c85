"""What changed in a self-assessment since its head last sent it back, or since a panel gave facts back.

Read from the trail, fact by fact: a head who signs again need not read everything anew.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Assessment, AuditRow, Fact

_OF_FACTS = ("add_claim", "edit_claim", "remove_claim", "attach_evidence", "remove_evidence")

Content = Mapping[str, Any]
"""A fact's content as the trail keeps it (`services.assessments.content_of`)."""


@dataclass(frozen=True)
class FactChange:
    """One fact then and now. `before` None: it is new; `after` None: it is gone; both equal: only files."""

    fact: Fact
    before: Content | None
    after: Content | None
    attached: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """Everything that differs. `narrative`: the earlier self-report where it was rewritten, else None."""

    since: datetime
    reason: str
    facts: tuple[FactChange, ...]
    narrative: str | None

    @property
    def none(self) -> bool:
        """Whether it came back as it was."""
        return not self.facts and self.narrative is None


def changes_since_decline(session: Session, assessment: Assessment) -> Changes | None:
    """What changed since the head last declined; None while it never was."""
    rows = _rows(session, assessment.facts, (*_OF_FACTS, "save_narrative", "decline"), assessment)
    declined = [number for number, row in enumerate(rows) if row.action == "decline"]
    if not declined:
        return None
    since = rows[declined[-1] + 1 :]
    told = [row.before["text"] for row in since if row.action == "save_narrative"]
    rewritten = bool(told) and told[0] != assessment.narrative
    return Changes(
        rows[declined[-1]].at,
        rows[declined[-1]].reason,
        tuple(_changed(assessment.facts, since, assessment)),
        told[0] if rewritten else None,
    )


def changes_since_return(session: Session, assessment: Assessment, facts: Collection[Fact]) -> Changes:
    """What the unit changed in returned facts since the panel gave each of them back."""
    rows = _rows(session, facts, (*_OF_FACTS, "verify_fact"))
    returned: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.action == "verify_fact":
            returned[row.subject] = number
    since = [row for number, row in enumerate(rows) if number > returned.get(row.subject, -1)]
    at = min((rows[number].at for number in returned.values()), default=datetime.min)
    return Changes(at, "", tuple(_changed(facts, since, assessment)), None)


def _rows(
    session: Session, facts: Collection[Fact], actions: Collection[str], also: Assessment | None = None
) -> list[AuditRow]:
    subjects = [_subject(fact) for fact in facts]
    if also is not None:
        subjects.append(f"{Assessment.__tablename__}/{also.id}")
    return list(
        session.scalars(
            select(AuditRow)
            .where(AuditRow.subject.in_(subjects), AuditRow.action.in_(actions))
            .order_by(AuditRow.id)
        )
    )


def _subject(fact: Fact) -> str:
    return f"{Fact.__tablename__}/{fact.id}"


def _changed(facts: Iterable[Fact], rows: list[AuditRow], assessment: Assessment) -> Iterable[FactChange]:
    names = {file.id: file.name for file in assessment.evidence}
    for fact in facts:
        own = [row for row in rows if row.subject == _subject(fact)]
        written = [row for row in own if row.action in ("add_claim", "edit_claim", "remove_claim")]
        before = (written[0].before or None) if written else {}
        after = (written[-1].after or None) if written else {}
        attached, removed = _files(own, names)
        if (before is None and after is None) or (before == after and not attached and not removed):
            continue  # it came and went, or stands as it did
        yield FactChange(fact, before, after, attached, removed)


def _files(rows: list[AuditRow], names: Mapping[int, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the files that came and that went; one that did both is neither."""
    balance: dict[int, int] = {}
    for row in rows:
        if row.action == "attach_evidence":
            balance[row.after["evidence"]] = balance.get(row.after["evidence"], 0) + 1
        elif row.action == "remove_evidence":
            balance[row.before["evidence"]] = balance.get(row.before["evidence"], 0) - 1
    return (
        tuple(names.get(one, "") for one, count in balance.items() if count > 0),
        tuple(names.get(one, "") for one, count in balance.items() if count < 0),
    )
