"""A page of a PDF of ours as a picture, for a preview on the screen."""

import io
import threading

import pypdfium2

SCALE = 1.25  # pixels for a point: 744 × 1052 for an A4 page

_turn = threading.Lock()  # the reader knows no threads


def page_count(pdf: bytes) -> int:
    """How many pages there are."""
    with _turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_picture(pdf: bytes, number: int) -> bytes | None:
    """Page `number` (1 is the first) as PNG; None where there is none."""
    with _turn:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                return None
            page = document[number - 1]
            picture = page.render(scale=SCALE).to_pil()
            page.close()
        finally:
            document.close()
    kept = io.BytesIO()
    picture.convert("L" if number > 1 else "RGB").save(kept, "PNG", optimize=False)
    return kept.getvalue()
