"""Evidence as every page shows it: a preview made by us, the original as a download, its kind and size."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.evidence.preview import DRAWN
from portal.models import Evidence

KB = 1024


@dataclass(frozen=True)
class FileCard:
    """One file in a list; `preview_url` is "" where no picture is made of its kind."""

    id: int
    name: str
    kind: str
    note: str
    url: str
    preview_url: str
    digest: str


def card_of(file: Evidence) -> FileCard:
    """A file's card. Whether the person may have the file is the caller's question."""
    drawn = file.media_type in DRAWN
    return FileCard(
        id=file.id,
        name=file.name,
        kind=file.name.rsplit(".", 1)[-1].upper(),
        note=_note(file),
        url=url_for("dossier.evidence", evidence_id=file.id),
        preview_url=url_for("dossier.preview", evidence_id=file.id) if drawn else "",
        digest=file.digest,
    )


def cards_of(files: Iterable[Evidence]) -> list[FileCard]:
    """The cards of several files, without those that were taken out of reach."""
    return [card_of(file) for file in files if file.removed_at is None]


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < KB * KB:
        return f"{max(1, round(size / KB))} KB"
    return f"{size / KB / KB:.1f} MB"


def _note(file: Evidence) -> str:
    """Kind, pages or pixels, size: PDF，3 页，312 KB."""
    parts = [file.name.rsplit(".", 1)[-1].upper(), size_words(file.size)]
    if file.pages:
        parts.insert(1, _("%(count)s 页", count=file.pages))
    if file.width and file.height:
        parts.insert(1, f"{file.width} × {file.height}")
    return _("，").join(parts)
