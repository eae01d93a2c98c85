"""Every change: one transaction, one audit row, seen version, once per request key, or nothing."""

import threading
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import AlreadyDone, Conflict, Invalid, Refused
from portal.models import AuditRow, DoneRequest, Fact
from portal.queries.chain import broken_rows
from portal.queries.trail import chain_head
from portal.services.assessments import FactContent, add_claim, edit_claim, save_narrative
from portal.services.reviews import take_in, verify_fact
from portal.services.work import Work, service
from portal.workflow import FactAction, FactState
from tests.world import World

CLAIM = FactContent("doc-fewer", "精简文件简报", quantity=Decimal(1))


def _rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a_change_and_its_one_audit_row_are_written_together(world: World) -> None:
    before = _rows(world)
    fact = add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=CLAIM)
    assert _rows(world) == before + 1
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (row.action, row.subject) == ("add_claim", f"facts/{fact.id}")
    assert row.account is not None
    assert row.account.login == "kaijiang-tb"


def test_a_service_that_writes_no_audit_row_writes_nothing_at_all(world: World) -> None:
    @service
    def forgetful(work: Work, *, fact: Fact) -> None:
        fact.title = "改过"

    fact = world.assessment("dazhu").facts[0]
    title = fact.title
    with pytest.raises(RuntimeError, match="audit"):
        forgetful(world.play.by("kaijiang-tb"), fact=fact)
    assert world.session.get_one(Fact, fact.id).title == title


def test_a_failure_half_way_leaves_no_trace(world: World) -> None:
    before, head = _rows(world), chain_head(world.session)
    with pytest.raises(Refused):
        save_narrative(world.play.by("dazhu-tb"), assessment=world.assessment("dazhu"), text="改", version=1)
    assert (_rows(world), chain_head(world.session)) == (before, head)


def test_a_late_writer_loses_and_is_shown_what_stands(world: World) -> None:
    fact = add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=CLAIM)
    seen = fact.version
    first = FactContent("doc-fewer", "先改的")
    edit_claim(world.play.by("kaijiang-tb"), fact=fact, content=first, version=seen)
    with pytest.raises(Conflict) as caught:
        edit_claim(world.play.by("kaijiang-tb"), fact=fact, content=CLAIM, version=seen)
    assert ("事项名称", "先改的") in [(str(label), text) for label, text in caught.value.theirs]
    assert world.session.get_one(Fact, fact.id).title == "先改的"


def test_the_same_request_sent_three_times_takes_effect_once(world: World) -> None:
    assessment = world.assessment()
    before = len(assessment.facts)
    for turn in range(3):
        work = world.play.by("kaijiang-tb")
        work.request_key = "the-form-that-was-sent"
        if turn == 0:
            add_claim(work, assessment=assessment, content=CLAIM)
        else:
            with pytest.raises(AlreadyDone):
                add_claim(work, assessment=assessment, content=CLAIM)
    assert len(world.assessment().facts) == before + 1


def test_a_refused_request_may_be_sent_again_with_the_same_key(world: World) -> None:
    work = world.play.by("wendian-1")
    work.request_key = "corrected-once"
    found = world.assessment("dazhu")
    take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    fact = next(f for f in found.facts if f.state == FactState.signed)
    with pytest.raises(Invalid):
        verify_fact(work, fact=fact, decision=FactAction.reject, reason="", version=fact.version)
    assert world.session.get(DoneRequest, "corrected-once") is None
    verify_fact(work, fact=fact, decision=FactAction.reject, reason="无依据", version=fact.version)
    assert fact.state == FactState.rejected


@pytest.mark.parametrize("people", [4])
def test_four_people_decide_one_item_and_one_of_them_wins(world: World, people: int) -> None:
    found = world.assessment("dazhu")
    take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    fact = next(f for f in found.facts if f.state == FactState.signed)
    fact_id, seen = fact.id, fact.version
    actors = [world.play.by(login) for login in ("wendian-1", "wendian-2", "wendian-3", "wendian-zuzhang")]
    results: list[str] = []
    ready = threading.Barrier(people)

    def decide(actor: Work) -> None:
        with Session(world.engine) as session:
            work = Work(session=session, now=actor.now, actor=actor.actor, origin="test")
            mine = session.get_one(Fact, fact_id)
            ready.wait()
            try:
                verify_fact(work, fact=mine, decision=FactAction.accept, version=seen)
                results.append("won")
            except Conflict as conflict:
                results.append("lost and told what stands" if conflict.theirs else "lost")

    threads = [threading.Thread(target=decide, args=(actor,)) for actor in actors[:people]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["lost and told what stands"] * (people - 1) + ["won"]
    assert len(world.session.get_one(Fact, fact_id).verifications) == 1
    assert broken_rows(world.session) == []
