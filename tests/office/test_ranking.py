"""The ranking page: what stands in a row, a page at a time, and never behind what was decided."""

import re

import pytest
from sqlalchemy import event

from portal.models import Veto
from portal.office import rankings
from portal.queries.scores import Scores
from tests.office.conftest import send
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")
PAGE = "/2013/office/rankings/documents/county"
UNITS = {"xuanhan": "宣汉县", "kaijiang": "开江县", "dazhu": "大竹县", "daxian": "达县"}


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row" class="nowrap">([^<]+)</th>', page)


@deciding
def test_a_row_shows_place_points_margin_and_opens_into_the_scorecard(world: World, first: Person) -> None:
    page = first.get(PAGE).text
    found = Scores(world.session, world.year).ranking("documents", "county")
    assert names(page) == [row.name for row in found.rows]
    for row in found.rows:
        assert row.total is not None
        assert f'<span class="num">{row.total}</span><span class="visually-hidden">{row.name}' in page
    address = re.search(r'href="(/2013/scorecards/documents/\d+)"', page)
    assert address
    assert names(page)[0] in first.get(address.group(1)).text
    assert found.line
    assert str(found.line.rule) in page


@deciding
def test_the_line_is_drawn_below_the_last_selected_unit(first: Person) -> None:
    page = first.get(PAGE).text
    above, below = page.split('class="line-note"')
    assert [name for name in UNITS.values() if f'class="nowrap">{name}<' in above] == ["宣汉县", "开江县"]
    assert "大竹县" in below


@deciding
def test_a_ranking_is_shown_a_page_at_a_time_and_the_line_once(
    first: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = names(first.get(PAGE).text)
    monkeypatch.setattr(rankings, "PAGE_SIZE", 1)
    pages = [first.get(f"{PAGE}?page={number}").text for number in range(1, len(whole) + 1)]
    assert [name for page in pages for name in names(page)] == whole
    assert ["line-note" in page for page in pages].count(True) in (1, 2)
    assert "line-note" in pages[1]
    assert names(first.get(f"{PAGE}?page=99").text) == whole[-1:]
    assert names(first.get(f"{PAGE}?page=x").text) == whole[:1]


@deciding
def test_what_was_read_before_is_never_shown_after_a_change(
    first: Person, second: Person, proposed_veto: Veto
) -> None:
    for page in (PAGE, "/2013/office/rankings/"):
        assert "重大工作失误" not in first.get(page).text
    assert send(second, f"/office/vetoes/{proposed_veto.id}/confirm", reason="").status_code == 303
    assert "重大工作失误" in first.get(PAGE).text
    assert "一票否决生效：开江县" in first.get("/2013/office/rankings/").text


@deciding
def test_a_ranking_read_before_costs_no_more_statements_whatever_stands_in_it(
    world: World, first: Person
) -> None:
    def statements(path: str) -> int:
        seen: list[str] = []

        def see(_c: object, _k: object, statement: str, *_more: object) -> None:
            seen.append(statement)

        event.listen(world.engine, "before_cursor_execute", see)
        try:
            assert first.get(path).status_code == 200
        finally:
            event.remove(world.engine, "before_cursor_execute", see)
        return len(seen)

    for page in (PAGE, "/2013/office/rankings/"):
        statements(page)
        assert statements(page) <= 2, "the sign-in with the trail's head, and nothing of the ranking"
