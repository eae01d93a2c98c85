"""The two-sided ledger: claims beside what the panel recorded, differences as work, marks that go stale."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from portal.models import Assessment, AuditRow, Fact
from portal.policy import Actor
from portal.queries.ledger import Standing, ledger_for, ledger_of
from portal.queries.scores import Scores, scorecard_of
from portal.queries.years import panel_area
from portal.scoring import IndicatorScore
from portal.services import reviews
from portal.services.assessments import FactContent, edit_claim
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


@pytest.fixture
def double(world: World) -> tuple[Fact, Fact]:
    """开江县's 办文制度 accepted, and a record of the same kind about the same document."""
    claim = _dated(world, next(fact for fact in world.assessment().facts if fact.kind == "doc-system"))
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    values = {"parts": ["workflow"]}
    content = FactContent(
        claim.kind, "来文登记的办文制度", None, claim.document_number, values=values, note="登记"
    )
    record = reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)
    assert _lines(world).get("ledger_differing") == [claim.title], "until it is decided, the parts differ"
    reviews.verify_fact(
        world.play.by("wendian-1"), fact=claim, decision=FactAction.accept, version=claim.version
    )
    session = world.session
    return session.get_one(Fact, claim.id), session.get_one(Fact, record.id)


def _system(world: World) -> IndicatorScore:
    """What the indicator gives and says, stored and made anew alike."""
    stored = scorecard_of(world.session, world.assessment()).indicator("doc-system")
    world.session.expire_all()
    fresh = Scores(world.session, world.year, fresh=True).scorecards("documents", "county")
    assert next(card for card in fresh if card.unit == HERO).indicator("doc-system") == stored
    return stored


def _verdict(world: World, reviewer: Person, double: tuple[Fact, Fact], said: str, **more: object) -> int:
    claim, record = (world.session.get_one(Fact, one.id, populate_existing=True) for one in double)
    sent = {"claim_version": claim.version, "record_version": record.version, "verdict": said, **more}
    return reviewer.post(f"{_pair(claim.assessment, claim, record)}?to=close", sent).status_code


@pytest.mark.stage("reviewing")
def test_one_matter_on_both_sides_counts_by_its_record_and_says_so(
    world: World, reviewer: Person, double: tuple[Fact, Fact]
) -> None:
    claim, record = double
    found = _system(world)
    assert found.points == Decimal(3), "the record has one part, the claim all three"
    (refused,) = [line for line in found.lines if line.fact == str(claim.id)]
    assert not refused.used
    assert "与小组记录“来文登记的办文制度”像是同一件，核对以前只计记录" in refused.reason.zh
    assert "核对以前只计记录" in reviewer.get(PAGE).text
    assert "核对以前只计记录" in reviewer.get(f"/2013/panel/documents/units/{claim.unit_id}").text
    stakes = reviewer.get(f"/panel/facts/{record.id}").text
    assert re.search(
        r"计入这条记录\s*<span class=\"num\">3.00.*?不计\s*<span class=\"num\">9.00", stakes, re.S
    )


@pytest.mark.stage("reviewing")
def test_an_undecided_pair_holds_up_the_closing_and_is_decided_there_by_one_press(
    world: World, chair: Person, double: tuple[Fact, Fact]
) -> None:
    claim = double[0]
    page = chair.get("/2013/panel/documents/close").text
    assert "1 对申报和记录像是同一件，尚未核对" in page
    pairs = page.split('id="pairs-title"')[1].split("</section>")[0]
    assert claim.title in pairs
    assert "同一件，只计记录" in pairs
    assert "两件不同的事" in pairs
    trail = world.session.query(AuditRow).count()
    assert _verdict(world, chair, double, "two_matters") == 303
    assert world.session.query(AuditRow).count() == trail + 1
    page = chair.get("/2013/panel/documents/close").text
    assert "像是同一件" not in page
    assert "两件不同的事，分别计" in chair.get(f"{PAGE}?show=ledger_checked").text


