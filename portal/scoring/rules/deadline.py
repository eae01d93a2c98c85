"""时限: rows that are due by a day and were done on one (建议、提案 3 个月、至迟 6 个月, 三(三)2)."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pydantic

from portal.scoring.facts import Context, Fact
from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site, once, unknown_kind, wrong_field
from portal.scoring.rules.conditions import OWN_DATE, When, a_date, date_title, days_between
from portal.scoring.rules.curve import Curve
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, as_decimal, join, number, percent
from portal.scoring.vocabulary import Code, Codes, NotNegative, Piece, Positive

# The closing day of the year's sessions, where `after` names a date.
SESSION = "session"


class Period(Piece):
    """Exactly one of months, calendar days, working days."""

    months: int | None = pydantic.Field(default=None, ge=1, le=60, strict=True)
    days: int | None = pydantic.Field(default=None, ge=1, le=3660, strict=True)
    workdays: int | None = pydantic.Field(default=None, ge=1, le=1000, strict=True)

    def length_faults(self) -> Iterator[RuleFault]:
        if sum(each is not None for each in (self.months, self.days, self.workdays)) != 1:
            yield (
                "",
                Text("应写 months、days、workdays 之一", "should have exactly one of months, days, workdays"),
            )

    def end(self, start: date, context: Context) -> date:
        """The last day of the period that begins after `start`."""
        if self.months is not None:
            return _months_later(start, self.months)
        if self.days is not None:
            return start + timedelta(days=self.days)
        day = start
        while context.workdays(start, day) < (self.workdays or 0):
            day += timedelta(days=1)
        return day

    def words(self) -> Text:
        if self.months is not None:
            return Text(f"{self.months} 个月", f"{self.months} months")
        if self.days is not None:
            return Text(f"{self.days} 天", f"{self.days} days")
        return Text(f"{self.workdays} 个工作日", f"{self.workdays} working days")


class Extension(Period):
    """A longer period for a row that gives its reason (or whatever `when` asks for)."""

    when: When


class Due(Period):
    """A period after the latest of the dates named in `after`: fields, `on`, or `session`."""

    after: Codes
    extended: Extension | None = None


class Deadline(Rule):
    """Late rows take points from the maximum, or the on-time share gives them by `on_time`.

    `done`: the field with the day of completion, empty while it is not done. `due`: the field with the
    last day, or `due_after`. `per_late`, `per_day`: points for each late row and for each day late
    (`days`: calendar or working); `at_most`: the most that one row takes. A row that is not done and
    not due by the year's end is not counted.
    """

    kind: Literal["deadline"]
    rows: Codes
    done: Code
    due: Code | None = None
    due_after: Due | None = None
    per_late: NotNegative = Decimal(0)
    per_day: NotNegative = Decimal(0)
    days: Literal["calendar", "working"] = "calendar"
    at_most: Positive | None = None
    floor: NotNegative = Decimal(0)
    on_time: Curve | None = None

    def reads(self) -> tuple[str, ...]:
        return once([*self.rows])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        if (self.due is None) == (self.due_after is None):
            yield ("", Text("应写 due 或 due_after 之一", "should have either due or due_after"))
        if bool(self.per_late or self.per_day) == (self.on_time is not None):
            yield (
                "",
                Text(
                    "应写 per_late、per_day，或 on_time", "should have per_late or per_day, or else on_time"
                ),
            )
        if self.on_time:
            for where, message in self.on_time.curve_faults(site.maximum):
                yield (".on_time" + where, message)
        if self.due_after:
            yield from _due_faults(self.due_after, site, self.rows)
        yield from self._field_faults(site)

    def _field_faults(self, site: Site) -> Iterator[RuleFault]:
        for kind in self.rows:
            missing = unknown_kind(site, kind)
            if missing:
                yield (".rows", missing)
            for key in ("done", "due"):
                code = getattr(self, key)
                wrong = wrong_field(site, kind, code, ("date",)) if code and code != OWN_DATE else None
                if wrong:
                    yield ("." + key, wrong)

    def words(self, site: Site) -> Text:
        said = [self._due_words(site)]
        if self.on_time:
            curve = self.on_time.curve_words(site.maximum)
            said.append(Text(f"按时率{curve.zh}", f"on-time share: {curve.en}"))
        else:
            said += self._late_words(site.maximum)
        return join(said)

    def _due_words(self, site: Site) -> Text:
        kind = self.rows[0] if self.rows else ""
        if self.due_after is None:
            title = date_title(site, kind, self.due or "")
            return Text(f"以{title}为期限", f"due by “{title}”")
        names = [_start_title(site, kind, code) for code in self.due_after.after]
        length = self.due_after.words()
        zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
        later = Text("（取后者）", " (the latest)") if len(names) > 1 else NOTHING
        said = Text(f"自{zh}{later.zh}起 {length.zh}内", f"within {length.en} after {en}{later.en}")
        extended = self.due_after.extended
        if extended:
            why, most = extended.when.words(site, kind), extended.words()
            said += Text(f"，有{why.zh}的至迟 {most.zh}", f", at most {most.en} with “{why.en}”")
        return said

    def _late_words(self, maximum: Decimal) -> list[Text]:
        most, late, day = number(maximum), number(self.per_late), number(self.per_day)
        said = [Text(f"满分 {most} 分", f"starts at {most}")]
        if self.per_late:
            said.append(Text(f"逾期每件扣 {late} 分", f"-{late} for each late one"))
        if self.per_day:
            unit = Text("工作日", "working day") if self.days == "working" else Text("日", "day")
            said.append(Text(f"每逾期 1 {unit.zh}扣 {day} 分", f"-{day} for each {unit.en} late"))
        if self.at_most is not None:
            said.append(
                Text(f"每件至多扣 {number(self.at_most)} 分", f"at most -{number(self.at_most)} each")
            )
        return said

    def score(self, given: Given) -> Outcome:
        maximum = Fraction(given.site.maximum)
        taken, counted, late = Fraction(0), Fraction(0), Fraction(0)
        lines, pending = [], []
        for fact in given.facts:
            row = self._row(fact, given)
            lines.append(row.line)
            pending += [row.pending] if row.pending else []
            counted += Fraction(fact.quantity) if row.counted else 0
            late += Fraction(fact.quantity) if row.late else 0
            taken += row.taken
        if self.on_time and not counted:
            none = Text("没有到期事项", "nothing was due")
            return Outcome(Fraction(0), none, tuple(lines), applies=bool(pending), pending=tuple(pending))
        sentence, points = self._result(maximum, counted, late, taken)
        floor = number(self.floor)
        held = not self.on_time and maximum - taken < self.floor
        return Outcome(
            points=points,
            sentence=sentence,
            lines=tuple(lines),
            note=Text(f"分值已扣完，按 {floor} 分计", f"used up; {floor} is the floor") if held else NOTHING,
            pending=tuple(pending),
            deducted=taken,
        )

    def _result(
        self, maximum: Fraction, counted: Fraction, late: Fraction, taken: Fraction
    ) -> tuple[Text, Fraction]:
        all_of = Text(
            f"到期 {number(counted)} 件，逾期 {number(late)} 件",
            f"{number(counted)} due, {number(late)} late",
        )
        if self.on_time is None:
            said = Text(f"，扣 {number(taken)} 分", f": -{number(taken)}")
            return all_of + said, max(Fraction(self.floor), maximum - taken)
        share = 1 - late / counted
        reached = self.on_time.reached_words(share, as_decimal(maximum, 4))
        said = Text(f"，按时率 {percent(share)}，{reached.zh}", f", on time {percent(share)}, {reached.en}")
        return all_of + said, self.on_time.points_at(share, maximum)

    def last_day(self, fact: Fact, context: Context) -> date | None:
        """The day by which a row is due; None while a date that decides it is missing."""
        if self.due_after is None:
            return a_date(fact, self.due or "")
        starts = [
            context.session_closed_on if code == SESSION else a_date(fact, code)
            for code in self.due_after.after
        ]
        known = [start for start in starts if start is not None]
        if len(known) < len(starts):
            return None
        extended = self.due_after.extended
        period = extended if extended and extended.when.holds(fact) else self.due_after
        return period.end(max(known), context)

    def _row(self, fact: Fact, given: Given) -> "_Row":
        named = fact_text(fact, given.site.kind_title(fact.kind))
        due, done = self.last_day(fact, given.context), a_date(fact, self.done)
        if due is None:
            why = Text("缺少起算日期，不能确定期限", "a date that decides the deadline is missing")
            return _Row(Line(fact.key, named, None, False, why), pending=named + Text("：", ": ") + why)
        if done is None and due > given.context.last_day:
            why = Text(f"尚未到期（{due}）", f"not due yet ({due})")
            return _Row(Line(fact.key, named, None, False, why))
        late_by = days_between(due, done or given.context.last_day, self.days, given.context)
        is_late = (done or given.context.last_day) > due or done is None
        taken = self._taken(late_by) * Fraction(fact.quantity) if is_late else Fraction(0)
        when = Text(f"办结 {done}", f"done {done}") if done else Text("未办结", "not done")
        state = Text("逾期", "late") if is_late else Text("按时", "on time")
        text = join([named, Text(f"期限 {due}", f"due {due}"), when, state], "，", ", ")
        return _Row(Line(fact.key, text, as_decimal(-taken, 4)), True, is_late, taken)

    def _taken(self, days_late: int) -> Fraction:
        taken = Fraction(self.per_late) + Fraction(self.per_day) * days_late
        return taken if self.at_most is None else min(taken, Fraction(self.at_most))


class _Row:
    """One row as it was judged."""

    def __init__(
        self,
        line: Line,
        counted: bool = False,
        late: bool = False,
        taken: Fraction = Fraction(0),
        pending: Text = NOTHING,
    ) -> None:
        self.line, self.counted, self.late, self.taken, self.pending = line, counted, late, taken, pending


def _due_faults(due: Due, site: Site, rows: tuple[str, ...]) -> Iterator[RuleFault]:
    for where, message in due.length_faults():
        yield (".due_after" + where, message)
    if not due.after:
        yield (".due_after.after", Text("至少应写一个日期", "should name at least one date"))
    for kind in rows:
        for code in due.after:
            own = code in (SESSION, OWN_DATE)
            wrong = None if own else wrong_field(site, kind, code, ("date",))
            if wrong:
                yield (".due_after.after", wrong)
        if due.extended:
            for where, message in due.extended.when.faults(site, kind):
                yield (".due_after.extended.when" + where, message)
    if due.extended:
        for where, message in due.extended.length_faults():
            yield (".due_after.extended" + where, message)


def _start_title(site: Site, kind: str, code: str) -> Text:
    if code == SESSION:
        return Text("人代会、政协会闭会之日", "the sessions' closing day")
    title = date_title(site, kind, code)
    return Text(title, f"“{title}”")


def _months_later(start: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
