"""The first page's upper part: mark, number, red rule, title, addressees (GB/T 9704, 7.2, 7.3.1–7.3.2)."""

from portal.documents.blocks import Setting
from portal.documents.compose import Line, Run, Style
from portal.documents.content import Circular
from portal.documents.fonts import Face
from portal.documents.grid import EM_BOTTOM, LEFT, MEASURE, MM, ROWS, SIZE_1, SIZE_3, baseline
from portal.documents.sheet import Bar, Glyphs, Ink, Mark, placed
from portal.documents.title import break_title
from portal.errors import Invalid

# The mark's ink starts 35 mm below 版心's top. Its size is chosen so that its baseline is the grid's: then
# the number two free rows below it, and all that follows, keep to the rows of the body.
MARK_TOP = 72 * MM
MARK_ROW = 4
NUMBER_ROW = MARK_ROW + 3
RULE_BELOW_NUMBER = 4 * MM
RULE_HEIGHT = 0.6 * MM
TITLE_ROW = NUMBER_ROW + 3
WIDEST_MARK = 150 * MM
AIRY_MARK = 120 * MM  # a short mark is spaced out to about this width …
MOST_AIR = 0.35  # … but by no more than this share of its size

FULL = Style()
TITLE_STYLE = Style(size=SIZE_1, cell=SIZE_1)


def mark(text: str, setting: Setting) -> Glyphs:
    """发文机关标志: red 小标宋, centred, the upper edge of its ink at 72.0 mm."""
    metrics = setting.metrics
    face = metrics.face_for(text, Face.TITLE)
    height = max(metrics[face].ink(c).top for c in text)
    size = (baseline(MARK_ROW) - MARK_TOP) / height
    natural = sum(metrics[face].advance(c) for c in text) * size
    gaps = max(len(text) - 1, 1)
    spacing = min(max((AIRY_MARK - natural) / gaps, 0.0), MOST_AIR * size)
    width = natural + spacing * (len(text) - 1)
    stretch = min(1.0, WIDEST_MARK / width)
    x = LEFT + (MEASURE - width * stretch) / 2
    return Glyphs(x, baseline(MARK_ROW), size, (Run(text, face),), spacing, Ink.RED, stretch)


def centred(text: str, row: float, style: Style, face: Face, setting: Setting) -> Glyphs:
    """One centred line on a row. Raises Invalid if it is wider than there is room."""
    width = setting.width(text, style, face)
    if width > setting.measure:
        raise Invalid("“%(text)s”过长，一行放不下", text=text)
    runs = (Run(text, setting.metrics.face_for(text, face)),)
    return placed(
        Line((setting.measure - width) / 2, runs, style.grid_spacing, style.size, width), baseline(row)
    )


def title(text: str, row: int, setting: Setting) -> tuple[Glyphs, ...]:
    """A title in 2号小标宋 from `row` on, broken by sense, one row for each line.

    Raises Invalid for a title that would leave no room for anything below it.
    """
    lines = break_title(text, setting.names)
    if row + len(lines) > ROWS - 4:
        raise Invalid("标题过长，排出了 %(lines)s 行，请缩短", field="title", lines=len(lines))
    return tuple(centred(line, row + i, TITLE_STYLE, Face.TITLE, setting) for i, line in enumerate(lines))


def head(circular: Circular, setting: Setting, addressees: bool) -> tuple[tuple[Mark, ...], int, bool]:
    """Everything above the body: the marks, the row on which the body starts, and whether the addressees
    stand there. Where they would leave page 1 without a row of body text, or if not asked for, they do not.
    """
    number = centred(circular.number, NUMBER_ROW, FULL, Face.FANG, setting)
    rule_top = number.baseline + EM_BOTTOM * SIZE_3 + RULE_BELOW_NUMBER
    rule = Bar(LEFT, rule_top, MEASURE, RULE_HEIGHT, Ink.RED)
    titles = title(circular.title, TITLE_ROW, setting)
    row = TITLE_ROW + len(titles) + 1
    lines = setting.lines(circular.addressees, FULL)
    fits = addressees and bool(lines) and row + len(lines) < ROWS
    marks: list[Mark] = [mark(circular.mark, setting), number, rule, *titles]
    if fits:
        marks.extend(placed(line, baseline(row + i)) for i, line in enumerate(lines))
        row += len(lines)
    return tuple(marks), row, fits
