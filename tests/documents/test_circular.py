"""The circular as a whole: pages and names in any number, the same bytes, rare characters, bad content."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import pairwise

import pdfplumber
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.checking import faults
from portal.documents.circular import (
    Annex,
    Circular,
    Composed,
    Names,
    Paragraph,
    compose_circular,
    from_snapshot,
    render,
)
from portal.documents.fonts import CharacterMissing, Fonts
from portal.documents.grid import BOTTOM, LEFT, MEASURE, MM, PITCH, RIGHT, ROWS, baseline
from portal.documents.metrics import Metrics
from portal.documents.sheet import Bar, Glyphs, Sheet, Turned
from portal.errors import Invalid
from tests.documents.samples import ISSUER, RARE, SENTENCE, circular, expected, long_circular, snapshot

DAY = "2013年3月8日"


def texts(sheet: Sheet) -> list[str]:
    return ["".join(r.text for r in m.runs) for m in _flat(sheet) if isinstance(m, Glyphs)]


def _flat(sheet: Sheet) -> list[Glyphs | Bar]:
    return [m for mark in sheet for m in (mark.marks if isinstance(mark, Turned) else (mark,))]


def _width(mark: Glyphs, metrics: Metrics) -> float:
    text = "".join(r.text for r in mark.runs)
    natural = sum(metrics[r.face].advance(c) for r in mark.runs for c in r.text) * mark.size
    return (natural + (len(text) - 1) * mark.spacing) * mark.stretch


def sealed_page(composed: Composed, day: str = DAY) -> int:
    return next(i for i, sheet in enumerate(composed.sheets, 1) if day in texts(sheet))


def with_body(count: int, **more: object) -> Circular:
    """A body of `count` rows of text."""
    return circular(body=tuple(Paragraph("公" * 20) for _ in range(count)), **more)


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize("annex", [True, False])
def test_the_page_arithmetic_holds_for_one_to_ten_pages(sealed: bool, annex: bool, fonts: Fonts) -> None:
    seen = set()
    for rows in (*range(1, 60), *range(60, 212, 5)):
        made = with_body(rows, sealed=sealed, **({} if annex else {"annexes": ()}))
        composed = compose_circular(made, fonts)
        assert len(composed.sheets) % 2 == 0, "版记 stands on an even page"
        assert any("公" * 20 in text for text in texts(composed.sheets[0])), "page 1 shows body text"
        page = sealed_page(composed)
        seen.add(page)
        above = texts(composed.sheets[page - 1])
        assert above.index(DAY) >= 2, "the seal's page carries text"
        assert sum(text == "公" * 20 for sheet in composed.sheets for text in texts(sheet)) == rows
        _assert_rows_are_free(composed)
    assert seen >= set(range(1, 11))


def _assert_rows_are_free(composed: Composed) -> None:
    for sheet in composed.sheets:
        lines = [m for m in _flat(sheet) if isinstance(m, Glyphs) and m.size == 16.0]
        rows = [round((m.baseline - baseline(0)) / PITCH, 3) for m in lines]
        assert all(0 <= row < ROWS and row == int(row) for row in rows)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 7), st.integers(0, 20), st.integers(0, 30), st.booleans())
def test_any_number_of_winners_is_printed_whole_and_in_order(
    fonts: Fonts, areas: int, counties: int, departments: int, sealed: bool
) -> None:
    made = from_snapshot(snapshot(areas, counties, departments, sealed=sealed))
    composed = compose_circular(made, fonts)
    assert len(composed.sheets) % 2 == 0
    listed = [name for block in made.annexes[0].blocks if isinstance(block, Names) for name in block.names]
    printed = [t for sheet in composed.sheets for t in texts(sheet) if t.startswith("市第")]
    assert printed == listed
    _assert_rows_are_free(composed)


@pytest.mark.parametrize(("areas", "departments"), [(1, 1), (3, 14), (7, 3), (7, 25)])
def test_any_number_of_winners_keeps_the_rules(areas: int, departments: int, fonts: Fonts) -> None:
    made = from_snapshot(snapshot(areas, 2, departments))
    assert faults(render(made, fonts), expected(made)) == {}


def test_colophon_moves_over_a_blank_page_and_both_carry_no_number(fonts: Fonts) -> None:
    for rows in range(1, 60):
        composed = compose_circular(with_body(rows, annexes=()), fonts)
        if () in composed.sheets:
            assert composed.sheets[-2] == ()
            assert composed.numbered[-2:] == (False, False)
            assert all(composed.numbered[:-2])
            made = with_body(rows, annexes=())
            assert faults(render(made, fonts), expected(made)) == {}
            return
    pytest.fail("no length of the body led to a blank page")


def test_a_heading_is_never_the_last_row_of_a_page(fonts: Fonts) -> None:
    for departments in range(1, 24):
        composed = compose_circular(from_snapshot(snapshot(7, 2, departments)), fonts)
        for sheet in composed.sheets[2:]:
            rows = [t for t in texts(sheet) if not t.startswith("— ")]
            assert not rows or not rows[-1].startswith(
                ("一、", "二、", "三、", "四、", "五、", "（一）", "（二）")
            )


def test_addressees_that_would_leave_no_body_on_page_1_move_into_the_colophon(fonts: Fonts) -> None:
    made = circular(addressees="各县、市、区人民政府，市政府各部门，" * 20 + "各企事业单位：")
    pdf = render(made, fonts)
    assert faults(pdf, expected(made)) == {}
    assert any(text.startswith("主送：") for text in texts(compose_circular(made, fonts).sheets[-1]))


def test_page_1_shows_body_text_even_with_a_long_title_and_many_addressees(fonts: Fonts) -> None:
    for lines in range(1, 13):
        made = circular(
            addressees="各县、市、区人民政府，" * 3 * lines + "各部门：",
            body=(Paragraph("特此通报。"), Paragraph("请认真执行。")),
        )
        composed = compose_circular(made, fonts)
        assert "特此通报。" in texts(composed.sheets[0])


def test_a_very_long_list_of_copies_keeps_the_rules(fonts: Fonts) -> None:
    made = circular(copies="市委办公室，市人大常委会办公室，" * 30)
    assert faults(render(made, fonts), expected(made)) == {}


def test_a_colophon_higher_than_a_page_is_refused(fonts: Fonts) -> None:
    with pytest.raises(Invalid, match="抄送"):
        render(circular(copies="市委办公室，" * 200), fonts)


def test_rare_characters_are_printed_and_extract_as_written(fonts: Fonts) -> None:
    names = tuple(f"市{c}局办公室" for c in RARE)
    made = circular(
        annexes=(Annex("单位名单", (Names(names),)),), body=(Paragraph(f"对{names[0]}予以通报表扬。"),)
    )
    pdf = render(made, fonts)
    assert faults(pdf, expected(made)) == {}
    with pdfplumber.open(BytesIO(pdf)) as document:
        chars = [c for page in document.pages for c in page.chars]
    text = "".join(c["text"] for c in chars)
    for name in names:
        start = text.index(name)
        assert len({c["fontname"] for c in chars[start : start + len(name)]}) == 1, f"{name} in one face"


def test_a_character_without_a_font_is_refused_before_rendering(fonts: Fonts) -> None:
    made = circular(body=(Paragraph("表扬\U00013000局。"),))
    with pytest.raises(CharacterMissing, match=r"U\+13000"):
        render(made, fonts)


def test_the_same_circular_gives_the_same_bytes(fonts: Fonts) -> None:
    assert render(circular(), fonts) == render(from_snapshot(snapshot()), fonts)


def test_another_process_gives_the_same_bytes(fonts: Fonts) -> None:
    program = (
        "import sys, hashlib; from portal.documents.circular import render;"
        "from portal.documents.fonts import find_fonts; from tests.documents.samples import circular;"
        "print(hashlib.sha256(render(circular(), find_fonts())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": "."},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }  # fmt: skip
    assert len(digests) == 1


def test_threads_that_print_at_once_get_the_same_bytes(fonts: Fonts) -> None:
    with ThreadPoolExecutor(4) as pool:
        printed = set(pool.map(lambda _n: render(circular(), fonts), range(8)))
    assert len(printed) == 1


def test_the_file_names_its_title_author_language_and_digest(fonts: Fonts) -> None:
    made = circular()
    with pdfplumber.open(BytesIO(render(made, fonts))) as document:
        assert document.metadata["Title"] == made.title
        assert document.metadata["Author"] == ISSUER
        assert document.metadata["Keywords"] == f"sha256:{made.digest}"
        assert document.doc.catalog["Lang"].decode() == "zh-CN"


@pytest.mark.parametrize("field", ["mark", "number", "title", "signature"])
def test_a_circular_without_its_parts_is_refused(field: str) -> None:
    with pytest.raises(Invalid) as caught:
        circular(**{field: " "})
    assert caught.value.field == field


def test_a_circular_without_body_text_is_refused() -> None:
    with pytest.raises(Invalid, match="正文"):
        circular(body=(Names(("市财政局办公室",)),))


def test_a_signature_or_number_wider_than_a_line_is_refused(fonts: Fonts) -> None:
    for long in (circular(signature="达州市人民政府" * 4), circular(number="达市府办发" * 6 + "〔2013〕8号")):
        with pytest.raises(Invalid, match="一行放不下"):
            render(long, fonts)


def test_a_title_that_leaves_no_room_is_refused(fonts: Fonts) -> None:
    with pytest.raises(Invalid, match="标题过长"):
        render(circular(title="关于通报表扬的通知" * 40), fonts)


def _some_lines(title: str) -> bool:
    return bool(title.strip()) and title.count("\n") < 4


@settings(max_examples=60, deadline=None)
@given(
    title=st.text(alphabet="关于达州市2012年度的通报（）、WM%a\n ", min_size=1, max_size=60).filter(
        _some_lines
    ),
    body=st.lists(
        st.text(alphabet=[*sorted(set(SENTENCE)), " ", "\n"], min_size=100, max_size=300), max_size=12
    ),
    note=st.sampled_from(["", "联系人：综合秘书科"]),
    copies=st.text(alphabet="市委办公室，", max_size=200),
    sealed=st.booleans(),
)
def test_any_content_is_set_inside_the_type_area(
    fonts: Fonts, metrics: Metrics, title: str, body: list[str], note: str, copies: str, sealed: bool
) -> None:
    paragraphs = (Paragraph("特此通报。"), *(Paragraph(text) for text in body))
    composed = compose_circular(
        circular(title=title, body=paragraphs, note=note, copies=copies, sealed=sealed), fonts
    )
    _assert_rows_are_free(composed)
    for sheet in composed.sheets:
        for mark in _flat(sheet):
            if isinstance(mark, Bar):
                assert mark.width <= MEASURE + 0.01
                assert mark.y + mark.height <= BOTTOM + 0.01
            else:
                assert mark.x >= LEFT - 0.01
                assert mark.x + _width(mark, metrics) <= RIGHT + 0.3 * MM
    assert len(composed.sheets) % 2 == 0


def test_several_annexes_go_on_with_the_page_numbers(fonts: Fonts) -> None:
    composed = compose_circular(long_circular(5, 4), fonts)
    numbers = [t for sheet in composed.sheets for t in texts(sheet) if t.startswith("— ")]
    assert numbers == [f"— {n} —" for n in range(1, len(numbers) + 1)]
    labels = [t for sheet in composed.sheets for t in texts(sheet) if t in {f"附件{n}" for n in range(1, 9)}]
    assert labels == ["附件1", "附件2", "附件3", "附件4"]


def test_rows_of_the_first_page_follow_the_head_without_a_gap(fonts: Fonts) -> None:
    body = [m for m in _flat(compose_circular(circular(), fonts).sheets[0]) if isinstance(m, Glyphs)]
    below = sorted({m.baseline for m in body if m.size == 16.0 and m.baseline > 150 * MM})
    assert all(b - a == pytest.approx(PITCH, abs=0.001) for a, b in pairwise(below))
