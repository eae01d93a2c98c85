"""What a unit says to a record of its panel: written with evidence, signed by the head, then read there."""

import io
from collections.abc import Callable

import pytest

from portal.models import Draft, Fact, Statement
from portal.queries.gaps import gaps_of
from portal.queries.years import scheme_of
from portal.services.reviews import release_records, withdraw_record
from portal.workflow import FactState
from tests.units.conftest import PICTURE
from tests.world import Person, World

pytestmark = pytest.mark.stage("reviewing")


def _record(world: World, *, told: bool = True) -> Fact:
    found = next(fact for fact in world.assessment().facts if fact.state == FactState.recorded)
    if told:
        release_records(world.play.by("wendian-1"), assessment=found.assessment)
    return world.session.get_one(Fact, found.id)


def _statement(world: World) -> Statement:
    return world.session.query(Statement).one()


def _state(person: Person, record: Fact, text: str, version: int = 0, **more: object) -> int:
    sent = {"text": text, "version": version, **more}
    return person.post(f"/unit/facts/{record.id}/statement", sent).status_code


def _file(name: str, content: bytes = PICTURE) -> dict[str, object]:
    return {"file": (io.BytesIO(content), name), "unclassified": "y"}


def test_the_panel_reads_a_statement_and_its_files_once_the_head_has_signed(
    world: World, reporter: Person, head: Person, client_of: Callable[..., Person]
) -> None:
    record = _record(world)
    page = reporter.get(f"/unit/facts/{record.id}").text
    assert "本单位陈述" in page
    assert _state(reporter, record, "该件系市政府临时加急，已电话报告", **_file("通话记录.png")) == 303
    written = _statement(world)
    reviewer = client_of("wendian-1")
    panel, file = f"/panel/facts/{record.id}", f"/evidence/{written.evidence[0].id}"
    queue, dossier = "/2013/panel/documents/", f"/2013/panel/documents/units/{record.unit_id}"
    assert "临时加急" not in reviewer.get(panel).text
    assert reviewer.get(file).status_code == 404
    assert "单位有陈述" not in reviewer.get(queue).text + reviewer.get(dossier).text

    assert "对记录的陈述" in head.get("/2013/unit/").text
    assert "临时加急" in head.get(f"/unit/facts/{record.id}").text
    signing = f"/unit/facts/{record.id}/statement/{written.id}/signing"
    assert reporter.post(signing, {"version": written.version}).status_code == 404
    assert head.post(signing, {"version": written.version}).status_code == 303
    assert "临时加急" in reviewer.get(panel).text
    assert "通话记录.png" in reviewer.get(panel).text
    assert reviewer.get(file).status_code == 200
    assert "单位有陈述 1 条" in reviewer.get(queue).text
    assert "单位有陈述" in reviewer.get(dossier).text


def test_a_statement_is_kept_as_it_is_typed_until_it_is_saved_and_blocks_no_sending(
    world: World, reporter: Person
) -> None:
    record = _record(world)
    address = f"/unit/facts/{record.id}"
    typed = {"text": "写到一半\n<b>", "version": "0", "request_key": "page-one", "draft_seen": "0"}
    kept = reporter.post(f"{address}/statement/draft", typed, headers={"HX-Request": "true"})
    assert kept.status_code == 200
    assert "已保存" in kept.text
    assert "自评现在不能改" not in kept.text
    assert "写到一半\n&lt;b&gt;</textarea>" in reporter.get(address).text
    assert "写到一半" not in reporter.get("/2013/unit/areas/documents").text
    assert "陈述：" in reporter.get("/2013/unit/areas/documents").text
    assert not any(gap.draft for gap in gaps_of(world.assessment(), scheme_of(world.year), 0))
    other = {**typed, "text": "另一个窗口写的", "request_key": "page-two"}
    clash = reporter.post(f"{address}/statement", other)
    assert clash.status_code == 409
    assert "写到一半" in clash.text
    assert reporter.post(f"{address}/statement", {**typed, "text": "写完了"}).status_code == 303
    assert _statement(world).text == "写完了"
    assert world.session.query(Draft).count() == 0
    assert "写完了</textarea>" in reporter.get(address).text


def test_the_reporters_desk_says_that_a_statement_waits_for_the_heads_signature(
    world: World, reporter: Person, head: Person
) -> None:
    record = _record(world)
    _state(reporter, record, "已电话报告")
    waits = f"对记录的陈述须由单位负责人审签后才送评价小组：{record.title}"
    assert waits in reporter.get("/2013/unit/").text
    assert waits not in head.get("/2013/unit/").text  # it lies on the head's desk


