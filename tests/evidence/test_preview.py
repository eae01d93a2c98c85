"""Previews: made by us, once, small, without what the camera wrote, in a process of their own."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from portal.evidence import preview
from portal.evidence.preview import Look, look_at, preview_of
from portal.evidence.store import Store, digest_of
from portal.models import Evidence
from tests.evidence import files
from tests.world import Person, World

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"


def _opened(picture: bytes | None) -> Image.Image:
    assert picture is not None
    return Image.open(io.BytesIO(picture))


def test_a_pdf_is_shown_by_its_first_page_and_its_pages_are_counted(tmp_path: Path) -> None:
    store, content = Store(tmp_path), files.pdf(7)
    assert look_at(store, content, PDF) == Look(pages=7)
    shown = _opened(preview_of(store, digest_of(content), PDF))
    assert (shown.format, max(shown.size)) == ("JPEG", 1400)


def test_a_photograph_stands_upright_is_reduced_and_says_nothing_of_where_it_was_taken(
    tmp_path: Path,
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "CAMERA"
    store, content = Store(tmp_path), files.picture("JPEG", (3000, 2000), exif=exif)
    assert b"CAMERA" in content
    assert look_at(store, content, JPEG) == Look(width=2000, height=3000)
    made = preview_of(store, digest_of(content), JPEG)
    shown = _opened(made)
    assert shown.size == (933, 1400)
    assert not shown.getexif()
    assert b"CAMERA" not in (made or b"")


def test_a_picture_one_can_see_through_lies_on_white(tmp_path: Path) -> None:
    kept = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(kept, "PNG")
    store = Store(tmp_path)
    look_at(store, kept.getvalue(), PNG)
    shown = _opened(preview_of(store, digest_of(kept.getvalue()), PNG))
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_what_was_looked_at_once_is_not_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, content = Store(tmp_path), files.pdf(2)
    look_at(store, content, PDF)
    monkeypatch.setattr(preview, "_render", lambda *_: pytest.fail("drawn a second time"))
    assert look_at(store, content, PDF) == Look(pages=2)
    assert preview_of(store, digest_of(content), PDF)


def test_a_preview_that_is_missing_is_made_from_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(files.pdf())
    assert preview_of(store, digest, PDF)
    with pytest.raises(FileNotFoundError):
        preview_of(store, "0" * 64, PDF)


def test_office_files_have_no_picture(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert look_at(store, files.word(), "application/word") == Look()
    assert preview_of(store, "0" * 64, "application/word") is None


def test_a_file_that_takes_too_long_is_given_up_and_the_portal_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text(
        "import sys, time\nsys.stdin.read()\nprint('{\"pages\": 3}', flush=True)\ntime.sleep(60)\n"
    )
    monkeypatch.setattr(preview, "_renderer", slow)
    monkeypatch.setattr(preview, "PATIENCE", 1)
    store, content = Store(tmp_path / "store"), files.pdf(3)
    assert look_at(store, content, PDF) == Look(pages=3)
    assert preview_of(store, store.put(content), PDF) is None


def test_the_drawing_process_has_little_memory_and_writes_no_file() -> None:
    greedy = (
        "import sys, runpy, resource\n"
        "room = runpy.run_path(sys.argv[1])\n"
        "sys.argv = ['render', 'pdf']\n"
        "room['main']()\n"
        "assert resource.getrlimit(resource.RLIMIT_FSIZE) == (0, 0)\n"
        "try:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    sys.exit(7)\n"
    )
    command = [sys.executable, "-c", greedy, str(preview._renderer)]
    assert subprocess.run(command, input=files.pdf(), stdout=subprocess.DEVNULL, check=False).returncode == 7


def _some(world: World, media_type: str) -> Evidence:
    unit = world.play.unit("kaijiang").id
    rows = world.session.query(Evidence).order_by(Evidence.id)
    return next(row for row in rows if (row.unit_id, row.media_type) == (unit, media_type))


@pytest.mark.parametrize("media_type", [PDF, PNG])
def test_a_preview_is_a_picture_of_ours_that_the_browser_keeps_for_this_person(
    world: World, client_of: Callable[..., Person], media_type: str
) -> None:
    file = _some(world, media_type)
    person = client_of("kaijiang-tb")
    answer = person.get(f"/evidence/{file.id}/preview")
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert {"private", "immutable"} <= set(answer.headers["Cache-Control"].split(", "))
    assert "Cookie" in answer.headers["Vary"]
    again = person.get(f"/evidence/{file.id}/preview", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client_of("dazhu-tb").get(f"/evidence/{file.id}/preview").status_code == 404
    missing = person.get("/evidence/999999/preview")
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")


def test_pages_and_pixels_are_kept_with_the_row(world: World) -> None:
    assert _some(world, PDF).pages == 1
    photograph = _some(world, PNG)
    assert (photograph.width, photograph.height, photograph.pages) == (640, 420, None)
