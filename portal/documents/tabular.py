"""Working papers in small print: tables over many pages, their heads repeated. Not on the grid of a 公文.

A row is as many lines high as its fullest cell. Pages are poured as those of a circular are, in lines of
`LINE` points instead of the grid's rows; a cell longer than a page goes on on the next one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from portal.documents.blocks import Setting
from portal.documents.colophon import page_number
from portal.documents.compose import Line, Style
from portal.documents.flow import Page, Slab, kept, moved, pour
from portal.documents.fonts import Face, Fonts
from portal.documents.grid import BOTTOM, EM_TOP, MM, PAGE_HEIGHT, PAGE_WIDTH
from portal.documents.metrics import MISSING, metrics_of
from portal.documents.sheet import Bar, Glyphs, Imprint, Mark, Sheet, Wide, placed, print_sheets

SIZE = 10.5  # 5号
SMALL = 9.0  # 小5号
LINE = 15.0
MARGIN = 20 * MM
TOP = 26 * MM
UPRIGHT = PAGE_WIDTH - 2 * MARGIN
ACROSS = PAGE_HEIGHT - 2 * MARGIN
UPRIGHT_LINES = int((BOTTOM - TOP) // LINE)

ACROSS_DOWN = PAGE_WIDTH - PAGE_HEIGHT
"""A sheet on its side is so much lower: its number moves up by this."""
ACROSS_RIGHT = PAGE_HEIGHT - PAGE_WIDTH
ACROSS_LINES = int((BOTTOM + ACROSS_DOWN - TOP) // LINE)
MOST_LINES = 12
"""A cell with more lines may be parted between two pages."""
_PADDING = 3.0
_HAIR = 0.2 * MM

Align = Literal["left", "right", "middle"]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, how its cells stand."""

    head: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """One row; a cell's text may have several lines of its own.

    `strong`: so many of its first cells are set in 黑体. `first`: it stays with the row that follows.
    """

    cells: tuple[str, ...]
    strong: int = 0
    first: bool = False


@dataclass(frozen=True)
class Grid:
    """A table, its head repeated on each page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Words:
    """A paragraph beside the tables: a heading, a sum, a remark. A heading stays with what follows."""

    text: str
    kind: Literal["title", "heading", "text", "note"] = "text"


Piece = Grid | Words


@dataclass(frozen=True)
class Part:
    """Pieces that begin on a page of their own; `across`: on sheets that lie on their side."""

    pieces: tuple[Piece, ...]
    across: bool = False


@dataclass(frozen=True)
class Paper:
    """A whole working paper: its name (also the running head), who made it, what it was made from."""

    title: str
    author: str
    digest: str
    parts: tuple[Part, ...]
    names: frozenset[str] = field(default=frozenset())


_STYLES = {
    "title": (Style(size=16.0, cell=16.0), Face.TITLE, 2),
    "heading": (Style(size=12.0, cell=12.0), Face.HEI, 2),
    "text": (Style(size=SIZE, cell=SIZE), Face.FANG, 1),
    "note": (Style(size=SMALL, cell=SMALL), Face.FANG, 1),
}
"""Kind → how it is set, and how many lines each of its lines takes."""


def render(paper: Paper, fonts: Fonts) -> bytes:
    """The paper as PDF, A4. The same content gives the same bytes.

    A character that no face has is set as 〓: it stands in words that somebody copied from elsewhere.
    """
    setting = Setting(metrics_of(fonts), paper.names)
    paper = _with_remark(paper, setting)
    sheets: list[Sheet] = []
    for part in paper.parts:
        sheets.extend(_sheets(part, paper.title, len(sheets), setting))
    imprint = Imprint(paper.title, paper.author, f"sha256:{paper.digest}")
    return print_sheets(sheets, imprint, fonts)


def _sheets(part: Part, title: str, before: int, setting: Setting) -> Iterator[Sheet]:
    setting = replace(setting, measure=ACROSS if part.across else UPRIGHT)
    slabs = [slab for piece in part.pieces for slab in _slabs(piece, setting)]
    lines = ACROSS_LINES if part.across else UPRIGHT_LINES
    for at, page in enumerate(pour(slabs, 0, lines)):
        number = before + at + 1
        marks = _marks(page) if number == 1 else (*_running(title, setting), *_marks(page))
        figure = page_number(number, setting)
        if part.across:
            yield (Wide((*marks, _moved_across(figure, number))),)
        else:
            yield (*marks, figure)


def _moved_across(figure: Glyphs, number: int) -> Glyphs:
    return replace(
        figure, baseline=figure.baseline + ACROSS_DOWN, x=figure.x + (ACROSS_RIGHT if number % 2 else 0.0)
    )


def _marks(page: Page) -> tuple[Mark, ...]:
    marks = [moved(mark, TOP + one.row * LINE) for one in page for mark in one.slab.marks]
    bars = [mark for mark in marks if isinstance(mark, Bar)]
    return (*(mark for mark in marks if isinstance(mark, Glyphs)), *_joined(bars))


def _joined(bars: Sequence[Bar]) -> Iterator[Bar]:
    """Upright rules that go on from row to row as one: there are many, and each costs time to draw."""
    upright: dict[float, Bar] = {}
    for bar in bars:
        above = upright.get(bar.x) if bar.height > bar.width else bar
        if above is bar:
            yield bar
        elif above is not None and bar.y - (above.y + above.height) < _HAIR:
            upright[bar.x] = replace(above, height=bar.y + bar.height - above.y)
        else:
            if above is not None:
                yield above
            upright[bar.x] = bar
    yield from upright.values()


def _running(title: str, setting: Setting) -> tuple[Mark, ...]:
    """The paper's name above a page that goes on, so that a single sheet is not lost."""
    lines = setting.lines(setting.metrics.legible(title), setting.wide(Style(size=SMALL, cell=SMALL)))
    return tuple(placed(line, TOP - 6 * MM, MARGIN) for line in lines[:1])


