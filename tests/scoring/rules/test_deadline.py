"""时限 keeps what it promises: when a row is due, when it is late, and what that takes."""

from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import Context
from tests.scoring.builders import CONTEXT, a_fact, fields, frame, scored, workdays

PROPOSAL = "row:" + fields("assigned date", "done date", "why text", "due date")
PROPOSALS = frame(
    'kind = "deadline"\nrows = "row"\ndone = "done"\nper_late = 1\n'
    "[areas.indicators.rule.due_after]\nmonths = 3\n"
    'after = ["session", "assigned"]\nextended = { months = 6, when = { field = "why" } }',
    [PROPOSAL],
    maximum=10,
)


def _points(text, *rows, context=CONTEXT):
    return scored(text, *(a_fact("row", **row) for row in rows), context=context).points


@pytest.mark.parametrize(
    ("row", "points"),
    [
        # The sessions closed on 20 February: due on 20 May.
        ({"assigned": date(2012, 2, 1), "done": date(2012, 5, 20)}, 10),
        ({"assigned": date(2012, 2, 1), "done": date(2012, 5, 21)}, 9),
        # Assigned after the sessions: due on 5 July.
        ({"assigned": date(2012, 4, 5), "done": date(2012, 7, 5)}, 10),
        ({"assigned": date(2012, 4, 5), "done": date(2012, 7, 6)}, 9),
        # With a recorded reason: at most six months.
        ({"assigned": date(2012, 2, 1), "done": date(2012, 8, 20), "why": "须报省级审批"}, 10),
        ({"assigned": date(2012, 2, 1), "done": date(2012, 8, 21), "why": "须报省级审批"}, 9),
        ({"assigned": date(2012, 2, 1), "done": date(2012, 8, 20), "why": "  "}, 9),
        # Not done at all.
        ({"assigned": date(2012, 2, 1)}, 9),
        # Due next year: not late yet.
        ({"assigned": date(2012, 11, 1)}, 10),
        # Due next year and done: on time.
        ({"assigned": date(2012, 11, 1), "done": date(2012, 12, 1)}, 10),
    ],
)
def test_three_months_after_the_later_day_and_six_with_a_reason(row, points):
    assert _points(PROPOSALS, row) == points


def test_every_late_row_takes_its_point_and_the_floor_holds():
    late = {"assigned": date(2012, 2, 1)}

    assert [_points(PROPOSALS, *[late] * n) for n in (2, 10, 12)] == [8, 0, 0]


def test_a_month_without_that_day_ends_on_its_last():
    context = Context(2012, workdays, session_closed_on=date(2011, 11, 30))

    assert (
        _points(PROPOSALS, {"assigned": date(2011, 11, 30), "done": date(2012, 2, 29)}, context=context) == 10
    )
    assert (
        _points(PROPOSALS, {"assigned": date(2011, 11, 30), "done": date(2012, 3, 1)}, context=context) == 9
    )


def test_without_the_sessions_closing_day_the_indicator_waits():
    found = scored(PROPOSALS, a_fact("row", assigned=date(2012, 2, 1)), context=Context(2012, workdays))

    assert found.waiting
    assert "不能确定期限" in found.lines[0].reason.zh


def _by_due(more: str) -> str:
    return frame(
        f'kind = "deadline"\nrows = "row"\ndone = "done"\ndue = "due"\n{more}', [PROPOSAL], maximum=10
    )


def test_points_for_each_calendar_day_late():
    row = {"due": date(2012, 9, 28), "done": date(2012, 10, 8)}

    assert _points(_by_due("per_day = 0.5"), row) == 5
    assert _points(_by_due("per_late = 1\nper_day = 0.5\nat_most = 3"), row) == 7


def test_points_for_each_working_day_late():
    # After 28 September: Saturday the 29th was worked, then the holidays until 7 October, then the 8th.
    assert (
        _points(
            _by_due('per_day = 0.5\ndays = "working"'), {"due": date(2012, 9, 28), "done": date(2012, 10, 8)}
        )
        == 9
    )


def test_late_by_holidays_only_is_late_and_takes_no_working_day():
    row = {"due": date(2012, 9, 29), "done": date(2012, 10, 3)}

    assert _points(_by_due('per_day = 2\ndays = "working"'), row) == 10
    assert _points(_by_due('per_late = 1\nper_day = 2\ndays = "working"'), row) == 9


@pytest.mark.parametrize(
    ("length", "last"), [("days = 5", date(2012, 9, 29)), ("workdays = 5", date(2012, 10, 8))]
)
def test_a_period_in_days_or_in_working_days(length, last):
    # After Monday the 24th of September come five working days to the 29th; after the 25th,
    # the holidays between, the fifth is 8 October.
    text = frame(
        f'kind = "deadline"\nrows = "row"\ndone = "done"\nper_late = 1\n'
        f'[areas.indicators.rule.due_after]\n{length}\nafter = "assigned"',
        [PROPOSAL],
        maximum=10,
    )
    start = date(2012, 9, 24) if "work" not in length else date(2012, 9, 25)

    assert _points(text, {"assigned": start, "done": last}) == 10
    assert _points(text, {"assigned": start, "done": date.fromordinal(last.toordinal() + 1)}) == 9


ON_TIME = _by_due("on_time = { full_at = 98, minus_per_point = 1 }")


@pytest.mark.parametrize(("late", "points"), [(0, "10"), (1, "2"), (2, "0")])
def test_the_on_time_share_by_a_curve(late, points):
    day = date(2012, 5, 10)
    rows = [{"due": day, "done": day}] * (10 - late) + [{"due": day, "done": date(2012, 5, 11)}] * late

    assert _points(ON_TIME, *rows) == Decimal(points)


def test_nothing_due_has_no_on_time_share():
    assert not scored(ON_TIME).applies
    assert not scored(ON_TIME, a_fact("row", due=date(2013, 1, 5))).applies
