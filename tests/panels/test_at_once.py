"""Several people, or one form several times, at the very same moment: one effect, and nobody's text lost."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, func, select

from portal.models import Assessment, AuditRow, Band, Fact, PanelArea
from portal.queries.chain import broken_rows
from portal.queries.years import panel_area
from portal.services import areas, reviews
from portal.services.assessments import FactContent
from portal.workflow import FactState, PanelAreaState
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.world import Person, World

FOUR = ("wendian-1", "wendian-2", "wendian-3", "wendian-zuzhang")
ROUNDS = (4, 20)
"""How often each is tried, in the quick run and in the long one."""


@dataclass(frozen=True)
class Answer:
    """What one of them was answered."""

    status: int
    text: str


Form = Mapping[str, object]


def at_once(people: Sequence[Person], path: str, forms: Sequence[Form]) -> list[Answer]:
    """Everybody sends their form at one moment, each from a thread of its own; the answers in that order."""
    ready = threading.Barrier(len(forms))
    answers: dict[int, Answer] = {}
    faults: list[BaseException] = []

    def carry_out(place: int) -> None:
        try:
            ready.wait(20)
            answer = people[place].post(path, dict(forms[place]))
            answers[place] = Answer(answer.status_code, answer.text)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=carry_out, args=(place,)) for place in range(len(forms))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults, f"an answer was no answer: {faults!r}"
    return [answers[place] for place in range(len(forms))]


def _main(text: str) -> str:
    return text.split("<main")[1].split("</main")[0]


def _field(text: str, name: str) -> str:
    """What stands in a text box of the page."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', text, re.S)
    return found.group(1).strip() if found else ""


def _rows(world: World, action: str) -> int:
    query = select(func.count()).select_from(AuditRow).where(AuditRow.action == action)
    return world.session.scalar(query) or 0


@pytest.fixture
def four(client_of: Callable[..., Person]) -> list[Person]:
    """All of the panel of 文电办理, each at a browser of their own."""
    return [client_of(login) for login in FOUR]


def _one_won(answers: list[Answer], lost: int) -> int:
    """Which of them took effect; all others were told so, and none broke."""
    assert sorted(one.status for one in answers) == sorted([303, *[lost] * (len(answers) - 1)])
    return next(place for place, one in enumerate(answers) if one.status == 303)


@pytest.mark.stage("reviewing")
def test_four_decide_one_item_and_the_others_get_both_texts(
    world: World, taken_in: Assessment, four: list[Person], count: Callable[[int, int], int]
) -> None:
    fact_id = next(fact for fact in signed(world.assessment()) if fact.kind == "doc-system").id
    decisions = ("accept", "reject", "give_back", "reject")
    for turn in range(count(*ROUNDS)):
        fact = world.session.get_one(Fact, fact_id)
        before = (len(fact.verifications), _rows(world, "verify_fact"))
        reasons = [f"第{turn}轮{login}的理由" for login in FOUR]
        sent = [
            {
                "decision": decision,
                "reason": reason,
                "version": fact.version,
                "quantity": "1",
                "value_parts": fact.values["parts"],
                "request_key": f"{turn}-{reason}",
            }
            for decision, reason in zip(decisions, reasons, strict=True)
        ]
        path = f"/panel/facts/{fact_id}"
        answers = at_once(four, path, sent)
        winner = _one_won(answers, 409)
        found = world.session.get_one(Fact, fact_id, populate_existing=True)
        assert (len(found.verifications), _rows(world, "verify_fact")) == (before[0] + 1, before[1] + 1)
        assert found.verification is not None
        assert found.verification.reason == reasons[winner]
        for place, one in enumerate(answers):
            if place != winner:
                assert reasons[winner] in _main(one.text), "what stands now is told"
                assert _field(one.text, "reason") == reasons[place], "the own text still stands in the form"
                assert re.search(rf'<input[^>]*checked[^>]*value="{decisions[place]}"', one.text)
                assert f'name="version" value="{found.version}"' in one.text, "and can be sent anew"
    assert broken_rows(world.session) == []


