"""Lines on the grid, by the hundreds, without rendering."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.compose import Line, Run, Style, compose
from portal.documents.fonts import Face
from portal.documents.grid import CELL, CELLS, MEASURE, MM
from portal.documents.metrics import Metrics

NOT_FIRST, NOT_LAST = set("，。、；：？！）》”"), set("（《“")  # rule 29, not the code's own lists
BODY = Style(first=2 * CELL)
WORDS = st.sampled_from(
    [*"的一，。、；：？！（）《》“”", "公文", "2012", "98.5%", "——", "……", "〔2013〕8号", "3月", "办理"]
)
TEXTS = st.lists(WORDS, min_size=50, max_size=160).map("".join)
NAMES = ("宣汉县人民政府办公室", "市人力资源和社会保障局办公室", "通川区人民政府办公室")


def set_text(text: str, metrics: Metrics, style: Style = BODY, names: Iterable[str] = ()) -> tuple[Line, ...]:
    return compose([Run(text, Face.FANG)], style, metrics, tuple(names))


def test_rule_6_a_line_holds_28_characters_and_ends_at_the_edge(metrics: Metrics) -> None:
    lines = set_text("公" * (26 + CELLS * 3), metrics)
    assert [len(line.text) for line in lines] == [26, 28, 28, 28]
    for line in lines:
        assert line.spacing == pytest.approx(CELL - 16, abs=0.001)
        assert line.start + line.width == pytest.approx(MEASURE, abs=0.3 * MM)


def test_rule_17_paragraphs_are_indented_by_two_cells(metrics: Metrics) -> None:
    first, second = set_text("公" * 40, metrics)
    assert (first.start, second.start) == (2 * CELL, 0)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rule_29_no_line_starts_or_ends_with_a_character_that_may_not(metrics: Metrics, text: str) -> None:
    lines = set_text(text, metrics)
    assert "".join(line.text for line in lines) == text
    for before, after in pairwise(lines):
        if set(after.text) <= NOT_FIRST | NOT_LAST or set(before.text) <= NOT_FIRST | NOT_LAST:
            continue  # more marks in a row than a line holds
        assert after.text[0] not in NOT_FIRST
        assert before.text[-1] not in NOT_LAST


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_rule_6_lines_end_at_the_edge_or_stay_on_the_grid_but_never_beyond(
    metrics: Metrics, text: str
) -> None:
    for line in set_text(text, metrics):
        end = line.start + line.width
        assert end <= MEASURE + 0.3 * MM
        on_grid = abs(line.spacing - BODY.grid_spacing) < 0.001
        assert on_grid or abs(end - MEASURE) <= 0.3 * MM
        assert line.spacing <= BODY.grid_spacing + 1.26


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.sampled_from(NAMES), min_size=30, max_size=80).map("".join))
def test_a_name_is_never_cut_in_two(metrics: Metrics, text: str) -> None:
    lines = [line.text for line in set_text(text, metrics, names=NAMES)]
    assert "".join(lines) == text
    for name in NAMES:
        assert sum(line.count(name) for line in lines) == text.count(name)


def test_a_name_longer_than_a_line_is_cut_rather_than_lost(metrics: Metrics) -> None:
    name = "达州市" * 15
    lines = set_text(name, metrics, names=[name])
    assert "".join(line.text for line in lines) == name
    assert all(line.start + line.width <= MEASURE + 0.3 * MM for line in lines)


def test_more_marks_in_a_row_than_a_line_holds_stay_inside(metrics: Metrics) -> None:
    for text in ("。" * 90, "（" * 90, "《" * 40 + "。" * 40):
        lines = set_text(text, metrics)
        assert "".join(line.text for line in lines) == text
        assert all(line.start + line.width <= MEASURE + 0.3 * MM for line in lines)


def test_a_number_stays_with_its_unit_and_a_document_s_number_whole(metrics: Metrics) -> None:
    for lead in range(1, 40):
        text = "公" * lead + "98.5%和达市府办发〔2013〕8号于2012年印发"
        lines = [line.text for line in set_text(text, metrics)]
        for whole in ("98.5%", "〔2013〕8号", "2012年"):
            assert any(whole in line for line in lines), (lead, whole)


def test_a_line_that_a_long_name_left_stays_short_instead_of_torn_apart(metrics: Metrics) -> None:
    name = "市人力资源和社会保障局办公室"
    short, _rest = set_text("公" * 14 + name, metrics, names=[name])
    assert short.spacing == pytest.approx(BODY.grid_spacing)
    assert short.width < 15 * CELL


def test_a_name_with_a_rare_character_is_set_in_one_face(metrics: Metrics) -> None:
    (line,) = set_text("市王堃局办公室等", metrics, names=["市王堃局办公室"])
    assert [(run.text, run.face) for run in line.runs] == [
        ("市王堃局办公室", Face.FALLBACK),
        ("等", Face.FANG),
    ]


def test_an_empty_text_makes_no_line(metrics: Metrics) -> None:
    assert set_text("", metrics) == ()
