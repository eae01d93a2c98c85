"""Several claims accepted at once: named first, all or none, taken back until the area is closed."""

import re

import pytest
from sqlalchemy import event, func, select

from portal.errors import Conflict, Refused
from portal.models import AuditRow, Fact, Verification
from portal.queries.years import panel_area
from portal.services import reviews
from portal.services.acceptance import accept_several, take_back_acceptance
from portal.services.conflicts import declare_conflict
from portal.workflow import FactAction, FactState
from tests.panels.conftest import QUEUE, signed
from tests.world import Person, World

ACCEPT = f"{QUEUE}items/accept"
pytestmark = pytest.mark.stage("reviewing")


@pytest.fixture
def waiting(world: World) -> list[Fact]:
    """开江县's claims, taken in by the panel."""
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    return signed(world.assessment())


def _seen(page: str) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page)


def test_the_claims_and_their_number_are_named_before_anything_is_accepted(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    asked = "&".join(f"fact={fact.id}" for fact in waiting)
    page = reviewer.get(f"{ACCEPT}?{asked}").text
    assert f"批量采纳 {len(waiting)} 项" in page
    assert all(fact.title in page for fact in waiting)
    assert signed(world.assessment()), "looking has accepted nothing"
    answer = reviewer.post(ACCEPT, {"seen": _seen(page), "reason": "材料齐全"})
    assert answer.status_code == 303
    assert not signed(world.assessment())
    fact = world.session.get_one(Fact, waiting[0].id)
    assert fact.verification is not None
    assert fact.verification.reason == "材料齐全"


def test_one_press_of_take_back_makes_them_wait_again_and_keeps_what_was_decided_since(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    page = reviewer.get(f"{ACCEPT}?" + "&".join(f"fact={fact.id}" for fact in waiting)).text
    reviewer.post(ACCEPT, {"seen": _seen(page)})
    one = world.session.get_one(Fact, waiting[0].id)
    reviews.verify_fact(
        world.play.by("wendian-2"), fact=one, decision=FactAction.reject, reason="重复", version=one.version
    )
    listed = reviewer.get(f"{QUEUE}items").text
    batch = re.search(r'name="batch" value="([^"]+)"', listed)
    assert batch
    assert f"批量采纳了 {len(waiting) - 1} 项" in listed
    assert reviewer.post(f"{QUEUE}items/take-back", {"batch": batch.group(1)}).status_code == 303
    states = {fact.id: fact.state for fact in world.assessment().facts}
    assert states.pop(waiting[0].id) == FactState.rejected
    assert {states[fact.id] for fact in waiting[1:]} == {FactState.signed}
    back = world.session.get_one(Fact, waiting[1].id)
    assert back.verification is None, "nothing is in force"
    assert len(back.verifications) == 1, "and nothing is forgotten"
    assert "批量采纳了" not in reviewer.get(f"{QUEUE}items").text


def test_when_one_was_decided_meanwhile_none_is_accepted(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    page = reviewer.get(f"{ACCEPT}?" + "&".join(f"fact={fact.id}" for fact in waiting)).text
    one = world.session.get_one(Fact, waiting[0].id)
    reviews.verify_fact(
        world.play.by("wendian-2"), fact=one, decision=FactAction.reject, reason="重复", version=one.version
    )
    answer = reviewer.post(ACCEPT, {"seen": _seen(page)})
    assert answer.status_code == 409
    assert "一项也没有采纳" in answer.text
    assert len(signed(world.assessment())) == len(waiting) - 1


@pytest.mark.parametrize("seen", [[], ["x"], ["1:2:3"], ["-1:1"], ["999999:1"], ["9" * 30 + ":1"]])
def test_nonsense_accepts_nothing(
    world: World, reviewer: Person, waiting: list[Fact], seen: list[str]
) -> None:
    assert reviewer.post(ACCEPT, {"seen": seen}).status_code in (409, 422)
    assert len(signed(world.assessment())) == len(waiting)


def test_whom_a_reviewer_must_not_judge_is_in_no_batch(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    page = reviewer.get(f"{ACCEPT}?fact={waiting[0].id}").text
    found = world.assessment()
    declare_conflict(
        world.play.by("bangongshi-1"),
        year=found.year,
        account=world.play.account("wendian-1"),
        unit=found.unit,
        reason="亲属在该单位任职",
    )
    assert waiting[0].title not in reviewer.get(f"{ACCEPT}?fact={waiting[0].id}").text
    assert reviewer.post(ACCEPT, {"seen": _seen(page)}).status_code == 409
    assert len(signed(world.assessment())) == len(waiting)


def test_each_is_one_row_in_the_trail_and_nobody_takes_back_anothers(
    world: World, waiting: list[Fact]
) -> None:
    def rows() -> int:
        return int(world.session.scalar(select(func.count(AuditRow.id))) or 0)

    area = panel_area(world.session, world.year, "documents")
    before = rows()
    versions = {fact.id: fact.version for fact in signed(world.assessment())}
    accept_several(world.play.by("wendian-1"), area=area, versions=versions)
    assert rows() == before + 1
    batch = world.session.scalars(select(Verification.batch).where(Verification.batch != "")).first()
    with pytest.raises(Refused):
        take_back_acceptance(world.play.by("wendian-2"), area=area, batch=str(batch))
    take_back_acceptance(world.play.by("wendian-1"), area=area, batch=str(batch))
    assert rows() == before + 2
    with pytest.raises(Refused):
        take_back_acceptance(world.play.by("wendian-1"), area=area, batch=str(batch))
    with pytest.raises(Conflict):
        accept_several(world.play.by("wendian-1"), area=area, versions=versions)


def test_as_many_as_a_page_has_can_be_chosen_and_choosing_changes_nothing(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    listed = reviewer.get(f"{QUEUE}items").text
    assert re.search(r'<form id="several" method="post"', listed), "five hundred are too long for an address"
    asked = [str(fact.id) for fact in waiting] + [str(number) for number in range(900_000, 900_480)]
    page = reviewer.post(ACCEPT, {"fact": asked})
    assert page.status_code == 200
    assert f"批量采纳 {len(waiting)} 项" in page.text
    assert len(signed(world.assessment())) == len(waiting)
    assert reviewer.post(ACCEPT, {"seen": _seen(page.text)}).status_code == 303
    assert not signed(world.assessment())


def test_the_notice_of_a_batch_counts_what_would_come_back_and_goes_when_nothing_would(
    world: World, reviewer: Person, waiting: list[Fact]
) -> None:
    page = reviewer.get(f"{ACCEPT}?" + "&".join(f"fact={fact.id}" for fact in waiting)).text
    reviewer.post(ACCEPT, {"seen": _seen(page)})
    for decision, reason in ((FactAction.reject, "重复"), (FactAction.accept, "")):
        one = world.session.get_one(Fact, waiting[0].id)
        by = world.play.by("wendian-2")
        reviews.verify_fact(by, fact=one, decision=decision, reason=reason, version=one.version)
    listed = reviewer.get(f"{QUEUE}items").text
    assert f"批量采纳了 {len(waiting) - 1} 项" in listed
    batch = re.search(r'name="batch" value="([^"]+)"', listed)
    assert batch
    assert reviewer.post(f"{QUEUE}items/take-back", {"batch": batch.group(1)}).status_code == 303
    assert "批量采纳了" not in reviewer.get(f"{QUEUE}items").text
    assert world.session.get_one(Fact, waiting[0].id).state == FactState.accepted


def test_taking_back_many_reads_as_often_as_taking_back_one(world: World, waiting: list[Fact]) -> None:
    area = panel_area(world.session, world.year, "documents")
    read: dict[int, int] = {}
    for many in (1, len(waiting)):
        chosen = {fact.id: fact.version for fact in signed(world.assessment())[:many]}
        seen: list[str] = []

        def count(_c: object, _u: object, text: str, *_rest: object, seen: list[str] = seen) -> None:
            seen.append(text)

        event.listen(world.session.get_bind(), "before_cursor_execute", count)
        accept_several(world.play.by("wendian-1"), area=area, versions=chosen)
        batch = world.session.scalars(
            select(Verification.batch).order_by(Verification.id.desc()).limit(1)
        ).one()
        world.session.expire_all()
        take_back_acceptance(world.play.by("wendian-1"), area=area, batch=batch)
        event.remove(world.session.get_bind(), "before_cursor_execute", count)
        read[many] = sum("SELECT" in text for text in seen)
    assert len(waiting) > 1
    assert read[len(waiting)] == read[1]
