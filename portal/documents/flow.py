"""Pours rows onto pages. Pure arithmetic: how many rows a thing takes, what must stay together.

Everything is counted in rows of the grid; what a slab shows is placed relative to its first row's baseline.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.documents.grid import ROWS, baseline
from portal.documents.sheet import Glyphs, Mark


@dataclass(frozen=True)
class Slab:
    """Something that cannot be parted: `rows` high, with its marks (y counted from the first baseline).

    keep: the next slab must stand on the same page. head: what is repeated above it on a new page.
    below: rows that it needs free under it on its page.
    """

    rows: int
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    head: tuple["Slab", ...] = ()
    below: int = 0


@dataclass(frozen=True)
class Placed:
    """A slab with its row on the page."""

    row: int
    slab: Slab

    def marks(self) -> Iterator[Mark]:
        """The marks with their places on the sheet."""
        for mark in self.slab.marks:
            yield moved(mark, baseline(self.row))


Page = tuple[Placed, ...]


def moved(mark: Mark, down: float, right: float = 0.0) -> Mark:
    """The same mark further down and to the right."""
    if isinstance(mark, Glyphs):
        return replace(mark, x=mark.x + right, baseline=mark.baseline + down)
    return replace(mark, x=mark.x + right, y=mark.y + down)


def end_row(page: Page) -> int:
    """The first row after everything on the page."""
    return max((p.row + p.slab.rows for p in page), default=0)


def pour(slabs: Sequence[Slab], start: int = 0, rows: int = ROWS) -> tuple[Page, ...]:
    """Fill pages with slabs. The first page begins at row `start`, the others at 0; only the first may stay
    empty. Slabs held together by `keep` go on to the next page together, as far as a page can hold them.
    """
    pages: list[list[Placed]] = [[]]
    row = start
    for chunk in _chunks(slabs, rows):
        if row + sum(s.rows for s in chunk) + chunk[-1].below > rows and row > 0:
            pages.append([])
            row = 0
        for slab in chunk:
            for part in (*(slab.head if row == 0 else ()), slab):
                pages[-1].append(Placed(row, part))
                row += part.rows
    return tuple(tuple(page) for page in pages)


def _chunks(slabs: Sequence[Slab], rows: int) -> Iterator[list[Slab]]:
    chunk: list[Slab] = []
    for slab in slabs:
        # Longer than a page: hold together what comes last, which is what a seal or a heading needs.
        while chunk and sum(s.rows for s in (*chunk, slab)) > rows:
            yield [chunk.pop(0)]
        chunk.append(slab)
        if not slab.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def kept(slabs: Sequence[Slab], last: int) -> tuple[Slab, ...]:
    """The same slabs, the last `last` of them tied to whatever follows."""
    cut = max(len(slabs) - last, 0)
    return (*slabs[:cut], *(replace(s, keep=True) for s in slabs[cut:]))
