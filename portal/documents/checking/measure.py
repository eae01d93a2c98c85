"""Reads a PDF back into millimetres: lines on their baselines, bars, fonts, and where ink is on a sheet."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdftypes import resolve1
from PIL import Image

MM = 25.4 / 72  # millimetres in a point
DPI = 300
A4 = 595.28 * 841.89  # square points
MOST_SHEETS = 4  # the largest sheet that is drawn, in A4
EM_TOP, EM_BOTTOM = 0.88, 0.12  # an ideograph's em box about its baseline

# A face by its name inside the PDF: the portal's own, and those that offices own or their word processor has.
FACES = {
    "Title": re.compile("KaopingTitle|XiaoBiaoSong|XBS|小标宋", re.I),
    "Fang": re.compile("Fang|仿宋|STFangsong", re.I),
    "Kai": re.compile("Kai(?!ng)|楷", re.I),
    "Hei": re.compile("Hei|黑体", re.I),
    "Song": re.compile("KaopingSong|SimSun|STSong|(?<!Fang)Song|宋体", re.I),
}


@dataclass(frozen=True)
class Char:
    """One character; lengths in mm, size in points, baseline from the sheet's top."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str
    colour: tuple[float, ...]
    space: str

    @property
    def top(self) -> float:
        return self.baseline - EM_TOP * self.size * MM

    @property
    def bottom(self) -> float:
        return self.baseline + EM_BOTTOM * self.size * MM

    def set_in(self, face: str) -> bool:
        """Whether it is in the face (of FACES), or in the one for rare characters."""
        return FACES[face].search(self.font) is not None or "Fallback" in self.font


@dataclass(frozen=True)
class TextLine:
    """What stands on one baseline, from left to right."""

    chars: tuple[Char, ...]

    @cached_property
    def text(self) -> str:
        return "".join(c.text for c in self.chars)

    @cached_property
    def x0(self) -> float:
        return min(c.x0 for c in self.chars)

    @cached_property
    def x1(self) -> float:
        return max(c.x1 for c in self.chars)

    @cached_property
    def baseline(self) -> float:
        return self.chars[0].baseline

    @cached_property
    def top(self) -> float:
        return min(c.top for c in self.chars)

    @cached_property
    def bottom(self) -> float:
        return max(c.bottom for c in self.chars)

    @cached_property
    def size(self) -> float:
        return max(c.size for c in self.chars)

    @cached_property
    def colour(self) -> tuple[float, ...]:
        return self.chars[0].colour

    def set_in(self, face: str) -> bool:
        """Whether all characters are in the face, or in the one for rare characters."""
        return all(c.set_in(face) for c in self.chars if c.text.strip())


@dataclass(frozen=True)
class Bar:
    """A filled rectangle in mm."""

    x0: float
    x1: float
    top: float
    bottom: float
    colour: tuple[float, ...]

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.x1 - self.x0


@dataclass(frozen=True)
class Font:
    """A font as it is in the file."""

    name: str
    kind: str
    embedded: bool


class PageFacts:
    """One page. `number` counts from 1."""

    def __init__(self, number: int, page: Any, pixels: Callable[[], Image.Image]) -> None:
        self.number = number
        self.width: float = float(page.width) * MM
        self.height: float = float(page.height) * MM
        visible = [c for c in page.chars if c["text"].strip()]
        self.lines = tuple(_lines(_char(c, float(page.height)) for c in visible if c["upright"]))
        self.turned = tuple(_lines(_turned(c, float(page.height)) for c in visible if not c["upright"]))
        self.bars = tuple(
            Bar(r["x0"] * MM, r["x1"] * MM, r["top"] * MM, r["bottom"] * MM, _colour(r)) for r in page.rects
        )
        self._pixels = pixels

    def ink(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...] | None:
        """The box in mm around all ink inside a window (mm), or None when it is blank."""
        scale = DPI / 25.4
        x0, y0, x1, y1 = (round(v * scale) for v in (left, top, right, bottom))
        window = self._pixels().crop((x0, y0, x1, y1)).point(lambda v: 255 if v < 200 else 0)
        found = window.getbbox()
        if found is None:
            return None
        x0, y0, x1, y1 = found
        return (left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale)


