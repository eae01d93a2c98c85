"""The grid of units and areas, more time for one unit, and who competes."""

from collections.abc import Callable

import pytest

from portal.clock import shanghai
from portal.models import Fact
from tests.office.conftest import hidden_version, send
from tests.world import Person, World


def place(world: World, unit: str = "kaijiang", area: str = "documents") -> str:
    """The address of a unit's place in an area."""
    return f"/2013/office/assessments/{area}/{world.play.unit(unit).id}"


def test_the_grid_tells_who_is_late_and_gives_the_telephone(
    world: World, client_of: Callable[..., Person]
) -> None:
    assert "逾期未报" not in client_of("bangongshi-1").get("/2013/office/").text
    world.clock.moment = shanghai(2013, 12, 14)
    office = client_of("bangongshi-1")
    page = office.get("/2013/office/?state=late").text
    assert page.count('<th scope="row"') == 1
    assert "开江县" in page
    assert world.play.unit("kaijiang").telephone in page
    assert "大竹县" not in page


def test_an_unknown_state_in_the_address_shows_everything(first: Person) -> None:
    page = first.get("/2013/office/?state=<b>").text
    assert page.count('<th scope="row"') == 9
    assert "<b>" not in page


def test_htmx_gets_the_grid_alone(first: Person) -> None:
    answer = first.get("/2013/office/", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "宣汉县" in answer.text
    assert "HX-Request" in answer.headers["Vary"]


def test_an_extension_reaches_one_unit_in_one_area(world: World, first: Person) -> None:
    answer = send(first, f"{place(world)}/extension", until="2013-12-20", reason="办公楼搬迁")
    assert answer.status_code == 303
    page = first.get(place(world)).text
    assert "2013年12月20日 24:00" in page
    assert "办公楼搬迁" in page
    assert world.assessment("dazhu").extended_until is None


@pytest.mark.parametrize(
    ("until", "message"),
    [("2013-12-01", "延期日期须晚于申报截止日"), ("2014-03-01", "延期日期须早于审核截止日")],
)
def test_an_extension_to_an_impossible_day_is_refused_beside_the_field(
    world: World, first: Person, until: str, message: str
) -> None:
    answer = send(first, f"{place(world)}/extension", until=until, reason="办公楼搬迁")
    assert answer.status_code == 422
    assert message in answer.text
    assert "办公楼搬迁" in answer.text
    assert world.assessment().extended_until is None


def test_a_unit_that_does_not_compete_needs_a_reason_and_leaves_the_ranking(
    world: World, first: Person
) -> None:
    page = f"{place(world, 'dazhu')}/participation"
    answer = send(first, page, competes="no", reason="")
    assert answer.status_code == 422
    assert "请写明不参评的原因" in answer.text
    assert send(first, page, competes="no", reason="机构改革，本年度不参评").status_code == 303
    grid = first.get("/2013/office/?state=not_competing").text
    assert grid.count("机构改革，本年度不参评") == 1, "with its reason, where one asks for them"
    ranking = first.get("/2013/office/rankings/documents/county").text
    assert "机构改革，本年度不参评" in ranking


def test_a_change_made_meanwhile_by_another_is_not_written_over(
    world: World, first: Person, second: Person
) -> None:
    page = f"{place(world)}/participation"
    opened = hidden_version(first.get(page).text)
    send(second, f"{place(world)}/extension", until="2013-12-20", reason="办公楼搬迁")
    answer = first.post(page, {"version": opened, "competes": "no", "reason": "机构改革"})
    assert answer.status_code == 409
    assert "机构改革" in answer.text
    assert world.assessment().competes


@pytest.mark.stage("checking")
def test_a_place_tells_its_facts_and_leads_to_its_scorecard(world: World, first: Person) -> None:
    page = first.get(place(world)).text
    facts: list[Fact] = world.assessment().facts
    claims = sum(fact.source == "claim" for fact in facts)
    assert f"申报 {claims} 项" in page
    assert f"/2013/scorecards/documents/{world.play.unit('kaijiang').id}" in page
    assert "办理延期" not in page, "too late for it"
