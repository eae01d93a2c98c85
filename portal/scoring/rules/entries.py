"""Points collected fact by fact, by kind and level: what `tally`, `target` and `relative` count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

import pydantic

from portal.scoring.facts import Fact
from portal.scoring.rules.base import Given, RuleFault, Site, once, unknown_kind, wrong_field
from portal.scoring.rules.conditions import Times, When, an_amount
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, Codes, Number, Piece


class Entry(Piece):
    """What each fact of a kind brings; below zero it takes.

    `points`, or the amount in the fact's field `points_from`. `when`: only then. `groups`: only for
    units of these groups. `times`: multipliers. `at_most`: so many are counted, the best first; rows
    with the same `limit` share one limit of the rule's `limits`.
    """

    kind: Code
    points: Number | None = None
    points_from: Code | None = None
    when: When | None = None
    groups: Codes = ()
    times: tuple[Times, ...] = ()
    at_most: int | None = pydantic.Field(default=None, ge=1, strict=True)
    limit: Code | None = None

    def faults(self, site: Site) -> Iterator[RuleFault]:
        missing = unknown_kind(site, self.kind)
        if missing:
            yield (".kind", missing)
            return
        if (self.points is None) == (self.points_from is None):
            yield (
                "",
                Text("应写 points 或 points_from 之一", "should have either points or points_from"),
            )
        if self.points_from:
            wrong = wrong_field(site, self.kind, self.points_from, ("amount", "quantity"))
            if wrong:
                yield (".points_from", wrong)
        for group in self.groups:
            if group not in site.groups:
                known = "、".join(site.groups)
                yield (
                    ".groups",
                    Text(
                        f"没有组别 {group}；可用：{known}",
                        f"there is no group {group}; there are {known.replace('、', ', ')}",
                    ),
                )
        for where, message in self.when.faults(site, self.kind) if self.when else ():
            yield (".when" + where, message)
        for index, times in enumerate(self.times, 1):
            for where, message in times.faults(site, self.kind):
                yield (f".times[{index}]{where}", message)

    def words(self, site: Site) -> Text:
        title = site.kind_title(self.kind)
        if self.points is None:
            each = Text("按登记的分值计", " by the points given")
        else:
            sign = "+" if self.points >= 0 else ""
            each = Text(f"每件 {sign}{number(self.points)} 分", f" {sign}{number(self.points)} each")
        said = [Text(title, f"“{title}”") + each]
        if self.when:
            only = self.when.words(site, self.kind)
            said.append(Text(f"限{only.zh}", f"only if {only.en}"))
        if self.groups:
            names = [site.groups.get(group, group) for group in self.groups]
            said.append(Text(f"限{'、'.join(names)}", f"for {', '.join(names)}"))
        said += [times.words(site, self.kind) for times in self.times]
        if self.at_most is not None:
            said.append(Text(f"至多计 {self.at_most} 件", f"at most {self.at_most} count"))
        return join(said, "，", ", ")

    def worth(self, fact: Fact, given: Given) -> Fraction | None:
        """Points of one piece of the fact; None where the row does not hold for it."""
        if fact.kind != self.kind or (self.groups and given.group not in self.groups):
            return None
        if self.when and not self.when.holds(fact):
            return None
        given_points = self.points if self.points_from is None else an_amount(fact, self.points_from)
        if given_points is None:
            return None
        factor = Fraction(1)
        for times in self.times:
            factor *= Fraction(times.by) if times.when.holds(fact) else 1
        return Fraction(given_points) * factor


def _kind_and_field(entry: Entry) -> tuple[str, str] | int:
    """Rows in a row that differ only in a field's value and the points are said together."""
    plain = entry.points is not None and not (entry.groups or entry.times or entry.at_most)
    return (entry.kind, entry.when.field) if plain and entry.when and entry.when.values else id(entry)


def _levels_words(rows: list[Entry], site: Site) -> Text:
    if len(rows) == 1 or rows[0].when is None:
        return rows[0].words(site)
    declared = site.kinds.get(rows[0].kind)
    field = declared.field(rows[0].when.field) if declared else None
    levels = []
    for entry in rows:
        values = entry.when.values if entry.when else ()
        named = "、".join(field.option(value) if field else value for value in values)
        levels.append(f"{named} {'+' if (entry.points or 0) >= 0 else ''}{number(entry.points or 0)}")
    title, by = site.kind_title(rows[0].kind), field.title if field else rows[0].when.field
    return Text(f"{title}按{by}每件：{'、'.join(levels)} 分", f"“{title}” each by {by}: {', '.join(levels)}")


class Limit(Piece):
    """So many are counted of all rows that name this limit, the best first."""

    code: Code
    at_most: int = pydantic.Field(ge=1, strict=True)


