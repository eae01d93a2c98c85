"""Printing what is published: each document is set once and kept under its snapshot's digest."""

import os
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from portal.documents.circular import from_snapshot, render
from portal.documents.fonts import Fonts, find_fonts


def circular_pdf(snapshot: Mapping[str, Any], digest: str) -> bytes:
    """The circular of a snapshot as PDF. Raises FontMissing or CharacterMissing before printing."""
    folder = Path(current_app.config["INSTANCE"]) / "documents"
    kept = folder / f"circular-{digest}.pdf"
    if kept.exists():
        return kept.read_bytes()
    content = render(
        from_snapshot({**snapshot, "digest": digest}), _fonts(current_app.config["FONTS_FOLDER"])
    )
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(name).replace(kept)
    return content


@lru_cache(maxsize=2)
def _fonts(folder: Path) -> Fonts:
    return find_fonts(folder)
