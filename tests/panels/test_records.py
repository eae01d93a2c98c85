"""Records and counts: a reason, files that carry no secret, a withdrawal, versions."""

import io
import re
from collections.abc import Callable

import pytest

from portal.models import Assessment, Fact
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.workflow import FactState
from tests.panels.conftest import records, unit_page
from tests.units.conftest import PICTURE
from tests.world import Person, World


@pytest.fixture
def page(world: World) -> str:
    """开江县's page; nothing of it has come in yet, records are made from January on."""
    return unit_page(world.assessment())


def _file(name: str = "登记簿.png", content: bytes = PICTURE) -> dict[str, object]:
    return {"file": (io.BytesIO(content), name)}


def _new(world: World, title: str = "重复报送的请示") -> Fact:
    content = FactContent("doc-multiple", title, note="收文登记第 12 号")
    return reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)


def test_every_kind_of_the_area_is_offered_and_no_other(reviewer: Person, page: str) -> None:
    offered = set(re.findall(r"records/new\?kind=([a-z-]+)", reviewer.get(f"{page}/records/new").text))
    assert {"doc-bypass", "doc-paper", "doc-slow", "doc-late"} <= offered
    assert not offered & {"doc-system", "doc-fewer", "honour", "sup-false"}
    assert reviewer.get(f"{page}/records/new?kind=doc-system").status_code == 404


def test_a_record_without_its_ground_comes_back_with_everything_typed(
    world: World, reviewer: Person, page: str
) -> None:
    before = len(records(world.assessment()))
    sent = {"title": "直送领导的请示", "happened_on": "五月", "quantity": "2", "note": ""}
    answer = reviewer.post(f"{page}/records/new?kind=doc-bypass", sent)
    assert answer.status_code == 422
    for text in ("直送领导的请示", "五月", "请填写日期", "请填写这一项"):
        assert text in answer.text
    assert len(records(world.assessment())) == before


def test_a_record_is_kept_with_its_first_file_and_hidden_from_the_unit(
    world: World, reviewer: Person, page: str
) -> None:
    sent = {"title": "越级请示", "quantity": "1", "note": "领导批转", "unclassified": "y", **_file()}
    made = reviewer.post(f"{page}/records/new?kind=doc-bypass", sent)
    assert made.status_code == 303
    fact = records(world.assessment())[-1]
    assert (fact.title, fact.state, [file.name for file in fact.evidence]) == (
        "越级请示",
        FactState.recorded,
        ["登记簿.png"],
    )
    assert "登记簿.png" in reviewer.get(made.location).text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({**_file()}, "请确认材料不涉密"),
        ({"unclassified": "y", **_file(content=b"#!/bin/sh\necho")}, "只接收 PDF"),
        ({"unclassified": "y", **_file(content=b"")}, "文件是空的"),
    ],
    ids=["undeclared", "another kind", "empty"],
)
def test_with_a_file_that_cannot_be_kept_nothing_is_recorded(
    world: World, reviewer: Person, page: str, sent: dict[str, object], message: str
) -> None:
    before = len(records(world.assessment()))
    answer = reviewer.post(
        f"{page}/records/new?kind=doc-bypass",
        {"title": "越级请示", "note": "领导批转", **sent, "file": _again(sent)},
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert "越级请示" in answer.text
    assert len(records(world.assessment())) == before


def _again(sent: dict[str, object]) -> tuple[io.BytesIO, str]:
    """The same file with a stream of its own: one test's request closes it."""
    stream, name = sent["file"]  # type: ignore[misc]  # as _file made it
    stream.seek(0)
    return io.BytesIO(stream.read()), name


def _several(*names: str) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(PICTURE + name.encode()), name) for name in names]


def test_a_record_is_kept_with_several_files_and_the_limits_are_said_as_they_are_set(
    world: World, reviewer: Person, page: str
) -> None:
    world.app.config["EVIDENCE_LIMIT"] = 7 * 1024 * 1024
    world.app.config["EVIDENCE_AT_ONCE"] = 3
    form = reviewer.get(f"{page}/records/new?kind=doc-bypass").text
    assert "每份不超过 7 MB" in form
    assert "最多 3 份" in form
    sent = {"title": "越级请示", "note": "领导批转", "unclassified": "y"}
    address = f"{page}/records/new?kind=doc-bypass"
    four = reviewer.post(address, {**sent, "file": _several("一.png", "二.png", "三.png", "四.png")})
    assert four.status_code == 422
    assert "一次最多 3 份" in four.text
    bad = [*_several("一.png"), (io.BytesIO(b"#!/bin/sh"), "脚本.sh")]
    refused = reviewer.post(address, {**sent, "file": bad})
    assert refused.status_code == 422
    assert "“脚本.sh”：" in refused.text
    before = len(records(world.assessment()))
    assert reviewer.post(address, {**sent, "file": _several("一.png", "二.png")}).status_code == 303
    made = records(world.assessment())
    assert len(made) == before + 1
    assert sorted(file.name for file in made[-1].evidence) == ["一.png", "二.png"]


def test_of_several_files_on_a_record_each_stands_or_is_refused_for_itself(
    world: World, reviewer: Person
) -> None:
    address = f"/panel/facts/{_new(world).id}/evidence"
    sent = [*_several("一.png"), (io.BytesIO(b"#!/bin/sh"), "脚本.sh"), *_several("二.png")]
    answer = reviewer.post(address, {"unclassified": "y", "request_key": "one-sending", "file": sent})
    assert answer.status_code == 422
    assert "“脚本.sh”：" in answer.text
    assert answer.text.count("已上传</span>") == 2
    fact = records(world.assessment())[-1]
    assert sorted(file.name for file in fact.evidence) == ["一.png", "二.png"]


