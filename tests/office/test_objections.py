"""Objections: answered with reasons by somebody who took no part; upheld ones decide the claim anew."""

from collections.abc import Callable

import pytest

from portal.models import Fact, Objection, Source
from portal.queries.decisions import objections_of
from portal.queries.scores import Scores
from portal.services.objections import raise_objection
from portal.workflow import FactState, ObjectionState
from tests.office.conftest import hidden_version, send
from tests.world import Person, World

checking = pytest.mark.stage("checking")


def raised(world: World, unit: str, area: str, fact: Fact | None) -> Objection:
    """An objection of a unit."""
    return raise_objection(
        world.play.by(f"{unit}-tb"),
        assessment=world.assessment(unit, area),
        indicator="",
        text="该项扣分依据不足，原件已附",
        fact=fact,
    )


def fact_of(world: World, unit: str, area: str, source: Source, *states: FactState) -> Fact:
    """A fact of a unit, by who supplied it."""
    facts = world.assessment(unit, area).facts
    return next(fact for fact in facts if fact.source == source and fact.state in states)


def total(world: World, unit: str, area: str) -> object:
    cards = Scores(world.session, world.year).scorecards(area, "county")
    return next(card.total for card in cards if card.unit == unit)


@checking
def test_an_upheld_objection_against_a_record_takes_it_back(world: World, first: Person) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    before = total(world, "daxian", "documents")
    one = raised(world, "daxian", "documents", record)
    page = f"/office/objections/{one.id}"
    assert "评价小组的记录" in first.get(f"{page}/answer").text
    answer = send(first, f"{page}/answer", action="uphold", answer="经核查，来文并未越级，记录撤销")
    assert answer.status_code == 303
    assert objections_of(world.session, world.year)[0].state == ObjectionState.upheld
    after = total(world, "daxian", "documents")
    assert isinstance(before, type(after))
    assert after > before  # type: ignore[operator]  # both are decimals
    assert "经核查，来文并未越级，记录撤销" in first.get(page).text


@checking
def test_an_upheld_objection_about_a_claim_asks_for_a_new_decision(world: World, first: Person) -> None:
    claim = fact_of(
        world,
        "xuanhan",
        "documents",
        Source.claim,
        FactState.accepted,
        FactState.adjusted,
        FactState.rejected,
    )
    one = raised(world, "xuanhan", "documents", claim)
    page = f"/office/objections/{one.id}/answer"
    answer = send(first, page, action="uphold", answer="重新核定")
    assert answer.status_code == 422
    assert "请选择对该事项的重新核定意见" in answer.text
    assert send(first, page, action="uphold", answer="重新核定", decision="reject").status_code == 303
    renewed = next(fact for fact in world.assessment("xuanhan").facts if fact.id == claim.id)
    assert renewed.state == FactState.rejected
    assert renewed.verification is not None
    assert renewed.verification.by.login == "bangongshi-1"


@checking
def test_a_dismissed_objection_changes_nothing_but_needs_its_reason(world: World, first: Person) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    one = raised(world, "daxian", "documents", record)
    page = f"/office/objections/{one.id}/answer"
    before = total(world, "daxian", "documents")
    assert send(first, page, action="dismiss", answer=" ").status_code == 422
    assert send(first, page, action="dismiss", answer="退文登记表有签收").status_code == 303
    assert total(world, "daxian", "documents") == before
    assert first.get(page).status_code == 422, "answered once and for all"


@checking
def test_two_answers_at_once_leave_one(world: World, first: Person, second: Person) -> None:
    one = raised(world, "daxian", "documents", None)
    page = f"/office/objections/{one.id}/answer"
    opened = hidden_version(first.get(page).text)
    send(second, page, action="dismiss", answer="退文登记表有签收")
    answer = first.post(page, {"version": opened, "action": "uphold", "answer": "同意更正"})
    assert answer.status_code == 409
    assert "同意更正" in answer.text
    assert "退文登记表有签收" in answer.text


@checking
def test_an_overdue_objection_is_marked_and_the_list_is_filtered(
    world: World, client_of: Callable[..., Person]
) -> None:
    raised(world, "daxian", "documents", None)
    raised(world, "dazhu", "emergency", None)
    world.clock.advance(days=14)
    office = client_of("bangongshi-1")
    page = office.get("/2013/office/objections/?area=documents").text
    assert page.count("逾期") >= 1
    assert "达县" in page
    assert "大竹县" not in page
    assert "没有符合条件的异议" in office.get("/2013/office/objections/?state=upheld").text
