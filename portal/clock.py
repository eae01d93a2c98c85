"""The one source of the time and of working days. All times are Asia/Shanghai.

`Clock.now()` is asked once per request or command and handed on; nothing else reads the machine's
clock. Working days follow the State Council's yearly holiday arrangement (四(一), notice) as the
package `chinese_calendar` knows it, with the office's own corrections before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import chinese_calendar

from portal.errors import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
    """The statutory calendar. `corrections` are days that the office entered itself (True: working)."""

    corrections: Mapping[date, bool] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on that day.

        Raises Refused for a year that the calendar does not know: it is never guessed.
        """
        if day in self.corrections:
            return self.corrections[day]
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            raise Refused("工作日历没有%(year)s年的安排，请先录入该年的节假日", year=day.year) from None

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
