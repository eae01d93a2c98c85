"""Ties across the line: never cut, decided by the office with a reason, and they hold notice and publication.

Without 开江县, 达县 and 宣汉县 stand with 98.00 points each for one place in 应急管理.
"""

from collections.abc import Callable

import pytest

from portal.models import Veto
from portal.queries.scores import Scores
from portal.queries.years import running_notices
from portal.workflow import YearState
from tests.office.conftest import send
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")
PAGE = "/2013/office/rankings/emergency/county"


@pytest.fixture
def tied(second: Person, proposed_veto: Veto) -> None:
    """开江县 is vetoed."""
    assert send(second, f"/office/vetoes/{proposed_veto.id}/confirm", reason="").status_code == 303


def selected(world: World) -> tuple[str, ...]:
    return Scores(world.session, world.year).ranking("emergency", "county").selected


@deciding
@pytest.mark.usefixtures("tied")
def test_a_tie_across_the_line_is_shown_and_nobody_is_cut(world: World, first: Person) -> None:
    assert selected(world) == ("dazhu",)
    page = first.get(PAGE).text
    assert "入选线上有并列，须由市政府办公室决定" in page
    assert page.count("并列待定") == 2
    assert "在入选线上并列，须由办公室记录决定和理由" in first.get("/2013/office/publication").text


@deciding
@pytest.mark.usefixtures("tied")
def test_the_office_decides_a_tie_with_a_reason(world: World, first: Person) -> None:
    places = {"place_xuanhan": "1", "place_daxian": "2"}
    assert send(first, f"{PAGE}/tie", **places, reason="").status_code == 422
    assert send(first, f"{PAGE}/tie", **places, reason="主任办公会研究决定").status_code == 303
    assert selected(world) == ("dazhu", "xuanhan")
    page = first.get(PAGE).text
    assert "主任办公会研究决定" in page
    assert "入选线上有并列" not in page


@deciding
@pytest.mark.usefixtures("tied")
def test_two_units_on_one_place_are_refused_beside_the_field(world: World, first: Person) -> None:
    typed = {"place_xuanhan": "1", "place_daxian": "1", "reason": "主任办公会研究决定"}
    answer = send(first, f"{PAGE}/tie", **typed)
    assert answer.status_code == 422
    assert "两个单位不能排在同一位" in answer.text
    assert "主任办公会研究决定" in answer.text
    assert selected(world) == ("dazhu",)


@deciding
@pytest.mark.usefixtures("tied")
def test_a_decision_on_a_tie_can_be_replaced_by_a_later_one(world: World, first: Person) -> None:
    send(first, f"{PAGE}/tie", place_xuanhan="1", place_daxian="2", reason="第一次决定")
    assert send(first, f"{PAGE}/tie", place_xuanhan="2", place_daxian="1", reason="更正").status_code == 303
    assert selected(world) == ("dazhu", "daxian")


@deciding
def test_where_nothing_is_tied_there_is_nothing_to_decide(first: Person) -> None:
    assert first.get(f"{PAGE}/tie").status_code == 422
    assert first.get("/2013/office/rankings/emergency/planets").status_code == 404
    assert first.get("/2013/office/rankings/weather/county").status_code == 404


@pytest.mark.stage("notice")
@pytest.mark.usefixtures("tied")
def test_a_tie_that_comes_up_during_the_notice_holds_publication_until_it_is_decided(
    world: World, client_of: Callable[..., Person]
) -> None:
    world.clock.advance(days=12)
    first = client_of("bangongshi-1")
    page = first.get("/2013/office/publication").text
    assert "在入选线上并列，须由办公室记录决定和理由" in page
    assert "/2013/office/publication/propose" not in page
    before = {row.area: row.id for row in running_notices(world.session, world.year)}
    send(first, f"{PAGE}/tie", place_xuanhan="1", place_daxian="2", reason="主任办公会研究决定")
    after = {row.area: row.id for row in running_notices(world.session, world.year)}
    assert [area for area in before if after[area] != before[area]] == ["emergency"]
    assert world.year.state == YearState.notice
