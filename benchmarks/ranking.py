"""The ranking's pages with 60 and with 3,000 units in one group, as multiples of one hello request.

    .venv/bin/python -m benchmarks.ranking              # groups of 60 and 3,000 units
    .venv/bin/python -m benchmarks.ranking 60           # other sizes

The units' 50 facts each are scored once, and the pages are made from the stored scorecards. *Usual*: nothing
has changed since the page was asked for last, and what it is made of is in memory. *First*: the page is the
first thing asked for after a change (somebody signed in, which is a row of the trail), and it is read anew.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

from argon2 import PasswordHasher
from flask_migrate import upgrade
from sqlalchemy.orm import Session

import config
from benchmarks.hello import HELLO, Browser, serving
from benchmarks.pages import Reader
from benchmarks.rescoring import NOW, write_year
from portal.app import create_app
from portal.clock import SetClock
from portal.extensions import db
from portal.models import Account, AccountRole, Section
from portal.policy import Role

SIZES = (60, 3000)
ROUNDS, CHANGES = 100, 15
LOGIN, PASSWORD = "office", "sixty-and-three-thousand"  # the made office of a database that is thrown away
PAGES = {
    "ranking": "/2013/office/rankings/documents/department",
    "ranking, last page": "/2013/office/rankings/documents/department?page=9999",
    "all rankings": "/2013/office/rankings/",
    "profiles": "/2013/office/profiles/department",
}


def main() -> None:
    """Measure and print."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    print(
        f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ROUNDS} rounds"
    )
    print(f"{'units':>6} {'page':20} {'usual ms':>9} {'× hello':>8} {'first ms':>9} {'× hello':>8}")
    for units in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _prepare(Path(folder), units)
            with serving("from wsgi import app", Path(folder)) as port:
                _measure(port, units)


def _prepare(folder: Path, units: int) -> None:
    settings = config.TestingConfig()
    settings.INSTANCE = folder
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder / 'kaoping.sqlite'}"
    settings.EVIDENCE_FOLDER = folder / "evidence"
    app = create_app(settings, SetClock(NOW))
    with app.app_context():
        upgrade()
        session: Session = db.session()
        write_year(session, units)
        account = Account(
            login=LOGIN,
            name="办公室",
            section_id=session.query(Section.id).limit(1).scalar(),
            password_hash=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD),
        )
        account.role_rows.append(AccountRole(role=Role.office))
        session.add(account)
        session.commit()
        session.close()
        db.engine.dispose()


def _measure(port: int, units: int) -> None:
    reader, bare = Reader(port), Browser(port)
    reader.sign_in(LOGIN, PASSWORD)
    for path in PAGES.values():
        _ask(reader, path)
    taken: dict[str, list[float]] = {name: [] for name in ("hello", *PAGES)}
    first: dict[str, list[float]] = {name: [] for name in PAGES}
    for _ in range(ROUNDS):
        taken["hello"].append(_ask(bare, HELLO))
        for name, path in PAGES.items():
            taken[name].append(_ask(reader, path))
    for _ in range(CHANGES):
        for name, path in PAGES.items():
            Reader(port).sign_in(LOGIN, PASSWORD)
            first[name].append(_ask(reader, path))
    hello = statistics.median(taken["hello"])
    for name in PAGES:
        figures = ""
        for middle in (statistics.median(taken[name]), statistics.median(first[name])):
            figures += f" {middle * 1000:9.2f} {middle / hello:8.1f}"
        print(f"{units:6} {name:20}{figures}")
    print(f"{units:6} {'hello':20} {hello * 1000:9.2f}")


def _ask(browser: Browser, path: str) -> float:
    began = time.perf_counter()
    status = browser.ask("GET", path)[0]
    taken = time.perf_counter() - began
    assert status == 200, (path, status)
    return taken


if __name__ == "__main__":
    main()
