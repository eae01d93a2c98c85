"""The office corrects working days, and enters a year's holidays from the State Council's notice (四(一)).

Whatever is counted in working days follows: running notices and open objections end on another day, the
scores of years that are not published are made again. What is published carries its own calendar.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.clock import STATUTORY, Workdays
from portal.errors import Conflict, Invalid, Refused
from portal.models import CalendarDay, CalendarYear, Notice, Year
from portal.queries.calendar import (
    Moved,
    calendar_version,
    entered_years,
    exceptions,
    moved_deadlines,
    unsettled_years,
    workdays_of,
)
from portal.queries.scores import Scores
from portal.sentences import Sentence
from portal.services.notices import Selection, renew_changed
from portal.services.work import Work, service
from portal.workflow import YearState

Holiday = tuple[str, date, date]
"""A holiday by its name, its first and its last day."""

FEWEST, MOST = 7, 60
"""A year's holidays have about thirty days with their weekends; far fewer or more is a slip of the pen."""


def _as_seen(work: Work, seen: int) -> None:
    if seen != calendar_version(work.session):
        raise Conflict("您打开页面之后，工作日历已被别人改过。请核对后再提交")


def corrected(calendar: Workdays, day: date, working: bool | None) -> Workdays:
    """The calendar with one day corrected, or (None) with its correction taken away."""
    rest = {each: value for each, value in calendar.corrections.items() if each != day}
    return Workdays(rest if working is None else {**rest, day: working}, calendar.years)


def must_change(calendar: Workdays, day: date, working: bool) -> None:
    """Refuse a correction that corrects nothing; raises Refused in a year that nobody knows."""
    if not calendar.knows(day.year):
        raise Refused("工作日历没有%(year)s年的安排，请先录入该年的节假日", year=day.year)
    if calendar.is_workday(day) != working:
        return
    if working:
        raise Invalid("%(day)s 已经是工作日，不用更正", field="day", day=day)
    raise Invalid("%(day)s 已经不是工作日，不用更正", field="day", day=day)


@service
def correct_day(work: Work, *, day: date, working: bool, reason: str, seen: int) -> CalendarDay:
    """Count a day otherwise than the calendar does, with a reason; a day has one correction at a time.

    `seen` is the `calendar_version` that the person saw; raises Conflict when it is older.
    """
    _as_seen(work, seen)
    if not reason.strip():
        raise Invalid("请写明更正的理由和依据", field="reason")
    calendar = workdays_of(work.session)
    if day in calendar.corrections:
        raise Invalid("%(day)s 已有更正，请先撤销", field="day", day=day)
    must_change(calendar, day, working)
    row = CalendarDay(day=day, working=working, reason=reason.strip(), by_id=work.account_id, at=work.now)
    before = _selections(work)
    work.session.add(row)
    after = _follow(work, before, Sentence("工作日历更正：%(day)s", day=day))
    work.audit(
        "correct_day", row, after={"day": day.isoformat(), "working": working, **after}, reason=reason.strip()
    )
    return row


@service
def remove_correction(work: Work, *, row: CalendarDay, reason: str, seen: int) -> None:
    """Take a correction back, with a reason: the day is again what the notice says."""
    _as_seen(work, seen)
    if not reason.strip():
        raise Invalid("请写明撤销的理由", field="reason")
    before, day, working = _selections(work), row.day, row.working
    name = f"{row.__tablename__}/{row.id}"
    work.session.delete(row)
    after = _follow(work, before, Sentence("工作日历撤销更正：%(day)s", day=day))
    was = {"day": day.isoformat(), "working": working}
    work.audit("remove_correction", name, before=was, after=after, reason=reason.strip())


@service
def enter_year(
    work: Work, *, number: int, document: str, holidays: Sequence[Holiday], makeup: Sequence[date], seen: int
) -> CalendarYear:
    """Enter the State Council's notice for a year that the program does not know, or enter it anew.

    Raises Invalid at `holidays` or `makeup` for days that cannot be right.
    """
    _as_seen(work, seen)
    if number in STATUTORY:
        raise Refused("%(year)s年的安排程序已经有了，个别日子请用更正", year=number)
    if not document.strip():
        raise Invalid("请填写通知的名称和文号", field="document")
    _must_be_sound(number, holidays, makeup)
    row = next((each for each in entered_years(work.session) if each.number == number), None)
    was = {} if row is None else _told(row)
    before = _selections(work)
    row = row or CalendarYear(number=number)
    row.document = document.strip()
    row.holidays = [
        [name, first.isoformat(), last.isoformat()] for name, first, last in sorted(holidays, key=_start)
    ]
    row.makeup = [day.isoformat() for day in sorted(makeup)]
    row.by_id, row.at = work.account_id, work.now
    work.session.add(row)
    after = _follow(work, before, Sentence("录入%(year)s年节假日", year=number))
    work.audit("enter_calendar_year", row, before=was, after={**_told(row), **after})
    return row


def _start(holiday: Holiday) -> date:
    return holiday[1]


def _told(row: CalendarYear) -> dict[str, Any]:
    return {"document": row.document, "holidays": row.holidays, "makeup": row.makeup}


def _must_be_sound(number: int, holidays: Sequence[Holiday], makeup: Sequence[date]) -> None:
    for name, first, last in holidays:
        if first > last:
            raise Invalid("“%(name)s”的止日早于起日", field="holidays", name=name)
    off = exceptions([[name, first.isoformat(), last.isoformat()] for name, first, last in holidays], [])
    if outside := [day for day in off if day.year != number]:
        raise Invalid("%(day)s 不在%(year)s年", field="holidays", day=min(outside), year=number)
    if not FEWEST <= len(off) <= MOST:
        raise Invalid("放假共 %(count)s 天，不像一年的安排，请核对", field="holidays", count=len(off))
    for day in makeup:
        if day.year != number:
            raise Invalid("%(day)s 不在%(year)s年", field="makeup", day=day, year=number)
        if day.weekday() < 5:
            raise Invalid("%(day)s 是星期一至星期五，不是调休上班日", field="makeup", day=day)
        if day in off:
            raise Invalid("%(day)s 同时写成了放假", field="makeup", day=day)


def _selections(work: Work) -> list[tuple[Year, Selection]]:
    """Who is selected before the change, in the years that stand in notice."""
    years = [year for year in unsettled_years(work.session) if year.state == YearState.notice]
    return [(year, Scores(work.session, year).selection()) for year in years]


def _follow(work: Work, before: list[tuple[Year, Selection]], reason: Sentence) -> dict[str, list[str]]:
    """Move the days that are counted from the calendar, then the selections; gives what the trail keeps."""
    work.session.flush()
    moved = moved_deadlines(work.session, work.workdays, work.now.date())
    for one in moved:
        if one.after is None:
            raise Refused("有公示或异议的期限要用到没有录入的年份，不能这样改")
        if isinstance(one.row, Notice):
            one.row.last_day = one.after
        else:
            one.row.due_on = one.after
    for year, selection in before:
        renew_changed(work, year, selection, reason)
    return {"moved": [_in_trail(one) for one in moved]} if moved else {}


def _in_trail(one: Moved) -> str:
    return f"{one.row.__tablename__}/{one.row.id}: {one.before.isoformat()} → {one.after}"
