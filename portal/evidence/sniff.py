"""What a file really is, by its content. Only kinds on the list come in; the name decides nothing."""

from dataclasses import dataclass

import filetype

from portal.errors import Invalid
from portal.evidence.office import office_type

ALLOWED = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"
"""For the browser's file dialog; the server looks at the content."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE_END = b"PK\x05\x06"
LONGEST_NAME = 150


@dataclass(frozen=True)
class Sniffed:
    """A recognised file: its media type and the ending that fits it."""

    media_type: str
    ending: str


def sniff(content: bytes) -> Sniffed:
    """Recognise a file by its content. Raises Invalid for an empty or a not allowed one."""
    if not content:
        raise Invalid("文件是空的", field="file")
    if content.startswith(OLD_OFFICE):
        raise Invalid(
            "旧版或加密的 Office 文件不能接收，请去掉密码，另存为 DOCX、XLSX 或 PDF 后再上传", field="file"
        )
    archive = content.startswith(b"PK")
    media_type = office_type(content) if archive else _plain_type(content)
    if media_type not in ALLOWED:
        raise Invalid("只接收 PDF、JPG、PNG、DOCX、XLSX 文件，且内容须与格式相符", field="file")
    if _is_also_another(content, archive, media_type):
        raise Invalid("一份文件里混有两种格式，未予接收；请重新导出后再上传", field="file")
    return Sniffed(media_type, ALLOWED[media_type])


def _plain_type(content: bytes) -> str:
    kind = filetype.guess(content[:8192])
    return kind.mime if kind else ""


def _is_also_another(content: bytes, archive: bool, media_type: str) -> bool:
    """Whether other programs would take the same bytes for something else (a polyglot)."""
    if media_type != "application/pdf" and b"%PDF-" in content[:1024]:
        return True
    if archive:
        return False
    place = content.rfind(ARCHIVE_END, -(65535 + 22))
    # An archive's last record says how long its comment is; only where that fits does a program open it.
    return place >= 0 and place + 22 + int.from_bytes(content[place + 20 : place + 22], "little") == len(
        content
    )


def clean_name(name: str, ending: str) -> str:
    """A file's name without path, control or direction characters, with the ending that fits its content."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    base = "".join(c for c in base if c.isprintable() and c not in '<>:"|?*').strip(". ")
    stem = base.rsplit(".", 1)[0] if "." in base else base
    return f"{stem[:LONGEST_NAME].strip('. ') or 'evidence'}.{ending}"
