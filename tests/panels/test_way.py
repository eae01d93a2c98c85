"""The panel's straight way, over HTTP and without JavaScript: from the queue to the closed area."""

import re
from decimal import Decimal

import pytest

from portal.models import Assessment, Fact
from portal.queries.years import panel_area
from portal.services import reviews
from portal.workflow import AssessmentState, FactState, PanelAreaState
from tests.panels.conftest import QUEUE, records, signed, unit_page
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")


def _finish_the_others(world: World) -> None:
    hero = world.assessment().unit.code
    for unit in world.play.cast:
        if unit.code != hero:
            world.play.review(world.year, unit.code, "documents")
            world.play.release(world.year, unit.code, "documents")


def test_a_panel_takes_a_unit_from_its_queue_to_the_closed_area(
    world: World, reviewer: Person, colleague: Person, chair: Person
) -> None:
    _finish_the_others(world)
    page = unit_page(world.assessment())
    queue = reviewer.get(QUEUE).text
    assert "开江县" in queue.split("通川区")[0].split("达县")[0], "what waits stands first"

    assert reviewer.post(f"{page}/take-in", {"version": world.assessment().version}).status_code == 303
    assert world.assessment().state == AssessmentState.in_review
    _verify_all(world, reviewer)

    sent = {
        "title": "重复报送的请示",
        "quantity": "1",
        "note": "收文登记第 12 号",
        "happened_on": "2013-06-03",
    }
    made = reviewer.post(f"{page}/records/new?kind=doc-multiple", sent)
    assert made.status_code == 303
    assert "重复报送的请示" in reviewer.get(made.location).text

    counts = {row.code: row.value for row in world.assessment().exposures}
    changed = {f"exposure_{code}": str(value) for code, value in counts.items()} | {"exposure_doc-due": "50"}
    version = re.search(r'exposures"[^>]*>.*?name="version" value="(\d+)"', reviewer.get(page).text, re.S)
    assert version
    assert reviewer.post(f"{page}/exposures", {**changed, "version": version.group(1)}).status_code == 303
    assert {row.code: row.value for row in world.assessment().exposures}["doc-due"] == Decimal(50)

    for person, grade in ((reviewer, "excellent"), (colleague, "good")):
        given = person.post(f"{page}/bands/doc-fewer", {"grade": grade, "reason": "对照上年数据"})
        assert given.status_code == 303

    held = [fact.id for fact in records(world.assessment()) if fact.state == FactState.recorded]
    asked = reviewer.get(f"{page}/records/release").text
    assert "重复报送的请示" in asked
    assert reviewer.post(f"{page}/records/release", {"fact": held}).status_code == 303
    assert {fact.state for fact in records(world.assessment())} == {FactState.released}

    assert "各单位的事项都已办完" in chair.get(f"{QUEUE}close").text
    area = panel_area(world.session, world.year, "documents")
    closed = chair.post(f"{QUEUE}close", {"recommendation": "建议按得分确定", "version": area.version})
    assert closed.status_code == 303
    area = panel_area(world.session, world.year, "documents")
    assert (area.state, area.recommendation) == (PanelAreaState.closed, "建议按得分确定")
    assert world.assessment().state == AssessmentState.scored
    assert "建议按得分确定" in chair.get(f"{QUEUE}close").text


def _verify_all(world: World, reviewer: Person) -> None:
    """Decide on every claim; each saving leads to the next one, the last back to the unit."""
    waiting = signed(world.assessment())
    assert len(waiting) > 1
    address = f"/panel/facts/{waiting[0].id}"
    seen = []
    while "/panel/facts/" in address:
        fact = world.session.get_one(Fact, int(address.rsplit("/", 1)[1]))
        seen.append(fact.id)
        answer = reviewer.post(address, {"decision": "accept", **_as_it_stands(fact)})
        assert answer.status_code == 303
        address = answer.location
    assert sorted(seen) == [fact.id for fact in waiting]
    assert address == f"{unit_page(world.assessment())}#claims"
    assert not signed(world.assessment())


def _as_it_stands(fact: Fact) -> dict[str, object]:
    """The adjustable fields of the page, as a browser sends them when nobody touches them."""
    own = {f"value_{code}": value for code, value in fact.values.items()}
    return {"quantity": f"{fact.quantity:f}", "version": fact.version, **own}


def test_after_a_units_last_item_the_way_leads_to_the_one_that_has_waited_longest(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    other = world.assessment("daxian")
    reviews.take_in(world.play.by("wendian-2"), assessment=other, version=other.version)
    waiting = [fact.id for fact in world.assessment("daxian").facts if fact.state == FactState.signed]
    assert waiting
    assert "接着核定" not in reviewer.get(unit_page(world.assessment())).text, "its own come first"
    _verify_all(world, reviewer)
    page = reviewer.get(unit_page(world.assessment())).text
    link = re.search(r'href="/panel/facts/(\d+)"[^>]*>接着核定：达县', page)
    assert link
    assert int(link.group(1)) in waiting


def test_a_chair_opens_a_closed_area_again_only_with_a_reason(world: World, chair: Person) -> None:
    for unit in world.play.cast:
        world.play.review(world.year, unit.code, "documents")
        world.play.release(world.year, unit.code, "documents")
    version = panel_area(world.session, world.year, "documents").version
    chair.post(f"{QUEUE}close", {"recommendation": "建议", "version": version})
    version = panel_area(world.session, world.year, "documents").version
    assert chair.post(f"{QUEUE}reopen", {"reason": " ", "version": version}).status_code == 422
    assert panel_area(world.session, world.year, "documents").state == PanelAreaState.closed
    assert chair.post(f"{QUEUE}reopen", {"reason": "漏核一件", "version": version}).status_code == 303
    assert panel_area(world.session, world.year, "documents").state == PanelAreaState.open
    assert world.assessment().state == AssessmentState.in_review
    assert "建议" in chair.get(f"{QUEUE}close").text, "the recommendation stays in the form"
