"""What was typed stays before one's eyes when the page has no form for it any more; nothing seems saved."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from portal.models import Assessment, Fact
from portal.queries.years import panel_area
from portal.services import sharing
from portal.workflow import FactState, PanelAreaState
from tests.panels.conftest import signed, unit_page
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")
TEXT = "写了很久的理由"


def _closed(world: World) -> None:
    session, leader = world.session, world.play.account("wendian-zuzhang")
    area = panel_area(session, world.year, "documents")
    area.closed_by_id, area.closed_at = leader.id, datetime(2013, 12, 20, 9, tzinfo=UTC)
    area.state = PanelAreaState.closed
    session.commit()


def _given_away(world: World) -> None:
    area = panel_area(world.session, world.year, "documents")
    unit = world.assessment().unit_id
    colleague = world.play.account("wendian-2")
    sharing.share_units(world.play.by("wendian-zuzhang"), area=area, unit_ids=[unit], account=colleague)


@pytest.mark.parametrize("meanwhile", [_closed, _given_away])
def test_a_decision_that_comes_too_late_is_refused_in_words_and_its_reason_kept(
    world: World, reviewer: Person, taken_in: Assessment, meanwhile: Callable[[World], None]
) -> None:
    claim = signed(world.assessment())[0]
    meanwhile(world)
    sent = {"decision": "reject", "reason": TEXT, "quantity": "1", "version": claim.version}
    answer = reviewer.post(f"/panel/facts/{claim.id}", sent)
    assert answer.status_code == 422
    assert "没有写入" in answer.text
    assert TEXT in answer.text
    assert "不采纳" in answer.text
    assert world.session.get_one(Fact, claim.id).state == FactState.signed


@pytest.mark.parametrize("where", ["/records/new?kind=doc-multiple", "/bands/doc-fewer", "/ledger/{claim}/0"])
def test_what_was_typed_for_a_closed_area_is_still_there_to_copy(
    world: World, reviewer: Person, taken_in: Assessment, where: str
) -> None:
    claim = signed(world.assessment())[0]
    _closed(world)
    sent = {"title": "一件事", "note": TEXT, "reason": TEXT, "grade": "good", "claim_version": claim.version}
    address = unit_page(taken_in) + where.format(claim=claim.id)
    assert TEXT in reviewer.post(address, sent).text


def test_counts_typed_for_a_closed_area_are_still_there_to_copy(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    _closed(world)
    answer = reviewer.post(f"{unit_page(taken_in)}/exposures", {"exposure_doc-due": "4711", "version": "1"})
    assert answer.status_code == 422
    assert "4711" in answer.text.split("您填写的基数（没有写入）")[1]
    assert "没有写入" not in reviewer.get(unit_page(taken_in)).text
