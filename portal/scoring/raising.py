"""What would raise an indicator's points: one more fact of a kind, tried out by the rule itself.

Every sentence is true, since the points with the fact were reckoned, in each month alike. Where a rule
compares units, or asks for an amount or a day that nobody can guess, nothing is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from typing import Any

from portal.scoring.columns import Columns
from portal.scoring.facts import Context, Entrant, Fact
from portal.scoring.scheme import Area, Indicator
from portal.scoring.text import Text, number
from portal.scoring.vocabulary import Field, Kind

MOST = 3
"""How many ways are named for one indicator, the best first."""

_TRIED = 24
_KEY = "one-more"


@dataclass(frozen=True)
class Raise:
    """One more fact and the points that it adds, all that is claimed now being accepted."""

    fact: Fact
    gain: Fraction
    text: Text


def raises(entrant: Entrant, indicator: Indicator, area: Area, context: Context) -> tuple[Raise, ...]:
    """The ways to raise an indicator by what its unit can claim itself, the best first."""
    if indicator.rule.compares:
        return ()
    columns = Columns(area, entrant.group, context)
    now = columns.measure_one(indicator, entrant)
    if not now.applies or now.pending:
        return ()
    found = []
    kinds = [area.kind(code) for code in indicator.kinds]
    for kind in kinds:
        for values in islice(_candidates(kind), _TRIED) if "claim" in kind.by else ():
            facts = _facts(kind, values, context.year)
            gain = _gain(entrant, indicator, columns, now.points, facts)
            if gain is not None and gain > 0:
                found.append(Raise(facts[0], gain, _said(kind, values, gain, now.points + gain, indicator)))
    return tuple(sorted(found, key=lambda one: -one.gain)[:MOST])


def _candidates(kind: Kind) -> Iterator[dict[str, Any]]:
    """What a fact of the kind can say: each of its levels and choices, one part at a time."""
    offered = [_offered(field) for field in kind.fields]
    if any(not options for options in offered):
        return
    for chosen in product(*offered):
        pairs = zip(kind.fields, chosen, strict=True)
        yield {field.code: value for field, value in pairs if value is not None}


def _offered(field: Field) -> tuple[Any, ...]:
    """The values to try in a field; None leaves it empty; nothing where it must be filled and is unknown."""
    if field.type in ("level", "choice"):
        return field.values
    if field.type == "parts":
        return tuple((value,) for value in field.values)
    if field.type == "text":
        return (_KEY,) if field.required else (None,)
    return () if field.required else (None,)


def _facts(kind: Kind, values: dict[str, Any], year: int) -> list[Fact]:
    """The same fact on a day of each month."""
    first = Fact(
        key=_KEY,
        kind=kind.code,
        title=_KEY,
        on=date(year, 1, 15),
        document=_KEY,
        quantity=Decimal(1),
        values=values,
        source="claim",
    )
    return [replace(first, on=date(year, month, 15)) for month in range(1, 13)]


def _gain(
    entrant: Entrant, indicator: Indicator, columns: Columns, points: Fraction, facts: Sequence[Fact]
) -> Fraction | None:
    """What the fact adds; None where that depends on its day, or nobody can say yet."""
    gains = set()
    for fact in facts:
        after = columns.measure_one(indicator, replace(entrant, facts=(*entrant.facts, fact)))
        if after.pending or not after.applies:
            return None
        gains.add(after.points - points)
        if len(gains) > 1:
            return None
    return gains.pop()


def _said(kind: Kind, values: dict[str, Any], gain: Fraction, after: Fraction, indicator: Indicator) -> Text:
    parts = [
        "、".join(field.option(part) for part in _texts(values[field.code]))
        for field in kind.fields
        if field.type in ("level", "choice", "parts") and field.code in values
    ]
    what = f"“{kind.title}”" + (f"（{'，'.join(parts)}）" if parts else "")
    worth = number(gain)
    about = ("约", "about ") if Fraction(Decimal(worth)) != gain else ("", "")
    full = bool(indicator.maximum) and after >= Fraction(indicator.maximum)
    most = number(indicator.maximum)
    return Text(
        f"再有 1 件{what}，{about[0]}加 {worth} 分" + (f"，到满分 {most} 分" if full else ""),
        f"one more {what} adds {about[1]}{worth} points" + (f", up to the full {most}" if full else ""),
    )


def _texts(value: Any) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