def _slabs(piece: Piece, setting: Setting) -> tuple[Slab, ...]:
    return _words(piece, setting) if isinstance(piece, Words) else _grid(piece, setting)


def _words(piece: Words, setting: Setting) -> tuple[Slab, ...]:
    style, face, height = _STYLES[piece.kind]
    slabs = []
    for said in piece.text.splitlines():
        for line in setting.lines(setting.metrics.legible(said), setting.wide(style), face):
            if piece.kind == "title":
                line = replace(line, start=(setting.measure - line.width) / 2)
            slabs.append(Slab(height, (placed(line, height * LINE - 4.5, MARGIN),)))
    return kept(slabs, len(slabs)) if piece.kind in ("title", "heading") else tuple(slabs)


def _grid(grid: Grid, setting: Setting) -> tuple[Slab, ...]:
    edges = [MARGIN]
    total = sum(column.share for column in grid.columns)
    for column in grid.columns:
        edges.append(edges[-1] + setting.measure * column.share / total)
    heads = Row(tuple(column.head for column in grid.columns), strong=len(grid.columns))
    (head,) = _row(heads, _heads(grid.columns), edges, setting, top=True, whole=True)
    slabs = [replace(head, keep=bool(grid.rows))]
    for row in grid.rows:
        made = _row(row, grid.columns, edges, setting)
        slabs.extend(replace(slab, head=(head,), keep=row.first) for slab in made)
    return (*slabs, Slab(1))


def _heads(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with all their cells in the middle, as heads stand."""
    return tuple(replace(column, align="middle") for column in columns)


def _row(
    row: Row,
    columns: Sequence[Column],
    edges: Sequence[float],
    setting: Setting,
    *,
    top: bool = False,
    whole: bool = False,
) -> list[Slab]:
    """The row's slabs: one, or several that may stand on two pages where a cell is very long."""
    cells = [
        _cell(text, right - left - 2 * _PADDING, at < row.strong, setting)
        for at, (text, (left, right)) in enumerate(zip(row.cells, pairwise(edges), strict=True))
    ]
    most = max(len(lines) for lines in cells)
    step = max(most, 1) if whole or most <= MOST_LINES else MOST_LINES
    slabs = []
    for start in range(0, max(most, 1), step):
        height = min(step, max(most, 1) - start)
        marks = [
            mark
            for lines, column, (left, right) in zip(cells, columns, pairwise(edges), strict=True)
            for mark in _placed(lines[start : start + height], column.align, left, right)
        ]
        last = start + height >= most
        slabs.append(Slab(height, (*marks, *_rules(edges, height * LINE, top=top, bottom=last))))
    return slabs


def _cell(text: str, width: float, strong: bool, setting: Setting) -> tuple[Line, ...]:
    style = Style(size=SIZE, cell=SIZE, measure=width)
    face = Face.HEI if strong else Face.FANG
    found: list[Line] = []
    for said in text.splitlines():
        # A narrow cell has no room to be stretched to its edge: its lines stay as they are.
        for line in setting.lines(setting.metrics.legible(said), style, face):
            found.append(replace(line, spacing=min(line.spacing, 0.0)) if line.spacing > 0.6 else line)
    return tuple(found)


def _placed(lines: Sequence[Line], align: Align, left: float, right: float) -> Iterator[Mark]:
    for at, line in enumerate(lines):
        room = right - left - 2 * _PADDING - line.width
        shift = {"left": 0.0, "right": room, "middle": room / 2}[align]
        baseline = at * LINE + (LINE - SIZE) / 2 + EM_TOP * SIZE
        yield placed(replace(line, start=0.0), baseline, left + _PADDING + max(shift, 0.0))


def _rules(edges: Sequence[float], height: float, *, top: bool, bottom: bool) -> Iterator[Bar]:
    for x in edges:
        yield Bar(x - _HAIR / 2, 0.0, _HAIR, height)
    if top:
        yield Bar(edges[0], -_HAIR / 2, edges[-1] - edges[0], _HAIR)
    if bottom:
        yield Bar(edges[0], height - _HAIR / 2, edges[-1] - edges[0], _HAIR)


def _said(paper: Paper) -> Iterator[str]:
    for piece in (piece for part in paper.parts for piece in part.pieces):
        if isinstance(piece, Words):
            yield piece.text
        else:
            yield from (cell for row in piece.rows for cell in row.cells)


def _with_remark(paper: Paper, setting: Setting) -> Paper:
    """The paper as it is, or with the word that a character is missing in it."""
    legible = setting.metrics.legible
    if all(legible(text).count(MISSING) == text.count(MISSING) for text in _said(paper)):
        return paper
    *before, last = paper.parts
    remark = Words(f"注：“{MISSING}”处的字符字库未收，以系统中的原文为准。", "note")
    return replace(paper, parts=(*before, replace(last, pieces=(*last.pieces, remark))))
