"""Time and working days: Shanghai everywhere, the statutory calendar, and no guessing."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import Workdays, day_end, day_start, shanghai
from portal.errors import Refused

CALENDAR = Workdays()


def test_a_saturday_that_the_holiday_arrangement_made_a_working_day_counts() -> None:
    assert CALENDAR.between(date(2012, 9, 21), date(2012, 9, 28)) == 5
    assert CALENDAR.between(date(2012, 9, 21), date(2012, 9, 29)) == 6


def test_the_notice_over_the_spring_festival_skips_the_holiday_and_counts_the_moved_days() -> None:
    # 2014: holiday from 31 January to 6 February, Sunday 26 January and Saturday 8 February worked.
    assert CALENDAR.after(date(2014, 1, 27), 5) == date(2014, 2, 8)


def test_a_year_that_the_calendar_does_not_know_is_said_and_not_guessed() -> None:
    with pytest.raises(Refused, match="2099"):
        CALENDAR.is_workday(date(2099, 3, 2))


def test_the_office_can_correct_a_day() -> None:
    corrected = Workdays({date(2012, 9, 29): False, date(2099, 3, 2): True})
    assert corrected.between(date(2012, 9, 21), date(2012, 9, 29)) == 5
    assert corrected.is_workday(date(2099, 3, 2))


@given(st.dates(date(2005, 1, 1), date(2025, 6, 1)), st.integers(1, 30))
def test_counting_on_and_counting_between_agree(start: date, count: int) -> None:
    end = CALENDAR.after(start, count)
    assert CALENDAR.between(start, end) == count
    assert CALENDAR.is_workday(end)


def test_a_day_ends_at_midnight_in_shanghai() -> None:
    assert day_end(date(2013, 12, 13)) == shanghai(2013, 12, 14)
    assert day_end(date(2013, 12, 13)) - day_start(date(2013, 12, 13)) == timedelta(days=1)


ARRANGED = {2099: {date(2099, 1, 1): False, date(2099, 1, 3): True}}


def test_a_year_that_is_entered_is_counted_by_its_notice_and_by_the_days_of_the_week() -> None:
    entered = Workdays(years=ARRANGED)
    assert not entered.is_workday(date(2099, 1, 1)), "a Thursday, off"
    assert entered.is_workday(date(2099, 1, 2))
    assert entered.is_workday(date(2099, 1, 3)), "a Saturday, worked"
    assert not entered.is_workday(date(2099, 1, 4))
    assert entered.knows(2099)
    assert not entered.knows(2098)


@given(st.dates(date(2010, 1, 1), date(2020, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_a_holiday_more_never_makes_a_span_longer_in_working_days_nor_ends_a_term_earlier(
    start: date, length: int, at: int
) -> None:
    end = start + timedelta(days=length)
    with_holiday = Workdays({start + timedelta(days=at): False})
    assert with_holiday.between(start, end) <= CALENDAR.between(start, end)
    assert with_holiday.after(start, length) >= CALENDAR.after(start, length)


@given(
    st.dates(date(2004, 1, 1), date(2026, 12, 31)),
    st.dictionaries(st.dates(date(2009, 1, 1), date(2016, 1, 1)), st.booleans(), max_size=5),
)
def test_a_calendar_that_was_written_down_counts_as_it_did(day: date, corrections: dict[date, bool]) -> None:
    calendar = Workdays(corrections, ARRANGED)
    again = Workdays.from_json(json.loads(json.dumps(calendar.to_json())))
    for each in (day, *corrections, date(2099, 1, 3)):
        assert again.is_workday(each) == calendar.is_workday(each)
    assert again.to_json() == calendar.to_json()
