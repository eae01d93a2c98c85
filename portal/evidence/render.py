"""A file's first look, in a process of its own: `python -I render.py pdf|picture < file`.

What comes in from outside is decoded here and nowhere else, so that a hostile PDF or picture can at worst
end this process: its memory, time and files are limited before the first byte is read. It imports nothing
of the project. Out come one line of JSON (pages, width and height in pixels, or `fault`) and, where one
could be made, the preview as JPEG: no metadata, upright as the camera held it.
"""

import io
import json
import resource
import sys
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

MEMORY = 1024**3
SECONDS = 10
LONGEST = 1400
"""Pixels of a preview's longer side: an A4 page can be read at it."""
MAX_PIXELS = 60_000_000


class Fault(Exception):
    """Why a file is not taken: broken, locked, script, pixels."""


def main() -> None:
    """Read the file from stdin, write what was found to stdout."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = None  # our own limit holds, with its own word
    look = {"pdf": _pdf, "picture": _picture}[sys.argv[1]]
    try:
        look(sys.stdin.buffer.read())
    except Fault as fault:
        _say({"fault": str(fault)})


def _say(found: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(found).encode() + b"\n")
    sys.stdout.buffer.flush()


def _pdf(content: bytes) -> None:
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Fault("locked" if locked else "broken") from None
    if not pages:
        raise Fault("broken")
    if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        raise Fault("script")
    # Said before the page is drawn: a page that cannot be drawn in time costs the picture, not the file.
    _say({"pages": pages})
    page = document[0]
    scale = LONGEST / max(*page.get_size(), 1)
    _write(page.render(scale=scale).to_pil())


def _picture(content: bytes) -> None:
    try:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise Fault("pixels")
        image.draft("RGB", (LONGEST, LONGEST))
        image.load()
        upright = ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise Fault("broken") from None
    turned = (upright.width > upright.height) != (image.width > image.height)
    _say({"width": height if turned else width, "height": width if turned else height})
    _write(upright)


def _write(image: Image.Image) -> None:
    image.thumbnail((LONGEST, LONGEST))
    paper = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        paper.paste(image, mask=image.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    kept = io.BytesIO()
    paper.save(kept, "JPEG", quality=80, optimize=True)
    sys.stdout.buffer.write(kept.getvalue())


if __name__ == "__main__":
    main()
