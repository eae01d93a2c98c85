"""Tests share an application and still know nothing of each other."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from tests.lent import Lent
from tests.world import Person, World


def _files(world: World) -> dict[str, tuple[int, bytes]]:
    folder = Path(world.app.config["INSTANCE"])
    evidence = [path for path in folder.rglob("*") if path.is_file() and ".sqlite" not in path.name]
    return {str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes()) for path in evidence}


@pytest.fixture
def spoiled(lent: Lent) -> tuple[Lent, dict[str, tuple[int, bytes]], list[str]]:
    """The application after a test that changed what it could; its files before; what a listener hears."""
    world = lent.at("reporting")
    files, heard = _files(world), []
    assert files

    def hear(_: Any, __: Any, statement: str, *___: Any) -> None:
        heard.append(statement)

    event.listen(world.engine, "before_cursor_execute", hear)
    session = world.session
    session.execute(text("UPDATE units SET name = '别处' WHERE code = 'kaijiang'"))
    session.commit()
    folder = Path(world.app.config["INSTANCE"])
    first, second, *_ = (folder / name for name in files)
    first.chmod(0o600)
    first.write_bytes(b"x" * first.stat().st_size)
    second.unlink()
    (folder / "queue.sqlite").write_bytes(b"")
    (folder / "evidence" / "more").write_bytes(b"more")
    world.app.config["EVIDENCE_LIMIT"] = 1
    world.app.config["NEW"] = True
    world.app.extensions["pages"] = "spoiled"
    world.app.extensions["known"].at("head", "what", lambda: "known")
    world.clock.advance(400)
    Person(world.app.test_client(), "kaijiang-tb").get("/")
    assert heard
    world.close()
    return lent, files, heard


def test_what_one_test_changed_the_next_finds_as_it_was(
    spoiled: tuple[Lent, dict[str, tuple[int, bytes]], list[str]],
) -> None:
    lent, files, heard = spoiled
    world = lent.at("reporting")
    heard.clear()
    assert world.assessment().unit.name == "开江县"
    assert _files(world) == files
    assert not (lent.folder / "queue.sqlite").exists()
    assert world.app.config["EVIDENCE_LIMIT"] > 1
    assert "NEW" not in world.app.config
    assert "pages" not in world.app.extensions
    assert world.app.extensions["known"].at("head", "what", lambda: "read anew") == "read anew"
    assert world.clock.now().year == 2013
    assert world.app.extensions["clock"] is world.clock
    assert Person(world.app.test_client()).get("/").status_code == 200
    assert heard == [], "the last test's listener hears nothing of this one"
    world.close()
