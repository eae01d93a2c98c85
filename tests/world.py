"""A small world for tests: nine units in three areas of 2013, brought to any stage by the services.

What costs is made once in each process of a run, and what a test could change is made anew for each:

- a stage is built once, from the one before, as a folder with its database and evidence (`Stages`);
- a test gets a copy of that folder, which nothing else writes to;
- the application that works on the copy is one for all tests of a process, put back to what it was
  before each (`tests.lent`).
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

import config
from portal.app import create_app
from portal.clock import SetClock, day_end, shanghai
from portal.demo import later, year2012, year2013
from portal.demo.making import found_installation
from portal.demo.play import Play
from portal.demo.units import HERO as HERO  # the tests ask the world for it
from portal.demo.units import UNITS
from portal.evidence.store import Store
from portal.extensions import db
from portal.models import Assessment, Year
from portal.queries.decisions import publication_proposed
from portal.queries.years import running_notices, year_by_number
from portal.services import notices, years
from portal.workflow import PublicationAction, YearAction

PASSWORD = "nine-units-one-year"
NAMES = ("daxian", "xuanhan", HERO, "dazhu", "fagai", "jiaoyu", "gongan", "caizheng", "anjian")
CAST = tuple(unit for unit in UNITS if unit.code in NAMES)
STAGES = ("setup", "reporting", "reviewing", "reviewed", "checking", "deciding", "notice", "due", "published")
THREE_AREAS = (Path(__file__).parent / "schemes" / "three-areas.toml").read_text(encoding="utf-8")
"""The small world's scheme: documents, supervision and emergency, as the shipped scheme has them."""
FONTS = Path(config.ROOT) / "instance" / "fonts"


@dataclass(repr=False)
class World:
    """An application with its database at a stage of 2013, and its clock."""

    app: Flask
    clock: SetClock
    play: Play
    engine: Engine

    @property
    def session(self) -> Session:
        """The database as it stands now. The requests of `Person` have sessions of their own."""
        self.play.session.rollback()
        return self.play.session

    def close(self) -> None:
        """Let go of the database's connections."""
        self.play.session.close()
        self.engine.dispose()

    @property
    def year(self) -> Year:
        """The year 2013."""
        return year_by_number(self.session, 2013)

    def assessment(self, unit: str = HERO, area: str = "documents") -> Assessment:
        """A unit's self-assessment."""
        return self.play.assessment(self.year, unit, area)


def make_app(folder: Path, clock: SetClock) -> Flask:
    """An application on a folder of its own."""
    settings = config.TestingConfig()
    values = {
        "INSTANCE": folder,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'kaoping.sqlite'}",
        "EVIDENCE_FOLDER": folder / "evidence",
        "FONTS_FOLDER": FONTS,
    }
    for name, value in values.items():
        setattr(settings, name, value)
    return create_app(settings, clock)


def open_world(folder: Path, at: datetime) -> World:
    """The world that lies in a folder, in an application of its own."""
    clock = SetClock(at)
    return world_of(make_app(folder, clock), clock)


def world_of(app: Flask, clock: SetClock) -> World:
    """The world on an application's folder."""
    folder, at = app.config["INSTANCE"], clock.now()
    with app.app_context():
        engine = db.engine
    play = Play(
        session=Session(engine),
        store=Store(folder / "evidence"),
        fonts=FONTS,
        hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
        at=at,
        cast=CAST,
        scheme=THREE_AREAS,
    )
    return World(app, clock, play, engine)


def _setup(world: World) -> None:
    with world.app.app_context():
        upgrade()
    found_installation(world.play, PASSWORD)


def _reporting(world: World) -> None:
    play = world.play
    play.at = shanghai(2013, 2, 20, 9)
    windows = years.Windows(
        shanghai(2013, 11, 25).date(),
        shanghai(2013, 12, 13).date(),
        shanghai(2014, 1, 10).date(),
        shanghai(2014, 1, 17).date(),
    )
    year = year2012.start_year(play, 2013, windows)
    for area in play.areas:
        for month in range(3, 12):
            play.record(year, area, month)
    play.at = shanghai(2013, 11, 26, 9)
    year2012.advance(play, year, YearAction.open_reporting)
    for unit in play.cast:
        for area in play.areas:
            play.count(year, unit.code, area)
            if (unit.code, area) != year2013.OPEN:
                play.fill(year, unit.code, area)
                play.sign(year, unit.code, area)


