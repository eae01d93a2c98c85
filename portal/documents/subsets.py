"""Faces cut down to the characters that a batch needs: embedding a whole one costs more than the page."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from fontTools import subset

from portal.documents.fonts import Face, FontFile, Fonts


def subset_fonts(fonts: Fonts, characters: Iterable[str], faces: Iterable[Face], folder: Path) -> Fonts:
    """The manifest of the asked faces, each with these characters only, kept as files in `folder`.

    The same faces and characters give the same files, in whatever process. A character that a face does not
    have is not there: who sets the text chooses the face (`Metrics.face_for`).
    """
    wanted = "".join(sorted(set("".join(characters))))
    return _cut(fonts, wanted, tuple(sorted(set(faces))), folder)


@lru_cache(maxsize=8)
def _cut(fonts: Fonts, wanted: str, faces: tuple[Face, ...], folder: Path) -> Fonts:
    return Fonts(tuple(_one(fonts[face], wanted, folder) for face in faces))


def _one(file: FontFile, wanted: str, folder: Path) -> FontFile:
    name = hashlib.sha256(f"{file.sha256} {wanted}".encode()).hexdigest()
    target = folder / f"{file.face.name.lower()}-{name[:24]}.otf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=".part-")
        os.close(handle)
        _write(file.path, wanted, part)
        os.replace(part, target)  # two processes may do this at once: their files are alike
    return replace(file, path=target, sha256=hashlib.sha256(target.read_bytes()).hexdigest())


def _write(source: Path, wanted: str, target: str) -> None:
    options = subset.Options(
        layout_features=[],  # kerning and ligatures are off, and lines are horizontal
        hinting=False,
        notdef_outline=True,
        drop_tables=["GPOS", "GSUB", "BASE", "VORG", "vhea", "vmtx", "DSIG"],
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=wanted)
    cutter.subset(font)
    subset.save_font(font, target, options)
    font.close()
