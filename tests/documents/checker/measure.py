"""Reads a PDF back into millimetres: lines on their baselines, bars, fonts, and where ink is on a sheet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from typing import Any

import pdfplumber
import pypdfium2
from pdfminer.pdftypes import resolve1
from PIL import Image

MM = 25.4 / 72  # millimetres in a point
DPI = 300
EM_TOP, EM_BOTTOM = 0.88, 0.12  # an ideograph's em box about its baseline


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
        return all(face in c.font or "Fallback" in c.font for c in self.chars if c.text.strip())


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

    def __init__(self, number: int, page: Any, pixels: Image.Image) -> None:
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
        box = tuple(round(v * scale) for v in (left, top, right, bottom))
        window = self._pixels.crop(box).point(lambda v: 255 if v < 200 else 0)
        found = window.getbbox()
        if found is None:
            return None
        x0, y0, x1, y1 = found
        return (left + x0 / scale, top + y0 / scale, left + x1 / scale, top + y1 / scale)


class Measured:
    """The whole document."""

    def __init__(self, pdf: bytes) -> None:
        raster = pypdfium2.PdfDocument(pdf)
        images = [raster[i].render(scale=DPI / 72, grayscale=True).to_pil() for i in range(len(raster))]
        raster.close()
        with pdfplumber.open(BytesIO(pdf)) as document:
            self.metadata: Mapping[str, str] = dict(document.metadata)
            self.language = str(_text(document.doc.catalog.get("Lang")))
            self.pages = tuple(
                PageFacts(n, page, image)
                for n, (page, image) in enumerate(zip(document.pages, images, strict=True), 1)
            )
            self.fonts = tuple(_fonts(document))

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
    return tuple(round(float(v), 3) for v in thing["non_stroking_color"] or ())


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