class Measured:
    """The whole document, up to `most` pages. Sheets are drawn when asked for; close it afterwards."""

    def __init__(self, pdf: bytes, most: int) -> None:
        self._draw = lru_cache(maxsize=8)(self._drawn)
        with pdfplumber.open(BytesIO(pdf)) as document:
            self.metadata: Mapping[str, str] = dict(document.metadata)
            self.language = str(_text(document.doc.catalog.get("Lang")))
            self.more = len(document.pages) > most
            self.pages = tuple(
                PageFacts(n, page, partial(self._draw, n - 1))
                for n, page in enumerate(document.pages[:most], 1)
            )
            self.fonts = tuple(_fonts(document))
        self._raster = pypdfium2.PdfDocument(pdf) if self.pages else None

    def _drawn(self, index: int) -> Image.Image:
        if self._raster is None:
            raise ValueError("没有这一页 no such page")
        page = self._raster[index]
        width, height = page.get_size()
        # A sheet of some metres would take gigabytes at this resolution.
        most = A4 * MOST_SHEETS
        if width * height > most:
            raise ValueError(f"第{index + 1}页太大 page {index + 1} is too large to draw")
        image: Image.Image = page.render(scale=DPI / 72, grayscale=True).to_pil()
        return image

    def close(self) -> None:
        if self._raster is not None:
            self._raster.close()

    def __enter__(self) -> "Measured":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @cached_property
    def text(self) -> str:
        return "".join(c.text for page in self.pages for line in page.lines for c in line.chars)


def _char(char: Mapping[str, Any], height: float) -> Char:
    return Char(
        text=char["text"],
        x0=char["x0"] * MM,
        x1=char["x1"] * MM,
        baseline=(height - char["matrix"][5]) * MM,
        size=char["size"],
        font=char["fontname"],
        colour=_colour(char),
        space=str(char.get("ncs", "")),
    )


def _colour(thing: Mapping[str, Any]) -> tuple[float, ...]:
    """The components of its colour; none of a pattern's, which no rule accepts."""
    values = thing["non_stroking_color"]
    parts = values if isinstance(values, tuple | list) else (values,)
    return tuple(round(float(v), 3) for v in parts if isinstance(v, int | float))


def _turned(char: Mapping[str, Any], height: float) -> Char:
    """A character that runs up the sheet: x counts from the lower edge, the baseline from the left one.

    One that runs down, or is mirrored, gets a baseline beyond the sheet, which no rule accepts.
    """
    upward = char["matrix"][1] > 0 > char["matrix"][2]
    return replace(
        _char(char, height),
        x0=(height - char["bottom"]) * MM,
        x1=(height - char["top"]) * MM,
        baseline=char["matrix"][4] * MM if upward else 1000.0,
    )


def _lines(chars: Iterable[Char]) -> Iterator[TextLine]:
    """Characters whose baselines are less than 0.3 mm apart."""
    waiting: list[Char] = []
    for char in sorted(chars, key=lambda c: (c.baseline, c.x0)):
        if waiting and char.baseline - waiting[0].baseline > 0.3:
            yield TextLine(tuple(sorted(waiting, key=lambda c: c.x0)))
            waiting = []
        waiting.append(char)
    if waiting:
        yield TextLine(tuple(sorted(waiting, key=lambda c: c.x0)))


def _fonts(document: Any) -> Iterator[Font]:
    seen = set()
    for page in document.doc.get_pages() if hasattr(document.doc, "get_pages") else document.pages:
        resources = resolve1(page.page_obj.resources if hasattr(page, "page_obj") else page.resources)
        for reference in resolve1(resources.get("Font") or {}).values():
            font = resolve1(reference)
            descendant = resolve1(resolve1(font["DescendantFonts"])[0]) if "DescendantFonts" in font else font
            descriptor = resolve1(descendant.get("FontDescriptor") or {})
            embedded = any(key.startswith("FontFile") for key in descriptor)
            found = Font(_text(font.get("BaseFont")), _text(font["Subtype"]), embedded)
            if found not in seen:
                seen.add(found)
                yield found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16" if value.startswith(b"\xfe\xff") else "latin-1")
    return str(getattr(value, "name", value))
