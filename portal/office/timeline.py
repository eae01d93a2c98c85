"""A year's windows on a line of time: each a bar on the same scale, with today, in figures beside it."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.clock import Workdays
from portal.errors import Refused
from portal.labels import title_of
from portal.models import Year
from portal.workflow import YearState

WINDOWS = ("reporting_opens", "reporting_closes", "reviewing_closes", "checking_closes")
MARGIN = timedelta(days=10)
"""What the line shows before the first window and after the last."""
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """One stage on the line: its days, both included, where its bar begins and how long it is (0 to 100)."""

    stage: YearState
    title: str
    first: date | None
    last: date
    days: int | None
    begins: float
    length: float
    off: bool
    known: bool


@dataclass(frozen=True)
class Line:
    """The whole line: from when to when, its windows, the beginnings of months and today on it (0 to 100)."""

    first: date
    last: date
    windows: list[Window]
    months: list[tuple[float, str]]
    today: float | None


def line_of(year: Year, today: date, calendar: Workdays) -> Line:
    """The year's line, wide enough for its four windows."""
    first, last = year.reporting_opens - MARGIN, year.checking_closes + MARGIN
    whole = max((last - first).days + 1, 1)

    def at(day: date) -> float:
        return round(min(max((day - first).days, 0), whole) * 100 / whole, 2)

    def window(stage: YearState, begins: date | None, ends: date) -> Window:
        start = at(begins or first)
        days = None if begins is None else (ends - begins).days + 1
        length = round(max(at(ends + ONE) - start, 0), 2)
        known = calendar.knows(ends.year) or ends in calendar.corrections
        off = known and not calendar.is_workday(ends)
        return Window(stage, title_of(stage), begins, ends, days, start, length, off, known)

    opens, reported, reviewed = year.reporting_opens, year.reporting_closes, year.reviewing_closes
    windows = [
        window(YearState.recording, None, opens - ONE),
        window(YearState.reporting, opens, reported),
        window(YearState.reviewing, reported + ONE, reviewed),
        window(YearState.checking, reviewed + ONE, year.checking_closes),
    ]
    days = (first + timedelta(days=n) for n in range(whole))
    months = [(at(day), f"{day:%Y-%m}") for day in days if day.day == 1]
    return Line(first, last, windows, months, at(today) if first <= today <= last else None)


def day_off(calendar: Workdays, day: date | None) -> str:
    """That a day is no working day, or that nobody knows yet; "" where it is one."""
    if day is None:
        return ""
    try:
        return "" if calendar.is_workday(day) else _("%(day)s是休息日", day=f"{day:%Y-%m-%d}")
    except Refused:
        return _("工作日历还没有 %(year)s 年的安排，不知道是不是工作日", year=day.year)