class Entries(Piece):
    """The rows, their common limits, and whether one matter counts once, at its highest."""

    entries: tuple[Entry, ...] = pydantic.Field(min_length=1)
    limits: tuple[Limit, ...] = ()
    once_per_matter: bool = False

    def entry_kinds(self) -> tuple[str, ...]:
        return once([entry.kind for entry in self.entries])

    def entry_faults(self, site: Site) -> Iterator[RuleFault]:
        known = [limit.code for limit in self.limits]
        for index, entry in enumerate(self.entries, 1):
            for where, message in entry.faults(site):
                yield (f".entries[{index}]{where}", message)
            if entry.limit and entry.limit not in known:
                names = "、".join(known) or "(无)"
                yield (
                    f".entries[{index}].limit",
                    Text(
                        f"limits 中没有 {entry.limit}；可用：{names}",
                        f"there is no limit {entry.limit}; there are {names.replace('、', ', ')}",
                    ),
                )
        used = {entry.limit for entry in self.entries}
        for index, code in enumerate(known, 1):
            if code not in used:
                yield (f".limits[{index}]", Text("没有一行使用，应删去", "no row uses it; remove it"))

    def entry_words(self, site: Site) -> list[Text]:
        said = [_levels_words(list(rows), site) for _, rows in groupby(self.entries, key=_kind_and_field)]
        for limit in self.limits:
            rows = once([site.kind_title(entry.kind) for entry in self.entries if entry.limit == limit.code])
            said.append(
                Text(
                    f"{'、'.join(rows)}合计至多计 {limit.at_most} 件",
                    f"{', '.join(rows)}: at most {limit.at_most} count in all",
                )
            )
        if self.once_per_matter:
            said.append(Text("同一事项只按最高一项计一次", "one matter once, at its highest"))
        return said


@dataclass
class Collected:
    """What the facts brought together: the exact sum, a line for each fact, the matters that earned."""

    total: Fraction = Fraction(0)
    lines: list[Line] = field(default_factory=list)
    matters: set[str] = field(default_factory=set)


@dataclass
class _Claim:
    """One row's hold on one fact: points of a piece, how many pieces, and how many are counted."""

    fact: Fact
    bucket: str | None
    worth: Fraction
    pieces: Fraction
    counted: Fraction = Fraction(0)


_OTHER_LINE = Text("同一事项已按最高一项计分", "the matter counts at its highest already")
_NO_ROW = Text("不属于计分情形", "no case that brings points")
_BEYOND = Text("超出计分件数", "beyond the number that counts")


def collect(rows: Entries, given: Given) -> Collected:
    """What a unit's facts bring by the rows."""
    claims = [claim for fact in given.facts for claim in _claims(rows, fact, given)]
    dropped = _dropped(claims) if rows.once_per_matter else set()
    live = [claim for claim in claims if claim.fact.key not in dropped]
    _count(rows, live)
    found = Collected()
    for fact in given.facts:
        if fact.kind not in rows.entry_kinds():
            continue
        own = [claim for claim in live if claim.fact is fact]
        points = sum((claim.worth * claim.counted for claim in own), Fraction(0))
        found.total += points
        if points > 0:
            found.matters.add(fact.matter)
        found.lines.append(_line(fact, own, points, fact.key in dropped, given))
    return found


def _claims(rows: Entries, fact: Fact, given: Given) -> Iterator[_Claim]:
    pieces = Fraction(1) if rows.once_per_matter else Fraction(fact.quantity)
    for index, entry in enumerate(rows.entries):
        worth = entry.worth(fact, given)
        if worth is not None:
            bucket = entry.limit or (f"#{index}" if entry.at_most is not None else None)
            yield _Claim(fact, bucket, worth, pieces)


def _dropped(claims: Iterable[_Claim]) -> set[str]:
    """Facts that stand behind a higher one about the same matter; what takes points never does."""
    worth: dict[str, Fraction] = {}
    facts: dict[str, Fact] = {}
    for claim in claims:
        worth[claim.fact.key] = worth.get(claim.fact.key, Fraction(0)) + claim.worth
        facts[claim.fact.key] = claim.fact
    ranked = sorted((key for key in worth if worth[key] > 0), key=lambda key: (-worth[key], facts[key].order))
    first: dict[str, str] = {}
    for key in ranked:
        first.setdefault(facts[key].matter, key)
    return {key for key in ranked if first[facts[key].matter] != key}


def _count(rows: Entries, claims: list[_Claim]) -> None:
    """Give every claim its counted pieces, within the limits, the best first."""
    room: dict[str, Fraction] = {limit.code: Fraction(limit.at_most) for limit in rows.limits}
    room |= {
        f"#{index}": Fraction(entry.at_most)
        for index, entry in enumerate(rows.entries)
        if entry.at_most is not None and entry.limit is None
    }
    for claim in sorted(claims, key=lambda claim: (-claim.worth, claim.fact.order)):
        claim.counted = claim.pieces
        if claim.bucket is not None:
            claim.counted = min(claim.pieces, room[claim.bucket])
            room[claim.bucket] -= claim.counted


def _line(fact: Fact, own: list[_Claim], points: Fraction, dropped: bool, given: Given) -> Line:
    named = fact_text(fact, given.site.kind_title(fact.kind))
    if dropped or not own:
        return Line(fact.key, named, as_decimal(Fraction(0), 4), False, _OTHER_LINE if dropped else _NO_ROW)
    if not any(claim.counted for claim in own):
        return Line(fact.key, named, as_decimal(Fraction(0), 4), False, _BEYOND)
    said = [named]
    if any(claim.counted < claim.pieces for claim in own):
        most = number(max(claim.counted for claim in own))
        said.append(Text(f"计 {most} 件", f"{most} count"))
    return Line(fact.key, join(said, "，", ", "), as_decimal(points, 4))
