"""The chair's room: sharing out, third scorers, departures with reasons; the office calls people in."""

import re
from collections.abc import Callable

import pytest

from portal.errors import Invalid, Refused
from portal.models import Assessment, Departure
from portal.queries.scores import Scores
from portal.queries.years import panel_area
from portal.services import conflicts, reviews, sharing, years
from portal.workflow import AssessmentState, FactAction
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.world import Person, World

CHAIR = f"{QUEUE}chair"
SCORERS = "/2013/office/areas/documents/scorers"
reviewing = pytest.mark.stage("reviewing")
reviewed = pytest.mark.stage("reviewed")


def _id(world: World, login: str) -> int:
    return world.play.account(login).id


def _recuse(world: World, login: str, unit: str) -> None:
    conflicts.declare_conflict(
        world.play.by("bangongshi-1"),
        year=world.year,
        account=world.play.account(login),
        unit=world.play.unit(unit),
        reason="亲属在该单位",
    )
    world.play.forget_people()


def _grade(world: World, login: str, grade: str, unit: str = "kaijiang") -> None:
    reviews.give_band(
        world.play.by(login),
        assessment=world.assessment(unit),
        indicator="doc-fewer",
        grade=grade,
        reason=f"{login}的理由",
    )


def _cells(page: str, name: str) -> list[str]:
    row = re.search(rf'<th scope="row"[^>]*>{name}.*?</tr>', page, re.S)
    assert row
    return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row.group(0).split("<td")[1:]]


@reviewing
def test_a_unit_that_is_given_to_one_member_is_that_members_to_decide(
    world: World, chair: Person, reviewer: Person, colleague: Person, taken_in: Assessment
) -> None:
    unit = taken_in.unit_id
    assert chair.post(CHAIR, {"account": _id(world, "wendian-2")}).status_code == 422
    sent = {"units": [unit, world.play.unit("daxian").id], "account": _id(world, "wendian-2")}
    assert chair.post(CHAIR, sent).status_code == 303
    fact = signed(world.assessment())[0]
    decision = {"decision": "reject", "reason": "不符", "version": fact.version}
    assert "本单位已分给柏秘书" in reviewer.get(f"/panel/facts/{fact.id}").text
    box = f'name="fact" value="{fact.id}"'
    assert box not in reviewer.get(f"{QUEUE}items").text, "what is another's is not offered to be chosen"
    assert box in colleague.get(f"{QUEUE}items").text
    assert "本单位已分给柏秘书" in reviewer.get(unit_page(taken_in)).text
    with pytest.raises(Refused):
        reviews.verify_fact(
            world.play.by("wendian-1"),
            fact=fact,
            decision=FactAction.reject,
            reason="不符",
            version=fact.version,
        )
    assert colleague.post(f"/panel/facts/{fact.id}", decision).status_code == 303
    mine = colleague.get(f"{QUEUE}?state=mine").text.split("<tbody")[1]
    assert len(re.findall(r'<th scope="row"', mine)) == 2
    assert '<th scope="row"' not in reviewer.get(f"{QUEUE}?state=mine").text
    waiting = sum(len(signed(world.assessment(code))) for code in ("kaijiang", "daxian"))
    cells = _cells(chair.get(CHAIR).text, "柏秘书")
    assert [cell.rpartition(">")[2] for cell in cells[1:]] == ["2", str(waiting), "1", "0", "0"]

    assert chair.post(CHAIR, {"units": [unit], "account": "0"}).status_code == 303
    assert not world.assessment().assignments
    assert "本单位已分给" not in reviewer.get(unit_page(taken_in)).text


@reviewing
def test_what_a_leaving_or_recused_member_had_is_everybodys_again(world: World, chair: Person) -> None:
    units = [world.play.unit(code).id for code in ("daxian", "dazhu")]
    chair.post(CHAIR, {"units": units, "account": _id(world, "wendian-1")})
    _recuse(world, "wendian-1", "daxian")
    assert not world.assessment("daxian").assignments
    assert world.assessment("dazhu").assignments
    refused = chair.post(CHAIR, {"units": [units[0]], "account": _id(world, "wendian-1")})
    assert refused.status_code == 422
    assert "严秘书须回避达县" in refused.text
    years.unseat_member(
        world.play.by("bangongshi-1"),
        panel=panel_area(world.session, world.year, "documents").panel,
        account=world.play.account("wendian-1"),
    )
    assert not world.assessment("dazhu").assignments


