"""The circular 通报: from its content to the bytes of a PDF."""

from dataclasses import dataclass, replace

from portal.documents.blocks import Setting, slabs_of
from portal.documents.closing import annex_notes, remark, signature
from portal.documents.colophon import Colophon, colophon, page_number
from portal.documents.content import Annex, Circular, Level, Names, Paragraph, Table
from portal.documents.flow import Page, Placed, Slab, kept, moved, pour
from portal.documents.fonts import Face, Fonts
from portal.documents.grid import (
    LEFT,
    ROWS,
    TOP,
    TURNED_LEFT,
    TURNED_MEASURE,
    TURNED_ROWS,
    TURNED_TOP,
    baseline,
)
from portal.documents.head import FULL, head, title
from portal.documents.metrics import metrics_of
from portal.documents.sheet import Imprint, Mark, Sheet, Turned, placed, print_sheets
from portal.documents.wording import from_snapshot

__all__ = [
    "Annex",
    "Circular",
    "Composed",
    "Level",
    "Names",
    "Paragraph",
    "Table",
    "compose_circular",
    "from_snapshot",
    "render",
]
ANNEX_TITLE_ROW = 2  # the third row of the page


@dataclass(frozen=True)
class Composed:
    """The sheets of a circular before they are printed, and which of them carry a number."""

    sheets: tuple[Sheet, ...]
    numbered: tuple[bool, ...]


def render(circular: Circular, fonts: Fonts) -> bytes:
    """The circular as PDF. The same circular and the same font files give the same bytes.

    Raises CharacterMissing, before anything is rendered, for a character that no face has.
    """
    composed = compose_circular(circular, fonts)
    imprint = Imprint(
        title="".join(circular.title.split("\n")),
        author=circular.signature,
        keywords=f"sha256:{circular.digest}" if circular.digest else "",
        created=circular.issued_on.isoformat(),
    )
    return print_sheets(composed.sheets, imprint, fonts)


def compose_circular(circular: Circular, fonts: Fonts) -> Composed:
    """Set the circular onto its sheets: the whole arithmetic of rows and pages, without rendering."""
    setting = Setting(metrics_of(fonts), circular.whole)
    upper, body, addressees_placed = _main(circular, setting)
    pages: list[Sheet] = [_marks(page) for page in body]
    pages[0] = (*upper, *pages[0])
    last = body[-1]
    for number, annex in enumerate(circular.annexes, 1):
        marks, poured = _annex(annex, number if len(circular.annexes) > 1 else 0, setting)
        pages.extend(marks)
        last = poured
    end = colophon(circular, setting, with_addressees=bool(circular.addressees) and not addressees_placed)
    return _finish(pages, last, end, setting)


def _main(circular: Circular, setting: Setting) -> tuple[tuple[Mark, ...], tuple[Page, ...], bool]:
    """Head and body. The seal's page must carry text, so the body's last rows go with the signature; page 1
    must show body text, and for its sake they may be one row only, and the addressees go into 版记.
    """
    for addressees, rows in ((True, 2), (True, 1), (False, 2), (False, 1)):
        upper, start, placed_there = head(circular, setting, addressees)
        body = _body(circular, setting, start, rows)
        if body[0]:
            break
    return upper, body, placed_there


def _body(circular: Circular, setting: Setting, start: int, with_seal: int) -> tuple[Page, ...]:
    slabs = (
        *kept(slabs_of(circular.body, setting), with_seal),
        *annex_notes([a.title for a in circular.annexes], setting),
        *signature(circular, setting),
        *remark(circular.note, setting),
    )
    return pour(slabs, start)


def _annex(annex: Annex, number: int, setting: Setting) -> tuple[list[Sheet], Page]:
    if annex.landscape:
        setting = replace(setting, measure=TURNED_MEASURE)
    label = setting.lines(f"附件{number or ''}", FULL, Face.HEI)[0]
    titles = title(annex.title, ANNEX_TITLE_ROW, setting)
    rows = TURNED_ROWS if annex.landscape else ROWS
    pages = pour(slabs_of(annex.blocks, setting), ANNEX_TITLE_ROW + len(titles) + 1, rows)
    sheets = [_marks(page) for page in pages]
    sheets[0] = (placed(label, baseline(0)), *titles, *sheets[0])
    if annex.landscape:
        # Nothing stands below a turned page: its table fills the sheet from edge to edge.
        return [_turned(sheet) for sheet in sheets], (Placed(0, Slab(ROWS)),)
    return list(sheets), pages[-1]


def _turned(marks: tuple[Mark, ...]) -> Sheet:
    return (Turned(tuple(moved(m, TURNED_TOP - TOP, TURNED_LEFT - LEFT) for m in marks)),)


def _marks(page: Page) -> tuple[Mark, ...]:
    return tuple(mark for placed_slab in page for mark in placed_slab.marks())


def _finish(pages: list[Sheet], last: Page, end: Colophon, setting: Setting) -> Composed:
    """Add 版记 on an even page and the numbers. A blank page before 版记 and that page of 版记 carry none."""
    numbered = [True] * len(pages)
    if not end.empty:
        if len(pages) % 2:
            pages.append(())
            numbered.append(True)
        elif not end.fits_below(last):
            pages.extend([(), ()])
            numbered.extend([False, False])
        pages[-1] = (*pages[-1], *end.marks())
    sheets = [
        (*sheet, page_number(n, setting)) if shown else sheet
        for n, (sheet, shown) in enumerate(zip(pages, numbered, strict=True), 1)
    ]
    return Composed(tuple(sheets), tuple(numbered))
