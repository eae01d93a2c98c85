"""What scoring is given: the facts of each unit, its panel's bands, its exposures, and the year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.scoring.vocabulary import Source

Value = Decimal | date | bool | str | tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """One thing that happened, as it stands after verification.

    `counts=False` is a fact that was refused (rejected, returned, withdrawn): it is shown with its
    reason and never counted. `key` is stable text; `values` answers the fields of the kind.
    """

    key: str
    kind: str
    title: str
    on: date | None = None
    document: str = ""
    quantity: Decimal = Decimal(1)
    values: Mapping[str, Value] = field(default_factory=dict)
    source: Source = "record"
    counts: bool = True
    reason: str = ""

    @property
    def matter(self) -> str:
        """The matter that this fact is about: its `matter` field, else its title."""
        named = self.values.get("matter")
        return named.strip() if isinstance(named, str) and named.strip() else self.title.strip()

    @property
    def order(self) -> tuple[date, str]:
        """Where the fact stands among others, whatever the order in which they came."""
        return (self.on or date.min, self.key)


@dataclass(frozen=True)
class Band:
    """One scorer's judgement of one indicator: a grade of the scheme, or points where it asks for points."""

    indicator: str
    scorer: str
    grade: str


@dataclass(frozen=True)
class Entrant:
    """One unit in one area: everything that its score is made of.

    `submitted`: a signed self-assessment came in. `competes=False`: the office took the unit out of
    this area, for `competes_reason`. `order`: the unit's place in the official order (机构序列).
    An exposure that is missing from `exposures` was not yet counted; zero was counted.
    """

    code: str
    name: str
    group: str
    facts: tuple[Fact, ...] = ()
    bands: tuple[Band, ...] = ()
    exposures: Mapping[str, Decimal] = field(default_factory=dict)
    targets: Mapping[str, Decimal] = field(default_factory=dict)
    submitted: bool = True
    competes: bool = True
    competes_reason: str = ""
    order: int = 0


class UnknownDays(Exception):
    """The calendar does not know a year: a span in it cannot be counted, and is never guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"the calendar does not know {year}")
        self.year = year


@dataclass(frozen=True)
class Context:
    """The year that is judged, and what the calendar says.

    `workdays(first, last)`: working days after the first date, up to and including the last.
    It raises UnknownDays where that cannot be told; the fact is then awaited, and shown with the reason.
    `year_end`: matters due later than this are not late yet; 31 December when not given.
    `session_closed_on`: the closing day of the people's congress and CPPCC sessions (三(三)2).
    `on_time`: each unit's on-time share in 督查督办, for the tie rule that asks for it.
    """

    year: int
    workdays: Callable[[date, date], int]
    year_end: date | None = None
    session_closed_on: date | None = None
    on_time: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        return self.year_end or date(self.year, 12, 31)
