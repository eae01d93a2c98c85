"""Conditions on one fact: a field says so, or two of its dates lie too far apart."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from portal.scoring.facts import Context, Fact
from portal.scoring.rules.base import RuleFault, Site, wrong_field, wrong_option
from portal.scoring.text import Text, number
from portal.scoring.vocabulary import Code, Piece, Positive

# The fact's own date, where a date field is named.
OWN_DATE = "on"


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Values = Annotated[
    tuple[str, ...], pydantic.BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])
]


class When(Piece):
    """A field of the fact says so: a flag that is set, a text that is written, or one of the values `is`."""

    field: Code
    values: _Values = pydantic.Field(default=(), alias="is")

    def holds(self, fact: Fact) -> bool:
        value = fact.values.get(self.field)
        if not self.values:
            return bool(value.strip() if isinstance(value, str) else value)
        held = value if isinstance(value, tuple) else (value,)
        return any(each in self.values for each in held)

    def faults(self, site: Site, kind: str) -> Iterator[RuleFault]:
        types = ("level", "choice", "parts") if self.values else ("flag", "text")
        wrong = wrong_field(site, kind, self.field, types)
        if wrong:
            yield (".field", wrong)
            return
        declared = site.kinds.get(kind)
        field = declared.field(self.field) if declared else None
        for value in self.values if field else ():
            bad = wrong_option(field, value) if field else None
            if bad:
                yield (".is", bad)

    def words(self, site: Site, kind: str) -> Text:
        declared = site.kinds.get(kind)
        field = declared.field(self.field) if declared else None
        title = field.title if field else self.field
        if not self.values:
            return Text(title, title)
        named = "、".join(field.option(value) if field else value for value in self.values)
        return Text(f"{title}为{named}", f"{title} is {named}")


class Span(Piece):
    """Two dates of the fact lie more than `over` days apart, in calendar or working days."""

    first: Code = pydantic.Field(alias="from")
    last: Code = pydantic.Field(alias="to")
    over: int = pydantic.Field(default=0, ge=0, strict=True)
    days: Literal["calendar", "working"] = "calendar"

    def days_over(self, fact: Fact, context: Context) -> int | None:
        """Days beyond the allowed ones, 0 if none; None while a date is missing."""
        first, last = a_date(fact, self.first), a_date(fact, self.last)
        if first is None or last is None:
            return None
        return max(0, days_between(first, last, self.days, context) - self.over)

    def faults(self, site: Site, kind: str) -> Iterator[RuleFault]:
        for key, code in ((".from", self.first), (".to", self.last)):
            wrong = None if code == OWN_DATE else wrong_field(site, kind, code, ("date",))
            if wrong:
                yield (key, wrong)

    def words(self, site: Site, kind: str) -> Text:
        first, last = date_title(site, kind, self.first), date_title(site, kind, self.last)
        unit = Text("个工作日", "working days") if self.days == "working" else Text("天", "days")
        return Text(
            f"{first}到{last}超过 {self.over} {unit.zh}", f"{first} to {last} over {self.over} {unit.en}"
        )


class Times(Piece):
    """A multiplier: the points of this fact count `by` times when the condition holds."""

    by: Positive
    when: When

    def faults(self, site: Site, kind: str) -> Iterator[RuleFault]:
        for where, message in self.when.faults(site, kind):
            yield (".when" + where, message)

    def words(self, site: Site, kind: str) -> Text:
        when = self.when.words(site, kind)
        return Text(f"{when.zh}的按 {number(self.by)} 倍", f"×{number(self.by)} where {when.en}")


def a_date(fact: Fact, code: str) -> date | None:
    """A date field of a fact, or its own date."""
    value = fact.on if code == OWN_DATE else fact.values.get(code)
    return value if isinstance(value, date) else None


def date_title(site: Site, kind: str, code: str) -> str:
    if code == OWN_DATE:
        return "日期"
    declared = site.kinds.get(kind)
    field = declared.field(code) if declared else None
    return field.title if field else code


def days_between(first: date, last: date, days: str, context: Context) -> int:
    """Days after the first up to and including the last; never below zero."""
    if last <= first:
        return 0
    return context.workdays(first, last) if days == "working" else (last - first).days


def an_amount(fact: Fact, code: str) -> Decimal | None:
    """A number field of a fact; None when it was not filled in."""
    value = fact.values.get(code)
    if isinstance(value, bool):
        return Decimal(int(value))
    return value if isinstance(value, Decimal) else None
