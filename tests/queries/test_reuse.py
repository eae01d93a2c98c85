"""The same file, the same matter: pointed out, never refused, and told to nobody who may not know."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event

from portal.models import Fact
from portal.queries.accounts import actor_of
from portal.queries.reuse import claimed_twice, panel_files_elsewhere, panel_matters_elsewhere
from portal.queries.signed import signed_content
from portal.services import assessments, evidence, reviews
from portal.services.assessments import FactContent
from portal.workflow import FactAction, FactState
from tests.evidence import files
from tests.world import Person, World

NUMBER = "达市府办〔2013〕77号"
TYPED = "达市府办 [2013] ０77 号"
DAY = date(2013, 6, 3)
PAGE = files.pdf(5)


def _claim(world: World, unit: str, area: str, title: str = "同一件事", number: str = "") -> Fact:
    """A unit's claim in an area that is handed in, with the one file; as if it had been signed with it."""
    found = world.assessment(unit, area)
    kind = {"documents": "doc-system", "supervision": "sup-system", "emergency": "emg-staff"}[area]
    fact = Fact(
        assessment=found,
        kind=next((f.kind for f in found.facts if f.source == "claim"), kind),
        source="claim",
        state=FactState.draft,
        title=title,
        happened_on=DAY,
        document_number=number,
        created_by_id=world.play.account("kaijiang-tb").id,
        created_at=world.play.at,
    )
    world.play.session.add(fact)
    state, found.state = found.state, "draft"
    world.play.session.commit()
    evidence.attach(
        world.play.by("kaijiang-tb"),
        store=world.play.store,
        fact=fact,
        upload=evidence.Upload(f"{unit}的通知.pdf", PAGE, unclassified=True),
        limit=len(PAGE),
    )
    fact.state, found.state = FactState.signed, state
    world.play.session.commit()
    return fact


def _page(person: Person, fact: Fact) -> str:
    answer = person.get(f"/panel/facts/{fact.id}")
    assert answer.status_code == 200
    return answer.text


@pytest.mark.stage("reviewing")
def test_a_panel_sees_who_else_handed_in_the_same_file_and_claims_the_same_number(
    world: World, client_of: Callable[..., Person]
) -> None:
    mine = _claim(world, "kaijiang", "documents", number=NUMBER)
    other = _claim(world, "dazhu", "documents", title="另一个说法", number=TYPED)
    page = _page(client_of("wendian-1"), mine)
    assert "同一份文件也见于" in page
    assert "这一事项可能另有申报" in page
    assert "大竹县 文电办理：另一个说法（文号相同）" in page
    assert f'href="/panel/facts/{other.id}"' in page


@pytest.mark.stage("reviewing")
def test_of_another_area_a_panel_learns_only_that_it_is_another_area(
    world: World, client_of: Callable[..., Person]
) -> None:
    mine = _claim(world, "kaijiang", "documents", number=NUMBER)
    _claim(world, "kaijiang", "supervision", title="督办里的说法", number=NUMBER)
    _claim(world, "dazhu", "supervision", title="别人的说法", number=NUMBER)
    page = _page(client_of("wendian-1"), mine)
    assert "同一单位，另一领域（文号相同）" in page
    assert "另一单位，另一领域（文号相同）" in page
    for secret in ("督办里的说法", "别人的说法", "大竹县", "督查督办"):
        assert secret not in page


@pytest.mark.stage("reviewing")
@pytest.mark.parametrize(
    ("recused", "colleague", "area", "unit"),
    [("wendian-3", "wendian-1", "documents", "caizheng"), ("yingji-1", "yingji-2", "emergency", "dazhu")],
)
def test_who_is_recused_from_the_other_unit_learns_nothing_of_it(
    world: World, client_of: Callable[..., Person], recused: str, colleague: str, area: str, unit: str
) -> None:
    mine = _claim(world, "kaijiang", area, title="本单位的名称", number=NUMBER)
    _claim(world, unit, area, title="别人的说法", number=NUMBER)
    _claim(world, unit, "supervision", title="别人的另一说法", number=NUMBER)
    assert "别人的说法" in _page(client_of(colleague), mine)
    page = _page(client_of(recused), mine)
    for words in ("同一份文件也见于", "这一事项可能另有申报", "说法", "另一单位"):
        assert words not in page


@pytest.mark.stage("reviewing")
def test_a_draft_elsewhere_is_not_the_panels_to_know(world: World, client_of: Callable[..., Person]) -> None:
    mine = _claim(world, "kaijiang", "documents", number=NUMBER)
    other = _claim(world, "dazhu", "documents", number=NUMBER)
    other.state = FactState.draft
    world.play.session.commit()
    page = _page(client_of("wendian-1"), mine)
    assert "同一份文件也见于" not in page
    assert "这一事项可能另有申报" not in page


