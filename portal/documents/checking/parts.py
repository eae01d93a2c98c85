"""Finds the elements of a circular on its measured pages, by where and how they stand."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from portal.documents.checking.measure import Bar, Measured, PageFacts, TextLine

T = TypeVar("T")

PITCH = 29.45 * 25.4 / 72  # mm
CELL = 156 / 28
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
CENTRE = (LEFT + RIGHT) / 2
FIRST_BASELINE = TOP + 0.88 * 16 * 25.4 / 72

_NUMBER = re.compile(r"〔.*〕.*号|字.*号$")
_DATE = re.compile(r"\d+年\d+月\d+日")
_PAGE_NUMBER = re.compile(r"[—–-]\d+[—–-]")


def row_of(line: TextLine) -> float:
    """The row of the grid that a line stands on, 0 the first; a fraction if it stands on none."""
    return (line.baseline - FIRST_BASELINE) / PITCH


def free_rows(above: TextLine, below: TextLine) -> float:
    return (below.baseline - above.baseline) / PITCH - 1


class Parts:
    """The elements. What is not there raises LookupError when it is asked for."""

    def __init__(self, measured: Measured) -> None:
        self.measured = measured
        self.pages = measured.pages
        self.first = measured.pages[0]
        self.last = measured.pages[-1]

    def page_number(self, page: PageFacts) -> TextLine | None:
        found = [
            line
            for line in page.lines
            if _PAGE_NUMBER.fullmatch(line.text) and (line.baseline > 240 or line.baseline < 30)
        ]
        return found[-1] if found else None

    def text_lines(self, page: PageFacts) -> tuple[TextLine, ...]:
        """Everything but the page number and 版记."""
        number = self.page_number(page)
        colophon = set(self.colophon) if page is self.last else set()
        return tuple(line for line in page.lines if line is not number and line not in colophon)

    @cached_property
    def mark(self) -> TextLine:
        return _first((line for line in self.first.lines if line.size > 25), "发文机关标志 mark")

    @cached_property
    def number(self) -> TextLine:
        return _first(
            (line for line in self.first.lines if _NUMBER.search(line.text) and line.size < 20), "发文字号"
        )

    @cached_property
    def red_rule(self) -> Bar:
        return _first((b for b in self.first.bars if b.top < 200 and b.width > 20), "红色分隔线 red rule")

    @cached_property
    def title(self) -> tuple[TextLine, ...]:
        lines = [
            line
            for line in self.first.lines
            if 17 < line.size < 25 and line is not self.mark and line is not self.number
        ]
        return _some(lines, "标题 title")

    @cached_property
    def addressees(self) -> tuple[TextLine, ...]:
        """Empty if the first line below the title is a paragraph's."""
        below = [n for n in self._below_title() if n.x0 < LEFT + CELL]
        for index, line in enumerate(self._below_title()):
            if line.text.endswith(("：", ":")):
                return self._below_title()[: index + 1]
            if line not in below:
                return ()
        return ()

    def _below_title(self) -> tuple[TextLine, ...]:
        after = self.title[-1].baseline
        return tuple(line for line in self.text_lines(self.first) if line.baseline > after + 1)

    @cached_property
    def annex_pages(self) -> tuple[PageFacts, ...]:
        """The pages on which an annex starts."""
        return tuple(
            p for p in self.pages[1:] if any(_is_annex_label(n) for n in (*p.lines[:1], *p.turned[:1]))
        )

    @cached_property
    def main_pages(self) -> tuple[PageFacts, ...]:
        starts = [p.number for p in self.annex_pages]
        end = starts[0] if starts else len(self.pages) + 1
        return self.pages[: end - 1]

    def after_head(self, page: PageFacts) -> tuple[TextLine, ...]:
        lines = self.text_lines(page)
        if page is not self.first:
            return lines
        head = (*self.title, *self.addressees)
        return tuple(n for n in lines if n.baseline > head[-1].baseline + 1)

    @cached_property
    def date(self) -> TextLine:
        found = [
            line
            for page in self.main_pages
            for line in self.after_head(page)
            if _DATE.fullmatch(line.text) or re.fullmatch(r"[二〇○零一三四五六七八九十]+年.*日", line.text)
        ]
        return _first(reversed(found), "成文日期 date")

    @cached_property
    def seal_page(self) -> PageFacts:
        return _first((p for p in self.main_pages if self.date in p.lines), "成文日期 date")

    @cached_property
    def signature(self) -> TextLine:
        lines = self.after_head(self.seal_page)
        return _first(reversed([n for n in lines if n.baseline < self.date.baseline - 1]), "署名 signature")

    @cached_property
    def notes(self) -> tuple[TextLine, ...]:
        """附件说明 with its further lines."""
        found: list[TextLine] = []
        for page in self.main_pages:
            for line in self.after_head(page):
                if line is self.signature:
                    return tuple(found)
                if found or line.text.startswith("附件"):
                    found.append(line)
        return tuple(found)

    @cached_property
    def body(self) -> tuple[tuple[PageFacts, TextLine], ...]:
        """The body's lines with their pages, up to 附件说明 or the signature."""
        found: list[tuple[PageFacts, TextLine]] = []
        ends = {*self.notes[:1], self.signature}
        for page in self.main_pages:
            for line in self.after_head(page):
                if line in ends:
                    return tuple(found)
                found.append((page, line))
        return tuple(found)

    @cached_property
    def remark(self) -> TextLine:
        lines = self.after_head(self.seal_page)
        return _first((n for n in lines if n.baseline > self.date.baseline + 1), "附注 remark")

    @cached_property
    def colophon(self) -> tuple[TextLine, ...]:
        lines = [n for n in self.last.lines if n is not self.page_number(self.last)]
        for index, line in enumerate(lines):
            if line.text.startswith(("主送", "抄送")) or (line.text.endswith("印发") and line.size < 15.5):
                return tuple(lines[index:])
        return ()

    @cached_property
    def colophon_bars(self) -> tuple[Bar, ...]:
        if not self.colophon:
            raise LookupError("没有版记 no colophon")
        start = self.colophon[0].top - 8
        return tuple(sorted((b for b in self.last.bars if b.top > start), key=lambda b: b.top))


def _is_annex_label(line: TextLine) -> bool:
    return re.fullmatch(r"附件\d*", line.text) is not None


def _first(things: Iterable[T], name: str) -> T:
    for thing in things:
        return thing
    raise LookupError(f"没有找到{name} not found")


def _some(things: list[T], name: str) -> tuple[T, ...]:
    if not things:
        raise LookupError(f"没有找到{name} not found")
    return tuple(things)


def pairs(lines: Iterable[TextLine]) -> Iterator[tuple[TextLine, TextLine]]:
    waiting = None
    for line in lines:
        if waiting is not None:
            yield waiting, line
        waiting = line
