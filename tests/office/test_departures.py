"""A panel's departure from the points moves nobody until the office follows it, with a reason."""

from datetime import date

import pytest

from portal.models import Departure
from portal.queries.recomputing import recompute
from portal.queries.scores import Scores
from portal.queries.snapshot import build_snapshot
from portal.queries.years import panel_area
from portal.services.notices import CircularHead, missing_before_notice
from portal.services.vetoes import propose_veto, reply_to_veto
from tests.office.conftest import send
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")
RANKING = "/2013/office/rankings/documents/county"
HEAD = CircularHead("达市府办发〔2014〕6号", date(2014, 1, 20), "各县、市、区人民政府：").as_snapshot()


@pytest.fixture
def departure(world: World) -> Departure:
    """The panel recommends 大竹县 instead of 开江县, which the points select."""
    session = world.session
    area = panel_area(session, world.year, "documents")
    one = Departure(
        panel_area_id=area.id,
        unit_id=world.play.unit("dazhu").id,
        instead_of_id=world.play.unit("kaijiang").id,
        reason="全年有重大改进",
    )
    session.add(one)
    session.commit()
    return one


def selected(world: World) -> tuple[str, ...]:
    return Scores(world.session, world.year).ranking("documents", "county").selected


def decide(person: Person, one: Departure, choice: str, reason: str):
    return send(person, f"/office/departures/{one.id}", choice=choice, reason=reason)


@deciding
def test_the_office_follows_a_departure_only_with_a_reason_and_both_are_shown(
    world: World, first: Person, departure: Departure
) -> None:
    assert selected(world) == ("xuanhan", "kaijiang")
    page = first.get(RANKING).text
    assert "改荐大竹县，不荐开江县：全年有重大改进" in page
    assert "办公室还没有决定，现在按得分" in page
    unanswered = send(first, f"/office/departures/{departure.id}", reason="集体研究同意")
    assert unanswered.status_code == 422
    assert "请选择" in unanswered.text
    refused = decide(first, departure, "follow", " ")
    assert refused.status_code == 422
    assert selected(world) == ("xuanhan", "kaijiang")
    assert decide(first, departure, "follow", "集体研究同意").status_code == 303
    assert selected(world) == ("xuanhan", "dazhu")
    page = first.get(RANKING).text
    assert "按评价建议改选，代替开江县：集体研究同意" in page
    assert "按评价建议由大竹县代替：集体研究同意" in page
    assert "含按评价建议改选" in first.get("/2013/office/rankings/").text
    above, below = page.split('class="line-note"')
    assert "开江县" in above.split("<table")[1], "the line stays where the points drew it"
    assert "大竹县" in below


@deciding
def test_the_same_decision_twice_is_refused_and_the_office_can_go_back_to_the_points(
    world: World, first: Person, departure: Departure
) -> None:
    assert decide(first, departure, "follow", "集体研究同意").status_code == 303
    assert decide(first, departure, "follow", "再来一次").status_code == 422
    assert decide(first, departure, "keep", "复议后按得分").status_code == 303
    assert selected(world) == ("xuanhan", "kaijiang")
    page = first.get(RANKING).text
    assert "按得分，不改选" in page
    assert "复议后按得分" in page


@deciding
def test_a_result_with_a_departure_recomputes_from_itself_and_not_without_its_decision(
    world: World, first: Person, departure: Departure
) -> None:
    assert decide(first, departure, "follow", "集体研究同意").status_code == 303
    snapshot = build_snapshot(world.session, world.year, HEAD)
    assert recompute(snapshot) == []
    group = snapshot["areas"][0]["groups"][0]
    assert [unit["code"] for unit in group["selected"]] == ["xuanhan", "dazhu"]
    group["departures"] = []
    assert any("入选名单" in said for said in recompute(snapshot))


@deciding
def test_a_departure_brings_no_vetoed_unit_into_a_list(
    world: World, first: Person, second: Person, departure: Departure
) -> None:
    assert decide(first, departure, "follow", "集体研究同意").status_code == 303
    veto = propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.play.unit("dazhu"),
        ground="major-failure",
        document_number="达市监〔2013〕17号",
        document_on=date(2013, 6, 3),
        explanation="防汛值班脱岗",
    )
    reply_to_veto(world.play.by("dazhu-sq"), veto=veto, reply="情况属实", version=veto.version)
    assert send(second, f"/office/vetoes/{veto.id}/confirm", reason="").status_code == 303
    assert selected(world) == ("xuanhan", "kaijiang")
    assert "按评价建议改选" not in first.get(RANKING).text.split("<table")[1]


@pytest.mark.stage("reviewed")
def test_before_checking_nothing_is_decided(first: Person, departure: Departure) -> None:
    assert first.get(f"/office/departures/{departure.id}").status_code in (409, 422)


@deciding
def test_a_departure_that_nobody_has_decided_holds_the_notice(
    world: World, first: Person, departure: Departure
) -> None:
    said = "评价小组改荐大竹县，不荐开江县，须由办公室决定是否采纳"
    assert [str(one) for one in missing_before_notice(world.session, world.year)] == [f"“文电办理”{said}"]
    page = "/2013/office/publication/notice"
    assert said in first.get("/2013/office/publication").text
    on = world.clock.now().date().isoformat()
    refused = send(first, page, meeting_title="主任办公会", meeting_on=on, minutes="同意")
    assert refused.status_code == 422
    assert said in refused.text
    assert decide(first, departure, "keep", "复议后按得分").status_code == 303
    assert missing_before_notice(world.session, world.year) == []


@deciding
def test_the_frozen_proceedings_say_who_followed_a_departure_when_and_why(
    world: World, first: Person, departure: Departure
) -> None:
    assert decide(first, departure, "follow", "集体研究同意").status_code == 303
    (told,) = build_snapshot(world.session, world.year, HEAD)["proceedings"]["departures"]
    by = world.play.account("bangongshi-1")
    assert told == {
        "area": "documents",
        "unit": "dazhu",
        "instead_of": "kaijiang",
        "reason": "全年有重大改进",
        "followed": True,
        "followed_reason": "集体研究同意",
        "followed_by": f"{by.name}#{by.id}",
        "followed_at": world.clock.now().isoformat(),
    }
