"""A decision on a claim: its reason, its version, its one effect, and what is open in the unit meanwhile."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from portal.models import Assessment, Fact
from portal.services import assessments, reviews, signing
from portal.services.assessments import FactContent
from portal.workflow import FactAction, FactState
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")


@pytest.fixture
def claim(world: World, taken_in: Assessment) -> Fact:
    """开江县's claim of its systems (parts), waiting for a decision."""
    return next(fact for fact in signed(world.assessment()) if fact.kind == "doc-system")


def _sent(fact: Fact, decision: str, **more: object) -> dict[str, object]:
    parts = {"value_parts": fact.values["parts"]}
    return {"decision": decision, "quantity": "1", "version": fact.version, **parts, **more}


@pytest.mark.parametrize("decision", ["adjust", "reject", "give_back"])
def test_without_a_reason_the_decision_comes_back_with_what_was_chosen(
    world: World, reviewer: Person, claim: Fact, decision: str
) -> None:
    sent = _sent(claim, decision, value_parts=["workflow"], reason="  ")
    answer = reviewer.post(f"/panel/facts/{claim.id}", sent)
    assert answer.status_code == 422
    assert "请写明理由，申报单位会看到" in answer.text
    assert re.search(rf'<input[^>]*checked[^>]*value="{decision}"', answer.text)
    assert world.session.get_one(Fact, claim.id).state == FactState.signed


def test_a_typed_reason_survives_a_missing_decision(world: World, reviewer: Person, claim: Fact) -> None:
    answer = reviewer.post(
        f"/panel/facts/{claim.id}", {"reason": "培训记录缺签到", "version": claim.version, "quantity": "1"}
    )
    assert answer.status_code == 422
    assert "请选择核定意见" in answer.text
    assert "培训记录缺签到" in answer.text


def test_an_adjustment_keeps_the_claim_and_counts_what_the_panel_found(
    world: World, reviewer: Person, claim: Fact
) -> None:
    claimed = dict(claim.values)
    sent = _sent(claim, "adjust", value_parts=["workflow"], reason="只认定一项")
    assert reviewer.post(f"/panel/facts/{claim.id}", sent).status_code == 303
    found = world.session.get_one(Fact, claim.id)
    assert (found.state, found.values) == (FactState.adjusted, claimed)
    assert found.verification is not None
    assert found.verification.values == {"parts": ["workflow"]}
    page = reviewer.get(f"/panel/facts/{claim.id}").text
    assert "只认定一项" in page
    assert "调整为" in page


def test_an_adjustment_that_changes_nothing_and_an_acceptance_that_does_are_refused(
    world: World, reviewer: Person, claim: Fact
) -> None:
    same = reviewer.post(f"/panel/facts/{claim.id}", _sent(claim, "adjust", reason="核减"))
    assert same.status_code == 422
    assert "数量和内容都没有改动" in same.text
    changed = reviewer.post(f"/panel/facts/{claim.id}", _sent(claim, "accept", value_parts=["workflow"]))
    assert changed.status_code == 422
    assert "请选“调整”" in changed.text
    assert world.session.get_one(Fact, claim.id).state == FactState.signed


def test_what_is_typed_for_an_adjustment_does_not_hold_up_a_rejection(
    world: World, reviewer: Person, claim: Fact
) -> None:
    sent = _sent(claim, "reject", quantity="很多", value_parts=[], reason="没有材料")
    assert reviewer.post(f"/panel/facts/{claim.id}", sent).status_code == 303
    assert world.session.get_one(Fact, claim.id).state == FactState.rejected


def test_a_number_that_cannot_be_read_stands_there_again(reviewer: Person, claim: Fact) -> None:
    sent = _sent(claim, "adjust", quantity="一件半", reason="核减")
    answer = reviewer.post(f"/panel/facts/{claim.id}", sent)
    assert answer.status_code == 422
    assert "请填写数字" in answer.text
    assert "一件半" in answer.text


