"""一票否决 over HTTP: two people, both lists, the next one moves up; withdrawn the same way."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PIL import Image

from portal.clock import day_end
from portal.models import Unit, Veto
from portal.queries.decisions import vetoes_of
from portal.queries.effects import effect_of_veto
from portal.queries.scores import Scores
from portal.queries.years import running_notices
from portal.scoring import Text
from portal.workflow import VetoState
from tests.office.conftest import send
from tests.world import Person, World

deciding = pytest.mark.stage("deciding")

TYPED = {
    "ground": "major-failure",
    "document_number": "达市监〔2013〕17号",
    "document_on": "2013-06-03",
    "explanation": "防汛值班脱岗，造成严重后果",
    "reply_until": "2014-01-21",
}


def selected(world: World, area: str = "documents") -> tuple[str, ...]:
    """The selected counties of an area."""
    return Scores(world.session, world.year).ranking(area, "county").selected


@deciding
def test_a_veto_takes_two_people_and_the_next_unit_moves_up(
    world: World, first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    assert selected(world) == ("xuanhan", "kaijiang")
    unit: Unit = world.play.unit("kaijiang")
    answer = send(first, "/2013/office/vetoes/new", unit=unit.id, **TYPED)
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert selected(world) == ("xuanhan", "kaijiang"), "a proposal alone changes nothing"
    assert second.get(f"{page}/confirm").status_code == 422, "the unit has its time to reply"
    world.clock.moment = day_end(date(2014, 1, 21))
    first, second = client_of("bangongshi-1"), client_of("bangongshi-2")
    shown = second.get(f"{page}/confirm").text
    assert "递补" in shown
    assert "大竹县" in shown
    assert send(second, f"{page}/confirm", reason="").status_code == 303
    assert selected(world) == ("xuanhan", "dazhu")
    ranking = first.get("/2013/office/rankings/documents/county").text
    assert "不列名次的单位" in ranking
    assert "重大工作失误" in ranking


@deciding
def test_who_proposed_a_veto_neither_confirms_nor_refuses_it(
    world: World, first: Person, proposed_veto: Veto
) -> None:
    page = f"/office/vetoes/{proposed_veto.id}"
    assert "须由提出人以外的办公室人员确认" in first.get(page).text
    for step in ("confirm", "refuse"):
        assert f"{page}/{step}" not in first.get(page).text
        assert first.get(f"{page}/{step}").status_code == 404
        assert first.post(f"{page}/{step}", {"version": 1, "reason": "x"}).status_code == 404
    assert vetoes_of(world.session, world.year)[0].state == VetoState.proposed


@deciding
def test_a_veto_can_be_withdrawn_by_two_people_and_the_list_comes_back(
    world: World, first: Person, second: Person, proposed_veto: Veto
) -> None:
    page = f"/office/vetoes/{proposed_veto.id}"
    send(second, f"{page}/confirm", reason="")
    assert send(second, f"{page}/withdraw", reason="复核后认定责任不在该单位").status_code == 303
    assert selected(world) == ("xuanhan", "dazhu"), "it holds until a second person agrees"
    assert second.get(f"{page}/withdraw/confirm").status_code == 404
    assert "恢复入选" in first.get(f"{page}/withdraw/confirm").text
    assert send(first, f"{page}/withdraw/confirm", reason="").status_code == 303
    assert selected(world) == ("xuanhan", "kaijiang")


@deciding
def test_refusing_a_veto_needs_a_reason_and_ends_it(
    world: World, second: Person, proposed_veto: Veto
) -> None:
    page = f"/office/vetoes/{proposed_veto.id}"
    assert send(second, f"{page}/refuse", reason=" ").status_code == 422
    assert send(second, f"{page}/refuse", reason="文件未认定为重大失误").status_code == 303
    assert vetoes_of(world.session, world.year)[0].state == VetoState.refused
    assert second.get(f"{page}/confirm").status_code == 422
    assert "文件未认定为重大失误" in second.get(page).text


@deciding
def test_a_decision_on_an_older_version_is_refused_with_409(
    world: World, second: Person, proposed_veto: Veto
) -> None:
    path = f"/office/vetoes/{proposed_veto.id}/confirm"
    assert second.post(path, {"version": proposed_veto.version - 1, "reason": ""}).status_code == 409
    assert vetoes_of(world.session, world.year)[0].state == VetoState.proposed


@deciding
def test_what_was_typed_wrongly_stays_in_the_form(world: World, first: Person) -> None:
    typed = {**TYPED, "document_on": "去年六月", "unit": 0}
    answer = first.post("/2013/office/vetoes/new", typed)
    assert answer.status_code == 422
    for kept in ("去年六月", "达市监〔2013〕17号", "防汛值班脱岗"):
        assert kept in answer.text
    assert "请填写日期，例如 2012-09-21" in answer.text
    assert vetoes_of(world.session, world.year) == []


@deciding
def test_a_document_of_tomorrow_and_a_second_veto_are_refused_at_their_field(
    world: World, first: Person, proposed_veto: Veto
) -> None:
    typed = {**TYPED, "unit": world.play.unit("dazhu").id, "document_on": "2015-01-01"}
    assert "文件日期不能晚于今天" in first.post("/2013/office/vetoes/new", typed).text
    again = first.post("/2013/office/vetoes/new", {**TYPED, "unit": proposed_veto.unit_id})
    assert again.status_code == 422
    assert "已有正在办理或已生效的一票否决" in again.text


@pytest.mark.stage("notice")
def test_a_veto_during_the_notice_gives_the_changed_areas_a_fresh_one(
    world: World, client_of: Callable[..., Person], proposed_veto: Veto
) -> None:
    before = {row.area: row.id for row in running_notices(world.session, world.year)}
    world.clock.advance(days=2)
    second = client_of("bangongshi-2")
    send(second, f"/office/vetoes/{proposed_veto.id}/confirm", reason="")
    after = {row.area: row.id for row in running_notices(world.session, world.year)}
    assert {area for area in before if after[area] != before[area]} == {
        "documents",
        "supervision",
        "emergency",
    }
    assert "一票否决办理：开江县" in second.get("/2013/office/publication").text


@deciding
def test_both_lists_are_the_same_whether_or_not_the_veto_is_in_force(
    world: World, second: Person, proposed_veto: Veto
) -> None:
    ground = Text("重大工作失误", "major failure")
    kaijiang = world.play.unit("kaijiang")
    before = effect_of_veto(world.session, world.year, kaijiang, ground)
    send(second, f"/office/vetoes/{proposed_veto.id}/confirm", reason="")
    assert effect_of_veto(world.session, world.year, kaijiang, ground) == before
    documents = before[0]
    assert [(one.name, one.moves) for one in documents.without] == [("宣汉县", False), ("开江县", True)]
    assert [(one.name, one.moves) for one in documents.with_it] == [("宣汉县", False), ("大竹县", True)]


@pytest.mark.stage("published")
def test_nothing_can_be_vetoed_after_publication(world: World, first: Person) -> None:
    unit = world.play.unit("dazhu")
    answer = first.post("/2013/office/vetoes/new", {**TYPED, "unit": unit.id})
    assert answer.status_code == 422
    assert vetoes_of(world.session, world.year) == []
    assert "/2013/office/vetoes/new" not in first.get("/2013/office/vetoes/").text


@deciding
def test_a_veto_is_confirmed_when_the_unit_has_replied_or_its_time_is_over(
    world: World, first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    unit = world.play.unit("kaijiang")
    page = send(first, "/2013/office/vetoes/new", unit=unit.id, **TYPED).headers["Location"]
    answer = second.post(f"{page}/confirm", {"version": 1, "reason": ""})
    assert answer.status_code == 422
    assert "单位可以陈述到 2014-01-21 24:00" in answer.text
    head = client_of("kaijiang-sq")
    own = f"/unit/vetoes/{page.rpartition('/')[2]}"
    assert "2014年1月21日 24:00" in head.get(own).text
    assert send(head, own, unit_reply="情况属实").status_code == 303
    assert send(second, f"{page}/confirm", reason="").status_code == 303
    world.clock.moment = day_end(date(2014, 1, 21)) - timedelta(seconds=1)
    assert send(client_of("kaijiang-sq"), own, unit_reply="补充说明").status_code == 303
    world.clock.moment = day_end(date(2014, 1, 21))
    late = client_of("kaijiang-sq").post(own, {"version": 99, "unit_reply": "迟到的话"})
    assert late.status_code == 409
    version = vetoes_of(world.session, world.year)[0].version
    late = client_of("kaijiang-sq").post(own, {"version": version, "unit_reply": "迟到的话"})
    assert late.status_code == 422
    assert "陈述期限（2014-01-21 24:00）已过" in late.text
    assert "迟到的话" in late.text


@deciding
def test_a_unit_gets_at_least_a_working_day_for_its_word(world: World, first: Person) -> None:
    typed = {**TYPED, "unit": world.play.unit("dazhu").id, "reply_until": "2014-01-18"}
    answer = first.post("/2013/office/vetoes/new", typed)
    assert answer.status_code == 422
    assert "至少给单位一个工作日陈述" in answer.text


@deciding
def test_nothing_classified_enters_with_a_veto(world: World, first: Person) -> None:
    typed = {**TYPED, "unit": world.play.unit("dazhu").id, "ground": "leak"}
    answer = first.post("/2013/office/vetoes/new", typed)
    assert answer.status_code == 422
    assert "只写“见纸质档案”" in answer.text
    answer = first.post("/2013/office/vetoes/new", {**typed, "explanation": "见纸质档案"})
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "不得上传" in first.get(page).text
    paper = {"file": (io.BytesIO(b"%PDF-1.4"), "a.pdf"), "unclassified": "y"}
    refused = first.post(f"{page}/papers", paper, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert vetoes_of(world.session, world.year)[0].papers == []


@deciding
def test_the_document_is_read_by_the_office_the_auditor_and_the_units_head(
    world: World,
    first: Person,
    auditor: Person,
    client_of: Callable[..., Person],
    proposed_veto: Veto,
) -> None:
    page = f"/office/vetoes/{proposed_veto.id}"
    content = office_file()
    sent = {"file": (io.BytesIO(content), "认定文件.png"), "unclassified": "y"}
    assert first.post(f"{page}/papers", sent, content_type="multipart/form-data").status_code == 303
    again = {"file": (io.BytesIO(content), "认定文件.png"), "unclassified": "y"}
    assert first.post(f"{page}/papers", again, content_type="multipart/form-data").status_code == 422
    paper = vetoes_of(world.session, world.year)[0].papers[0]
    address = f"/veto-papers/{paper.id}"
    for reader in (first, auditor, client_of("kaijiang-sq")):
        assert reader.get(address).data
    for other in ("kaijiang-tb", "dazhu-sq", "wendian-1", "guanliyuan"):
        assert client_of(other).get(address).status_code == 404
    assert address in client_of("kaijiang-sq").get(f"/unit/vetoes/{proposed_veto.id}").text


def office_file() -> bytes:
    """A small picture, as a scan would be."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    return picture.getvalue()
