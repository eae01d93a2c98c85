"""The one source of the time and of working days. All times are Asia/Shanghai.

`Clock.now()` is asked once per request or command and handed on; nothing else reads the machine's
clock. Working days follow the State Council's yearly holiday arrangement (四(一), notice) as the
package `chinese_calendar` knows it, with the office's own corrections before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import chinese_calendar

from portal.errors import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
STATUTORY = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)
"""The years whose arrangement the package `chinese_calendar` knows."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in Asia/Shanghai."""
        return datetime.now(SHANGHAI)


@dataclass
class SetClock:
    """A clock that shows what it was set to: for tests and for a database that holds the demo."""

    moment: datetime

    def now(self) -> datetime:
        """The moment that it was set to."""
        return self.moment

    def advance(self, days: int = 0, **more: int) -> None:
        """Move on by days, hours, minutes."""
        self.moment += timedelta(days=days, **more)


def shanghai(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment by the wall clock in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def day_start(day: date) -> datetime:
    """0:00 of a day in Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def day_end(day: date) -> datetime:
    """24:00 of a day in Shanghai: the first moment that is too late."""
    return datetime.combine(day, time(), SHANGHAI) + timedelta(days=1)


@dataclass(frozen=True)
class Workdays:
    """The statutory calendar. `corrections` are days that the office entered itself (True: working).

    `years`: years that are arranged as written here, whatever the package knows of them: the days that
    are not what their day of the week says (True: worked on a weekend). Corrections go before.
    """

    corrections: Mapping[date, bool] = field(default_factory=dict)
    years: Mapping[int, Mapping[date, bool]] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether every day of the year can be told."""
        return year in self.years or year in STATUTORY

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day.

        Raises Refused for a year that the calendar does not know: it is never guessed.
        """
        if day in self.corrections:
            return self.corrections[day]
        if day.year in self.years:
            return self.years[day.year].get(day, day.weekday() < 5)
        if day.year in STATUTORY:
            return bool(chinese_calendar.is_workday(day))
        raise Refused("工作日历没有%(year)s年的安排，请先录入该年的节假日", year=day.year)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; 0 when `end` is not later."""
        days = (end - start).days
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, days + 1))

    def after(self, start: date, count: int) -> date:
        """The `count`-th working day after `start`, which itself is not counted."""
        day = start
        while count:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day

    def to_json(self) -> dict[str, Any]:
        """The whole calendar as it is counted by now, for whoever counts again later, by itself alone."""
        years = {year: self._exceptions(year) for year in sorted({*STATUTORY, *self.years})}
        return {
            "years": {str(year): _written(days) for year, days in years.items()},
            "corrections": _written(self.corrections),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Workdays":
        """The calendar that `to_json` wrote."""
        years = {int(year): _read(days) for year, days in data["years"].items()}
        return cls(_read(data["corrections"]), years)

    def _exceptions(self, year: int) -> Mapping[date, bool]:
        if year in self.years:
            return self.years[year]
        return _statutory(year)


@cache
def _statutory(year: int) -> Mapping[date, bool]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    told = {day: bool(chinese_calendar.is_workday(day)) for day in days if day.year == year}
    return MappingProxyType({day: at_work for day, at_work in told.items() if at_work != (day.weekday() < 5)})


def _written(days: Mapping[date, bool]) -> dict[str, bool]:
    return {day.isoformat(): days[day] for day in sorted(days)}


def _read(days: Mapping[str, bool]) -> dict[date, bool]:
    return {date.fromisoformat(day): working for day, working in days.items()}
