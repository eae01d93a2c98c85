"""The two-sided ledger: claims beside what the panel recorded, differences as work, marks that go stale."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from portal.models import Assessment, Fact
from portal.policy import Actor
from portal.queries.ledger import Standing, ledger_for, ledger_of
from portal.queries.years import panel_area
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.workflow import FactAction, FactState
from tests.world import HERO, Person, World

PAGE = "/2013/panel/documents/ledger"


def _claim(world: World, unit: str = HERO) -> Fact:
    return next(fact for fact in world.assessment(unit).facts if fact.state == FactState.signed)


def _record(world: World, claim: Fact, **changed: object) -> Fact:
    """A record of the same matter, as the register has it."""
    content = FactContent(
        "doc-multiple", claim.title, claim.happened_on or date(2013, 5, 6), claim.document_number,
        note="收文登记", **changed,  # type: ignore[arg-type]
    )  # fmt: skip
    return reviews.add_record(world.play.by("wendian-1"), assessment=claim.assessment, content=content)


def _dated(world: World, claim: Fact) -> Fact:
    """The claim with a number that the register can have too."""
    claim.document_number = "开府办发〔2013〕77号"
    world.play.session.commit()
    return claim


def _lines(world: World, unit: str = HERO) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in ledger_of(world.session, [world.assessment(unit)]):
        found.setdefault(line.standing.value, []).append(line.title)
    return found


def _pair(assessment: Assessment, claim: Fact | None, record: Fact | None) -> str:
    sides = f"{claim.id if claim else 0}/{record.id if record else 0}"
    return f"/2013/panel/documents/units/{assessment.unit_id}/ledger/{sides}"


@pytest.mark.stage("reviewing")
def test_a_claim_and_a_record_of_one_number_stand_side_by_side_with_their_differences(
    world: World, reviewer: Person
) -> None:
    claim = _dated(world, _claim(world))
    record = _record(world, claim, quantity=Decimal(3))
    page = reviewer.get(PAGE)
    assert page.status_code == 200
    assert page.text.count(claim.title) >= 2
    assert "数量：申报 1，记录 3" in page.text
    assert "类别：申报" in page.text
    beside = reviewer.get(f"/panel/facts/{claim.id}").text
    assert "小组记录的同一件" in beside
    assert f"/panel/facts/{record.id}" in beside
    assert "数量：申报 1，记录 3" in beside


@pytest.mark.stage("reviewing")
def test_a_marked_pair_leaves_the_queue_and_comes_back_when_a_side_changes(
    world: World, reviewer: Person
) -> None:
    claim = _dated(world, _claim(world))
    record = _record(world, claim)
    address = _pair(claim.assessment, claim, record)
    sent: dict[str, object] = {"claim_version": claim.version, "record_version": record.version}
    assert reviewer.post(address, {**sent, "reason": " "}).status_code == 422
    assert reviewer.post(address, {**sent, "reason": "同一件，来文登记为准"}).status_code == 303
    assert claim.title not in reviewer.get(PAGE).text
    assert "同一件，来文登记为准" in reviewer.get(f"{PAGE}?show=ledger_checked").text
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    assert claim.title in reviewer.get(PAGE).text
    stale = reviewer.post(address, {**sent, "reason": "又看一遍"})
    assert stale.status_code == 409


@pytest.mark.stage("reviewing")
def test_a_pair_that_is_no_pair_has_no_page_to_mark(world: World, reviewer: Person) -> None:
    claim = _claim(world)
    other = next(fact for fact in world.assessment("fagai").facts if fact.source == "record")
    assert reviewer.get(_pair(claim.assessment, claim, other)).status_code == 404
    assert reviewer.get(_pair(claim.assessment, None, None)).status_code == 404
    alone = reviewer.get(_pair(claim.assessment, claim, None))
    assert "这两条现在不再对应" in alone.text


@pytest.mark.stage("reviewing")
def test_one_side_alone_is_work_only_where_both_could_speak(world: World) -> None:
    """办文制度建设 is claimed and never recorded, 多头报送 recorded and never claimed: no differences."""
    assert {Standing.claimed.value, Standing.recorded.value}.isdisjoint(_lines(world))


@pytest.mark.stage("reviewing")
def test_an_adjusted_claim_is_compared_as_it_counts(world: World) -> None:
    claim = _dated(world, _claim(world))
    _record(world, claim, quantity=Decimal(3))
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    claim = next(fact for fact in world.assessment().facts if fact.id == claim.id)
    reviews.verify_fact(
        world.play.by("wendian-1"), fact=claim, decision=FactAction.adjust, reason="登记三件",
        quantity=Decimal(3), values=claim.values, version=claim.version,
    )  # fmt: skip
    (line,) = [one for one in ledger_of(world.session, [world.assessment()]) if one.record and one.claim]
    assert "quantity" not in line.differences


@pytest.mark.stage("reviewing")
def test_one_matter_that_counts_on_both_sides_is_work(world: World, reviewer: Person) -> None:
    claim = _dated(world, _claim(world))
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    content = FactContent(
        claim.kind,
        claim.title,
        claim.happened_on,
        claim.document_number,
        claim.quantity,
        claim.values,
        "登记",
    )
    reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)
    assert _lines(world).get("ledger_differing") is None
    claim = next(fact for fact in world.assessment().facts if fact.id == claim.id)
    reviews.verify_fact(
        world.play.by("wendian-1"), fact=claim, decision=FactAction.accept, version=claim.version
    )
    assert _lines(world)["ledger_differing"] == [claim.title]
    assert "申报和记录都计了分" in reviewer.get(PAGE).text


@pytest.mark.stage("reviewing")
def test_a_reviewer_finds_nothing_of_a_unit_that_he_must_not_judge(
    world: World, client_of: Callable[..., Person]
) -> None:
    claim = _dated(world, _claim(world, "caizheng"))
    record = _record(world, claim)
    assert claim.title in client_of("wendian-1").get(f"{PAGE}?unit={claim.unit_id}").text
    own = client_of("wendian-3")
    page = own.get(f"{PAGE}?show=all").text
    assert "开府办发〔2013〕77号" not in page
    assert "市财政局</th>" not in page
    assert "市财政局</option>" not in page
    assert own.get(_pair(claim.assessment, claim, record)).status_code == 404


@pytest.mark.stage("reviewing")
def test_the_filters_of_the_address_say_what_is_shown(world: World, reviewer: Person) -> None:
    claim = _dated(world, _claim(world))
    _record(world, claim)
    assert claim.title in reviewer.get(f"{PAGE}?show=ledger_differing&q=77").text
    assert claim.title not in reviewer.get(f"{PAGE}?show=ledger_differing&q=别的").text
    other = world.assessment("fagai").unit_id
    assert claim.title not in reviewer.get(f"{PAGE}?unit={other}").text
    assert reviewer.get(f"{PAGE}?show=nonsense&page=99&unit=x").status_code == 200


@pytest.mark.stage("reviewing")
def test_the_ledger_asks_as_many_questions_for_many_lines_as_for_few(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = panel_area(world.session, world.year, "documents")
    judge = Actor(
        account_id=1, seats=frozenset({(world.year.id, "documents")}), stated=frozenset({world.year.id})
    )

    def asked() -> int:
        counted: list[str] = []

        def note(*seen: object) -> None:
            counted.append(str(seen[2]))

        world.session.expire_all()
        event.listen(world.engine, "before_cursor_execute", note)
        assert ledger_for(world.session, area, judge) is not None
        event.remove(world.engine, "before_cursor_execute", note)
        return len(counted)

    few = asked()
    for unit in (HERO, "fagai", "jiaoyu"):
        _record(world, _dated(world, _claim(world, unit)))
    assert asked() <= few + 1  # a first record brings one question about its verifications
