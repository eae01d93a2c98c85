"""The calendar that working days are counted by, day by day with its source, and what a change moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal
from zlib import crc32

import chinese_calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import STATUTORY, Workdays
from portal.errors import NotFound, Refused
from portal.models import CalendarDay, CalendarYear, Notice, Objection, Year
from portal.queries.years import scheme_of
from portal.scoring import UnknownDays
from portal.workflow import ObjectionState, YearState

ANSWER_DAYS = 5
"""Working days within which an objection is answered."""

UNSETTLED = tuple(state for state in YearState if state not in (YearState.published, YearState.archived))


def corrections_of(session: Session) -> list[CalendarDay]:
    """The days that the office corrected, in their order."""
    return list(session.scalars(select(CalendarDay).order_by(CalendarDay.day)))


def entered_years(session: Session) -> list[CalendarYear]:
    """The years that the office entered from the State Council's notice."""
    return list(session.scalars(select(CalendarYear).order_by(CalendarYear.number)))


def workdays_of(session: Session) -> Workdays:
    """The calendar as it stands: the statutory one, the years entered, the office's corrections."""
    days = session.execute(select(CalendarDay.day, CalendarDay.working).order_by(CalendarDay.day)).tuples()
    years = session.execute(
        select(CalendarYear.number, CalendarYear.holidays, CalendarYear.makeup).order_by(CalendarYear.number)
    ).tuples()
    return Workdays(
        dict(days.all()), {number: exceptions(holidays, makeup) for number, holidays, makeup in years}
    )


def spans_of(calendar: Callable[[], Workdays]) -> Callable[[date, date], int]:
    """A calendar as scoring asks it: read when the first span is counted, since most rules count none.

    A year that it lacks holds up one fact, and not the whole page.
    """
    read = cache(calendar)

    def between(first: date, last: date) -> int:
        try:
            return read().between(first, last)
        except Refused as unknown:
            raise UnknownDays(int(str(unknown.values["year"]))) from unknown

    return between


def exceptions(holidays: list[list[str]], makeup: list[str]) -> dict[date, bool]:
    """A notice as `Workdays` takes it: weekdays that are off, weekend days that are worked."""
    off = dict.fromkeys(named_days(holidays), False)
    return {**off, **{date.fromisoformat(day): True for day in makeup}}


def named_days(holidays: list[list[str]]) -> dict[date, str]:
    """Each day of a notice's holidays with the holiday's name."""
    found = {}
    for name, first, last in holidays:
        start = date.fromisoformat(first)
        for n in range((date.fromisoformat(last) - start).days + 1):
            found[start + timedelta(days=n)] = name
    return found


def correction_by_id(session: Session, day_id: int) -> CalendarDay:
    """One corrected day; raises NotFound."""
    found = session.get(CalendarDay, day_id)
    if found is None:
        raise NotFound()
    return found


def calendar_version(session: Session) -> int:
    """The calendar's version as a whole: another number as soon as anything in it is another."""
    rows = [(row.id, row.version) for row in corrections_of(session)]
    years = [(row.id, row.version) for row in entered_years(session)]
    return crc32(repr((rows, years)).encode())


@dataclass(frozen=True)
class Shown:
    """One day of the page. `mark`: what it is beside its day of the week; `name`: the holiday's.

    `makeup`: a weekend day that is worked; a correction hides what the law says, which `name` still gives.
    """

    day: date
    working: bool | None
    mark: Literal["", "holiday", "makeup", "corrected"] = ""
    name: str = ""
    correction: CalendarDay | None = None


def days_of(session: Session, number: int) -> list[Shown]:
    """Every day of a year; `working` is None where nobody knows."""
    calendar = workdays_of(session)
    corrections = {row.day: row for row in corrections_of(session)}
    entered = next((row for row in entered_years(session) if row.number == number), None)
    names = named_days(entered.holidays) if entered else {}
    found = []
    day = date(number, 1, 1)
    while day.year == number:
        correction = corrections.get(day)
        if correction is not None:
            name = _name(day, calendar, names) if calendar.knows(number) else ""
            found.append(Shown(day, correction.working, "corrected", name, correction))
        elif not calendar.knows(number):
            found.append(Shown(day, None))
        else:
            found.append(_statutory(day, calendar, names))
        day += timedelta(days=1)
    return found


def _statutory(day: date, calendar: Workdays, names: Mapping[date, str]) -> Shown:
    working, name = calendar.is_workday(day), _name(day, calendar, names)
    if working and day.weekday() >= 5:
        return Shown(day, working, "makeup", name)
    return Shown(day, working, "holiday" if name and not working else "", name)


def _name(day: date, calendar: Workdays, names: Mapping[date, str]) -> str:
    """The holiday that a day belongs to by the law, or that a weekend day is worked for."""
    if day.year in calendar.years or day.year not in STATUTORY:
        return names.get(day, "")
    name = chinese_calendar.get_holiday_detail(day)[1]
    return "" if name is None else str(chinese_calendar.Holiday(name).chinese)


@dataclass(frozen=True)
class Moved:
    """A day by which something ends, and the day that a changed calendar makes of it (None: unknown)."""

    row: Notice | Objection
    year: Year
    before: date
    after: date | None


def moved_deadlines(session: Session, calendar: Workdays, today: date) -> list[Moved]:
    """What would end on another day by `calendar`: running notices, open objections.

    What has run out stays, and nothing that runs ends before today: nobody loses a day that has gone by.
    """
    notices = session.execute(
        select(Notice, Year)
        .join(Year, Year.id == Notice.year_id)
        .where(Notice.ended_at.is_(None), Year.state == YearState.notice, Notice.last_day >= today)
        .order_by(Year.number, Notice.id)
    ).tuples()
    objections = session.scalars(
        select(Objection).where(Objection.state == ObjectionState.raised).order_by(Objection.id)
    )
    found = []
    for notice, year in notices:
        after = _after(calendar, notice.opened_at.date(), scheme_of(year).notice_days)
        found.append(Moved(notice, year, notice.last_day, max(after, today) if after else None))
    for one in objections:
        found.append(Moved(one, one.year, one.due_on, _after(calendar, one.received_on, ANSWER_DAYS)))
    return [moved for moved in found if moved.before != moved.after]


def _after(calendar: Workdays, start: date, count: int) -> date | None:
    try:
        return calendar.after(start, count)
    except Refused:
        return None


def unsettled_years(session: Session) -> list[Year]:
    """The years whose scores follow the calendar: issued and not published yet."""
    query = select(Year).where(Year.state.in_(UNSETTLED), Year.state != YearState.setup)
    return list(session.scalars(query.order_by(Year.number)))
