"""The calendar's pages: what is seen, what a correction says beforehand, a notice as people type it."""

import pytest

from portal.queries.calendar import workdays_of
from portal.queries.years import running_notices
from tests.office.conftest import send
from tests.world import Person, World

PAGE = "/office/calendar"
NOTICE = {
    "document": "国务院办公厅关于2099年部分节假日安排的通知",
    "holidays": "一、元旦：1月1日至3日放假，共3天。\n二、春节：1月20日至27日放假调休，共8天。",
    "makeup": "1月31日（星期六）、2月14日上班",
}


@pytest.mark.stage("setup")
def test_a_year_shows_its_holidays_and_its_worked_weekends(world: World, first: Person) -> None:
    page = first.get(f"{PAGE}?number=2013").text
    assert "春节" in page
    assert "2013年2月16日" in page, "a Saturday worked for the Spring Festival"
    assert page.count('class="month"') == 12


@pytest.mark.stage("setup")
def test_a_year_that_is_not_known_says_what_that_blocks(world: World, first: Person) -> None:
    page = first.get(f"{PAGE}?number=2099").text
    assert "2099年的节假日安排还没有录入" in page
    assert "公示不能开始" in page
    assert first.get(f"{PAGE}?number=99999").status_code == 404


@pytest.mark.stage("notice")
def test_a_correction_says_first_what_it_moves_and_takes_effect_when_confirmed(
    world: World, first: Person
) -> None:
    last = running_notices(world.session, world.year)[0].last_day
    typed = {"day": last.isoformat(), "working": "off", "reason": "达市府通〔2014〕1号"}
    seen = send(first, f"{PAGE}/correct", deed="look", **typed)
    assert seen.status_code == 200
    assert "2013 年度公示的最后一天（3 项）" in seen.text
    assert f"{last.year}年{last.month}月{last.day}日" in seen.text
    assert workdays_of(world.session).is_workday(last), "nothing happened yet"
    assert send(first, f"{PAGE}/correct", deed="confirm", **typed).status_code == 303
    assert not workdays_of(world.session).is_workday(last)
    assert "达市府通〔2014〕1号" in first.get(f"{PAGE}?number={last.year}").text


@pytest.mark.stage("setup")
def test_a_correction_without_a_reason_or_of_an_unknown_year_comes_back(world: World, first: Person) -> None:
    answer = send(first, f"{PAGE}/correct", deed="confirm", day="2013-03-06", working="off", reason=" ")
    assert answer.status_code == 422
    assert 'value="2013-03-06"' in answer.text
    answer = send(first, f"{PAGE}/correct", deed="look", day="2099-03-06", working="off", reason="试")
    assert answer.status_code == 422
    assert "没有2099年的安排" in answer.text


@pytest.mark.stage("setup")
def test_a_notice_is_read_as_it_is_printed(world: World, first: Person) -> None:
    typed = {**NOTICE, "holidays": NOTICE["holidays"] + "\n清明节：2099-4-4"}
    assert send(first, f"{PAGE}/years/2099", **typed).status_code == 303
    page = first.get(f"{PAGE}?number=2099").text
    assert "国务院办公厅关于2099年部分节假日安排的通知" in page
    assert "清明节" in page
    assert "2099年2月14日" in page
    again = first.get(f"{PAGE}/years/2099").text
    assert "春节：2099-01-20～2099-01-27" in again
    assert (
        send(first, f"{PAGE}/years/2099", **{**typed, "holidays": "元旦：2099-01-01～2099-01-10"}).status_code
        == 303
    )


@pytest.mark.stage("setup")
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("holidays", "元旦放三天"),
        ("holidays", "1月1日至3日"),
        ("holidays", "元旦：2月30日"),
        ("makeup", "下下周六"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_stands_there_again(
    world: World, first: Person, field: str, text: str
) -> None:
    answer = send(first, f"{PAGE}/years/2099", **{**NOTICE, field: text})
    assert answer.status_code == 422
    assert text in answer.text
    assert not workdays_of(world.session).knows(2099)


@pytest.mark.stage("setup")
def test_days_in_a_row_stand_in_one_row(first: Person) -> None:
    page = first.get("/office/calendar?number=2013").text
    assert "2013年10月1日至2013年10月7日（7 天）" in page
    assert "2013年1月5日至2013年1月6日（2 天）" in page
    special = page[page.index('id="special"') :]
    assert "2013年10月3日" not in special
    assert "2013年10月12日" in special
