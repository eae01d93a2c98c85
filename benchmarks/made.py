"""Units with facts over the shipped scheme, made by number: the same on every machine."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from portal.clock import Workdays
from portal.scoring import Area, Band, Context, Entrant, Fact, Field, Kind, Scheme, load_scheme, shipped
from portal.scoring.rules.band import Band as BandRule

FACTS = 50
"""Facts of one unit, over all areas."""

CONTEXT = Context(2013, Workdays().between, session_closed_on=date(2013, 2, 1))


def scheme() -> Scheme:
    """The shipped scheme."""
    return load_scheme(shipped("dazhou-2012"))


def kinds_of(rules: Scheme) -> list[tuple[str, Kind]]:
    """Every kind of fact with its area, honours once in each."""
    return [(area.code, kind) for area in rules.areas for kind in area.kinds]


def facts_of(rules: Scheme, number: int, area: str) -> tuple[Fact, ...]:
    """A unit's facts in an area: FACTS in all areas together, spread over all kinds."""
    kinds, chance = kinds_of(rules), Random(number)  # noqa: S311 - made data
    chosen = [kinds[(number + step * 7) % len(kinds)] for step in range(FACTS)]
    return tuple(
        a_fact(kind, f"{number}-{place}", chance)
        for place, (where, kind) in enumerate(chosen)
        if where == area
    )


def a_fact(kind: Kind, key: str, chance: Random) -> Fact:
    """One fact with all its fields filled in."""
    day = date(2013, 1, 1) + timedelta(days=chance.randrange(300))
    values = {field.code: value_of(field, day, chance) for field in kind.fields}
    return Fact(
        key, kind.code, f"事项 {key}", day, f"达市府办〔2013〕{chance.randrange(1, 99)}号", values=values
    )


def value_of(field: Field, day: date, chance: Random) -> Decimal | date | bool | str | tuple[str, ...]:
    """What a person might have put into a field."""
    if field.type == "date":
        return day + timedelta(days=chance.randrange(12))
    if field.type in ("quantity", "amount"):
        return field.minimum if field.minimum is not None else Decimal(1)
    if field.type == "flag":
        return chance.random() < 0.5
    if field.type == "parts":
        return field.values[: chance.randrange(1, len(field.values) + 1)]
    return chance.choice(field.values) if field.values else f"内容 {chance.randrange(99)}"


def entrant(rules: Scheme, area: Area, number: int) -> Entrant:
    """One unit in one area, judged and counted."""
    bands = [
        Band(one.code, scorer, one.rule.grades[(number + place) % len(one.rule.grades)].code)
        for one in area.indicators
        if isinstance(one.rule, BandRule) and one.rule.grades
        for place, scorer in enumerate(("甲", "乙"))
    ]
    return Entrant(
        code=f"u{number}",
        name=f"单位 {number}",
        group="department",
        facts=facts_of(rules, number, area.code),
        bands=tuple(bands),
        exposures={one.code: Decimal(20 + number % 30) for one in area.exposures},
        order=number,
    )


def entrants(rules: Scheme, area: Area, units: int) -> Iterator[Entrant]:
    """All units of a group in an area."""
    return (entrant(rules, area, number) for number in range(units))
