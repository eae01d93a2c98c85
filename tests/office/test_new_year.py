"""A new year from the last one, with a look at what comes over; from nothing; and what it still lacks."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from portal.clock import Workdays
from portal.models import AuditRow, Year
from portal.office.timeline import line_of
from portal.queries.years import panels_of, year_by_number
from portal.services.cloning import changed_lines, moved, renewed
from portal.workflow import YearState
from tests.office.conftest import send
from tests.office.test_year import NEW
from tests.world import Person, World

PAGE = "/office/years/new"
COPY = f"{PAGE}?source=2013"


def people(world: World, number: int) -> dict[str, list[tuple[str, str]]]:
    """Each panel's members with their duties."""
    panels = panels_of(world.session, year_by_number(world.session, number))
    return {
        panel.code: sorted((one.account.login, one.duty.value) for one in panel.members) for panel in panels
    }


def test_the_page_shows_what_comes_over_and_makes_nothing(world: World, first: Person) -> None:
    page = first.get(PAGE).text
    for day in ("2014-11-25", "2014-12-13", "2015-01-10", "2015-01-17"):
        assert f'value="{day}"' in page
    assert "秦科长（组长）" in page
    assert "2014-12-13是休息日" in page, "a Saturday"
    assert len(world.session.scalars(select(Year)).all()) == 1


def test_a_copied_year_has_the_panels_with_their_people(world: World, first: Person) -> None:
    assert send(first, COPY, **NEW, people="y").status_code == 303
    assert people(world, 2014) == people(world, 2013)
    year = year_by_number(world.session, 2014)
    assert year.state == YearState.setup
    row = world.session.scalars(select(AuditRow).where(AuditRow.action == "clone_year")).one()
    assert row.after["source"] == 2013


def test_who_left_or_audits_by_now_is_flagged_and_does_not_come_over(world: World, first: Person) -> None:
    session = world.session
    world.play.account("wendian-zuzhang").active = False
    session.commit()
    page = first.get(PAGE).text
    assert "已停用或改任" in page
    send(first, COPY, **NEW, people="y")
    assert "wendian-zuzhang" not in {login for login, _ in people(world, 2014)["documents-meetings"]}
    assert "须有一名组长" in first.get("/2014/office/year").text


def test_a_year_from_nothing_has_the_shipped_scheme_and_nobody_on_its_panels(
    world: World, first: Person
) -> None:
    page = f"{PAGE}?source=0"
    assert "从空白开始" in first.get(page).text
    assert send(first, page, **NEW).status_code == 303
    assert set(map(len, people(world, 2014).values())) == {0}
    text = year_by_number(world.session, 2014).scheme.text
    assert text.splitlines()[0].endswith("(2014 年度)")
    assert "2012 年 1 月 11 日" in text, "the regulation's own date stays"


def test_what_cannot_be_is_told_at_its_field_and_what_was_typed_stays(world: World, first: Person) -> None:
    typed = {**NEW, "reviewing_closes": "2014-12-01", "people": "y"}
    answer = send(first, COPY, **typed)
    assert answer.status_code == 422
    assert "这个日期须晚于前一阶段的日期" in answer.text
    assert 'value="2014-12-01"' in answer.text
    assert send(first, COPY, **{**NEW, "number": "2013"}).status_code == 422
    assert send(first, COPY, **{**NEW, "number": "2012"}).status_code == 422
    assert len(world.session.scalars(select(Year)).all()) == 1


def test_the_checklist_says_what_is_missing_with_the_way_to_mend_it(
    world: World, first: Person, auditor: Person
) -> None:
    session = world.session
    world.play.account("dazhu-tb").active = False
    session.commit()
    send(first, f"{PAGE}?source=0", **NEW)
    page = first.get("/2014/office/year").text
    panel = panels_of(world.session, year_by_number(world.session, 2014))[0]
    assert "筹备清单" in page
    assert "须有一名组长；至少须有两名成员" in page
    assert f"/office/panels/{panel.id}/seat" in page
    assert "没有的：大竹县" in page
    assert "尚未印发" in page
    assert f"/office/panels/{panel.id}/seat" not in auditor.get("/2014/office/year").text
    assert "筹备清单" not in first.get("/2013/office/year").text, "that year has long begun"


def test_a_complete_copy_lacks_only_its_issue(world: World, first: Person) -> None:
    send(first, COPY, **NEW, people="y")
    page = first.get("/2014/office/year").text
    assert page.count("还缺") == 1
    assert "条件已经具备：印发计分办法" in page


def test_the_checklist_asks_the_database_no_more_for_more_units(world: World, first: Person) -> None:
    send(first, COPY, **NEW, people="y")

    def statements() -> int:
        seen: list[str] = []
        event.listen(
            world.engine, "before_cursor_execute", note := lambda _c, _u, text, *_rest: seen.append(text)
        )
        assert first.get("/2014/office/year").status_code == 200
        event.remove(world.engine, "before_cursor_execute", note)
        return len(seen)

    statements()
    many = statements()
    session = world.session
    for code in ("dazhu", "daxian", "fagai", "jiaoyu"):
        world.play.unit(code).active = False
    session.commit()
    statements()
    assert statements() == many


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("(2013 年度)", "(2014 年度)"),
        ("2013年度得分", "2014年度得分"),
        ("2013年1月11日", "2013年1月11日"),
        ("12013年度", "12013年度"),
        ("比2012年度多", "比2012年度多"),
    ],
)
def test_only_the_year_s_own_name_is_changed(before: str, after: str) -> None:
    assert renewed(before, 2013, 2014) == after
    assert len(changed_lines(before, after)) == (before != after)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.integers(1, 9))
def test_a_day_moved_by_years_keeps_its_month_and_all_but_a_leap_day_its_day(day: date, years: int) -> None:
    there = moved(day, years)
    assert (there.year, there.month) == (day.year + years, day.month)
    assert there.day == day.day or (day.month, day.day, there.day) == (2, 29, 28)


@given(st.lists(st.dates(date(2010, 1, 1), date(2030, 1, 1)), min_size=5, max_size=5))
def test_every_bar_lies_on_the_line_whatever_the_days(days: list[date]) -> None:
    opens, closes, reviewed, checked, today = days
    year = Year(
        number=2013,
        state=YearState.setup,
        reporting_opens=opens,
        reporting_closes=closes,
        reviewing_closes=reviewed,
        checking_closes=checked,
    )
    line = line_of(year, today, Workdays(years={n: {} for n in range(2009, 2032)}))
    for one in line.windows:
        assert 0 <= one.begins <= one.begins + one.length <= 100.01
    assert line.today is None or 0 <= line.today <= 100


def test_the_line_shows_each_window_in_figures(client_of: Callable[..., Person]) -> None:
    page = client_of("shenji").get("/2013/office/year").text
    assert "2013-12-14" in page
    assert "<svg" in page
