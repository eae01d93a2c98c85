"""The demo in its application, for whoever looks at it or changes it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.clock import SetClock, shanghai
from portal.extensions import db
from tests.world import make_app

MADE_AT = shanghai(2026, 3, 2, 9)


@pytest.fixture
def demo_app(demo_folder: Path, tmp_path: Path) -> Flask:
    """The application on a demo in a folder of the test's own; for requests."""
    shutil.copytree(demo_folder, tmp_path / "instance")
    return make_app(tmp_path / "instance", SetClock(MADE_AT))


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Flask]:
    """The same from within."""
    with demo_app.app_context():
        yield demo_app
        db.session.remove()
        db.engine.dispose()
