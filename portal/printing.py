"""Printing what is published: each document is set once and kept under its snapshot's digest."""

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from portal.documents import certificate, schemebook, scoresheet, selfreport
from portal.documents.circular import compose_circular, from_snapshot, render
from portal.documents.fonts import CharacterMissing, Fonts, find_fonts
from portal.documents.pictures import page_count, page_picture
from portal.errors import NotFound, Refused
from portal.models import Certificate
from portal.queries.certificates import awards_of
from portal.scoring import Scheme

PREVIEWS = 40
"""So many previews are kept; a person looks at the last one."""


def circular_pdf(snapshot: Mapping[str, Any], digest: str) -> bytes:
    """The circular of a snapshot as PDF; the same snapshot and fonts give the same bytes.

    Raises FontMissing or CharacterMissing before printing.
    """
    return _kept(
        f"circular-{digest}",
        lambda fonts: render(from_snapshot({**snapshot, "digest": digest}), fonts),
    )


def must_be_printable(snapshot: Mapping[str, Any], digest: str) -> None:
    """Set the circular without printing it: what could not be printed is not to be frozen and published.

    Raises Refused for a character that no font has, FontMissing where a font itself is missing.
    """
    fonts = _fonts(current_app.config["FONTS_FOLDER"])
    try:
        compose_circular(from_snapshot({**snapshot, "digest": digest}), fonts)
    except CharacterMissing as fault:
        raise Refused(fault.message, **fault.values) from fault


def scheme_pdf(scheme: Scheme, *, draft: bool) -> bytes:
    """A scheme as PDF; an issued one is set once, a draft each time. Raises as `circular_pdf` does."""
    if draft:
        return schemebook.render(scheme, _fonts(current_app.config["FONTS_FOLDER"]), draft=True)
    return _kept(f"scheme-{scheme.digest}", lambda fonts: schemebook.render(scheme, fonts))


def self_report_pdf(report: selfreport.SelfReport) -> bytes:
    """A unit's self-assessment as PDF, set anew each time: it is its unit's alone."""
    return selfreport.render(report, _fonts(current_app.config["FONTS_FOLDER"]))


def certificates_pdf(certificates: Sequence[Certificate]) -> bytes:
    """Certificates of one edition as one PDF, a page each; a certificate alone always gives the same bytes.

    Raises as `circular_pdf` does.
    """
    fonts, folder = faces_and_folder()
    texts = certificate_texts(certificates[0])
    return certificate.render([paper_of(one) for one in certificates], texts, fonts, folder)


def faces_and_folder() -> tuple[Fonts, Path]:
    """The faces, and where their cuts lie."""
    return _fonts(current_app.config["FONTS_FOLDER"]), _folder() / "fonts"


def certificate_texts(one: Certificate) -> tuple[str, ...]:
    """The names that stand on any certificate issued like this one: of its edition, under its 字号."""
    awards = awards_of(one.publication)
    return (one.issuer, one.series, *(a.unit_name for a in awards), *(a.area_title for a in awards))


def paper_of(one: Certificate) -> certificate.Certificate:
    """What stands on a certificate."""
    return certificate.Certificate(
        unit=one.unit_name,
        area=one.area_title,
        year=one.publication.year.number,
        issuer=one.issuer,
        issued_on=one.issued_on,
        number=one.number,
        code=one.spoken_code,
        address=one.address,
        digest=one.publication.digest,
    )


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "documents"


def score_sheet_pdf(sheet: scoresheet.ScoreSheet) -> bytes:
    """A score sheet as PDF, kept under the digest of all that stands on it. Raises as `circular_pdf` does."""
    return _kept(f"scores-{scoresheet.digest_of(sheet)}", lambda fonts: scoresheet.render(sheet, fonts))


@dataclass(frozen=True)
class Preview:
    """A circular that nobody has proposed: the digest of its bytes, how many pages it has."""

    digest: str
    pages: int


def circular_preview(snapshot: Mapping[str, Any]) -> Preview:
    """Print what is being written and keep it for a while, for its pages' pictures.

    Raises as `circular_pdf` does, and Invalid for what cannot be set.
    """
    content = render(from_snapshot(snapshot), _fonts(current_app.config["FONTS_FOLDER"]))
    digest = hashlib.sha256(content).hexdigest()
    folder = _previews()
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{digest}.pdf", content)
    by_age = sorted(folder.glob("*.pdf"), key=_written, reverse=True)
    for old in by_age[PREVIEWS:]:
        old.unlink(missing_ok=True)
    return Preview(digest, page_count(content))


@dataclass(frozen=True)
class CircularPage:
    """A page of a preview as a picture (PNG)."""

    picture: bytes


def load_circular_page(year: int, digest: str, page: int) -> CircularPage:
    """A page of what was previewed a moment ago; NotFound when it is no longer kept."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise NotFound()
    try:
        content = (_previews() / f"{digest}.pdf").read_bytes()
    except FileNotFoundError:
        raise NotFound() from None
    picture = page_picture(content, page)
    if picture is None:
        raise NotFound()
    return CircularPage(picture)


def _previews() -> Path:
    return Path(current_app.config["INSTANCE"]) / "documents" / "previews"


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another preview took it away
        return 0.0


def _kept(name: str, made: Callable[[Fonts], bytes]) -> bytes:
    fonts = _fonts(current_app.config["FONTS_FOLDER"])
    folder = _folder()
    kept = folder / f"{name}-{fonts.digest[:12]}.pdf"  # an office's own fonts, installed later, take over
    if kept.exists():
        return kept.read_bytes()
    content = made(fonts)
    folder.mkdir(parents=True, exist_ok=True)
    _write(kept, content)
    return content


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: others read it meanwhile."""
    descriptor, written = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(written).replace(path)


def _fonts(folder: Path) -> Fonts:
    """The fonts, looked for again when a file was put into the folder or taken out of it."""
    return _found(folder, folder.stat().st_mtime_ns if folder.exists() else 0)


@lru_cache(maxsize=2)
def _found(folder: Path, _changed: int) -> Fonts:
    return find_fonts(folder)
