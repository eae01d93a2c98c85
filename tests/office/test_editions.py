"""A published result put right: a second edition by two people, with its reason; the first one stays."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.clock import day_end
from portal.queries.decisions import editions_of, open_objections, publication_proposed, published
from portal.queries.resultfile import faults_of
from portal.queries.years import running_notices
from portal.services.vetoes import propose_veto, reply_to_veto
from portal.workflow import YearState
from tests.office.conftest import send
from tests.office.test_publication import MEETING
from tests.world import Person, World

HOME = "/2013/office/publication"
SELECTION = "/2013/unit/objections/selection"
pytestmark = pytest.mark.stage("published")

TYPED = {
    "number": "达市府办函〔2014〕13号",
    "issued_on": "2014-01-28",
    "addressees": "各县、市、区人民政府",
    "copies": "",
    "correction": "主送机关漏写一处，现予补正",
}


def test_a_corrected_circular_is_edition_two_by_two_people_and_the_first_stays(
    world: World, first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    anybody = client_of()
    (before,) = editions_of(world.session, world.year)
    paper = anybody.get("/results/2013/circular.pdf").data
    assert send(first, f"{HOME}/correct", **{**TYPED, "correction": ""}).status_code == 422
    assert send(first, f"{HOME}/correct", **TYPED).status_code == 303
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    step = f"/office/publications/{proposed.id}/confirm"
    assert first.post(step, {"version": proposed.version, "looked": "y"}).status_code == 404
    assert "主送机关漏写一处" not in anybody.get("/results/2013").text
    assert send(second, step, looked="y").status_code == 303
    one, two = editions_of(world.session, world.year)
    assert (one.edition, two.edition) == (1, 2)
    assert (one.digest, one.snapshot) == (before.digest, before.snapshot)
    assert world.year.state == YearState.published
    assert faults_of(two.snapshot, two.digest) == []
    now = anybody.get("/results/2013").text
    assert "第 2 版" in now
    assert "主送机关漏写一处" in now
    assert "/results/2013/editions/1" in now
    old = anybody.get("/results/2013/editions/1").text
    assert before.digest in old
    assert "已有更正" in old
    assert anybody.get("/results/2013/editions/1/circular.pdf").data == paper
    assert anybody.get("/results/2013/circular.pdf").data != paper
    assert anybody.get("/results/2013/editions/3").status_code == 404
    assert [each.edition for each in published(world.session) if each.year.number == 2013] == [2]
    assert anybody.get("/").text.count('href="/results/2013"') == 1


def test_a_result_that_has_to_change_is_settled_and_posted_anew(
    world: World, first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    assert "xuanhan" in str(editions_of(world.session, world.year)[0].selected)
    assert send(first, f"{HOME}/reopen", reason=" ").status_code == 422
    assert send(first, f"{HOME}/reopen", reason="公布后查实宣汉县违法案件").status_code == 303
    assert world.year.state == YearState.deciding
    anybody = client_of()
    assert "正在重新审定" in anybody.get("/results/2013").text
    assert "第 1 版已经公布" in "".join(first.get(HOME).text.split("\n")).replace("第 1 版 ", "第 1 版")
    veto = propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.play.unit("xuanhan"),
        ground="illegal",
        document_number="达市法〔2014〕3号",
        document_on=world.clock.now().date(),
        explanation="已判决",
    )
    reply_to_veto(world.play.by("xuanhan-sq"), veto=veto, reply="无异议", version=veto.version)
    assert "宣汉县" in anybody.get("/results/2013").text
    assert send(second, f"/office/vetoes/{veto.id}/confirm", reason="").status_code == 303
    for page in ("/results/2013", "/results/2013/editions/1"):
        assert "宣汉县" not in anybody.get(page).text, "a veto takes a published unit out at once"
        assert "被取消先进单位资格" in anybody.get(page).text
    assert anybody.get("/results/2013/circular.pdf").status_code == 404
    assert anybody.get("/results/2013/editions/1/circular.pdf").status_code == 404
    assert "circular.pdf" not in anybody.get("/").text
    (edition,) = editions_of(world.session, world.year)
    assert second.get(f"/office/publications/{edition.id}/circular.pdf").status_code == 422
    unit = world.play.unit("xuanhan").id
    told = first.get(f"/office/units/{unit}/history").text
    assert "一票否决" in told
    assert ">先进<" not in told
    assert MEETING["minutes"] not in first.get(f"{HOME}/notice").text, "an earlier list's meeting"
    assert send(first, f"{HOME}/notice", **MEETING).status_code == 422, "held before this list was"
    meeting = {**MEETING, "meeting_on": world.clock.now().date().isoformat()}
    assert send(first, f"{HOME}/notice", **meeting).status_code == 303
    assert "宣汉县" not in anybody.get("/notices/2013").text
    objector = client_of("xuanhan-tb")
    pair = re.findall(r'<option value="([^"]+)">', objector.get(SELECTION).text)[0]
    assert send(objector, SELECTION, chosen=pair, text="有误").status_code == 303, "the new notice runs"
    (waiting,) = open_objections(world.session, world.year)
    world.clock.advance(days=1)
    dismissed = {"action": "dismiss", "answer": "经核查不属实"}
    other = client_of("bangongshi-2")
    assert send(other, f"/office/objections/{waiting.id}/answer", **dismissed).status_code == 303
    last = max(row.last_day for row in running_notices(world.session, world.year))
    world.clock.moment = day_end(last)
    first, second = client_of("bangongshi-1"), client_of("bangongshi-2")
    typed = {**TYPED, "issued_on": (last + timedelta(days=1)).isoformat()}
    assert send(first, f"{HOME}/propose", **{**typed, "correction": ""}).status_code == 422
    assert send(first, f"{HOME}/propose", **typed).status_code == 303
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    assert send(second, f"/office/publications/{proposed.id}/confirm", looked="y").status_code == 303
    one, two = editions_of(world.session, world.year)
    assert "xuanhan" in str(one.selected)
    assert "xuanhan" not in str(two.selected)
    assert "宣汉县" not in anybody.get("/results/2013").text
    assert world.year.state == YearState.published


def test_an_archived_year_is_neither_corrected_nor_reopened(world: World, first: Person) -> None:
    session = world.session
    world.year.state = YearState.archived
    session.commit()
    for step in ("correct", "reopen"):
        assert first.get(f"{HOME}/{step}").status_code == 422
        assert first.post(f"{HOME}/{step}", {**TYPED, "reason": "x", "version": 1}).status_code == 422
        assert f"{HOME}/{step}" not in first.get(HOME).text
