"""The queue: filters in the address, the list alone for htmx, nothing of how far an unsent unit is."""

import pytest

from tests.panels.conftest import QUEUE
from tests.world import Person, World


def test_a_filter_in_the_address_shows_one_state_alone(world: World, reviewer: Person) -> None:
    unsent = reviewer.get(f"{QUEUE}?state=unsent").text
    assert "开江县" in unsent
    assert "达县" not in unsent
    assert "达县" in reviewer.get(f"{QUEUE}?state=submitted").text
    assert "开江县" in reviewer.get(f"{QUEUE}?state=' or 1=1").text, "an unknown word filters nothing"


def test_htmx_gets_the_list_and_everybody_else_the_page(reviewer: Person) -> None:
    block = reviewer.get(f"{QUEUE}?state=submitted", headers={"HX-Request": "true"}).text
    assert "<html" not in block
    assert "达县" in block
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in reviewer.get(f"{QUEUE}?state=submitted", headers=restored).text


def test_whether_a_unit_drafts_or_waits_for_its_head_is_not_told(reviewer: Person) -> None:
    page = reviewer.get(QUEUE).text
    assert "未报送" in page
    for word in ("草稿", "待审签", "负责人退回"):
        assert word not in page


@pytest.mark.stage("reviewing")
def test_the_way_leads_from_the_queue_straight_to_the_next_claim(world: World, reviewer: Person) -> None:
    found = world.assessment()
    reviewer.post(f"{QUEUE}units/{found.unit_id}/take-in", {"version": found.version})
    first = min(fact.id for fact in found.facts if fact.state == "signed")
    assert f"/panel/facts/{first}" in reviewer.get(QUEUE).text
