"""The year's stages, days, panels and recusals, and a new year."""

from collections.abc import Callable

import pytest

from portal.clock import shanghai
from portal.models import Account, Panel
from portal.queries.years import panels_of, recusals_of, year_by_number
from portal.workflow import YearState
from tests.office.conftest import hidden_version, send
from tests.world import Person, World

PAGE = "/2013/office/year"
NEW = {
    "number": "2014",
    "reporting_opens": "2014-11-24",
    "reporting_closes": "2014-12-12",
    "reviewing_closes": "2015-01-09",
    "checking_closes": "2015-01-16",
}


def panel_of(world: World, number: int = 2013) -> Panel:
    """The panel of 文电办理."""
    return panels_of(world.session, year_by_number(world.session, number))[0]


def account(world: World, login: str) -> Account:
    return world.play.account(login)


def test_what_is_missing_before_the_next_stage_is_said_and_holds_it(world: World, first: Person) -> None:
    assert "2013-12-13 24:00才截止" in first.get(PAGE).text
    assert f"{PAGE}/next" not in first.get(PAGE).text
    version = world.year.version
    answer = first.post(f"{PAGE}/next", {"version": version})
    assert answer.status_code == 422
    assert world.year.state == YearState.reporting


def test_the_office_moves_the_year_on_after_a_confirmation(
    world: World, client_of: Callable[..., Person]
) -> None:
    world.clock.moment = shanghai(2013, 12, 14)
    office = client_of("bangongshi-1")
    assert f"{PAGE}/next" in office.get(PAGE).text
    assert "没有报送的单位按未申报处理" in office.get(f"{PAGE}/next").text
    assert world.year.state == YearState.reporting, "looking changes nothing"
    old = hidden_version(office.get(f"{PAGE}/next").text)
    assert office.post(f"{PAGE}/next", {"version": old}).status_code == 303
    assert world.year.state == YearState.reviewing
    assert office.post(f"{PAGE}/next", {"version": old}).status_code == 409


@pytest.mark.stage("notice")
def test_notice_and_publication_are_not_taken_as_a_mere_stage(world: World, first: Person) -> None:
    assert first.get(f"{PAGE}/next").status_code == 422
    assert "公示与公布" in first.get(PAGE).text


def test_a_window_that_has_not_passed_can_be_moved_and_a_past_one_not(world: World, first: Person) -> None:
    days = {
        "reporting_opens": "2013-11-25",
        "reporting_closes": "2013-12-16",
        "reviewing_closes": "2014-01-10",
        "checking_closes": "2014-01-17",
        "congress_closed_on": "2013-02-01",
    }
    assert send(first, f"{PAGE}/days", **days).status_code == 303
    assert world.year.reporting_closes.isoformat() == "2013-12-16"
    assert "2013年2月1日" in first.get(PAGE).text
    answer = send(first, f"{PAGE}/days", **{**days, "reporting_opens": "2013-11-01"})
    assert answer.status_code == 422
    assert "这个阶段已经过去，日期不能再改" in answer.text
    answer = send(first, f"{PAGE}/days", **{**days, "checking_closes": "2014-01-02"})
    assert answer.status_code == 422
    assert "这个日期须晚于前一阶段的日期" in answer.text
    assert 'value="2014-01-02"' in answer.text


def test_a_new_year_starts_from_the_shipped_scheme_and_asks_for_its_panels(
    world: World, first: Person
) -> None:
    assert send(first, "/office/years/new", **NEW).status_code == 303
    page = first.get("/2014/office/year").text
    assert "须有一名组长" in page
    assert year_by_number(world.session, 2014).state == YearState.setup
    again = send(first, "/office/years/new", **NEW)
    assert again.status_code == 422
    assert "2014年度已经建立" in again.text


@pytest.mark.stage("setup")
def test_in_an_empty_installation_the_office_starts_with_a_new_year(first: Person) -> None:
    assert first.get("/start").headers["Location"] == "/office/years/new"
    assert send(first, "/office/years/new", **NEW).status_code == 303
    assert first.get("/start").headers["Location"] == "/2014/office/"
    assert "计分办法还没有印发" in first.get("/2014/office/").text


def test_people_are_seated_moved_and_unseated(world: World, first: Person) -> None:
    send(first, "/office/years/new", **NEW)
    panel = panel_of(world, 2014)
    person = account(world, "wendian-1")
    page = f"/office/panels/{panel.id}/seat"
    assert send(first, page, account=person.id, duty="member").status_code == 303
    assert send(first, page, account=person.id, duty="chair").status_code == 303
    assert [(seat.account.login, seat.duty.value) for seat in panel_of(world, 2014).members] == [
        ("wendian-1", "chair")
    ]
    unseat = f"/office/panels/{panel.id}/unseat"
    assert first.post(unseat, {"account": person.id}).status_code == 303
    assert panel_of(world, 2014).members == []
    assert first.post(unseat, {"account": person.id}).status_code == 422


@pytest.mark.parametrize("login", ["guanliyuan", "shenji"])
def test_who_administers_or_audits_sits_on_no_panel(world: World, first: Person, login: str) -> None:
    page = f"/office/panels/{panel_of(world).id}/seat"
    person = account(world, login)
    assert person.name not in first.get(page).text
    assert first.post(page, {"account": person.id, "duty": "member"}).status_code == 422
    assert login not in [seat.account.login for seat in panel_of(world).members]


def test_a_conflict_of_interest_is_put_on_record_once(world: World, first: Person) -> None:
    page = "/2013/office/recusals/new"
    typed = {
        "account": account(world, "wendian-2").id,
        "unit": world.play.unit("dazhu").id,
        "reason": "曾在该单位任职",
    }
    before = len(recusals_of(world.session, world.year))
    assert send(first, page, **typed).status_code == 303
    assert "曾在该单位任职" in first.get(PAGE).text
    again = send(first, page, **typed)
    assert again.status_code == 422
    assert "这项回避已经登记" in again.text
    assert len(recusals_of(world.session, world.year)) == before + 1


def test_the_scheme_can_be_read_in_plain_words(first: Person) -> None:
    page = first.get("/2013/office/scheme").text
    assert "一次性办结率" in page
    assert "低于90%为0分" in page
