"""A scheme as a document: every indicator with its points and its rule, the same on the page and on paper."""

from pathlib import Path

import pypdfium2

from portal.documents.content import Level, Paragraph, Table
from portal.documents.fonts import find_fonts
from portal.documents.schemebook import blocks, in_full, render
from portal.scoring import load_scheme, shipped
from tests.world import FONTS

SCHEME = load_scheme(shipped("dazhou-2012"))


def test_every_area_and_indicator_is_a_numbered_heading_with_its_points() -> None:
    texts = [one.text for one in blocks(SCHEME) if isinstance(one, Paragraph)]
    assert "二、文电办理（100分）" in texts
    assert "（一）规范报送（20分）" in texts
    second = [one for one in blocks(SCHEME) if isinstance(one, Paragraph) and one.level is Level.TWO]
    assert len(second) == sum(len(area.indicators) for area in SCHEME.areas)


def test_quotas_stand_in_a_table_and_the_global_rules_at_the_end() -> None:
    table = next(one for one in blocks(SCHEME) if isinstance(one, Table))
    assert len(table.rows) == len(SCHEME.areas)
    text = "".join(one.text for one in blocks(SCHEME) if isinstance(one, Paragraph))
    for said in ("一票否决", "依次比较国家级荣誉数", "公示5个工作日", "保留2位小数", "加分最高5分"):
        assert said in text


def test_a_rules_words_get_full_width_marks_and_no_spaces_around_numbers() -> None:
    assert in_full("低于 98%，每低 1 个百分点扣 2 分；见 a (b)") == "低于98%，每低1个百分点扣2分；见 a （b）"


def test_the_paper_says_what_the_page_says_and_is_the_same_each_time(tmp_path: Path) -> None:
    fonts = find_fonts(FONTS)
    content = render(SCHEME, fonts)
    assert render(SCHEME, fonts) == content
    document = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    plain = "".join(text.split())
    assert "督查督办（100分）" in plain
    assert "草稿" not in plain
