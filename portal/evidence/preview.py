"""What a file looks like: its pages or pixels, and a picture made by us. Kept beside the file, made once."""

import json
import logging
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore

from portal.errors import Invalid
from portal.evidence.store import Store, digest_of

DRAWN = {"application/pdf": "pdf", "image/jpeg": "picture", "image/png": "picture"}
"""Media types of which a preview is made; others get a card with their kind, size and name."""

PATIENCE = 20
"""Seconds until a file that is still being drawn is given up; the process itself has a limit of CPU time."""

_at_once = BoundedSemaphore(2)
_renderer = Path(__file__).with_name("render.py")


@dataclass(frozen=True)
class Look:
    """A PDF's number of pages, or a picture's size in pixels; None where it does not apply."""

    pages: int | None = None
    width: int | None = None
    height: int | None = None


def look_at(store: Store, content: bytes, media_type: str) -> Look:
    """Open a file once, keep its preview beside its place in the store, and give what was found.

    Raises Invalid for a PDF or picture that cannot be opened, is locked, carries scripts or is a bomb.
    """
    if media_type not in DRAWN:
        return Look()
    digest = digest_of(content)
    if (kept := store.note(digest)) is not None:
        return Look(**json.loads(kept))
    found, picture = _render(content, DRAWN[media_type])
    if "fault" in found:
        raise _refusal(str(found["fault"]))
    look = Look(**found)
    if picture:
        store.keep_preview(digest, picture)
    store.keep_note(digest, json.dumps(asdict(look)))
    return look


def preview_of(store: Store, digest: str, media_type: str) -> bytes | None:
    """A file's preview as JPEG, made now where it is not there yet; None where none can be made.

    FileNotFoundError when the file itself is gone.
    """
    if media_type not in DRAWN:
        return None
    if (kept := store.preview(digest)) is None and store.note(digest) is None:
        try:
            look_at(store, store.read(digest), media_type)
        except Invalid:
            return None
        kept = store.preview(digest)
    return kept


def _render(content: bytes, kind: str) -> tuple[dict[str, object], bytes]:
    """Ask the process that decodes; what it could not say before it ended is a fault."""
    with _at_once:
        process = subprocess.Popen(  # noqa: S603 - our own file, no shell, nothing of the user's in the words
            [sys.executable, "-I", str(_renderer), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
        )
        with process:
            try:
                told, _ = process.communicate(content, timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                told, _ = process.communicate()
    line, _, picture = told.partition(b"\n")
    if process.returncode != 0:
        logging.getLogger(__name__).warning("a %s could not be drawn: %s", kind, process.returncode)
        picture = b""
    try:
        return json.loads(line), picture
    except ValueError:
        return {"fault": "broken"}, b""


def _refusal(fault: str) -> Invalid:
    if fault == "locked":
        return Invalid("PDF 设了打开密码，评价小组打不开；请去掉密码后再上传", field="file")
    if fault == "script":
        return Invalid("PDF 里有脚本程序，未予接收；请重新导出或打印成 PDF", field="file")
    if fault == "pixels":
        return Invalid("图片尺寸过大，请缩小后再上传", field="file")
    return Invalid("文件打不开，可能已经损坏；请检查后重新上传", field="file")
