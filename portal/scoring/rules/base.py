"""What every kind of rule is: parameters that can be checked, put into words, and applied to one unit."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from portal.scoring.facts import Band, Context, Fact
from portal.scoring.rules.periods import Periods
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text
from portal.scoring.vocabulary import Field, Kind, Piece, TargetKind

# A fault inside a rule: where (relative to the rule's table), and what would be right.
RuleFault = tuple[str, Text]


@dataclass(frozen=True)
class Site:
    """Where a rule stands: what its area declares. `broken` codes have a fault of their own elsewhere."""

    title: str
    maximum: Decimal
    kinds: Mapping[str, Kind]
    exposures: Mapping[str, str]
    exposure: str | None
    open: bool = False
    targets: Mapping[str, TargetKind] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()

    def kind_title(self, code: str) -> str:
        kind = self.kinds.get(code)
        return kind.title if kind else code

    def titles(self, codes: tuple[str, ...]) -> str:
        return "、".join(self.kind_title(code) for code in codes)

    def exposure_title(self, code: str | None) -> str:
        return self.exposures.get(code or "", code or "")


@dataclass(frozen=True)
class Given:
    """What a rule sees of one unit: the counted facts of its kinds in their own order, bands, counts.

    `best`: the highest that a comparing rule found in the group, for the year or for each period.
    """

    site: Site
    indicator: str
    facts: tuple[Fact, ...]
    bands: tuple[Band, ...]
    exposures: Mapping[str, Decimal]
    targets: Mapping[str, Decimal]
    group: str
    context: Context
    best: tuple[Fraction, ...] = ()

    def of(self, kind: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind == kind)

    def exposed(self, code: str | None) -> Fraction:
        return Fraction(self.exposures.get(code or "", Decimal(0)))


@dataclass(frozen=True)
class Outcome:
    """What a rule found: points (exact), the lines that they come from, and what held them.

    `applies=False`: there was nothing to measure. `ineligible`: the unit cannot be selected, and why.
    `pending`: what is still awaited; a pending indicator has no points yet. `deducted`: points taken
    by incidents, before any floor. `matters`: the matters that earned points.
    """

    points: Fraction
    sentence: Text
    lines: tuple[Line, ...] = ()
    note: Text = NOTHING
    applies: bool = True
    ineligible: Text = NOTHING
    pending: tuple[Text, ...] = ()
    deducted: Fraction = Fraction(0)
    matters: frozenset[str] = field(default_factory=frozenset)


class Rule(Piece, ABC):
    """One kind of rule with its parameters, as an indicator's `rule` table gives them."""

    kind: str
    periods: Periods | None = None
    # Whether the rule can collect points without a maximum (in an open area).
    endless: ClassVar[bool] = False
    # Whether a unit's points depend on the best of its group.
    compares: ClassVar[bool] = False

    @abstractmethod
    def reads(self) -> tuple[str, ...]:
        """The kinds of fact that the rule reads, each once, in the order of the file."""

    def exposures(self) -> tuple[str, ...]:
        """Exposures that the rule reads beside its indicator's own."""
        return ()

    def uses_targets(self) -> tuple[str, ...]:
        """Targets of the area that the rule measures against."""
        return ()

    def compared(self, given: Given) -> Fraction:
        """What is compared within the group; for a rule that compares."""
        return Fraction(0)

    def period_faults(self, site: Site) -> Iterator[RuleFault]:
        """Why the rule cannot be applied to a part of the year."""
        yield from ()

    @abstractmethod
    def faults(self, site: Site) -> Iterator[RuleFault]:
        """What does not fit the area that the rule stands in."""

    @abstractmethod
    def words(self, site: Site) -> Text:
        """The rule in plain words, with its parameters."""

    @abstractmethod
    def score(self, given: Given) -> Outcome:
        """The points of one unit, with every line that they come from."""


def once(codes: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def unknown_kind(site: Site, code: str) -> Text | None:
    """The fault of naming a kind that the area does not declare."""
    if code in site.kinds or code in site.broken:
        return None
    known = "、".join(site.kinds) or "(无)"
    return Text(
        f"本领域没有事项类别 {code}；可用：{known}",
        f"the area has no kind {code}; it has {known.replace('、', ', ')}",
    )


def unknown_exposure(site: Site, code: str) -> Text | None:
    if code in site.exposures or code in site.broken:
        return None
    known = "、".join(site.exposures) or "(无)"
    return Text(
        f"本领域没有暴露量 {code}；可用：{known}",
        f"the area has no exposure {code}; it has {known.replace('、', ', ')}",
    )


def wrong_field(site: Site, kind: str, code: str, types: tuple[str, ...]) -> Text | None:
    """The fault of reading a field that the kind does not have, or that is of another type."""
    declared = site.kinds.get(kind)
    if declared is None:
        return None
    found = declared.field(code)
    if found is None:
        known = "、".join(field.code for field in declared.fields) or "(无)"
        return Text(
            f"类别 {kind} 没有字段 {code}；它的字段：{known}",
            f"kind {kind} has no field {code}; its fields are {known.replace('、', ', ')}",
        )
    if found.type not in types:
        wanted = "、".join(types)
        return Text(
            f"字段 {code} 的类型是 {found.type}，此处应为 {wanted}",
            f"field {code} is of type {found.type}; {wanted.replace('、', ', ')} is needed here",
        )
    return None


def wrong_option(field: Field, value: str) -> Text | None:
    """The fault of a value that no fact can carry."""
    if value in field.values:
        return None
    known = "、".join(field.values)
    return Text(
        f"字段 {field.code} 不可能取 {value}；可取：{known}",
        f"no fact can carry {value} in {field.code}; it offers {known.replace('、', ', ')}",
    )