def _reviewing(world: World) -> None:
    world.play.fill(world.year, *year2013.OPEN)
    world.play.sign(world.year, *year2013.OPEN)
    world.play.at = shanghai(2013, 12, 14, 9)
    year2012.advance(world.play, world.year, YearAction.close_reporting)


def _reviewed(world: World) -> None:
    for area in world.play.areas:
        for unit in world.play.cast:
            world.play.review(world.year, unit.code, area)
            world.play.release(world.year, unit.code, area)


def _checking(world: World) -> None:
    for area in world.play.areas:
        year2012.close(world.play, world.year, area)
    year2012.advance(world.play, world.year, YearAction.open_checking)


def _deciding(world: World) -> None:
    world.play.at = day_end(world.year.checking_closes) + timedelta(hours=9)
    year2012.advance(world.play, world.year, YearAction.close_checking)


def _notice(world: World) -> None:
    later.decide_and_post(world.play, lambda _: None)


def _due(world: World) -> None:
    last = max(notice.last_day for notice in running_notices(world.session, world.year))
    world.play.at = day_end(last)


def _published(world: World) -> None:
    head = notices.CircularHead(
        "达市府办发〔2014〕6号", world.play.at.date(), "各县、市、区人民政府，市政府各部门："
    )
    notices.propose_publication(world.play.by("bangongshi-1"), year=world.year, head=head)
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    notices.decide_publication(
        world.play.by("bangongshi-2"),
        publication=proposed,
        action=PublicationAction.publish,
        version=proposed.version,
    )


STEPS: dict[str, Callable[[World], None]] = {
    "setup": _setup,
    "reporting": _reporting,
    "reviewing": _reviewing,
    "reviewed": _reviewed,
    "checking": _checking,
    "deciding": _deciding,
    "notice": _notice,
    "due": _due,
    "published": _published,
}


class Stages:
    """Builds each stage once, from the one before, and hands out copies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.moments: dict[str, datetime] = {}

    def built(self, stage: str) -> Path:
        """The folder in which a stage lies ready; build it when it is asked for first."""
        place = self.folder / stage
        if stage in self.moments:
            return place
        number = STAGES.index(stage)
        at = shanghai(2013, 1, 4, 9)
        if number:
            before = self.built(STAGES[number - 1])
            at = self.moments[STAGES[number - 1]]
            shutil.copytree(before, place)
        else:
            place.mkdir(parents=True)
        world = open_world(place, at)
        STEPS[stage](world)
        world.close()
        self.moments[stage] = world.play.at
        return place

    def copy(self, stage: str, target: Path) -> World:
        """A fresh world at a stage, in a folder and an application of the test's own."""
        shutil.copytree(self.built(stage), target)
        return open_world(target, self.after(stage))

    def after(self, stage: str) -> datetime:
        """A minute after a stage was reached."""
        self.built(stage)
        return self.moments[stage] + timedelta(minutes=1)


class Person:
    """Somebody at a browser without JavaScript: keeps cookies, sends the page's own tokens."""

    def __init__(self, client: FlaskClient, login: str = "", password: str = PASSWORD) -> None:
        self.client = client
        self.token = self._token("/sign-in")
        if login:
            answer = self.post("/sign-in", {"login": login, "password": password})
            assert answer.status_code == 303, f"{login} could not sign in"
            self.token = self._token("/password")

    def _token(self, page: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(page).text)
        assert found, f"no form on {page}"
        return found.group(1)

    def get(self, path: str, **rest: object) -> TestResponse:
        """Fetch a page."""
        return self.client.get(path, buffered=True, **rest)  # type: ignore[arg-type]

    def post(self, path: str, data: dict[str, object] | None = None, **rest: object) -> TestResponse:
        """Send a form with its CSRF token."""
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **rest)  # type: ignore[arg-type]