def test_who_decides_on_an_older_version_sees_both_decisions(
    world: World, reviewer: Person, colleague: Person, claim: Fact
) -> None:
    seen = claim.version
    first = reviewer.post(f"/panel/facts/{claim.id}", _sent(claim, "reject", reason="材料不符"))
    assert first.status_code == 303
    late = colleague.post(
        f"/panel/facts/{claim.id}", _sent(claim, "give_back", reason="请补签到", version=seen)
    )
    assert late.status_code == 409
    for text in ("材料不符", "请补签到", "退回补正"):
        assert text in late.text
    found = world.session.get_one(Fact, claim.id)
    assert (found.state, len(found.verifications)) == (FactState.rejected, 1)


def test_the_same_decision_sent_twice_takes_effect_once(world: World, reviewer: Person, claim: Fact) -> None:
    sent = _sent(claim, "reject", reason="材料不符", request_key="one-press-of-the-button")
    assert reviewer.post(f"/panel/facts/{claim.id}", sent).status_code == 303
    version = world.session.get_one(Fact, claim.id).version
    again = reviewer.post(f"/panel/facts/{claim.id}", {**sent, "version": version})
    assert again.status_code == 303
    assert len(world.session.get_one(Fact, claim.id).verifications) == 1


def test_nothing_is_decided_before_the_unit_is_taken_in(world: World, reviewer: Person) -> None:
    fact = signed(world.assessment())[0]
    page = reviewer.get(f"/panel/facts/{fact.id}")
    assert "请先接收" in page.text
    reviewer.post(f"/panel/facts/{fact.id}", {"decision": "accept", "version": fact.version})
    assert world.session.get_one(Fact, fact.id).state == FactState.signed


def test_a_fact_shows_rule_stake_and_evidence(reviewer: Person, claim: Fact) -> None:
    page = reviewer.get(f"/panel/facts/{claim.id}").text
    assert "办文制度与流程改进 3 分" in page
    assert re.search(r"采纳\s*<span class=\"num\">[369]\.00</span>\s*/\s*<span class=\"num\">9\.00", page)
    for file in claim.evidence:
        assert f"/evidence/{file.id}" in page


def test_what_a_unit_changes_in_a_returned_claim_is_not_the_panels_before_it_is_signed(
    world: World, reviewer: Person, client_of: Callable[..., Person], claim: Fact
) -> None:
    title = claim.title
    reviews.verify_fact(
        world.play.by("wendian-1"),
        fact=claim,
        decision=FactAction.give_back,
        reason="请补材料",
        version=claim.version,
    )
    edited = FactContent("doc-system", "悄悄改过的题目", quantity=Decimal(9), values={"parts": ["digital"]})
    assessments.edit_claim(world.play.by("kaijiang-tb"), fact=claim, content=edited, version=claim.version)
    assessments.reply_to_return(
        world.play.by("kaijiang-tb"), fact=claim, reply="未经审签的答复", version=claim.version
    )
    pages = [reviewer.get(f"/panel/facts/{claim.id}").text, reviewer.get(unit_page(world.assessment())).text]
    for page in pages:
        assert title in page
        assert "悄悄改过的题目" not in page
        assert "未经审签的答复" not in page
    found = world.assessment()
    signing.sign_replies(world.play.by("kaijiang-sq"), assessment=found, version=found.version)
    page = reviewer.get(f"/panel/facts/{claim.id}").text
    assert "悄悄改过的题目" in page
    assert "未经审签的答复" in page


def test_a_returned_claim_waits_for_the_unit_and_not_for_the_panel(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    for fact in signed(world.assessment()):
        sent = {"decision": "give_back", "reason": "请补材料", "version": fact.version, "quantity": "1"}
        assert reviewer.post(f"/panel/facts/{fact.id}", sent).status_code == 303
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*开江县.*?</tr>", reviewer.get(QUEUE).text, re.S)
    assert row
    assert "待单位补正" in row.group(0)
    assert "已等" not in row.group(0)