def test_an_unsigned_statement_is_written_anew_and_a_signed_one_is_followed_by_another(
    world: World, reporter: Person, head: Person
) -> None:
    record = _record(world)
    _state(reporter, record, "一稿", **_file("甲.png"))
    first = _statement(world)
    file = first.evidence[0].id
    assert _state(reporter, record, "二稿", first.version, drop=file) == 303
    first = _statement(world)
    assert (first.text, [one for one in first.evidence if one.removed_at is None]) == ("二稿", [])
    head.post(f"/unit/facts/{record.id}/statement/{first.id}/signing", {"version": first.version})
    assert _state(reporter, record, "补充一点") == 303
    assert [one.text for one in world.session.get_one(Fact, record.id).statements] == ["二稿", "补充一点"]


def test_what_somebody_else_wrote_meanwhile_is_shown_and_not_written_over(
    world: World, reporter: Person, head: Person
) -> None:
    record = _record(world)
    _state(reporter, record, "先写的")
    old = _statement(world).version
    world.clock.advance(minutes=1)
    _state(reporter, record, "同事改的", old)
    clash = reporter.post(f"/unit/facts/{record.id}/statement", {"text": "后写的", "version": old})
    assert clash.status_code == 409
    assert "同事改的" in clash.text
    assert "后写的" in clash.text
    signing = f"/unit/facts/{record.id}/statement/{_statement(world).id}/signing"
    assert head.post(signing, {"version": old}).status_code == 409


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": " "}, "请填写这一项"),
        ({"text": "有材料", "file": (io.BytesIO(PICTURE), "甲.png")}, "请确认材料不涉密"),
        ({"text": "有材料", "file": (io.BytesIO(b"MZ\x90"), "甲.exe"), "unclassified": "y"}, ""),
    ],
)
def test_an_empty_statement_or_a_bad_file_is_refused_with_the_text_kept(
    world: World, reporter: Person, sent: dict[str, object], said: str
) -> None:
    record = _record(world)
    answer = reporter.post(f"/unit/facts/{record.id}/statement", {"version": 0, **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert str(sent["text"]).strip() in answer.text
    assert world.session.query(Statement).all() == []


def test_nothing_is_said_to_a_record_that_is_held_back_or_withdrawn_or_anothers(
    world: World, reporter: Person, client_of: Callable[..., Person]
) -> None:
    held = _record(world, told=False)
    assert _state(reporter, held, "看不到") == 404
    record = _record(world)
    assert _state(client_of("dazhu-tb"), record, "不是我的") == 404
    withdraw_record(world.play.by("wendian-1"), fact=record, reason="记错了", version=record.version)
    assert _state(reporter, record, "已撤销") == 404


@pytest.mark.stage("checking")
def test_once_checking_has_opened_it_is_the_objection_that_speaks(world: World, reporter: Person) -> None:
    record = next(fact for fact in world.assessment().facts if fact.state == FactState.released)
    answer = reporter.post(f"/unit/facts/{record.id}/statement", {"text": "迟了", "version": 0})
    assert answer.status_code == 422
    assert "审核阶段已经结束" in answer.text


def test_a_statement_that_the_head_sends_back_waits_for_its_writer_and_comes_again(
    world: World, reporter: Person, head: Person, client_of: Callable[..., Person]
) -> None:
    record = _record(world)
    assert _state(reporter, record, "该件系临时加急") == 303
    written = _statement(world)
    declining = f"/unit/facts/{record.id}/statement/{written.id}/declining"
    empty = head.post(declining, {"version": written.version, "reason": " "})
    assert empty.status_code == 422
    assert "该件系临时加急" in empty.text
    assert reporter.post(declining, {"version": written.version, "reason": "我"}).status_code == 404
    assert head.post(declining, {"version": written.version, "reason": "请附通话记录"}).status_code == 303

    assert "等您审签" not in head.get("/2013/unit/").text
    assert "请附通话记录" in reporter.get("/2013/unit/").text
    page = reporter.get(f"/unit/facts/{record.id}").text
    assert "请附通话记录" in page
    assert "已退回" in page
    version = _statement(world).version
    assert "送评价小组" not in head.get(f"/unit/facts/{record.id}").text
    signing = f"/unit/facts/{record.id}/statement/{written.id}/signing"
    assert head.post(signing, {"version": version}).status_code == 422
    assert "临时加急" not in client_of("wendian-1").get(f"/panel/facts/{record.id}").text

    assert _state(reporter, record, "该件系临时加急，附通话记录", version, **_file("通话.png")) == 303
    assert "请附通话记录" not in reporter.get("/2013/unit/").text
    assert "对记录的陈述" in head.get("/2013/unit/").text
    assert head.post(signing, {"version": _statement(world).version}).status_code == 303
    assert "附通话记录" in client_of("wendian-1").get(f"/panel/facts/{record.id}").text
