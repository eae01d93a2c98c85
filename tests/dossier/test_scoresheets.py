"""得分表 to take away: who may have which, all lines with their reasons, the same cards the same bytes."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import pdfplumber
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from portal.documents.fonts import find_fonts
from portal.documents.schemebook import in_full
from portal.documents.scoresheet import ScoreSheet, printed, render
from portal.documents.tabular import MARGIN, UPRIGHT, Column, Grid, Paper, Part, Row, Words
from portal.documents.tabular import render as print_paper
from portal.queries.decisions import publication_of
from portal.queries.scores import Scores
from portal.queries.scoresheets import group_cards, unit_cards
from portal.queries.years import scheme_of
from portal.scoring import Line, Text
from portal.sheets.scores import write_scores
from tests.world import FONTS, Person, World

AREA_SHEET = "/2013/score-sheets/area/documents/county"


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    found = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    document.close()
    return found


@pytest.mark.stage("deciding")
def test_a_units_sheet_has_every_line_of_every_area_with_clause_rule_and_reason(
    world: World, client_of: Callable[..., Person]
) -> None:
    unit = world.assessment().unit
    answer = client_of("kaijiang-tb").get(f"/2013/score-sheets/unit/{unit.id}.pdf")
    assert answer.mimetype == "application/pdf"
    said = text_of(answer.data)
    found = unit_cards(world.session, world.year, world.assessment().unit)
    assert len(found.cards) == 3
    lines = 0
    for card in found.cards:
        assert printed(card.total) in said
        for one in card.indicators:
            assert _plain(one.title) in said
            assert _plain(one.rule.zh) in said
            for line in one.lines:
                lines += 1
                assert _plain(line.text.zh) in said, line.text.zh
                assert _plain(line.reason.zh) in said
    assert lines > 5
    assert any(found.evidence.values())


def _plain(text: str) -> str:
    return "".join(in_full(text).split())


@pytest.mark.stage("deciding")
def test_an_areas_sheet_has_all_units_by_place_and_heads_on_each_page(
    world: World, client_of: Callable[..., Person]
) -> None:
    content = client_of("bangongshi-1").get(f"{AREA_SHEET}.pdf").data
    ranking = Scores(world.session, world.year).ranking("documents", "county")
    document = pypdfium2.PdfDocument(content)
    pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    first = document[0].get_size()
    document.close()
    assert first[0] > first[1]  # the table of places lies on its side
    assert [pages[0].index(row.name) for row in ranking.rows] == sorted(
        pages[0].index(row.name) for row in ranking.rows
    )
    assert all("规则、依据、理由" in page for page in pages[2:])
    assert all(f"—{number}—" in page for number, page in enumerate(pages, 1))


@pytest.mark.stage("reviewing")
def test_a_unit_has_its_sheet_only_once_checking_has_opened(
    client_of: Callable[..., Person], world: World
) -> None:
    unit = world.assessment().unit_id
    assert client_of("kaijiang-tb").get(f"/2013/score-sheets/unit/{unit}.pdf").status_code == 404
    assert client_of("bangongshi-1").get(f"/2013/score-sheets/unit/{unit}.xlsx").status_code == 200


@pytest.mark.stage("published")
def test_a_published_years_sheet_is_the_snapshots_and_always_the_same_file(
    world: World, client_of: Callable[..., Person]
) -> None:
    office = client_of("bangongshi-1")
    for style in ("pdf", "xlsx"):
        assert office.get(f"{AREA_SHEET}.{style}").data == office.get(f"{AREA_SHEET}.{style}").data
    found = group_cards(world.session, world.year, "documents", scheme_of(world.year).group("county"))
    assert found.snapshot[:8] in text_of(office.get(f"{AREA_SHEET}.pdf").data)
    publication = publication_of(world.session, world.year)
    assert publication is not None
    kept = next(
        group
        for area in publication.snapshot["areas"]
        for group in area["groups"]
        if (area["code"], group["code"]) == ("documents", "county")
    )
    assert found.ranking is not None
    assert [row.unit for row in found.ranking.rows] == [row["unit"] for row in kept["ranking"]]


@pytest.mark.stage("deciding")
def test_the_workbook_has_numbers_as_numbers_and_no_formula(
    world: World, client_of: Callable[..., Person]
) -> None:
    content = client_of("shenji").get(f"{AREA_SHEET}.xlsx").data
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["排名", "明细", "规则", "说明"]
    rows = book.get_sheet_by_name("排名").to_python()
    ranking = Scores(world.session, world.year).ranking("documents", "county")
    at = rows[0].index("总分")
    assert [row[1] for row in rows[1:]] == [row.name for row in ranking.rows]
    assert [row[at] for row in rows[1:]] == [float(row.total or 0) for row in ranking.rows]


def test_a_text_that_looks_like_a_formula_stays_a_text(fonts_sheet: ScoreSheet) -> None:
    content = write_scores(fonts_sheet, datetime(2014, 1, 1))
    assert content == write_scores(fonts_sheet, datetime(2014, 1, 1))
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("明细").to_python()
    assert any("=1+1" in str(cell) for row in rows for cell in row)
    assert b"<f>" not in content


@pytest.fixture
def fonts_sheet(world: World) -> ScoreSheet:
    """A sheet with a line that is a formula, and one with a character that no face has."""
    found = unit_cards(world.session, world.year, world.assessment().unit)
    card = found.cards[0]
    one = replace(card.indicators[0], lines=(Line("1", Text("=1+1", ""), Decimal(-3)),))
    strange = replace(
        card.indicators[1], lines=(Line(None, Text("名\ue000字", ""), None, False, Text("重复", "")),)
    )
    card = replace(card, indicators=(one, strange))
    return ScoreSheet(2013, "开江县", found.scheme, (card,), "市政府办公室", evidence={"1": ("名单.pdf",)})


def test_a_line_that_does_not_count_says_so_and_a_lost_character_is_owned_up_to(
    fonts_sheet: ScoreSheet,
) -> None:
    fonts = find_fonts(FONTS)
    content = render(fonts_sheet, fonts)
    assert content == render(fonts_sheet, fonts)
    said = text_of(content)
    for words in ("不计：重复", "佐证材料：名单.pdf", "−3.00", "名〓字", "注：“〓”处的字符字库未收"):
        assert words in said, words
    document = pypdfium2.PdfDocument(content)
    assert document.get_metadata_dict()["Title"] == "开江县2013年度得分表"
    assert document.get_metadata_dict()["Author"] == "市政府办公室"
    document.close()
    with pdfplumber.open(BytesIO(content)) as read:
        assert read.doc.catalog["Lang"].decode() == "zh-CN"


def test_a_cell_longer_than_a_page_goes_on_on_the_next_and_nothing_leaves_the_sheet() -> None:
    long = "很长的理由，" * 400
    columns = (Column("事项", 1), Column("理由", 2))
    grid = Grid(columns, (Row(("一", "短")), Row(("二", long)), Row(("三", "完"))))
    paper = Paper("表", "办公室", "0" * 64, (Part((Words("表", "title"), grid)),))
    content = print_paper(paper, find_fonts(FONTS))
    document = pypdfium2.PdfDocument(content)
    assert len(document) > 2
    found = 0
    for page in document:
        text = page.get_textpage()
        said = text.get_text_range()
        found += said.count("很长的理由")
        assert re.search("事项.*理由", "".join(said.split()))
        for at in range(text.count_chars()):
            left, bottom, right, _top = text.get_charbox(at)
            assert left >= MARGIN - 1
            assert right <= MARGIN + UPRIGHT + 1
            assert bottom > 40
        text.close()
    document.close()
    assert found > 380  # a few are parted between two lines


@pytest.mark.stage("deciding")
def test_an_areas_sheet_asks_the_database_no_more_often_for_more_units(
    world: World, client_of: Callable[..., Person]
) -> None:
    office = client_of("bangongshi-1")
    asked: dict[str, int] = {}
    for group in ("county", "department"):
        address = f"/2013/score-sheets/area/documents/{group}.xlsx"
        office.get(address)
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object, kept: list[str] = seen) -> None:
            kept.append(statement)

        event.listen(world.engine, "before_cursor_execute", note)
        office.get(address)
        event.remove(world.engine, "before_cursor_execute", note)
        asked[group] = len(seen)
    assert asked["county"] == asked["department"]


@pytest.mark.stage("deciding")
def test_each_page_where_one_would_look_leads_to_the_sheet(
    world: World, client_of: Callable[..., Person]
) -> None:
    unit = world.assessment().unit_id
    office, unit_side, chair = (
        client_of("bangongshi-1"),
        client_of("kaijiang-sq"),
        client_of("wendian-zuzhang"),
    )
    for person, page, address in (
        (office, "/2013/office/rankings/documents/county", f"{AREA_SHEET}.pdf"),
        (office, f"/2013/scorecards/documents/{unit}", f"/2013/score-sheets/area/documents/unit/{unit}.xlsx"),
        (office, f"/2013/scorecards/documents/{unit}", f"/2013/score-sheets/unit/{unit}.pdf"),
        (unit_side, "/2013/unit/", f"/2013/score-sheets/unit/{unit}.xlsx"),
        (chair, "/2013/panel/documents/close", f"{AREA_SHEET}.xlsx"),
    ):
        assert f'href="{address}"' in person.get(page).text, page
        assert person.get(address).status_code == 200, address
