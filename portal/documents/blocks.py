"""Turns paragraphs, lists of names and tables into slabs of the grid."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.documents.compose import Line, Run, Style, compose, text_width
from portal.documents.content import Block, Level, Names, Paragraph, Table
from portal.documents.flow import Slab, kept
from portal.documents.fonts import Face
from portal.documents.grid import CELL, EM_TOP, LEFT, MEASURE, MM, PITCH, SIZE_3, SIZE_4
from portal.documents.metrics import Metrics
from portal.documents.sheet import Bar, Mark, placed

INDENT = 2 * CELL
BODY = Style(first=INDENT)
NOTE = Style(size=12.0, cell=12.0, first=INDENT)
FACES = {Level.ONE: Face.HEI, Level.TWO: Face.KAI}
HAIR = 0.25 * MM  # a table's rules
PADDING = 4.0  # between a table's rule and its text


@dataclass(frozen=True)
class Setting:
    """What setting needs beside the text: the fonts' metrics, names that stay whole, the width there is."""

    metrics: Metrics
    names: Collection[str]
    measure: float = MEASURE

    def lines(self, text: str, style: Style, face: Face = Face.FANG) -> tuple[Line, ...]:
        return compose([Run(text, face)], style, self.metrics, self.names)

    def wide(self, style: Style) -> Style:
        """The style on this setting's measure."""
        return replace(style, measure=self.measure)

    def width(self, text: str, style: Style, face: Face = Face.FANG) -> float:
        return text_width([Run(text, face)], style, self.metrics, self.names)


def slabs_of(blocks: Sequence[Block], setting: Setting) -> tuple[Slab, ...]:
    """All blocks, one after the other. A heading stays with what it heads."""
    columns = _columns([n for b in blocks if isinstance(b, Names) for n in b.names], setting)
    slabs: list[Slab] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            slabs.extend(_paragraph(block, setting))
        elif isinstance(block, Names):
            slabs.extend(_names(block, columns, setting))
        else:
            slabs.extend(_table(block, setting))
    return tuple(slabs)


def row_of(*lines: Line, keep: bool = False) -> Slab:
    """One row with the given lines on it."""
    return Slab(1, tuple(placed(line, 0.0) for line in lines), keep)


def _paragraph(block: Paragraph, setting: Setting) -> tuple[Slab, ...]:
    face = FACES.get(block.level, Face.FANG)
    runs = (
        [Run(block.heading, face), Run(block.text, Face.FANG)] if block.heading else [Run(block.text, face)]
    )
    style = setting.wide(NOTE if block.level is Level.NOTE else BODY)
    lines = compose([r for r in runs if r.text], style, setting.metrics, setting.names)
    slabs = tuple(row_of(line) for line in lines)
    heads_something = block.level in FACES and not (block.heading and block.text)
    return kept(slabs, len(slabs)) if heads_something else slabs


def _columns(names: Sequence[str], setting: Setting) -> tuple[float, ...]:
    """Where the columns of a list of names start, so that the longest name has a free cell behind it."""
    longest = max((setting.width(n, BODY) for n in names), default=0.0)
    for count in (3, 2):
        step = (setting.measure - INDENT + 0.01) // CELL // count * CELL
        if longest <= step - CELL:
            return tuple(INDENT + i * step for i in range(count))
    return (INDENT,)


def _names(block: Names, columns: Sequence[float], setting: Setting) -> tuple[Slab, ...]:
    if len(columns) == 1:
        return tuple(slab for name in block.names for slab in _long_name(name, setting))
    slabs: list[Slab] = []
    for start in range(0, len(block.names), len(columns)):
        row = zip(block.names[start : start + len(columns)], columns, strict=False)
        slabs.append(
            row_of(*(line for name, x in row for line in setting.lines(name, setting.wide(Style(first=x)))))
        )
    return tuple(slabs)


def _long_name(name: str, setting: Setting) -> tuple[Slab, ...]:
    style = setting.wide(Style(first=INDENT, rest=INDENT + CELL))
    slabs = [row_of(line) for line in setting.lines(name, style)]
    return (*kept(slabs[:-1], len(slabs)), *slabs[-1:])


def _table(table: Table, setting: Setting) -> tuple[Slab, ...]:
    total = sum(table.widths)
    edges = [LEFT]
    for width in table.widths:
        edges.append(edges[-1] + setting.measure * width / total)
    head = _table_row(table.head, edges, setting, Face.HEI, first=True)
    rows = [_table_row(row, edges, setting, Face.FANG) for row in table.rows]
    return (replace(head, keep=bool(rows)), *(replace(r, head=(head,)) for r in rows))


def _table_row(
    cells: Sequence[str], edges: Sequence[float], setting: Setting, face: Face, first: bool = False
) -> Slab:
    found = []
    for text, (left, right) in zip(cells, pairwise(edges), strict=True):
        style = Style(size=SIZE_4, cell=SIZE_4, measure=right - left - 2 * PADDING)
        found.append((left + PADDING, setting.lines(text, style, face)))
    rows = max([1, *(len(lines) for _x, lines in found)])
    marks: list[Mark] = []
    drop = (PITCH - SIZE_3) / 2
    for x, lines in found:
        lead = (rows - len(lines)) / 2  # centred in the row's height
        marks.extend(placed(line, drop + (lead + i) * PITCH, x) for i, line in enumerate(lines))
    # A row's box would stick out above 版心 on the first row, so a table hangs half a gap lower, and leaves
    # the last row of a page free.
    top = -EM_TOP * SIZE_3
    height = rows * PITCH
    marks.extend(Bar(x - HAIR / 2, top, HAIR, height) for x in edges)
    if first:
        marks.append(Bar(LEFT, top, setting.measure, HAIR))
    marks.append(Bar(LEFT, top + height - HAIR / 2, setting.measure, HAIR))
    return Slab(rows, tuple(marks), below=1)
