"""A reviewer's own reasons: kept with a decision or by themselves, used without scripts, nobody else's."""

import re

import pytest

from portal.models import Fact, Phrase
from portal.services import reviews
from tests.panels.conftest import signed
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")


@pytest.fixture
def claim(world: World) -> Fact:
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    return signed(world.assessment())[0]


def _decide(person: Person, claim: Fact, **fields: object) -> int:
    page = person.get(f"/panel/facts/{claim.id}").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    sent = {"decision": "reject", "version": version.group(1), **fields}
    return person.post(f"/panel/facts/{claim.id}", sent).status_code


def test_a_reason_is_kept_with_its_decision_and_chosen_for_the_next(
    world: World, reviewer: Person, colleague: Person, claim: Fact
) -> None:
    assert _decide(reviewer, claim, reason="材料未加盖公章", keep="y") == 303
    page = reviewer.get(f"/panel/facts/{claim.id}").text
    assert "材料未加盖公章</option>" in page
    assert "材料未加盖公章</option>" not in colleague.get(f"/panel/facts/{claim.id}").text
    assert _decide(reviewer, claim, phrase="材料未加盖公章", reason="请补盖") == 303
    fact = world.session.get_one(Fact, claim.id)
    assert fact.verification is not None
    assert fact.verification.reason == "材料未加盖公章\n请补盖"


def test_a_chosen_reason_alone_is_a_reason(world: World, reviewer: Person, claim: Fact) -> None:
    reviewer.post("/panel/phrases", {"reason": "与申报事项无关"})
    assert _decide(reviewer, claim, phrase="与申报事项无关") == 303
    assert _decide(reviewer, claim) == 422, "none at all is not"


def test_a_reason_is_kept_once_and_let_go_by_its_owner_alone(
    world: World, reviewer: Person, colleague: Person, claim: Fact
) -> None:
    for _ in range(3):
        reviewer.post("/panel/phrases", {"reason": " 重复申报 "})
    kept = world.session.query(Phrase).all()
    assert [one.text for one in kept] == ["重复申报"]
    assert colleague.post("/panel/phrases/forget", {"phrase": kept[0].id}).status_code == 422
    assert reviewer.post("/panel/phrases/forget", {"phrase": kept[0].id}).status_code == 303
    assert world.session.query(Phrase).count() == 0


def test_too_long_a_reason_stands_in_the_decision_and_is_said_not_to_be_kept(
    reviewer: Person, claim: Fact
) -> None:
    assert _decide(reviewer, claim, reason="长" * 300, keep="y") == 303
    assert "常用理由须为 1 至 200 个字" in reviewer.get("/panel/phrases").text