@pytest.mark.stage("reviewing")
def test_what_a_unit_changes_after_a_return_is_not_told_before_it_is_signed(
    world: World, client_of: Callable[..., Person]
) -> None:
    mine = _claim(world, "kaijiang", "documents", number=NUMBER)
    other = _claim(world, "dazhu", "documents", title="退回时的名称")
    theirs = world.assessment("dazhu")
    reviews.take_in(world.play.by("wendian-1"), assessment=theirs, version=theirs.version)
    by, reason = world.play.by("wendian-1"), "缺文号"
    reviews.verify_fact(by, fact=other, decision=FactAction.give_back, reason=reason, version=other.version)
    content = FactContent(other.kind, "改过的名称", DAY, NUMBER)
    assessments.edit_claim(world.play.by("dazhu-tb"), fact=other, content=content, version=other.version)
    page = _page(client_of("wendian-1"), mine)
    assert "改过的名称" not in page
    assert "文号相同" not in page
    assert "退回时的名称" in page  # by its file, which was signed


def test_a_reporter_is_warned_of_the_same_matter_in_another_area_and_may_save_it(
    world: World, client_of: Callable[..., Person]
) -> None:
    _claim(world, "kaijiang", "supervision", title="督办里的说法", number=NUMBER)
    _claim(world, "dazhu", "documents", title="别人的说法", number=NUMBER)
    reporter = client_of("kaijiang-tb")
    typed = {"title": "新的一项", "document_number": TYPED, "quantity": "1"}
    sent = reporter.post("/2013/unit/areas/documents/facts/new?kind=doc-system", typed)
    assert sent.status_code == 303
    made = next(fact for fact in world.assessment().facts if fact.title == "新的一项")
    page = reporter.get(f"/unit/facts/{made.id}").text
    assert page.count("督查督办：督办里的说法（文号相同）") == 2  # once while saving, and where it stands
    assert "别人的说法" not in page


def test_a_reporter_is_told_where_the_same_file_already_lies(
    world: World, client_of: Callable[..., Person]
) -> None:
    there = _claim(world, "kaijiang", "supervision", title="督办里的说法")
    _claim(world, "dazhu", "documents", title="别人的说法")
    here = _claim(world, "kaijiang", "documents", title="这里的说法")
    page = client_of("kaijiang-tb").get(f"/unit/facts/{here.id}").text
    assert '同一份文件也附在：<ul class="places">' in " ".join(page.split()).replace("： <", "：<")
    assert f'href="/unit/facts/{there.id}"' in page
    assert "别人的说法" not in page


@contextmanager
def _counted(world: World) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(world.engine, "before_cursor_execute", note)
    yield said
    event.remove(world.engine, "before_cursor_execute", note)


@pytest.mark.stage("reviewing")
def test_the_number_of_statements_does_not_grow_with_the_places(world: World) -> None:
    mine = _claim(world, "kaijiang", "documents", number=NUMBER).id

    def look() -> tuple[int, int]:
        session = world.session
        session.expunge_all()
        fact = session.get_one(Fact, mine)
        actor = actor_of(session, world.play.account("wendian-1"))
        content = signed_content(session, fact)
        with _counted(world) as said:
            found = panel_files_elsewhere(session, fact, content, actor)
            alike = panel_matters_elsewhere(session, fact, content, actor)
        return len(said), len(alike) + sum(len(places) for places in found.values())

    _claim(world, "dazhu", "documents", number=NUMBER)
    few, seen = look()
    for unit in ("daxian", "xuanhan", "fagai", "jiaoyu", "gongan"):
        _claim(world, unit, "documents", number=NUMBER)
    many, all_seen = look()
    assert all_seen == seen + 10
    assert many == few


def test_before_the_signature_reporter_and_head_are_told_what_is_claimed_twice(
    world: World, client_of: Callable[..., Person]
) -> None:
    _claim(world, "kaijiang", "supervision", title="督办里的说法", number=NUMBER)
    _claim(world, "dazhu", "documents", title="别人的说法", number=NUMBER)
    by = world.play.by("kaijiang-tb")
    for title, number in (("新的一项", TYPED), ("另一项", TYPED), ("无关的", "")):
        content = FactContent("doc-system", title, document_number=number, values={"parts": ["training"]})
        assessments.add_claim(by, assessment=world.assessment(), content=content)
    reporter = client_of("kaijiang-tb")
    for page in ("", "/sending"):
        text = reporter.get(f"/2013/unit/areas/documents{page}").text
        for title in ("新的一项", "另一项"):
            assert text.count(f"“{title}”与“督查督办：督办里的说法”可能是同一事项（文号相同）") == 1
        assert "别人的说法" not in text
        assert "“无关的”与" not in text
    session, found = world.session, world.assessment()
    found.state = "awaiting_signoff"
    session.commit()
    page = client_of("kaijiang-sq").get("/2013/unit/areas/documents/signing").text
    assert "“新的一项”与“督查督办：督办里的说法”可能是同一事项" in page


def test_the_number_of_statements_does_not_grow_with_what_is_claimed_twice(world: World) -> None:
    def look() -> tuple[int, int]:
        found = world.assessment()
        with _counted(world) as said:
            twice = claimed_twice(world.session, found)
        return len(said), len(twice)

    by = world.play.by("kaijiang-tb")

    def claim(count: int) -> None:
        for _ in range(count):
            content = FactContent("doc-system", "同一件", document_number=NUMBER)
            assessments.add_claim(by, assessment=world.assessment(), content=content)

    claim(2)
    few, seen = look()
    claim(10)
    many, all_seen = look()
    assert (seen, all_seen) == (1, 11)
    assert many == few
