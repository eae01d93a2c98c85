"""Files as people send them, and as somebody with bad intentions would."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    """A small picture."""
    kept = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(kept, kind, **how)  # type: ignore[arg-type]
    return kept.getvalue()


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def word(more: Mapping[str, bytes | str] | None = None, types: str = TYPES) -> bytes:
    """A Word file, with further parts."""
    return archive({"[Content_Types].xml": types, "word/document.xml": "<w/>", **(more or {})})


def excel() -> bytes:
    """An Excel file."""
    return archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<x/>"})


def pdf(pages: int = 1, box: str = "0 0 595 842", catalogue: str = "", trailer: str = "") -> bytes:
    """A PDF with empty pages."""
    kids = " ".join(f"{3 + number} 0 R" for number in range(pages))
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalogue}>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>"] * pages
    made, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{trailer}>>\n"
    return made + end.encode() + f"startxref\n{len(made)}\n%%EOF\n".encode()


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels and holds none of them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """A Word file that would unpack to more than is ever taken."""
    return word({f"word/media/{number}.bmp": bytes(30 * 1024 * 1024) for number in range(7)})


def lying(content: bytes) -> bytes:
    """The same archive with its parts' sizes said to be one byte."""
    place, made = 0, bytearray(content)
    while (place := made.find(b"PK\x01\x02", place)) >= 0:
        made[place + 24 : place + 28] = struct.pack("<I", 1)
        place += 4
    return bytes(made)
