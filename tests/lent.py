"""One application for all tests of a process, which each gets as if it had just been made.

To make one takes longer than most tests do: some 200 addresses become patterns, and with a new engine every
statement is put together again. So it is made once, always on the same folder, and before each test whatever
a test may have changed is put back:

- its folder is made like the stage's again, the database always, a file of evidence where it was touched;
- the settings are those it was made with; its clock, its queue and what it knows are new;
- its engine is a new view of the first one, with connections and listeners of its own: the two share
  nothing but how a statement is put together.

What a test registers on an application for good (a route, a filter) has no place here: use `make_app`.
"""

import os
import shutil
from functools import cache
from pathlib import Path

from portal.clock import SetClock, shanghai
from portal.extensions import db
from portal.jobs import Queue
from portal.known import Known
from tests.world import Stages, World, make_app, world_of


class Lent:
    """The application, and the stages that its folder is made like."""

    def __init__(self, stages: Stages, folder: Path) -> None:
        self.stages = stages
        self.folder = folder
        self.app = make_app(folder, SetClock(shanghai(2013, 1, 4, 9)))
        self.settings = dict(self.app.config)
        self.parts = dict(self.app.extensions)
        with self.app.app_context():
            self.engine = db.engine

    def at(self, stage: str) -> World:
        """The world at a stage. It is the next test's as soon as it is closed."""
        make_like(self.stages.built(stage), self.folder)
        clock = SetClock(self.stages.after(stage))
        fresh = {"clock": clock, "known": Known(), "settled": Known(), "jobs": Queue(self.app)}
        for there, as_made in ((self.app.config, self.settings), (self.app.extensions, self.parts | fresh)):
            there.clear()
            there.update(as_made)
        with self.app.app_context():
            db.engines[None] = self.engine.execution_options()
        return world_of(self.app, clock)


def make_like(stage: Path, folder: Path) -> None:
    """Make a folder like a stage's. A file that nobody has written to since it was copied stays."""
    wanted, found = _built(stage), _files(folder)
    for name in found:
        if found[name] != wanted.get(name) or name.endswith(".sqlite"):
            (folder / name).unlink()
    for name in wanted:
        if found.get(name) != wanted[name] or name.endswith(".sqlite"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(stage / name, folder / name)


@cache
def _built(stage: Path) -> dict[str, tuple[int, ...]]:
    return _files(stage)


def _files(folder: Path) -> dict[str, tuple[int, ...]]:
    """All files by their path below, with what changes when one is written to or locked."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            told = os.lstat(path)
            found[os.path.relpath(path, folder)] = (told.st_mode, told.st_size, told.st_mtime_ns)
    return found
