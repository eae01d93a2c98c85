"""What a face's file says about its characters: advance widths, coverage, the ink's box, the line's height.

All lengths are given in em (1.0 = the type size).
"""

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from portal.documents.fonts import CharacterMissing, Face, Fonts

MISSING = "〓"
"""What a printer sets where he has no type for a character."""

UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
"""Kinds of characters without a shape of their own: marks that come along when text is copied."""


@dataclass(frozen=True)
class Box:
    """A box around ink, in em, the origin on the baseline at the character's start."""

    left: float
    bottom: float
    right: float
    top: float


class FaceMetrics:
    """One face, read lazily. `ascent` and `descent` are what the line of the renderer is built from."""

    def __init__(self, font: TTFont) -> None:
        self._font = font
        self._unit: int = font["head"].unitsPerEm
        self._cmap: dict[int, str] = font.getBestCmap()
        self._widths: dict[str, tuple[int, int]] = font["hmtx"].metrics
        self._boxes: dict[str, Box] = {}
        self.ascent: float = font["hhea"].ascent / self._unit
        self.descent: float = -font["hhea"].descent / self._unit

    @cached_property
    def _glyphs(self) -> Any:
        """The outlines: many megabytes, which few papers ask for."""
        return self._font.getGlyphSet()

    def has(self, character: str) -> bool:
        return ord(character) in self._cmap

    def advance(self, character: str) -> float:
        """The width in em. The character must be in the face."""
        return self._widths[self._cmap[ord(character)]][0] / self._unit

    def ink(self, character: str) -> Box:
        """The box around the character's ink; an empty one for a space."""
        if character not in self._boxes:
            pen = BoundsPen(self._glyphs)
            self._glyphs[self._cmap[ord(character)]].draw(pen)
            left, bottom, right, top = pen.bounds or (0, 0, 0, 0)
            unit = self._unit
            self._boxes[character] = Box(left / unit, bottom / unit, right / unit, top / unit)
        return self._boxes[character]


class Metrics:
    """All faces of one manifest, and the choice of a face for a text."""

    def __init__(self, fonts: Fonts) -> None:
        self._faces = {f.face: FaceMetrics(TTFont(f.path, lazy=True)) for f in fonts.files}

    def __getitem__(self, face: Face) -> FaceMetrics:
        return self._faces[face]

    def legible(self, text: str) -> str:
        """A person's own words as they can be set: 〓 for what no face has, nothing for what is not seen.

        For papers that a unit prints of itself. What the office publishes is refused instead (`face_for`).
        """
        faces = [self[face] for face in (Face.FANG, Face.FALLBACK, Face.TITLE)]
        return "".join(c if any(face.has(c) for face in faces) else _stand_in(c) for c in text)

    def face_for(self, text: str, face: Face) -> Face:
        """The face for a text that must be set in one face: `face`, else the fallback, whole.

        Raises CharacterMissing when neither has one of its characters.
        """
        for choice in (face, Face.FALLBACK, Face.TITLE):
            if all(self[choice].has(c) for c in text):
                return choice
        lost = next((c for c in text if not self[Face.TITLE].has(c)), text[0])
        raise CharacterMissing(
            "没有一种字体含有字符“%(character)s”（%(code)s），请更换字体或改用其他字",
            character=lost,
            code=f"U+{ord(lost):04X}",
        )


def _stand_in(character: str) -> str:
    return "" if unicodedata.category(character) in UNSEEN else MISSING


@lru_cache(maxsize=4)
def metrics_of(fonts: Fonts) -> Metrics:
    """The metrics of a manifest, read once per process."""
    return Metrics(fonts)
