"""A look into Word and Excel files: without macros, without bombs, and nothing is unpacked."""

import io
import re
import zipfile
from struct import error as StructError  # noqa: N812 - an exception by its own kind of name

from portal.errors import Invalid

PARTS = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""What makes an archive a document: its main part, and the media type."""

TYPES = "[Content_Types].xml"
MAX_PARTS = 2000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_TYPES = 1024 * 1024
ACTIVE = re.compile(r"(vbaProject|vbaData)[^/]*\.(bin|xml)$|(^|/)activeX/|(^|/)macrosheets/", re.IGNORECASE)
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.IGNORECASE)
TEMPLATES = "word/_rels/settings.xml.rels"
FAR_TEMPLATE = re.compile(rb"Target\s*=\s*[\"'](https?:|ftp:|\\\\|//|file:////)", re.IGNORECASE)


def office_type(content: bytes) -> str:
    """The media type of a Word or Excel file; "" for any other archive.

    Raises Invalid for one that carries macros, would unpack to too much, or hides parts outside itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _type(archive)
    except (
        zipfile.BadZipFile,
        StructError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return ""


def _type(archive: zipfile.ZipFile) -> str:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Invalid("文件解压后过大，未予接收", field="file")
    names = [part.filename for part in parts]
    if TYPES not in names or len(set(names)) != len(names) or any(_leads_out(name) for name in names):
        return ""
    if any(ACTIVE.search(name) for name in names) or MACRO_TYPES.search(_head(archive, TYPES)):
        raise Invalid("文件里有宏或控件，未予接收；请另存为不含宏的 DOCX、XLSX 或 PDF", field="file")
    if TEMPLATES in names and FAR_TEMPLATE.search(_head(archive, TEMPLATES)):
        raise Invalid("文件套用了网络上的模板，未予接收；请另存为 PDF 后再上传", field="file")
    return next((kind for part, kind in PARTS.items() if part in names), "")


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    """A part's beginning: what an archive says of its parts' sizes need not be true."""
    with archive.open(name) as part:
        return part.read(MAX_TYPES)


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name
