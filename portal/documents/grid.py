"""The sheet and its grid (GB/T 9704-2012; the pitches in millimetres after GB/T 33476.2-2016).

The type area 版心 is 156 × 225 mm, from 28 to 184 mm across and 37 to 262 mm down, with 22 rows of 28 cells.
A row's line box is taller than its characters, so the boxes start above 版心 and the characters fill it.
Positions count from the sheet's upper left corner, in points.
"""

MM = 72 / 25.4  # points in a millimetre

PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
LEFT = 28 * MM
RIGHT = 184 * MM
TOP = 37 * MM
BOTTOM = 262 * MM
MEASURE = RIGHT - LEFT

ROWS = 22
CELLS = 28
# A landscape sheet is turned: its lines run up the paper, so that its head stands at the sheet's left edge.
TURNED_LEFT = PAGE_HEIGHT - BOTTOM
TURNED_TOP = LEFT
TURNED_MEASURE = BOTTOM - TOP
TURNED_ROWS = 15
PITCH = 29.45  # from baseline to baseline: 10.39 mm
CELL = MEASURE / CELLS  # 15.793 pt, a little less than the 16 pt of 3号, or 28 characters would take 158 mm

SIZE_1 = 22.0  # 2号: titles
SIZE_3 = 16.0  # 3号: body
SIZE_4 = 14.0  # 4号: 版记, page numbers

EM_TOP = 0.88  # an ideograph's em box reaches this far above the baseline …
EM_BOTTOM = 0.12  # … and this far below


def baseline(row: float) -> float:
    """The baseline of a row (0 is the first): the first row's 3号 em boxes touch 版心's top."""
    return TOP + EM_TOP * SIZE_3 + row * PITCH


def cell(number: float) -> float:
    """The left edge of a cell (0 is the first)."""
    return LEFT + number * CELL