def test_the_same_record_sent_twice_stands_once(world: World, reviewer: Person, page: str) -> None:
    sent = {"title": "越级请示", "note": "领导批转", "request_key": "one-press-of-this-button"}
    for _ in range(2):
        assert reviewer.post(f"{page}/records/new?kind=doc-bypass", sent).status_code == 303
    assert [fact.title for fact in records(world.assessment())].count("越级请示") == 1


def test_files_are_added_and_taken_off_a_record(world: World, reviewer: Person) -> None:
    address = f"/panel/facts/{_new(world).id}/evidence"
    assert reviewer.post(address, {"unclassified": "y"}).status_code == 422
    refused = reviewer.post(address, _file())
    assert refused.status_code == 422
    assert "请确认材料不涉密" in refused.text
    assert reviewer.post(address, {"unclassified": "y", **_file()}).status_code == 303
    fact = records(world.assessment())[-1]
    assert [file.name for file in fact.evidence] == ["登记簿.png"]
    assert reviewer.post(f"{address}/{fact.evidence[0].id}/remove").status_code == 303
    assert not world.session.get_one(Fact, fact.id).evidence


def test_a_record_is_withdrawn_with_a_reason_and_gone_from_the_panels_pages(
    world: World, reviewer: Person, page: str
) -> None:
    fact = _new(world)
    address = f"/panel/facts/{fact.id}/withdraw"
    assert fact.title in reviewer.get(address).text
    without = reviewer.post(address, {"reason": "", "version": fact.version})
    assert without.status_code == 422
    assert world.session.get_one(Fact, fact.id).state == FactState.recorded
    assert reviewer.post(address, {"reason": "登记有误", "version": fact.version}).status_code == 303
    assert world.session.get_one(Fact, fact.id).state == FactState.withdrawn
    assert reviewer.get(f"/panel/facts/{fact.id}").status_code == 404
    records_part = reviewer.get(page).text.split('id="records"')[1].split('id="exposures"')[0]
    assert fact.title not in records_part


def test_only_what_was_named_is_told_to_the_unit(world: World, reviewer: Person, page: str) -> None:
    named = _new(world)
    asked = reviewer.get(f"{page}/records/release").text
    shown = re.findall(r'name="fact" value="(\d+)"', asked)
    assert str(named.id) in shown
    since = _new(world, "随后记下的另一件")
    assert reviewer.post(f"{page}/records/release", {"fact": shown}).status_code == 303
    assert world.session.get_one(Fact, named.id).state == FactState.released
    assert world.session.get_one(Fact, since.id).state == FactState.recorded


def _counts(assessment: Assessment) -> dict[str, object]:
    return {f"exposure_{row.code}": f"{row.value:f}" for row in assessment.exposures}


@pytest.mark.parametrize(
    ("typed", "message"),
    [("三十", "请填写数字"), ("-1", "不能小于 0"), ("2.5", "请填整数"), ("", "不能清空")],
)
def test_a_count_that_is_none_comes_back_as_typed(
    world: World, reviewer: Person, page: str, typed: str, message: str
) -> None:
    found = world.assessment()
    sent = {**_counts(found), "exposure_doc-filed": typed, "version": reviews.exposures_version(found)}
    answer = reviewer.post(f"{page}/exposures", sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'value="{typed}"' in answer.text
    assert {f"exposure_{row.code}": f"{row.value:f}" for row in world.assessment().exposures} == _counts(
        found
    )


def test_counts_changed_meanwhile_by_a_colleague_are_not_overwritten(
    world: World, reviewer: Person, colleague: Person, page: str
) -> None:
    found = world.assessment()
    seen = {"version": reviews.exposures_version(found)}
    first = {**_counts(found), **seen, "exposure_doc-filed": "70"}
    assert reviewer.post(f"{page}/exposures", first).status_code == 303
    late = colleague.post(f"{page}/exposures", {**_counts(found), **seen, "exposure_doc-filed": "80"})
    assert late.status_code == 409
    assert "70" in late.text
    assert "80" in late.text
    assert {row.code: row.value for row in world.assessment().exposures}["doc-filed"] == 70


def test_a_band_needs_grade_and_reason_and_keeps_what_was_typed(world: World, reviewer: Person) -> None:
    found = world.assessment("daxian")
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    address = f"{unit_page(found)}/bands/doc-fewer"
    answer = reviewer.post(address, {"reason": "文件数下降一成"})
    assert answer.status_code == 422
    assert "请选择等次" in answer.text
    assert "文件数下降一成" in answer.text
    answer = reviewer.post(address, {"grade": "good", "reason": ""})
    assert answer.status_code == 422
    assert not world.assessment("daxian").bands
    assert reviewer.post(address, {"grade": "superb", "reason": "好"}).status_code == 422
    assert reviewer.post(address, {"grade": "good", "reason": "好"}).status_code == 303
    band = world.assessment("daxian").bands[0]
    stale = reviewer.post(address, {"grade": "fair", "reason": "改", "version": band.version - 1})
    assert stale.status_code == 409
    assert reviewer.get(address.replace("doc-fewer", "doc-system")).status_code == 404


def test_who_withdraws_a_record_a_moment_later_reads_both_reasons(
    world: World, client_of: Callable[..., Person]
) -> None:
    fact = next(fact for fact in world.assessment().facts if fact.state == FactState.recorded)
    address, seen = f"/panel/facts/{fact.id}/withdraw", fact.version
    one, other = client_of("wendian-1"), client_of("wendian-2")
    assert one.post(address, {"reason": "登记重复", "version": seen}).status_code == 303
    late = other.post(address, {"reason": "文号写错", "version": seen})
    assert late.status_code == 409
    assert "登记重复" in late.text
    assert "文号写错" in late.text
    assert other.get(address).status_code == 404
