"""A panel decides what a unit's head signed, and that alone, whatever the unit has changed since."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.errors import Invalid
from portal.models import Assessment, AuditRow, Fact
from portal.queries.scores import scorecard_of
from portal.queries.signed import signed_content
from portal.services import assessments, reviews, signing
from portal.services.assessments import FactContent
from portal.services.evidence import Upload, attach, attach_kept, remove_evidence
from portal.workflow import FactAction, FactState
from tests.evidence.files import pdf
from tests.panels.conftest import QUEUE, signed
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")

UNSIGNED = FactContent("doc-system", "没有审签的题目", quantity=Decimal(9), values={"parts": ["digital"]})


@pytest.fixture
def claim(world: World, taken_in: Assessment) -> Fact:
    """开江县's claim of its systems, returned by the panel."""
    found = next(fact for fact in signed(world.assessment()) if fact.kind == "doc-system")
    _decide(world, found.id, FactAction.give_back)
    return _again(world, found.id)


def _again(world: World, fact_id: int) -> Fact:
    return world.session.get_one(Fact, fact_id)


def _decide(world: World, fact_id: int, decision: FactAction) -> None:
    fact = _again(world, fact_id)
    reason = "" if decision == FactAction.accept else "没有补来"
    play = world.play.by("wendian-1")
    reviews.verify_fact(play, fact=fact, decision=decision, reason=reason, version=fact.version)


def _edit(world: World, fact_id: int) -> None:
    fact = _again(world, fact_id)
    assessments.edit_claim(world.play.by("kaijiang-tb"), fact=fact, content=UNSIGNED, version=fact.version)


def _content(fact: Fact) -> tuple[object, ...]:
    files = [file.id for file in fact.evidence if file.removed_at is None]
    return (fact.title, fact.happened_on, fact.document_number, fact.quantity, fact.values, fact.note, files)


def _attach(world: World, fact_id: int) -> None:
    store, play = world.play.store, world.play.by("kaijiang-tb")
    upload = Upload("补充.pdf", pdf(), True)
    attach(play, store=store, fact=_again(world, fact_id), upload=upload, limit=10_000_000)


@pytest.mark.parametrize("first", [FactAction.reject, FactAction.adjust])
def test_accepting_after_another_decision_takes_what_was_signed(
    world: World, claim: Fact, first: FactAction
) -> None:
    fact_id, kept = claim.id, _content(claim)
    _edit(world, fact_id)
    _attach(world, fact_id)
    _decide(world, fact_id, first)
    assert _content(_again(world, fact_id)) == kept
    _decide(world, fact_id, FactAction.accept)
    found = _again(world, fact_id)
    assert (found.state, _content(found)) == (FactState.accepted, kept)
    assert found.verification is not None
    assert (found.verification.quantity, found.verification.values) == (kept[3], kept[4])
    assert not found.stale
    card = scorecard_of(world.session, found.assessment)
    assert "没有审签的题目" not in card.canonical_json()


def test_what_was_set_aside_stays_in_the_trail(world: World, claim: Fact) -> None:
    fact_id = claim.id
    _edit(world, fact_id)
    _decide(world, fact_id, FactAction.reject)
    newest = select(AuditRow).where(AuditRow.action == "verify_fact").order_by(AuditRow.id.desc()).limit(1)
    row = world.session.scalars(newest).one()
    assert row.before["state"] == FactState.returned
    assert row.before["unsigned"]["title"] == "没有审签的题目"


def test_returning_once_more_makes_nothing_signed(world: World, claim: Fact) -> None:
    fact_id, title = claim.id, claim.title
    _edit(world, fact_id)
    _decide(world, fact_id, FactAction.give_back)
    found = _again(world, fact_id)
    content = signed_content(world.session, found)
    assert (content.title, content.changed) == (title, True)
    with pytest.raises(Invalid, match="补正还没有审签"):
        _decide(world, fact_id, FactAction.accept)
    _decide(world, fact_id, FactAction.reject)
    assert _again(world, fact_id).title == title


