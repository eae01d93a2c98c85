"""Printing what is published: each document is set once and kept under its snapshot's digest."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app

from portal.documents import certificate, schemebook, scoresheet, selfreport
from portal.documents.circular import compose_circular, from_snapshot, render
from portal.documents.fonts import CharacterMissing, Fonts, find_fonts
from portal.errors import Refused
from portal.models import Certificate
from portal.queries.certificates import awards_of
from portal.scoring import Scheme


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


def _kept(name: str, made: Callable[[Fonts], bytes]) -> bytes:
    fonts = _fonts(current_app.config["FONTS_FOLDER"])
    folder = _folder()
    kept = folder / f"{name}-{fonts.digest[:12]}.pdf"  # an office's own fonts, installed later, take over
    if kept.exists():
        return kept.read_bytes()
    content = made(fonts)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, written = tempfile.mkstemp(dir=folder)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    Path(written).replace(kept)
    return content


def _fonts(folder: Path) -> Fonts:
    """The fonts, looked for again when a file was put into the folder or taken out of it."""
    return _found(folder, folder.stat().st_mtime_ns if folder.exists() else 0)


@lru_cache(maxsize=2)
def _found(folder: Path, _changed: int) -> Fonts:
    return find_fonts(folder)
