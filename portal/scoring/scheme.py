"""A scheme as it is used: what `load_scheme` makes of a file that has no fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

import pydantic

from portal.scoring.bonus import Bonus
from portal.scoring.rules import Rule, Site
from portal.scoring.text import Text
from portal.scoring.vocabulary import (
    Code,
    ExposureKind,
    Group,
    Kind,
    NotNegative,
    Piece,
    Positive,
    Source,
    TargetKind,
    Title,
    VetoGround,
)

Seats = Annotated[int, pydantic.Field(ge=0, strict=True)]


class Tie(Piece):
    """One step in settling equal totals (四(一), 四(二)): what is compared, and how it is called.

    `honours`: more of them at `level` stand first. `deductions`: fewer points taken. `on-time`: the
    higher on-time share, from `area`: 1 - facts of the kinds `late` / `exposure`; skipped where a
    unit has none. `decision`: the office's recorded decision.
    """

    by: Literal["honours", "deductions", "on-time", "decision"]
    title: Title
    level: Code | None = None
    area: Code | None = None
    exposure: Code | None = None
    late: tuple[Code, ...] = ()


class Cap(Piece):
    """单项否决: so many facts of a kind hold the whole area down.

    `at_most`: the area's total is at most this (0: the area is zero); without it the score stands.
    `selectable = false`: the unit cannot be selected in the area.
    """

    kind: Code
    title: Title
    clause: str
    count: int = pydantic.Field(default=1, ge=1, strict=True)
    at_most: NotNegative | None = None
    selectable: bool = False


class Rounding(Piece):
    """Where points are rounded, half up: once at the area's `total`, or once at each `indicator`."""

    digits: int = pydantic.Field(default=2, ge=0, le=6, strict=True)
    at: Literal["total", "indicator"] = "total"


class Head(Piece):
    """The scheme's own keys, beside its areas."""

    title: Title
    document: str = ""
    notice_days: int = pydantic.Field(default=5, ge=0, le=365, strict=True)
    min_applicable: NotNegative = Decimal(60)


class Regulation(Piece):
    """The regulation that the scheme carries out, and the clauses that can be cited."""

    title: Title
    clauses: tuple[str, ...] = pydantic.Field(min_length=1)


class IndicatorHead(Piece):
    """An indicator's own keys, beside its rule. `maximum` is left out only in an open area."""

    code: Code
    title: Title
    clause: str
    maximum: Positive | None = None
    by: frozenset[Source] = pydantic.Field(min_length=1)
    groups: tuple[Code, ...] = ()
    exposure: Code | None = None
    evidence: bool = False
    when_absent: Literal["rebase", "exempt"] = "rebase"
    note: str = ""


class AreaHead(Piece):
    """An area's own keys, beside its kinds, exposures, indicators and caps.

    `open`: points are collected without a maximum; such an area is never re-based.
    """

    code: Code
    title: Title
    clause: str
    panel: Code
    panel_title: Title
    joined: tuple[Title, ...] = ()
    quota: dict[Code, Seats]
    maximum: Positive = Decimal(100)
    open: bool = False
    weight: NotNegative = Decimal(1)
    no_exposure_no_competition: Code | None = None


@dataclass(frozen=True)
class Indicator:
    """One thing that is measured, with its one rule. `maximum` is 0 where points are open-ended."""

    code: str
    title: str
    clause: str
    maximum: Decimal
    groups: tuple[str, ...]
    by: frozenset[Source]
    kinds: tuple[str, ...]
    exposure: str | None
    evidence_required: bool
    when_absent: Literal["rebase", "exempt"]
    note: str
    rule: Rule
    rule_text: Text
    open: bool = False

    def applies_to(self, group: str) -> bool:
        """Whether units of the group are measured by it at all."""
        return group in self.groups


@dataclass(frozen=True)
class Area:
    """One area of office work (三) with its panel (五(一)) and quota (四(一))."""

    code: str
    title: str
    clause: str
    panel: str
    panel_title: str
    joined: tuple[str, ...]
    quota: Mapping[str, int]
    maximum: Decimal
    open: bool
    weight: Decimal
    kinds: tuple[Kind, ...]
    exposures: tuple[ExposureKind, ...]
    targets: tuple[TargetKind, ...]
    indicators: tuple[Indicator, ...]
    caps: tuple[Cap, ...]
    no_exposure_no_competition: str | None

    @property
    def compares(self) -> bool:
        """Whether a unit's points depend on the others of its group."""
        return any(indicator.rule.compares for indicator in self.indicators)

    def kind(self, code: str) -> Kind:
        """One kind of fact; KeyError for a code that the area lacks."""
        return _found(code, self.kinds)

    def indicator(self, code: str) -> Indicator:
        """One indicator; KeyError for a code that the area lacks."""
        for indicator in self.indicators:
            if indicator.code == code:
                return indicator
        raise KeyError(code)

    def exposure(self, code: str) -> ExposureKind:
        """One exposure; KeyError for a code that the area lacks."""
        for exposure in self.exposures:
            if exposure.code == code:
                return exposure
        raise KeyError(code)

    def kinds_by(self, source: Source) -> tuple[Kind, ...]:
        """The kinds that a unit claims, a panel records, or a list brings in."""
        return tuple(kind for kind in self.kinds if source in kind.by)

    def indicators_for(self, group: str) -> tuple[Indicator, ...]:
        """The indicators that measure units of the group."""
        return tuple(indicator for indicator in self.indicators if indicator.applies_to(group))

    def site(self, indicator: Indicator) -> Site:
        """What the indicator's rule may look up."""
        return Site(
            title=indicator.title,
            maximum=indicator.maximum,
            kinds={kind.code: kind for kind in self.kinds},
            exposures={exposure.code: exposure.title for exposure in self.exposures},
            exposure=indicator.exposure,
            open=indicator.open,
            targets={target.code: target for target in self.targets},
        )


@dataclass(frozen=True)
class Scheme:
    """A whole scheme. `regulation`: its title; `clauses`: what can be cited; `digest`: the file's SHA-256."""

    title: str
    document: str
    regulation: str
    clauses: tuple[str, ...]
    groups: tuple[Group, ...]
    areas: tuple[Area, ...]
    bonus: Bonus | None
    veto_grounds: tuple[VetoGround, ...]
    ties: tuple[Tie, ...]
    rounding: Rounding
    notice_days: int
    min_applicable: Decimal
    digest: str

    @property
    def digits(self) -> int:
        """Decimals of every published number of points."""
        return self.rounding.digits

    def area(self, code: str) -> Area:
        """One area; KeyError for a code that the scheme lacks."""
        for area in self.areas:
            if area.code == code:
                return area
        raise KeyError(code)

    def group(self, code: str) -> Group:
        """One group; KeyError for a code that the scheme lacks."""
        for group in self.groups:
            if group.code == code:
                return group
        raise KeyError(code)


def _found(code: str, kinds: tuple[Kind, ...]) -> Kind:
    for kind in kinds:
        if kind.code == code:
            return kind
    raise KeyError(code)
