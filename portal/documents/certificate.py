"""The certificate 荣誉证书: A4 lying, a quiet border, who was selected in what, number, code and QR.

Not in GB/T 9704, which knows no certificates; 四(三) keeps a vetoed unit from ever getting here.
"""

import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import segno

from portal.documents.compose import Line, Run, Style, compose
from portal.documents.content import chinese_date
from portal.documents.fonts import Face, Fonts
from portal.documents.grid import MM
from portal.documents.metrics import Metrics, metrics_of
from portal.documents.sheet import Drawing, Glyphs, Imprint, Ink, Mark, Sheet, Wide, print_sheets
from portal.documents.subsets import subset_fonts

WIDTH, HEIGHT = 297 * MM, 210 * MM
TITLE = "荣誉证书"
TITLE_SIZE, TITLE_AIR = 46.0, 20.0
LEFT, MEASURE = 42 * MM, 213 * MM
BODY, BODY_CELL, BODY_PITCH = 24.0, 25.6, 16 * MM
BODY_AT = 84 * MM
SIGNED_AROUND = 213 * MM  # signature and date are centred here, with room for a seal
QR, QR_X, QR_Y = 27 * MM, 30 * MM, 152 * MM
SMALL = 11.0
_FRAME = ((11 * MM, 0.9 * MM), (13.2 * MM, 0.25 * MM))  # how far in, how thick
_FIXED = (
    TITLE
    + "："
    + "在年度政府系统办公室绩效工作评价中，被评为先进单位，特发此证。"
    + "年月日验证码核验扫码或打开以下网址〔〕第号"
    + string.printable.strip()
    + " "
)
"""Every character that stands on any certificate beside names, areas and 字号."""


@dataclass(frozen=True)
class Certificate:
    """What stands on one certificate. `address`: where its code is confirmed, as the QR has it."""

    unit: str
    area: str
    year: int
    issuer: str
    issued_on: date
    number: str
    code: str
    address: str
    digest: str = ""


def render(certificates: Sequence[Certificate], texts: Iterable[str], fonts: Fonts, folder: Path) -> bytes:
    """One or more certificates as one PDF, a page each; the same certificates give the same bytes.

    `texts`: the names that stand on any certificate of the edition; all of it is set from one set of faces
    cut down to them, kept in `folder`, so that a certificate is the same alone and in a batch.
    Raises CharacterMissing, before anything is rendered, for a character that no face has.
    """
    metrics = metrics_of(fonts)
    known = (*texts, *(one.number for one in certificates))
    faces = {Face.FANG, Face.TITLE, *(metrics.face_for(text, Face.FANG) for text in known)}
    cut = subset_fonts(fonts, (_FIXED, *known), faces, folder)
    sheets = [_sheet(one, metrics) for one in certificates]
    first = certificates[0]
    alone = len(certificates) == 1
    imprint = Imprint(
        title=f"{TITLE}　{first.number if alone else f'{first.year}年度'}",
        author=first.issuer,
        keywords=f"sha256:{first.digest}" if first.digest else "",
        created=first.issued_on.isoformat(),
    )
    return print_sheets(sheets, imprint, cut, whole=fonts)


def _sheet(one: Certificate, metrics: Metrics) -> Sheet:
    marks: list[Mark] = [_frame(), *_title(one, metrics), *_body(one, metrics), *_proof(one, metrics)]
    marks.extend(_signature(one, metrics))
    return (Wide(tuple(marks)),)


def _frame() -> Drawing:
    """One drawing, since eight bars would take longer to lay out than all the words."""
    rules = "".join(
        f'<rect x="{inset:.2f}" y="{inset:.2f}" width="{WIDTH - 2 * inset:.2f}" '
        f'height="{HEIGHT - 2 * inset:.2f}" fill="none" stroke="device-cmyk(0 0.8 0.8 0)" '
        f'stroke-width="{thick:.2f}"/>'
        for inset, thick in _FRAME
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.2f} {HEIGHT:.2f}">{rules}</svg>'
    return Drawing(0, 0, WIDTH, HEIGHT, svg)


def _title(one: Certificate, metrics: Metrics) -> Iterable[Glyphs]:
    width = len(TITLE) * TITLE_SIZE + (len(TITLE) - 1) * TITLE_AIR
    runs = (Run(TITLE, Face.TITLE),)
    yield Glyphs((WIDTH - width) / 2, 50 * MM, TITLE_SIZE, runs, TITLE_AIR, Ink.RED)
    yield _centred(one.number, WIDTH / 2, 63 * MM, 14.0, metrics)


def _body(one: Certificate, metrics: Metrics) -> Iterable[Glyphs]:
    names = {one.unit, one.area, f"{one.year}年度"}
    flush = Style(BODY, BODY_CELL, MEASURE)
    indented = Style(BODY, BODY_CELL, MEASURE, first=2 * BODY_CELL)
    said = f"在{one.year}年度政府系统办公室绩效工作评价中，被评为{one.area}先进单位，特发此证。"
    lines: list[Line] = [
        *compose([Run(f"{one.unit}：", Face.FANG)], flush, metrics, names),
        *compose([Run(said, Face.FANG)], indented, metrics, names),
    ]
    for row, line in enumerate(lines):
        yield Glyphs(LEFT + line.start, BODY_AT + row * BODY_PITCH, BODY, line.runs, line.spacing)


def _signature(one: Certificate, metrics: Metrics) -> Iterable[Glyphs]:
    yield _centred(one.issuer, SIGNED_AROUND, 162 * MM, 20.0, metrics)
    yield _centred(chinese_date(one.issued_on), SIGNED_AROUND, 174 * MM, 20.0, metrics)


def _proof(one: Certificate, metrics: Metrics) -> Iterable[Mark]:
    squares = segno.make(one.address, error="m", micro=False)
    yield Drawing(QR_X, QR_Y, QR, QR, squares.svg_inline(border=0, omitsize=True))
    at = QR_X + QR + 5 * MM
    yield _from(f"验证码 {one.code}", at, 160 * MM, SMALL, metrics)
    yield _from("扫码，或打开以下网址核验", at, 167.5 * MM, SMALL, metrics)
    page = one.address.rpartition("/")[0]
    yield _from(page, at, 175 * MM, SMALL, metrics, room=100 * MM)


def _centred(text: str, around: float, baseline: float, size: float, metrics: Metrics) -> Glyphs:
    face = metrics.face_for(text, Face.FANG)
    width = _width(text, face, size, metrics)
    stretch = min(1.0, 120 * MM / width)
    return Glyphs(around - width * stretch / 2, baseline, size, (Run(text, face),), stretch=stretch)


def _from(
    text: str, x: float, baseline: float, size: float, metrics: Metrics, room: float = MEASURE
) -> Glyphs:
    face = metrics.face_for(text, Face.FANG)
    stretch = min(1.0, room / _width(text, face, size, metrics))
    return Glyphs(x, baseline, size, (Run(text, face),), stretch=stretch)


def _width(text: str, face: Face, size: float, metrics: Metrics) -> float:
    return sum(metrics[face].advance(c) for c in text) * size
