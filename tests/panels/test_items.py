"""An area's items one by one: every filter in the address, what is new, as many statements as for one."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from portal.models import Fact, QueueLook
from portal.services.conflicts import declare_conflict
from portal.workflow import FactState
from tests.panels.conftest import QUEUE
from tests.world import Person, World

ITEMS = f"{QUEUE}items"
pytestmark = pytest.mark.stage("reviewing")


def _signed(world: World) -> list[Fact]:
    return [fact for fact in world.assessment().facts if fact.state == FactState.signed]


def _link(fact: Fact) -> str:
    return f'id="item-{fact.id}"'


def _waiting(page: str) -> int:
    found = re.search(r'待核定</span><span class="count">(\d+)', page)
    assert found
    return int(found.group(1))


def test_items_wait_with_their_unit_and_lead_to_the_decision(world: World, reviewer: Person) -> None:
    page = reviewer.get(ITEMS).text
    for fact in _signed(world):
        assert fact.title in page
        assert f"/panel/facts/{fact.id}" in page
    assert "开江县" in page
    assert "未接收" in page


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("q=开江", True),
        ("q=%25", False),
        ("q=大竹", False),
        ("group=county", True),
        ("group=department", False),
        ("indicator=doc-system", True),
        ("indicator=doc-filing", False),
        ("state=decided", False),
        ("state=all", True),
        ("mine=1", False),
        ("new=1", True),
        ("state='&group=x&indicator=y&size=7&page=-3", True),
    ],
)
def test_each_filter_stands_in_the_address(world: World, reviewer: Person, asked: str, there: bool) -> None:
    found = next(fact for fact in _signed(world) if fact.kind == "doc-system")
    assert (_link(found) in reviewer.get(f"{ITEMS}?{asked}").text) is there


def test_a_page_beyond_the_last_is_the_last(reviewer: Person) -> None:
    answer = reviewer.get(f"{ITEMS}?state=all&q=%E5%BC%80%E6%B1%9F&page=9999")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{ITEMS}?state=all&q=%E5%BC%80%E6%B1%9F"


def test_a_number_is_found_however_its_brackets_are_typed(world: World, reviewer: Person) -> None:
    session, found = world.session, _signed(world)[0]
    found.document_number = "开府办发〔2013〕6号"
    session.commit()
    for typed in ("开府办发[2013]6号", "开府办发（2013）06号", "开府办发〔2013〕"):
        assert _link(found) in reviewer.get(f"{ITEMS}?q={typed}").text, typed
    assert _link(found) not in reviewer.get(f"{ITEMS}?q=开府办发[2013]7号").text


def test_marking_as_seen_keeps_the_filters(reviewer: Person) -> None:
    page = reviewer.get(f"{ITEMS}?state=all&group=county").text
    assert f'{QUEUE}looked-through?state=all&amp;group=county"' in page
    answer = reviewer.post(f"{QUEUE}looked-through?state=all&group=county")
    assert answer.headers["Location"] == f"{ITEMS}?state=all&group=county"


def test_what_came_in_after_the_last_look_is_new(world: World, reviewer: Person) -> None:
    assert "新到" not in reviewer.get(f"{ITEMS}?state=all").text.split("<table")[1]
    assert reviewer.post(f"{QUEUE}looked-through").status_code == 303
    link = _link(_signed(world)[0])
    assert link not in reviewer.get(f"{ITEMS}?new=1").text
    session, fact = world.session, _signed(world)[0]
    fact.signed_at = session.scalars(select(QueueLook.at)).one() + timedelta(minutes=1)
    session.commit()
    page = reviewer.get(f"{ITEMS}?new=1").text
    assert link in page
    assert "新到" in page.split("<table")[1]


def test_a_recused_reviewer_sees_neither_the_items_nor_their_number(world: World, reviewer: Person) -> None:
    before = reviewer.get(ITEMS).text
    found = world.assessment()
    declare_conflict(
        world.play.by("bangongshi-1"),
        year=found.year,
        account=world.play.account("wendian-1"),
        unit=found.unit,
        reason="亲属在该单位任职",
    )
    after = reviewer.get(ITEMS).text
    assert "开江县" in before
    assert "开江县" not in after
    assert _waiting(before) - _waiting(after) == len(_signed(world)) > 0


@pytest.mark.parametrize("path", [QUEUE, f"{ITEMS}?state=all&size=500"])
def test_the_number_of_statements_does_not_grow_with_the_rows(
    world: World, reviewer: Person, path: str
) -> None:
    def statements() -> int:
        seen: list[str] = []
        event.listen(
            world.engine, "before_cursor_execute", note := lambda _c, _u, text, *_rest: seen.append(text)
        )
        assert reviewer.get(path).status_code == 200
        event.remove(world.engine, "before_cursor_execute", note)
        return len(seen)

    reviewer.get(path)
    few = statements()
    session, found = world.session, world.assessment()
    for number in range(60):
        session.add(
            Fact(
                assessment_id=found.id,
                kind="doc-system",
                source="claim",
                state=FactState.signed,
                title=f"第 {number} 项",
                created_by_id=1,
                created_at=world.clock.moment,
            )
        )
    session.commit()
    assert statements() == few
