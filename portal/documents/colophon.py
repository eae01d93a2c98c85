"""版记, the last thing of a document (GB/T 9704-2012, 7.4), and the page numbers (7.5)."""

from dataclasses import dataclass, replace

from portal.documents.blocks import Setting
from portal.documents.compose import Line, Run, Style
from portal.documents.content import Circular, chinese_date
from portal.documents.flow import Page, end_row
from portal.documents.fonts import Face
from portal.documents.grid import (
    BOTTOM,
    EM_BOTTOM,
    EM_TOP,
    LEFT,
    MEASURE,
    MM,
    PITCH,
    RIGHT,
    SIZE_3,
    SIZE_4,
    TOP,
    baseline,
)
from portal.documents.sheet import Bar, Glyphs, Mark, placed
from portal.errors import Invalid

THICK = 0.35 * MM
FINE = 0.25 * MM
ROW = 24.0  # from line to line of 4号: 8.5 mm
INSET = SIZE_4  # one cell on each side
NUMBER_CENTRE = BOTTOM + 7 * MM
_MIDDLE = (EM_TOP - EM_BOTTOM) / 2


@dataclass(frozen=True)
class Colophon:
    """版记 set into lines: the elements above the fine rule, and the line of the printing office."""

    upper: tuple[Line, ...]
    printed: tuple[Line, ...]

    @property
    def height(self) -> float:
        rows = len(self.upper) + (1 if self.printed else 0)
        return rows * ROW + 2 * THICK

    @property
    def empty(self) -> bool:
        return not (self.upper or self.printed)

    def fits_below(self, page: Page) -> bool:
        """Whether it stands under what is on the page, with half a row of air."""
        last = end_row(page)
        text_end = baseline(last - 1) + EM_BOTTOM * SIZE_3 if last else 0.0
        return text_end + PITCH / 2 <= BOTTOM - self.height

    def marks(self) -> tuple[Mark, ...]:
        """All its marks, the last rule on the lower edge of 版心."""
        top = BOTTOM - self.height
        marks: list[Mark] = [Bar(LEFT, top, MEASURE, THICK), Bar(LEFT, BOTTOM - THICK, MEASURE, THICK)]
        for index, line in enumerate(self.upper):
            marks.append(placed(line, _row_baseline(top, index), LEFT + INSET))
        if self.printed:
            marks.extend(
                placed(line, _row_baseline(top, len(self.upper)), LEFT + INSET) for line in self.printed
            )
            if self.upper:
                y = top + THICK + len(self.upper) * ROW
                marks.append(Bar(LEFT, y - FINE / 2, MEASURE, FINE))
        return tuple(marks)


def _row_baseline(top: float, index: int) -> float:
    return top + THICK + (index + 0.5) * ROW + _MIDDLE * SIZE_4


def colophon(circular: Circular, setting: Setting, with_addressees: bool) -> Colophon:
    """Set 版记. `with_addressees`: 主送 stands here because page 1 has no room for it.

    Raises Invalid if it would be higher than a page.
    """
    style = Style(size=SIZE_4, cell=SIZE_4, measure=MEASURE - 2 * INSET)
    upper: list[Line] = []
    if with_addressees:
        upper.extend(_labelled("主送：", circular.addressees.rstrip("：:。"), style, setting))
    if circular.copies:
        upper.extend(_labelled("抄送：", circular.copies.rstrip("。；，"), style, setting))
    made = Colophon(tuple(upper), _printed(circular, style, setting))
    if made.height > BOTTOM - TOP:
        raise Invalid("主送、抄送机关过多，版记排满一页仍放不下，请改列附件", field="copies")
    return made


def _labelled(label: str, text: str, style: Style, setting: Setting) -> tuple[Line, ...]:
    """A label and its text, which ends in 。 and whose further lines align behind the label."""
    hang = len(label) * style.cell
    lines = list(setting.lines(text + "。", replace(style, first=hang, rest=hang)))
    first = setting.lines(label, style)[0]
    if lines:  # label and text are one line; they are only set apart to align what follows
        lines[0] = replace(
            lines[0], start=0.0, runs=(*first.runs, *lines[0].runs), width=lines[0].width + hang
        )
    return tuple(lines)


def _printed(circular: Circular, style: Style, setting: Setting) -> tuple[Line, ...]:
    if not circular.printed_by or circular.printed_on is None:
        return ()
    day = setting.lines(f"{chinese_date(circular.printed_on)}印发", style)[0]
    office = setting.lines(circular.printed_by, style)[0]
    return office, replace(day, start=style.measure - day.width)


def page_number(number: int, setting: Setting) -> Glyphs:
    """— 1 — in 4号半角宋体, one cell from the outer edge, the dashes' centre 7 mm below 版心."""
    text = f"— {number} —"
    song = setting.metrics[Face.SONG]
    dash = song.ink("—")
    drop = (dash.top + dash.bottom) / 2 * SIZE_4
    width = sum(song.advance(c) for c in text) * SIZE_4
    x = RIGHT - SIZE_4 - width if number % 2 else LEFT + SIZE_4
    return Glyphs(x, NUMBER_CENTRE + drop, SIZE_4, (Run(text, Face.SONG),))
