"""What changed since the last signature or refusal, in words: for the head who signs again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from portal.factform import value_pairs
from portal.labels import plain_number
from portal.models import Fact
from portal.queries.changes import Changes, Content, FactChange
from portal.scoring import Kind
from portal.units.sheet import kind_of


@dataclass(frozen=True)
class Told:
    """One fact's difference: (label, before, after) of each field that differs, and the files."""

    fact: Fact
    title: str
    word: str
    tone: str
    lines: list[tuple[str, str, str]]
    attached: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class ToldChanges:
    """All of it. `narrative`: the earlier self-report where it was rewritten."""

    since: datetime
    reason: str
    facts: list[Told]
    narrative: str | None
    none: bool


def told(changes: Changes) -> ToldChanges:
    """The changes as their page says them."""
    return ToldChanges(
        changes.since, changes.reason, [_told(one) for one in changes.facts], changes.narrative, changes.none
    )


def _told(change: FactChange) -> Told:
    fact = change.fact
    title = fact.title or _("未写名称的事项")
    if change.before is None:
        return Told(fact, title, _("新增"), "info", [], change.attached, ())
    if change.after is None:
        return Told(fact, title, _("删除"), "neutral", [], (), ())
    kind = kind_of(fact)
    before, after = dict(_pairs(kind, change.before)), dict(_pairs(kind, change.after))
    lines = [
        (label, before.get(label, ""), after.get(label, ""))
        for label in dict.fromkeys([*before, *after])
        if before.get(label) != after.get(label)
    ]
    return Told(fact, title, _("修改"), "warn", lines, change.attached, change.removed)


def _pairs(kind: Kind, content: Content) -> list[tuple[str, str]]:
    """A fact's whole content in words; nothing for a fact whose content was not touched."""
    if not content:
        return []
    return [
        (_("事项名称"), content["title"]),
        *value_pairs(kind, content["values"]),
        (_("日期"), content["happened_on"] or ""),
        (_("文号"), content["document_number"]),
        (_("数量"), plain_number(Decimal(content["quantity"]))),
        (_("说明"), content["note"]),
    ]
