"""A unit fills in by spreadsheet: template, faults, preview, all at once; and what it takes away."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from portal.models import AuditRow, Fact, ImportBatch
from portal.services import reviews
from portal.services.assessments import FactContent, add_claim
from portal.workflow import AssessmentState, FactAction, FactState
from tests.sheets.books import Cell, book, cells_of
from tests.units.conftest import AREA
from tests.world import Person, World

SYSTEM = "办文制度建设"
HEADS = ["事项名称*", "日期", "文号", "建立的制度*", "说明"]


def _claims(world: World) -> list[Fact]:
    return [fact for fact in world.assessment().facts if fact.source == "claim" and fact.state != "withdrawn"]


def _send(person: Person, content: bytes, name: str = "填报.xlsx") -> str:
    answer = person.post(f"{AREA}/import", {"file": (io.BytesIO(content), name)})
    assert answer.status_code == 303, answer.text
    return answer.location


def _rows(*rows: list[Cell], name: str = SYSTEM) -> bytes:
    return book({name: [HEADS, *rows]})


def test_the_template_has_a_sheet_for_each_kind_and_a_guide_with_clauses(reporter: Person) -> None:
    answer = reporter.get(f"{AREA}/template.xlsx")
    sheets = cells_of(answer.data)
    assert next(iter(sheets)) == "填写说明"
    assert {SYSTEM, "精简文件成效", "表彰或经验推广"} <= set(sheets)
    assert sheets[SYSTEM][0] == HEADS
    guide = "\n".join(str(cell) for row in sheets["填写说明"] for cell in row)
    assert "三(一)" in guide
    assert "国家级" in guide
    assert "培训交流制度" in guide


def test_the_untouched_template_comes_back_as_empty(world: World, reporter: Person) -> None:
    page = reporter.get(_send(reporter, reporter.get(f"{AREA}/template.xlsx").data))
    assert "表里没有填写任何事项" in page.text
    assert not reporter.post("/unit/imports/1", {"version": "1"}).location
    assert _claims(world) == []


def test_a_filled_template_is_shown_first_and_taken_in_by_one_press(world: World, reporter: Person) -> None:
    content = _rows(
        [
            "每月办文通报制度",
            date(2013, 3, 4),
            "开府办发[2013]15号",
            "培训交流制度，办文制度与流程改进",
            "按月通报",
        ],
        ["=HYPERLINK(1)", "2013年5月6日", None, None, None],
    )
    address = _send(reporter, content)
    page = reporter.get(address)
    assert "确认后添加 2 项" in page.text
    assert "送审签前须补：建立的制度" in page.text
    assert _claims(world) == []
    trail = world.session.query(AuditRow).count()
    sent = {"version": "1", "request_key": "the-one-key"}
    assert reporter.post(address, sent).status_code == 303
    first, second = _claims(world)
    assert (first.title, first.happened_on, first.document_number) == (
        "每月办文通报制度", date(2013, 3, 4), "开府办发〔2013〕15号",
    )  # fmt: skip
    assert first.state == FactState.draft
    assert len(first.values["parts"]) == 2
    assert second.title == "=HYPERLINK(1)"
    assert world.session.query(AuditRow).count() == trail + 1
    reporter.post(address, sent)
    reporter.post(address, {"version": "2", "request_key": "another"})
    assert len(_claims(world)) == 2
    assert "这张表已经导入" in reporter.get(address).text


def test_every_fault_is_named_at_once_with_its_cell_and_what_would_be_right(
    world: World, reporter: Person
) -> None:
    content = book(
        {
            SYSTEM: [
                [*HEADS, "领导签名"],
                ["一", "五月三日", "2013]5", "培训交流制度、聚餐", "", "签"],
                ["", "2030-01-01", "", "培训交流制度", "没有名称", ""],
            ],
            "别的表": [["x"]],
        }
    )
    address = _send(reporter, content)
    page = reporter.get(address).text
    for text in (
        "第 2 行 B 列", "请填写日期", "第 2 行 C 列", "文号的年份或括号不对", "第 2 行 D 列",
        "“聚餐”不在可填的范围内",
        "可填其中几项", "第 3 行 A 列", "请填写这一项", "第 3 行 B 列", "日期不能晚于今天", "第 1 行 F 列",
        "模板里没有“领导签名”这一列", "模板里没有这张工作表",
    ):  # fmt: skip
        assert text in page, text
    answer = reporter.post(address, {"version": "1"})
    assert answer.status_code == 422
    assert _claims(world) == []


def test_a_further_column_that_holds_nothing_is_no_fault(reporter: Person) -> None:
    content = book({SYSTEM: [[*HEADS, "备用"], ["制度", None, None, "培训交流制度", None, None]]})
    assert "确认后添加 1 项" in reporter.get(_send(reporter, content)).text


def test_what_looks_like_a_standing_claim_or_an_earlier_row_is_added_only_when_ticked(
    world: World, reporter: Person
) -> None:
    standing = FactContent("doc-system", "每月办文通报", date(2013, 3, 4), "开府办发〔2013〕15号")
    add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=standing)
    content = _rows(
        ["通报制度（修订）", None, "开府办发[2013] 15 号", "培训交流制度", None],
        ["季度培训", date(2013, 4, 1), None, "培训交流制度", None],
        ["季度 培训", date(2013, 4, 1), None, "培训交流制度", None],
    )
    address = _send(reporter, content)
    page = reporter.get(address).text
    assert page.count("可能重复</span>") == 2
    assert "与“每月办文通报”相同" in page
    assert "与“本表第 3 行”相同" in page
    reporter.post(address, {"version": "1", "row": [f"{SYSTEM}!4"]})
    assert sorted(fact.title for fact in _claims(world)) == ["季度 培训", "季度培训", "每月办文通报"]


def test_another_unit_finds_nothing_of_it_and_nothing_is_added_after_the_signing(
    world: World, reporter: Person, client_of: Callable[..., Person]
) -> None:
    address = _send(reporter, _rows(["制度", None, None, "培训交流制度", None]))
    assert client_of("fagai-tb").get(address).status_code == 404
    assert client_of("kaijiang-sq").get(address).status_code == 404
    assert world.session.get(ImportBatch, 1).by.login == "kaijiang-tb"  # type: ignore[union-attr]


def test_a_file_that_is_no_workbook_comes_back_with_the_reason_at_the_field(reporter: Person) -> None:
    answer = reporter.post(f"{AREA}/import", {"file": (io.BytesIO(b"a,b\n"), "a.xlsx")})
    assert answer.status_code == 422
    assert "只接收 XLSX 表格" in answer.text
    assert "请选择要上传的表格" in reporter.post(f"{AREA}/import", {}).text


@pytest.mark.stage("reviewing")
def test_the_export_has_states_and_reasons_and_no_formula(world: World, reporter: Person) -> None:
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    fact = next(fact for fact in world.assessment().facts if fact.state == FactState.signed)
    reviews.verify_fact(
        world.play.by("wendian-1"), fact=fact, decision=FactAction.reject, reason="=cmd|' /C calc'!A0",
        version=fact.version,
    )  # fmt: skip
    content = reporter.get(f"{AREA}/export.xlsx").data
    rows = next(iter(cells_of(content).values()))
    row = next(row for row in rows if row[2] == fact.title)
    assert (row[9], row[12]) == ("不采纳", "=cmd|' /C calc'!A0")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in archive.read("xl/styles.xml")


def test_the_preview_shows_all_that_would_come_in_and_what_another_area_claims_already(
    world: World, reporter: Person
) -> None:
    elsewhere = world.assessment(area="supervision")
    elsewhere.state = AssessmentState.draft
    standing = FactContent("sup-duty", "督办里的", date(2013, 3, 4), "开府办发〔2013〕15号")
    add_claim(world.play.by("kaijiang-tb"), assessment=elsewhere, content=standing)
    content = _rows(["通报制度", None, "开府办发[2013] 15 号", "培训交流制度、公文办理信息化", "=附有说明"])
    page = reporter.get(_send(reporter, content)).text
    assert "建立的制度：培训交流制度、公文办理信息化" in page
    assert "说明：=附有说明" in page
    assert "与“督查督办：督办里的”相同" in page