def test_files_alone_are_not_accepted_before_they_are_signed(world: World, claim: Fact) -> None:
    fact_id, kept = claim.id, _content(claim)
    _attach(world, fact_id)
    assert _again(world, fact_id).stale
    with pytest.raises(Invalid, match="补正还没有审签"):
        _decide(world, fact_id, FactAction.accept)
    _decide(world, fact_id, FactAction.adjust)
    assert _content(_again(world, fact_id)) == kept


def test_a_file_that_serves_another_claim_too_stays_there(world: World, claim: Fact) -> None:
    fact_id = claim.id
    other = next(fact for fact in world.assessment().facts if fact.id != fact_id and fact.evidence)
    file, other_id = other.evidence[0], other.id
    attach_kept(world.play.by("kaijiang-tb"), fact=_again(world, fact_id), evidence=file)
    _decide(world, fact_id, FactAction.reject)
    assert file.id not in [one.id for one in _again(world, fact_id).evidence]
    kept = _again(world, other_id).evidence
    assert [one.removed_at for one in kept if one.id == file.id] == [None]


def test_a_file_that_was_taken_off_stays_off(world: World, claim: Fact) -> None:
    fact_id = claim.id
    file = claim.evidence[0]
    file_id = file.id
    remove_evidence(world.play.by("kaijiang-tb"), evidence=file, fact=_again(world, fact_id))
    assert _again(world, fact_id).stale
    _decide(world, fact_id, FactAction.reject)
    assert file_id not in [one.id for one in _again(world, fact_id).evidence]


def test_an_answer_that_was_not_signed_is_never_read_by_the_panel(
    world: World, claim: Fact, reviewer: Person
) -> None:
    fact_id = claim.id
    fact = _again(world, fact_id)
    play = world.play.by("kaijiang-tb")
    assessments.reply_to_return(play, fact=fact, reply="未经审签的答复", version=fact.version)
    assert "未经审签的答复" not in reviewer.get(f"/panel/facts/{fact_id}").text
    _decide(world, fact_id, FactAction.accept)
    assert "未经审签的答复" not in reviewer.get(f"/panel/facts/{fact_id}").text
    assert _again(world, fact_id).state == FactState.accepted


def test_what_the_head_signs_after_the_return_is_what_counts(
    world: World, claim: Fact, client_of: Callable[..., Person]
) -> None:
    fact_id = claim.id
    _edit(world, fact_id)
    fact = _again(world, fact_id)
    play = world.play.by("kaijiang-tb")
    assessments.reply_to_return(play, fact=fact, reply="已补正", version=fact.version)
    found = world.assessment()
    signing.sign_replies(world.play.by("kaijiang-sq"), assessment=found, version=found.version)
    _decide(world, fact_id, FactAction.accept)
    now = _again(world, fact_id)
    assert (now.title, now.quantity, now.reply) == (
        "没有审签的题目",
        Decimal(9),
        "已补正",
    )


def test_the_list_of_items_shows_and_finds_a_returned_claim_by_what_was_signed(
    world: World, reviewer: Person, claim: Fact
) -> None:
    signed_title = claim.title
    _edit(world, claim.id)
    for asked in ("state=returned", "state=all", "state=returned&q=开江", f"state=returned&q={signed_title}"):
        page = reviewer.get(f"{QUEUE}items?{asked}").text
        assert f'id="item-{claim.id}"' in page, asked
        assert UNSIGNED.title not in page.split("<table")[1], asked
        row = page.split(f'id="item-{claim.id}"')[1].split("</tr>")[0]
        assert "退回补正" in row
        assert "须重新核定" not in row
        assert f'value="{claim.id}"' not in page, "what is with its unit cannot be chosen"
    assert f'id="item-{claim.id}"' not in reviewer.get(f"{QUEUE}items?state=all&q={UNSIGNED.title}").text


def test_what_is_at_stake_is_worked_out_from_what_was_signed(
    world: World, reviewer: Person, claim: Fact
) -> None:
    def stake() -> str:
        page = reviewer.get(f"/panel/facts/{claim.id}").text
        return " ".join(page.split('id="stake-title"')[1].split("</section>")[0].split())

    before = stake()
    assert "采纳" in before
    _edit(world, claim.id)
    assert stake() == before
