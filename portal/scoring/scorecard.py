"""The one object that explains a score: area → indicator → line. Whatever shows a score renders this."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.scoring.text import NOTHING, Text


class Standing(StrEnum):
    """Whether the unit can be selected in this area."""

    COMPETING = "competing"
    UNDECLARED = "undeclared"
    NOT_COMPETING = "not_competing"
    INELIGIBLE = "ineligible"


STANDING_TITLES = {
    Standing.COMPETING: Text("参评", "competing"),
    Standing.UNDECLARED: Text("未申报", "undeclared"),
    Standing.NOT_COMPETING: Text("不参评", "not competing"),
    Standing.INELIGIBLE: Text("取消评先资格", "not eligible"),
}


def _points(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _decimal(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


@dataclass(frozen=True)
class Line:
    """One fact's (or one band's) part in an indicator.

    `fact`: its key, None for a line that is no fact's. `points`: what it adds (negative: takes), None
    when it only counts towards a rate. `used=False`: shown, not counted, for `reason`.
    """

    fact: str | None
    text: Text
    points: Decimal | None = None
    used: bool = True
    reason: Text = NOTHING

    def to_dict(self) -> dict[str, Any]:
        return {
            "fact": self.fact,
            "text": self.text.to_dict(),
            "points": _points(self.points),
            "used": self.used,
            "reason": self.reason.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Line":
        text, reason = Text.from_dict(data["text"]), Text.from_dict(data["reason"])
        return cls(data["fact"], text, _decimal(data["points"]), data["used"], reason)


@dataclass(frozen=True)
class Exposure:
    """What the indicator could be met at, and how often; `value` None while it is not counted yet."""

    title: str
    value: Decimal | None

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "value": _points(self.value)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Exposure":
        return cls(data["title"], _decimal(data["value"]))


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator of one unit. `points` at the scheme's digits; 0 while `waiting` or not applying."""

    code: str
    title: str
    clause: str
    maximum: Decimal
    points: Decimal
    applies: bool
    waiting: bool
    rule: Text
    sentence: Text
    note: Text = NOTHING
    exposure: Exposure | None = None
    lines: tuple[Line, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "title": self.title,
            "clause": self.clause,
            "maximum": str(self.maximum),
            "points": str(self.points),
            "applies": self.applies,
            "waiting": self.waiting,
            "rule": self.rule.to_dict(),
            "sentence": self.sentence.to_dict(),
            "note": self.note.to_dict(),
            "exposure": self.exposure.to_dict() if self.exposure else None,
            "lines": [line.to_dict() for line in self.lines],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "IndicatorScore":
        return cls(
            code=data["code"],
            title=data["title"],
            clause=data["clause"],
            maximum=Decimal(data["maximum"]),
            points=Decimal(data["points"]),
            applies=data["applies"],
            waiting=data["waiting"],
            rule=Text.from_dict(data["rule"]),
            sentence=Text.from_dict(data["sentence"]),
            note=Text.from_dict(data["note"]),
            exposure=Exposure.from_dict(data["exposure"]) if data["exposure"] else None,
            lines=tuple(Line.from_dict(line) for line in data["lines"]),
        )


@dataclass(frozen=True)
class Scorecard:
    """One unit's score in one area, with everything that it is made of.

    `earned` of `applicable` points, re-based (`rebase` says how) to `base`; `bonus` beside it (四(二));
    `total` is both. All four are None for a unit that has no score: undeclared or not competing.
    `deducted`: points taken by incidents, before floors. `honours`: how many matters at each level.
    `pending`: what is still awaited before the area can be closed. `notes`: caps and the like.
    """

    area: str
    unit: str
    name: str
    group: str
    order: int
    standing: Standing
    standing_reason: Text
    earned: Decimal | None
    applicable: Decimal
    base: Decimal | None
    bonus: Decimal | None
    total: Decimal | None
    deducted: Decimal
    honours: dict[str, int]
    on_time: Decimal | None
    indicators: tuple[IndicatorScore, ...]
    bonus_lines: tuple[Line, ...] = ()
    rebase: Text = NOTHING
    notes: tuple[Text, ...] = ()
    pending: tuple[Text, ...] = field(default=())

    def indicator(self, code: str) -> IndicatorScore:
        """One of the indicators; KeyError for a code that the area lacks."""
        for found in self.indicators:
            if found.code == code:
                return found
        raise KeyError(code)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, texts and numbers as text: nothing is lost on the way through JSON."""
        return {
            "area": self.area,
            "unit": self.unit,
            "name": self.name,
            "group": self.group,
            "order": self.order,
            "standing": str(self.standing),
            "standing_reason": self.standing_reason.to_dict(),
            "earned": _points(self.earned),
            "applicable": str(self.applicable),
            "base": _points(self.base),
            "bonus": _points(self.bonus),
            "total": _points(self.total),
            "deducted": str(self.deducted),
            "honours": dict(self.honours),
            "on_time": _points(self.on_time),
            "indicators": [indicator.to_dict() for indicator in self.indicators],
            "bonus_lines": [line.to_dict() for line in self.bonus_lines],
            "rebase": self.rebase.to_dict(),
            "notes": [note.to_dict() for note in self.notes],
            "pending": [text.to_dict() for text in self.pending],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Scorecard":
        """The scorecard that `to_dict` described."""
        return cls(
            area=data["area"],
            unit=data["unit"],
            name=data["name"],
            group=data["group"],
            order=data["order"],
            standing=Standing(data["standing"]),
            standing_reason=Text.from_dict(data["standing_reason"]),
            earned=_decimal(data["earned"]),
            applicable=Decimal(data["applicable"]),
            base=_decimal(data["base"]),
            bonus=_decimal(data["bonus"]),
            total=_decimal(data["total"]),
            deducted=Decimal(data["deducted"]),
            honours=dict(data["honours"]),
            on_time=_decimal(data["on_time"]),
            indicators=tuple(IndicatorScore.from_dict(item) for item in data["indicators"]),
            bonus_lines=tuple(Line.from_dict(line) for line in data["bonus_lines"]),
            rebase=Text.from_dict(data["rebase"]),
            notes=tuple(Text.from_dict(note) for note in data["notes"]),
            pending=tuple(Text.from_dict(text) for text in data["pending"]),
        )

    def canonical_json(self) -> str:
        """The same text for the same scorecard on every machine, for digests."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