@reviewing
def test_the_chair_sees_both_only_once_out_of_the_question_as_third(
    world: World, chair: Person, taken_in: Assessment, client_of: Callable[..., Person]
) -> None:
    _grade(world, "wendian-1", "excellent")
    _grade(world, "wendian-2", "poor")
    page = chair.get(CHAIR).text
    cells = _cells(page.split('id="differences-title"')[1], "开江县")
    assert "评定或者指定他人之后可见" in cells[1]
    assert "优" not in cells[1]
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    wrong = {"place": place.group(1), "account": _id(world, "wendian-1")}
    assert chair.post(f"{CHAIR}/third", wrong).status_code == 422
    sent = {"place": place.group(1), "account": _id(world, "wendian-3")}
    assert chair.post(f"{CHAIR}/third", sent).status_code == 303
    cells = _cells(chair.get(CHAIR).text.split('id="differences-title"')[1], "开江县")
    assert "优" in cells[1]
    assert "差" in cells[1]
    assert "6" in cells[2]
    assert "雷副科长" in cells[3]
    with pytest.raises(Refused):
        _grade(world, "wendian-zuzhang", "good")
    assert "需第三人评定 1 项" in client_of("wendian-3").get(QUEUE).text
    assert "需第三人评定" not in chair.get(QUEUE).text
    _grade(world, "wendian-3", "good")


@reviewing
def test_a_recused_leader_finds_nothing_of_the_unit_in_the_room(world: World) -> None:
    _recuse(world, "wendian-zuzhang", "gongan")
    chair = Person(world.app.test_client(), "wendian-zuzhang")
    strip = re.compile(r'name="(csrf_token|request_key)" value="[^"]*"')
    before = strip.sub("", chair.get(CHAIR).text)
    assert "公安" not in before
    world.play.review(world.year, "gongan", "documents")
    assert strip.sub("", chair.get(CHAIR).text) == before
    hidden = {"units": [world.play.unit("gongan").id], "account": _id(world, "wendian-1")}
    assert chair.post(CHAIR, hidden).status_code == 422
    assert not world.assessment("gongan").assignments


@reviewing
def test_the_office_calls_somebody_in_where_fewer_than_two_may_grade(
    world: World, client_of: Callable[..., Person], chair: Person, taken_in: Assessment
) -> None:
    office = client_of("bangongshi-1")
    assert "各单位都有足够的人评定" in office.get(SCORERS).text
    for login in ("wendian-1", "wendian-2", "wendian-3"):
        _recuse(world, login, "kaijiang")
    assert "可以评定的不足两人" in office.get("/2013/office/year").text
    assert "须 2 人，可评定的 1 人" in chair.get(CHAIR).text
    sent = {"place": "1", "account": _id(world, "ducha-1"), "reason": " "}
    assert office.post(SCORERS, sent).status_code == 422
    with pytest.raises(Invalid):
        sharing.call_in(
            world.play.by("bangongshi-1"),
            assessment=world.assessment(),
            indicator="doc-fewer",
            account=world.play.account("wendian-1"),
            reason="人不够",
        )
    assert office.post(SCORERS, {**sent, "reason": "三人回避"}).status_code == 303
    assert "寇督查员" in office.get(SCORERS).text
    called = client_of("ducha-1")
    page = f"{unit_page(taken_in)}/bands/doc-fewer"
    assert page in called.get("/2013/panel/").text
    assert called.get(page).status_code == 200
    file = next(e for f in world.assessment().facts if f.kind == "doc-fewer" for e in f.evidence)
    assert called.get(f"/evidence/{file.id}").status_code == 200
    other = world.assessment("daxian")
    for address in (unit_page(taken_in), QUEUE, f"{unit_page(other)}/bands/doc-fewer"):
        assert called.get(address).status_code == 404
    given = called.post(page, {"grade": "good", "reason": "对照上年"})
    assert (given.status_code, given.location) == (303, "/2013/panel/")
    assert [band.scorer.login for band in world.assessment().bands] == ["ducha-1"]
    assert world.assessment().state == AssessmentState.in_review


@reviewed
def test_a_departure_from_the_points_needs_its_reason_and_reaches_the_office(
    world: World, chair: Person, client_of: Callable[..., Person]
) -> None:
    ranking = Scores(world.session, world.year).ranking("documents", "county")
    out = world.play.unit(ranking.selected[0])
    instead = world.play.unit(next(row.unit for row in ranking.rows if row.unit not in ranking.selected))
    version = panel_area(world.session, world.year, "documents").version
    sent = {"recommendation": "总体好", "version": version, f"instead_{out.id}": instead.id}
    refused = chair.post(f"{QUEUE}close", sent)
    assert refused.status_code == 422
    assert "不按得分推荐的，须写明理由" in refused.text
    closed = chair.post(f"{QUEUE}close", {**sent, f"why_{out.id}": "全年有重大改进"})
    assert closed.status_code == 303
    said = f"改荐{instead.name}，不荐{out.name}：全年有重大改进"
    assert said in chair.get(f"{QUEUE}close").text
    assert said in client_of("bangongshi-1").get("/2013/office/rankings/documents/county").text
    again = Scores(world.session, world.year).ranking("documents", "county")
    assert again.selected == ranking.selected, "the recommendation moves nobody"
    version = panel_area(world.session, world.year, "documents").version
    chair.post(f"{QUEUE}reopen", {"reason": "漏核一件", "version": version})
    assert "全年有重大改进" in chair.get(f"{QUEUE}close").text, "what was written stands in the form again"
    assert world.session.query(Departure).count() == 1
