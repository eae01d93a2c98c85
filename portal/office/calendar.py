"""工作日历: the days that offices work, the office's corrections, the years that it enters itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.clock import STATUTORY, Workdays
from portal.errors import Invalid, NotFound, Refused
from portal.extensions import db
from portal.forms import seen_version
from portal.labels import long_date
from portal.loaders import load_calendar_day
from portal.models import CalendarDay, CalendarYear, Notice
from portal.office.calendar_forms import CorrectionForm, NoticeForm, RemovalForm
from portal.office.desk import office
from portal.policy import Permission
from portal.queries.calendar import (
    Moved,
    Shown,
    calendar_version,
    days_of,
    entered_years,
    moved_deadlines,
    unsettled_years,
    workdays_of,
)
from portal.services import calendar as services

EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True)
class Month:
    """A month as weeks of seven, Monday first; None where another month's day would stand."""

    number: int
    weeks: list[list[Shown | None]]
    working: int | None


@office.get("/office/calendar")
@requires(Permission.VIEW_OFFICE)
def calendar() -> ResponseReturnValue:
    """One year as twelve months, with what is not as its day of the week says."""
    number = request.args.get("number", current.moment().year, type=int)
    if not EARLIEST <= number <= LATEST:
        raise NotFound()
    session = db.session()
    days = days_of(session, number)
    entered = next((row for row in entered_years(session) if row.number == number), None)
    return hx.render(
        "office/calendar.html",
        number=number,
        known=workdays_of(session).knows(number),
        entered=entered,
        statutory=number in STATUTORY,
        months=[_month(days, month) for month in range(1, 13)],
        special=_spans(days),
        can_change=may(Permission.RUN_YEAR),
        earlier=number - 1 if number > EARLIEST else None,
        later=number + 1 if number < LATEST else None,
    )


@dataclass(frozen=True)
class Span:
    """Days in a row that are alike: a holiday, weekend days that are worked for it, or one correction."""

    first: Shown
    last: Shown
    days: int


def _spans(days: Sequence[Shown]) -> list[Span]:
    """What is not as its day of the week says; a correction stands by itself, with its own reason."""
    found: list[Span] = []
    for before, one in zip((None, *days), days, strict=False):
        alike = before is not None and (before.mark, before.name) == (one.mark, one.name)
        if one.mark and alike and one.correction is None:
            found[-1] = Span(found[-1].first, one, found[-1].days + 1)
        elif one.mark:
            found.append(Span(one, one, 1))
    return found


def _month(days: Sequence[Shown], month: int) -> Month:
    own = [one for one in days if one.day.month == month]
    cells: list[Shown | None] = [None] * own[0].day.weekday() + list(own)
    cells += [None] * (-len(cells) % 7)
    known = all(one.working is not None for one in own)
    return Month(
        month,
        [cells[n : n + 7] for n in range(0, len(cells), 7)],
        sum(bool(one.working) for one in own) if known else None,
    )


@dataclass(frozen=True)
class Effect:
    """A day by which something ends, before and after the change; several alike are told once."""

    what: str
    before: date
    after: date | None


def _effects(after: Workdays) -> list[Effect]:
    told: dict[tuple[str, date, date | None], int] = {}
    for one in moved_deadlines(db.session(), after, current.moment().date()):
        told[_what(one), one.before, one.after] = told.get((_what(one), one.before, one.after), 0) + 1
    return [
        Effect(_("%(what)s（%(count)s 项）", what=what, count=count) if count > 1 else what, before, end)
        for (what, before, end), count in told.items()
    ]


def _what(one: Moved) -> str:
    if isinstance(one.row, Notice):
        return _("%(year)s 年度公示的最后一天", year=one.year.number)
    return _("%(unit)s的异议的答复期限", unit=one.row.unit.name)


def _version() -> int:
    return seen_version() if request.method == "POST" else calendar_version(db.session())


@office.route("/office/calendar/correct", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR)
def correct_day() -> ResponseReturnValue:
    """Correct one day: first what it would move is shown, then it is confirmed."""
    form = CorrectionForm(data={"day": _asked_day()})
    looking = request.form.get("deed") != "confirm"
    effects: list[Effect] | None = None

    def look() -> None:
        nonlocal effects
        calendar_now = workdays_of(db.session())
        if form.day.data in calendar_now.corrections:
            raise Invalid("%(day)s 已有更正，请先撤销", field="day", day=form.day.data)
        services.must_change(calendar_now, form.day.data, _working(form))
        effects = _effects(services.corrected(calendar_now, form.day.data, _working(form)))

    if looking:
        form.carried_out(look)
    elif form.carried_out(
        lambda: services.correct_day(
            current.work(),
            day=form.day.data,
            working=_working(form),
            reason=form.reason.data or "",
            seen=seen_version(),
        )
    ):
        flash(_("已更正：%(day)s", day=long_date(form.day.data)), "success")
        return hx.go(url_for("office.calendar", number=form.day.data.year))
    return hx.render(
        "office/calendar_correct.html",
        status=form.status,
        form=form,
        effects=effects,
        rescored=unsettled_years(db.session()),
        version=_version(),
    )


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _working(form: CorrectionForm) -> bool:
    return bool(form.working.data == "working")


@office.route("/office/calendar/days/<int:day_id>/remove", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_calendar_day)
def remove_correction(found: CalendarDay) -> ResponseReturnValue:
    """Take a correction back, after showing what that moves."""
    form, day = RemovalForm(), found.day
    if form.carried_out(
        lambda: services.remove_correction(
            current.work(), row=found, reason=form.reason.data or "", seen=seen_version()
        )
    ):
        flash(_("已撤销更正：%(day)s", day=long_date(day)), "success")
        return hx.go(url_for("office.calendar", number=day.year))
    return hx.render(
        "office/calendar_remove.html",
        status=form.status,
        form=form,
        found=found,
        effects=_effects(services.corrected(workdays_of(db.session()), found.day, None)),
        rescored=unsettled_years(db.session()),
        version=_version(),
    )


@office.route("/office/calendar/years/<int:number>", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR)
def enter_year(number: int) -> ResponseReturnValue:
    """Enter the State Council's notice for a year that the program does not know."""
    if not EARLIEST <= number <= LATEST:
        raise NotFound()
    if number in STATUTORY:
        raise Refused("%(year)s年的安排程序已经有了，个别日子请用更正", year=number)
    entered = next((row for row in entered_years(db.session()) if row.number == number), None)
    form = NoticeForm(data=_as_typed(entered))
    form.number = number
    if form.carried_out(
        lambda: services.enter_year(
            current.work(),
            number=number,
            document=form.document.data or "",
            holidays=form.spans,
            makeup=form.worked,
            seen=seen_version(),
        )
    ):
        flash(_("%(year)s年的安排已录入，请对照通知核对", year=number), "success")
        return hx.go(url_for("office.calendar", number=number))
    return hx.render(
        "office/calendar_year.html",
        status=form.status,
        form=form,
        number=number,
        rescored=unsettled_years(db.session()),
        version=_version(),
    )


def _as_typed(entered: CalendarYear | None) -> dict[str, str]:
    if entered is None:
        return {}
    lines = [
        f"{name}：{first}" + (f"～{last}" if last != first else "") for name, first, last in entered.holidays
    ]
    return {"document": entered.document, "holidays": "\n".join(lines), "makeup": "、".join(entered.makeup)}
