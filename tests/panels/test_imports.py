"""An office's own table: columns guessed and remembered, units matched, all at once, back at once."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from portal.models import AuditRow, Fact, Source
from portal.services import reviews
from tests.sheets.books import Cell, book
from tests.world import HERO, Person, World

PAGE = "/2013/panel/documents/imports"
HEADS: list[Cell] = ["序号", "来文单位", "文件标题", "来文字号", "退文日期", "备注"]
REGISTER = book(
    {
        "退文登记": [
            ["2013年退文登记表"],
            HEADS,
            [
                1,
                "开江县人民政府办公室",
                "关于请求解决经费的请示",
                "开府〔2013〕3号",
                date(2013, 3, 4),
                "多头",
            ],
            [2, "发改委", "关于项目的请示", "达市发改〔2013〕8号", date(2013, 4, 5), ""],
            [3, "达州市教育局", "关于学校的请示", "", date(2013, 5, 6), ""],
            [None, "合计", 3],
        ]
    }
)


def _bring(person: Person, content: bytes = REGISTER) -> str:
    answer = person.post(PAGE, {"file": (io.BytesIO(content), "退文登记.xlsx")})
    assert answer.status_code == 303, answer.text
    return str(answer.location).partition("#")[0]


def _version(person: Person, address: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', person.get(address).text)
    assert found
    return found.group(1)


def _lay_out(person: Person, address: str, kind: str = "doc-multiple", head: int = 1) -> None:
    sent = {
        "version": _version(person, address),
        "step": "layout",
        "sheet": "0",
        "head": str(head),
        "kind": kind,
    }
    assert person.post(address, sent).status_code == 303


def _imported(world: World, unit: str = HERO) -> list[Fact]:
    facts = world.assessment(unit).facts
    return [fact for fact in facts if fact.source == Source.imported and fact.state != "withdrawn"]


def test_head_columns_and_units_are_guessed_and_what_is_unknown_is_asked(reviewer: Person) -> None:
    address = _bring(reviewer)
    page = reviewer.get(address).text
    assert '<option selected value="1">第 2 行</option>' in page
    _lay_out(reviewer, address)
    page = reviewer.get(address).text
    for column in ("B 列 来文单位", "C 列 文件标题", "D 列 来文字号", "E 列 退文日期", "F 列 备注"):
        assert re.search(f'<option selected value="\\d">{column}</option>', page), column
    assert "有 1 个单位名称没有对上" in page
    assert "发改委" in page
    assert "确认导入" not in page
    assert "合计</td>" not in page


def _columns(world: World, person: Person, address: str, **more: str) -> None:
    sent = {
        "version": _version(person, address), "step": "columns", "column_unit": "1", "column_title": "2",
        "column_document_number": "3", "column_happened_on": "4", "column_note": "5", "column_quantity": "-1",
        "unit_0": str(world.play.unit("fagai").id), **more,
    }  # fmt: skip
    assert person.post(address, sent).status_code == 303


def test_the_whole_table_comes_in_by_one_press_with_one_row_of_the_trail(
    world: World, reviewer: Person
) -> None:
    address = _bring(reviewer)
    _lay_out(reviewer, address)
    _columns(world, reviewer, address)
    assert "确认后记入 3 条" in reviewer.get(address).text
    assert _imported(world) == []
    trail = world.session.query(AuditRow).count()
    sent = {"version": _version(reviewer, address), "request_key": "only-once"}
    assert reviewer.post(f"{address}/take", sent).status_code == 303
    reviewer.post(f"{address}/take", sent)
    other = reviewer.post(f"{address}/take", {**sent, "request_key": "another"})
    assert other.status_code in (409, 422)
    assert world.session.query(AuditRow).count() == trail + 1
    (fact,) = _imported(world)
    assert (fact.kind, fact.state, fact.document_number) == ("doc-multiple", "recorded", "开府〔2013〕3号")
    assert fact.note == "多头\n据《退文登记.xlsx》“退文登记”第 3 行"
    assert [one.title for one in _imported(world, "fagai")] == ["关于项目的请示"]
    assert [one.title for one in _imported(world, "jiaoyu")] == ["关于学校的请示"]


def test_the_columns_and_the_unit_are_remembered_for_the_next_table_with_these_heads(
    world: World, reviewer: Person
) -> None:
    first = _bring(reviewer)
    _lay_out(reviewer, first)
    _columns(world, reviewer, first)
    later = book({"六月": [HEADS, [1, "发改委", "另一件", "", date(2013, 6, 1), ""]]})
    page = reviewer.get(_bring(reviewer, later)).text
    assert "确认后记入 1 条" in page
    assert "没有对上" not in page


def test_asking_for_the_same_layout_again_keeps_the_columns_that_were_chosen(
    world: World, reviewer: Person
) -> None:
    address = _bring(reviewer)
    _lay_out(reviewer, address)
    _columns(world, reviewer, address, column_note="-1")
    _lay_out(reviewer, address)
    note = reviewer.get(address).text.split('name="column_note"')[1].split("</select>")[0]
    assert re.search(r'<option[^>]*selected[^>]*value="-1"', note)


def test_a_table_that_came_in_goes_back_until_a_unit_has_been_told(world: World, reviewer: Person) -> None:
    address = _bring(reviewer)
    _lay_out(reviewer, address)
    _columns(world, reviewer, address)
    reviewer.post(f"{address}/take", {"version": _version(reviewer, address)})
    sent = {"version": "4", "reason": ""}
    assert reviewer.post(f"{address}/withdraw", sent).status_code == 422
    assert reviewer.post(f"{address}/withdraw", {**sent, "reason": "导错了表"}).status_code == 303
    assert _imported(world) == []
    assert "这张表已整批撤销" in reviewer.get(address).text


def test_after_a_unit_was_told_the_table_stays(world: World, reviewer: Person) -> None:
    address = _bring(reviewer)
    _lay_out(reviewer, address)
    _columns(world, reviewer, address)
    reviewer.post(f"{address}/take", {"version": _version(reviewer, address)})
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    answer = reviewer.post(f"{address}/withdraw", {"version": "4", "reason": "导错了表"})
    assert answer.status_code == 422
    assert "已经告知单位" in answer.text
    assert len(_imported(world)) == 1


def test_every_fault_is_named_at_once_and_nothing_comes_in(world: World, reviewer: Person) -> None:
    rows: list[list[Cell]] = [
        HEADS,
        [1, "开江县", "", "", "三月", ""],
        [2, "", "没有单位的", "", date(2013, 3, 1), ""],
        [3, "开江县", "去年的", "", date(2012, 3, 1), ""],
    ]
    address = _bring(reviewer, book({"退文": rows}))
    _lay_out(reviewer, address, head=0)
    page = reviewer.get(address).text
    for text in (
        "第 2 行 C 列",
        "第 2 行 E 列",
        "第 3 行 B 列",
        "没有写单位",
        "第 4 行 E 列",
        "须在2013年度内",
    ):
        assert text in page, text
    answer = reviewer.post(f"{address}/take", {"version": _version(reviewer, address)})
    assert answer.status_code == 422
    assert _imported(world) == []


def test_rows_of_a_unit_that_one_must_not_judge_are_passed_over(
    world: World, client_of: Callable[..., Person]
) -> None:
    own = client_of("wendian-3")
    rows: list[list[Cell]] = [
        HEADS,
        [1, "市财政局", "本单位的", "", None, ""],
        [2, "开江县", "别的", "", None, ""],
    ]
    address = _bring(own, book({"退文": rows}))
    _lay_out(own, address, head=0)
    page = own.get(address).text
    assert "您回避的单位，不由您导入" in page
    assert own.post(f"{address}/take", {"version": _version(own, address)}).status_code == 303
    assert _imported(world, "caizheng") == []
    assert len(_imported(world)) == 1


def test_counts_come_in_by_rows_and_go_back_to_what_they_were(world: World, reviewer: Person) -> None:
    code = world.assessment().exposures[0].code
    was = {row.code: row.value for row in world.assessment().exposures}
    rows: list[list[Cell]] = [["单位", "报文标题"], ["开江县", "一"], ["开江县", "二"], ["开江县", "三"]]
    address = _bring(reviewer, book({"报文": rows}))
    _lay_out(reviewer, address, f"count:{code}", head=0)
    assert reviewer.post(f"{address}/take", {"version": _version(reviewer, address)}).status_code == 303
    assert {row.code: row.value for row in world.assessment().exposures} == {**was, code: 3}
    version = "3"
    assert reviewer.post(f"{address}/withdraw", {"version": version, "reason": "不全"}).status_code == 303
    assert {row.code: row.value for row in world.assessment().exposures} == was


def test_a_colleagues_table_is_not_there(reviewer: Person, colleague: Person) -> None:
    address = _bring(reviewer)
    assert colleague.get(address).status_code == 404
    assert "退文登记.xlsx" not in colleague.get(PAGE).text


@pytest.mark.stage("checking")
def test_once_checking_has_opened_nothing_comes_in(reviewer: Person) -> None:
    answer = reviewer.post(PAGE, {"file": (io.BytesIO(REGISTER), "退文.xlsx")})
    assert answer.status_code == 422
    assert "现阶段不能导入" in answer.text


def test_a_table_that_nobody_takes_in_goes_when_it_comes_again_or_after_a_week(
    world: World, reviewer: Person, colleague: Person
) -> None:
    first = _bring(reviewer)
    again = _bring(reviewer)
    assert again != first
    assert reviewer.get(first).status_code == 404
    assert reviewer.get(again).status_code == 200
    others = _bring(colleague)
    assert reviewer.get(again).status_code == 200, "a colleague's copy is the colleague's"
    _lay_out(reviewer, again)
    _columns(world, reviewer, again)
    assert reviewer.post(f"{again}/take", {"version": _version(reviewer, again)}).status_code == 303
    world.clock.advance(days=8)
    reviewer, colleague = (
        Person(world.app.test_client(), "wendian-1"),
        Person(world.app.test_client(), "wendian-2"),
    )
    _bring(reviewer, book({"表": [["来文单位", "文件标题"], ["开江县", "另一件"]]}))
    assert colleague.get(others).status_code == 404
    assert reviewer.get(again).status_code == 200, "what was taken in stays, whatever its age"
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert row.action == "keep_table"
    assert row.after["dropped"] == [int(others.rpartition("/")[2])]
