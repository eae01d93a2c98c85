"""What stands on a sheet: characters on a baseline, and bars. WeasyPrint draws them and lays out nothing.

Every mark carries its own place in points from the sheet's upper left corner, so that the arithmetic of the
grid is all in Python and can be tested without rendering.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from portal.documents.compose import Line, Run
from portal.documents.fonts import Face, Fonts
from portal.documents.grid import LEFT
from portal.documents.metrics import metrics_of


class Ink(StrEnum):
    """Printing inks: black is pure K; the red of the head is Y80 M80."""

    BLACK = "black"
    RED = "red"


@dataclass(frozen=True)
class Glyphs:
    """Characters on one baseline. `stretch` narrows (< 1) or widens them."""

    x: float
    baseline: float
    size: float
    runs: tuple[Run, ...]
    spacing: float = 0.0
    ink: Ink = Ink.BLACK
    stretch: float = 1.0


@dataclass(frozen=True)
class Bar:
    """A filled rectangle: the red rule, the rules of 版记 and of tables."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink = Ink.BLACK


@dataclass(frozen=True)
class Imprint:
    """The file's metadata: title, author, keywords (the digest of what it was made from)."""

    title: str
    author: str
    keywords: str = ""
    created: str = ""  # ISO date; never the clock, or the same input would not give the same bytes


@dataclass(frozen=True)
class Drawing:
    """A drawing in SVG: the squares of a QR code."""

    x: float
    y: float
    width: float
    height: float
    svg: str


Mark = Glyphs | Bar | Drawing


@dataclass(frozen=True)
class Turned:
    """Marks on a sheet lying on its side: x counts up from its lower left corner, y from its left edge."""

    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Wide:
    """Marks on a sheet that is broader than high, also on the screen: alone on their sheet."""

    marks: tuple[Mark, ...]


Sheet = tuple[Mark | Turned | Wide, ...]

_CSS_CLASS = {face: face.name.lower() for face in Face}
_BOX = 2.0  # the height of a line box in type sizes: enough for every face

_CSS = """
@page { size: 210mm 297mm; margin: 0 }
@page wide { size: 297mm 210mm; margin: 0 }
body { margin: 0; font-kerning: none; font-variant-ligatures: none; font-family: KaopingFang }
section { position: relative; width: 210mm; height: 297mm }
section.wide { page: wide; width: 297mm; height: 210mm }
section + section { break-before: page }
p, div { position: absolute; margin: 0; font-weight: normal; line-height: 2; white-space: pre; width: 297mm;
             transform-origin: 0 0 }
p.black { color: device-cmyk(0 0 0 1) }
p.red { color: device-cmyk(0 0.8 0.8 0) }
div.black { background: device-cmyk(0 0 0 1) }
div.red { background: device-cmyk(0 0.8 0.8 0) }
aside { position: absolute; left: 0; top: 297mm; width: 297mm; height: 210mm; transform-origin: 0 0;
        transform: rotate(-90deg) }
i { font-style: normal; font-weight: normal; line-height: 0 }
"""

_turn = threading.Lock()  # the renderer's font configuration is one per process; threads take turns


def placed(line: Line, baseline: float, left: float = LEFT, ink: Ink = Ink.BLACK) -> Glyphs:
    """A composed line on a baseline. `left` is the left edge of its measure."""
    return Glyphs(left + line.start, baseline, line.size, line.runs, line.spacing, ink)


def print_sheets(
    sheets: Sequence[Sheet], imprint: Imprint, fonts: Fonts, whole: Fonts | None = None
) -> bytes:
    """The PDF. The same sheets, imprint and font files give the same bytes.

    `whole`: where `fonts` are cut down, those from which they were: the lines are measured by them.
    """
    with _turn:
        configuration, style = _configuration(fonts)
        document = HTML(string=markup(sheets, imprint, whole or fonts)).render(
            stylesheets=[style], font_config=configuration
        )
        pdf: bytes | None = document.write_pdf(pdf_identifier=b"kaoping-circular")
    if pdf is None:
        raise RuntimeError("the renderer returned no document")
    return pdf


def markup(sheets: Sequence[Sheet], imprint: Imprint, fonts: Fonts) -> str:
    """The sheets as HTML in which every element has its place."""
    metrics = metrics_of(fonts)[Face.FANG]
    # Where the renderer puts the baseline inside a line box, in type sizes: the box's middle plus half the
    # difference of the face's ascent and descent.
    drop = _BOX / 2 + (metrics.ascent - metrics.descent) / 2
    head = (
        f'<!DOCTYPE html><html lang="zh-CN"><head><title>{escape(imprint.title)}</title>'
        f'<meta name="author" content="{escape(imprint.author)}">'
        f'<meta name="keywords" content="{escape(imprint.keywords)}">'
    )
    if imprint.created:
        head += f'<meta name="dcterms.created" content="{escape(imprint.created)}">'
    body = "".join(_section(sheet, drop) for sheet in sheets)
    return f"{head}</head><body>{body}</body></html>"


def _section(sheet: Sheet, drop: float) -> str:
    wide = any(isinstance(mark, Wide) for mark in sheet)
    opened = '<section class="wide">' if wide else "<section>"
    return opened + "".join(_element(mark, drop) for mark in sheet) + "</section>"


def _element(mark: Mark | Turned | Wide, drop: float) -> str:
    if isinstance(mark, Wide):
        return "".join(_element(inner, drop) for inner in mark.marks)
    if isinstance(mark, Turned):
        return "<aside>" + "".join(_element(inner, drop) for inner in mark.marks) + "</aside>"
    if isinstance(mark, Bar):
        return (
            f'<div class="{mark.ink}" style="left:{mark.x:.3f}pt;top:{mark.y:.3f}pt;'
            f'width:{mark.width:.3f}pt;height:{mark.height:.4f}pt"></div>'
        )
    if isinstance(mark, Drawing):
        return (
            f'<div style="left:{mark.x:.3f}pt;top:{mark.y:.3f}pt;width:{mark.width:.3f}pt;'
            f'height:{mark.height:.3f}pt;line-height:0">{mark.svg}</div>'
        )
    top = mark.baseline - drop * mark.size
    narrow = f";transform:scale({mark.stretch:.4f},1)" if mark.stretch != 1.0 else ""
    runs = "".join(_run(run) for run in mark.runs)
    return (
        f'<p class="{mark.ink}" style="left:{mark.x:.3f}pt;top:{top:.3f}pt;font-size:{mark.size:g}pt;'
        f'letter-spacing:{mark.spacing:.4f}pt{narrow}">{runs}</p>'
    )


def _run(run: Run) -> str:
    """仿宋 is what everything stands in: a box less to lay out for most of the text."""
    text = escape(run.text)
    return text if run.face is Face.FANG else f'<i class="{_CSS_CLASS[run.face]}">{text}</i>'


@lru_cache(maxsize=4)
def _configuration(fonts: Fonts) -> tuple[FontConfiguration, CSS]:
    """Font configuration and parsed style sheet, once per process: they cost more than a circular."""
    configuration = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: {f.face.value}; src: url("{f.path.absolute().as_uri()}") }}\n'
        for f in fonts.files
    )
    classes = "".join(f"i.{name} {{ font-family: {face.value} }}\n" for face, name in _CSS_CLASS.items())
    return configuration, CSS(string=faces + _CSS + classes, font_config=configuration)
