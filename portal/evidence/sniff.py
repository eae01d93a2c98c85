"""What a file really is, by its content. Only kinds on the list come in; the name decides nothing."""

import io
import zipfile
from dataclasses import dataclass

import filetype

from portal.errors import Invalid

ALLOWED = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
OFFICE_PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
"""For the browser's file dialog; the server looks at the content."""

MAX_PARTS = 2000
MAX_UNPACKED = 200 * 1024 * 1024


@dataclass(frozen=True)
class Sniffed:
    """A recognised file: its media type and the ending that fits it."""

    media_type: str
    ending: str


def sniff(content: bytes) -> Sniffed:
    """Recognise a file by its content. Raises Invalid for an empty or a not allowed one."""
    if not content:
        raise Invalid("文件是空的", field="file")
    media_type = _office_type(content) if content[:2] == b"PK" else _plain_type(content)
    if media_type not in ALLOWED:
        raise Invalid("只接收 PDF、JPG、PNG、DOCX、XLSX 文件，且内容须与格式相符", field="file")
    return Sniffed(media_type, ALLOWED[media_type])


def _plain_type(content: bytes) -> str:
    kind = filetype.guess(content[:8192])
    return kind.mime if kind else ""


def _office_type(content: bytes) -> str:
    """A look inside: a Word or Excel file without macros, and not a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise Invalid("文件解压后过大，未予接收", field="file")
            names = {part.filename for part in parts}
    except zipfile.BadZipFile:
        return ""
    if "[Content_Types].xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
        return ""
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "")


def clean_name(name: str, ending: str) -> str:
    """A file's name without path or control characters, with the ending that fits its content."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem = base.rsplit(".", 1)[0] if "." in base else base
    return f"{stem[:150] or 'evidence'}.{ending}"