@pytest.mark.stage("reviewing")
def test_where_one_more_may_judge_four_try_and_one_does(
    world: World, taken_in: Assessment, four: list[Person], count: Callable[[int, int], int]
) -> None:
    path = f"{unit_page(taken_in)}/bands/doc-fewer"
    for turn in range(count(*ROUNDS)):
        session = world.session
        session.execute(delete(Band).where(Band.assessment_id == taken_in.id))
        session.commit()
        world.play.forget_people()
        first = turn % 4
        given = {"grade": "good", "reason": "先评定的"}
        assert four[first].post(path, given).status_code == 303
        before = _rows(world, "give_band")
        others = [place for place in range(4) if place != first]
        reasons = [f"第{turn}轮{FOUR[place]}的评定" for place in others]
        sent = [
            {"grade": grade, "reason": reason}
            for grade, reason in zip(("good", "excellent", "good"), reasons, strict=True)
        ]
        answers = at_once([four[place] for place in others], path, sent)
        winner = _one_won(answers, 422)
        assert _rows(world, "give_band") == before + 1
        assert len(world.session.scalars(select(Band).where(Band.assessment_id == taken_in.id)).all()) == 2
        for number, one in enumerate(answers):
            if number != winner:
                own, won = reasons[number], reasons[winner]
                assert "已有足够的人独立评定" in one.text
                assert own in _main(one.text), "the own text still stands there, in the form or beside it"
                assert won not in one.text, "who has given nothing sees nobody's judgement"


@pytest.mark.stage("reviewed")
def test_four_close_an_area_and_one_recommendation_stands(
    world: World, client_of: Callable[..., Person], count: Callable[[int, int], int]
) -> None:
    windows = [client_of("wendian-zuzhang") for _ in range(4)]
    for turn in range(count(*ROUNDS)):
        area = panel_area(world.session, world.year, "documents")
        seen, before = area.version, _rows(world, "close_area")
        texts = [f"第{turn}轮第{number}份建议" for number in range(4)]
        sent = [{"recommendation": text, "version": seen, "request_key": text} for text in texts]
        answers = at_once(windows, f"{QUEUE}close", sent)
        winner = _one_won(answers, 409)
        area = world.session.get_one(PanelArea, area.id, populate_existing=True)
        assert (area.state, area.recommendation) == (PanelAreaState.closed, texts[winner])
        assert _rows(world, "close_area") == before + 1
        for place, one in enumerate(answers):
            if place != winner:
                assert texts[winner] in _main(one.text)
                assert texts[place] in _main(one.text)
        areas.reopen_area(
            world.play.by("wendian-zuzhang"), area=area, reason="再核一遍", version=area.version
        )


@pytest.mark.stage("reviewing")
def test_four_uphold_one_statement_and_the_record_is_withdrawn_once(
    world: World, four: list[Person], count: Callable[[int, int], int]
) -> None:
    for turn in range(count(*ROUNDS)):
        content = FactContent("doc-multiple", f"第{turn}件", note="收文登记")
        fact = reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)
        reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
        session = world.session
        session.refresh(fact)
        seen, before = fact.version, _rows(world, "withdraw_record")
        reasons = [f"第{turn}轮{login}：陈述成立" for login in FOUR]
        sent = [{"reason": reason, "version": seen} for reason in reasons]
        answers = at_once(four, f"/panel/facts/{fact.id}/withdraw", sent)
        winner = _one_won(answers, 409)
        assert world.session.get_one(Fact, fact.id, populate_existing=True).state == FactState.withdrawn
        assert _rows(world, "withdraw_record") == before + 1
        for place, one in enumerate(answers):
            if place != winner:
                assert reasons[winner] in _main(one.text)
                assert reasons[place] in _main(one.text)


@pytest.mark.stage("reviewing")
def test_one_form_sent_three_times_at_once_takes_effect_once(
    world: World, taken_in: Assessment, client_of: Callable[..., Person], count: Callable[[int, int], int]
) -> None:
    windows = [client_of("wendian-1") for _ in range(3)]
    page = unit_page(taken_in)
    fact_id = next(fact for fact in signed(world.assessment()) if fact.kind == "doc-system").id
    for turn in range(count(*ROUNDS)):
        fact = world.session.get_one(Fact, fact_id, populate_existing=True)
        decision = {
            "decision": ("reject", "give_back")[turn % 2],
            "reason": f"第{turn}轮",
            "version": fact.version,
            "quantity": "1",
        }
        record = {"title": f"第{turn}件", "quantity": "1", "note": "收文登记"}
        mine = world.session.scalar(select(Band.version).where(Band.assessment_id == taken_in.id))
        band = {"grade": ("good", "excellent")[turn % 2], "reason": f"第{turn}轮", "version": mine or 0}
        for action, path, sent in (
            ("verify_fact", f"/panel/facts/{fact_id}", decision),
            ("add_record", f"{page}/records/new?kind=doc-multiple", record),
            ("give_band", f"{page}/bands/doc-fewer", band),
        ):
            before = _rows(world, action)
            answers = at_once(windows, path, [{**sent, "request_key": f"{turn}-{path}"}] * 3)
            assert [one.status for one in answers] == [303, 303, 303]
            assert _rows(world, action) == before + 1