@pytest.mark.stage("reviewing")
def test_a_closer_likeness_of_another_kind_does_not_hide_what_holds_up_the_closing(
    world: World, chair: Person, double: tuple[Fact, Fact]
) -> None:
    claim = double[0]
    _record(world, claim)  # the same number and the very title, of another kind
    pairs = chair.get("/2013/panel/documents/close").text.split('id="pairs-title"')[1].split("</section>")[0]
    assert "来文登记的办文制度" in pairs
    assert _verdict(world, chair, double, "same_matter") == 303
    assert "像是同一件" not in chair.get("/2013/panel/documents/close").text


@pytest.mark.stage("reviewing")
def test_two_different_matters_both_count_and_what_was_said_outlives_the_release(
    world: World, reviewer: Person, double: tuple[Fact, Fact]
) -> None:
    assert _verdict(world, reviewer, double, "two_matters", reason="一件是制度，一件是修订") == 303
    assert _system(world).points == Decimal(9)
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    assert _system(world).points == Decimal(9)
    assert _lines(world).get("ledger_differing") is None
    assert _verdict(world, reviewer, double, "same_matter") == 303, "it can be said anew"
    found = _system(world)
    assert found.points == Decimal(3)
    (refused,) = [line for line in found.lines if line.fact == str(double[0].id)]
    assert "是同一件，只计记录" in refused.reason.zh


@pytest.mark.stage("reviewing")
def test_the_unit_is_told_that_its_claim_does_not_count_once_it_is_told_of_the_record(
    world: World, client_of: Callable[..., Person], double: tuple[Fact, Fact]
) -> None:
    reporter, claim = client_of("kaijiang-tb"), double[0]
    assert "来文登记的办文制度" not in reporter.get(f"/unit/facts/{claim.id}").text
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    page = reporter.get(f"/unit/facts/{claim.id}").text
    assert "与小组记录“来文登记的办文制度”像是同一件，核对以前只计记录" in page
    assert f"/unit/facts/{double[1].id}" in page


@pytest.mark.stage("reviewing")
def test_a_withdrawn_record_lets_the_claim_count_again(
    world: World, reviewer: Person, double: tuple[Fact, Fact]
) -> None:
    assert _verdict(world, reviewer, double, "same_matter") == 303
    record = world.session.get_one(Fact, double[1].id, populate_existing=True)
    reviews.withdraw_record(
        world.play.by("wendian-1"), fact=record, reason="登记有误", version=record.version
    )
    assert _system(world).points == Decimal(9)


@pytest.mark.stage("reviewing")
def test_what_was_said_of_a_claim_falls_when_the_claim_names_something_else(
    world: World, reviewer: Person, double: tuple[Fact, Fact]
) -> None:
    assert _verdict(world, reviewer, double, "two_matters") == 303
    claim = world.session.get_one(Fact, double[0].id, populate_existing=True)
    reviews.verify_fact(
        world.play.by("wendian-1"),
        fact=claim,
        decision=FactAction.give_back,
        reason="请写明文号",
        version=claim.version,
    )
    same = FactContent(claim.kind, claim.title, None, claim.document_number, values=claim.values, note="补充")
    edit_claim(world.play.by("kaijiang-tb"), fact=claim, content=same, version=claim.version)
    assert claim.beside, "a note changes no matter"
    other = FactContent(claim.kind, "另一项制度", None, claim.document_number, values=claim.values)
    edit_claim(world.play.by("kaijiang-tb"), fact=claim, content=other, version=claim.version)
    assert claim.beside == {}


@pytest.mark.stage("reviewing")
def test_a_pair_is_not_decided_without_a_choice_or_on_an_older_version(
    world: World, reviewer: Person, colleague: Person, double: tuple[Fact, Fact]
) -> None:
    claim, record = double
    address = _pair(claim.assessment, claim, record)
    sent: dict[str, object] = {"claim_version": claim.version, "record_version": record.version}
    without = reviewer.post(address, {**sent, "reason": "看过了"})
    assert without.status_code == 422
    assert "请选择是一件还是两件" in without.text
    assert _verdict(world, reviewer, double, "two_matters") == 303
    late = colleague.post(address, {**sent, "verdict": "same_matter"})
    assert late.status_code == 409
    assert "两件不同的事，分别计" in late.text
    assert _system(world).points == Decimal(9)


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
