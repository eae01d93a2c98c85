"""How many times as long a page takes as a bare Flask view, under the same gunicorn in the same run.

    .venv/bin/python -m benchmarks.pages            # needs an instance with the demo: KAOPING_INSTANCE

It works on a copy of the instance, in which one area has 500 items more. Two figures for each page:

usual   nothing has changed since the page was asked for last: what is kept in memory is there.
first   the page is the very first thing that the process is asked for after a reviewer's decision was
        written: whatever is kept only while nothing changes is read anew, and is in the figure.

A save is such a decision on a claim, each time of another, with a request key: version check, verification,
scorecard made again, audit row, `synchronous=FULL`; the answer says where to go next, which is not in it.

Median of 100 rounds. Each round asks every address in turn, a bare view among them, so that a noisy machine
hurts all alike.
"""

import itertools
import os
import re
import shutil
import sqlite3
import statistics
import tempfile
import time
import urllib.parse
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from benchmarks.hello import HELLO, Browser, serving

ROUNDS = 100
PASSWORD = "kaoping-2013"  # noqa: S105 - the demo's public password

PAGES = {
    "unit desk": ("kaijiang-tb", "/2013/unit/"),
    "self-assessment": ("dazhu-tb", "/2013/unit/areas/emergency"),
    "queue, 47 units": ("wendian-1", "/2013/panel/documents/"),
    "items, 50 rows": ("wendian-1", "/2013/panel/documents/items?state=all"),
    "items, 500 rows": ("wendian-1", "/2013/panel/documents/items?state=all&size=500"),
    "items, unchanged": ("wendian-1", "/2013/panel/documents/items?state=all"),
    "review page": ("wendian-1", "/2013/panel/documents/units/4"),
    "progress": ("bangongshi-1", "/2013/office/"),
    "ranking": ("bangongshi-1", "/2013/office/rankings/documents/department"),
    "all rankings": ("bangongshi-1", "/2013/office/rankings/"),
    "scorecard": ("bangongshi-1", "/2013/scorecards/documents/4"),
    "public results": ("", "/results/2012"),
}


SAVE = ("wendian-1", "/panel/facts/{fact}")


class Reader(Browser):
    """A browser that signs in, and keeps the token for forms."""

    token = ""

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        """Sign in, and keep the token for forms."""
        form = {"csrf_token": self._token_of("/sign-in"), "login": login, "password": password}
        assert self.ask("POST", "/sign-in", urllib.parse.urlencode(form))[0] == 303, login
        self.token = self._token_of("/password")

    def _token_of(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found
        return found.group(1)


_CLAIMS = (
    "SELECT facts.id FROM facts JOIN assessments ON assessments.id = assessment_id JOIN years ON "
    "years.id = year_id WHERE number = 2013 AND area = 'documents' AND facts.source = 'claim' "
    "AND facts.state = 'accepted' AND assessments.state = 'in_review' ORDER BY facts.id"
)


def prepared(instance: Path, folder: Path) -> list[int]:
    """A copy of the instance's database with 500 more items in one area; the claims to decide on."""
    shutil.copytree(instance, folder, ignore=shutil.ignore_patterns("evidence", "fonts"))
    with closing(sqlite3.connect(folder / "kaoping.sqlite")) as base:
        claim = base.execute(_CLAIMS).fetchone()[0]
        columns = [row[1] for row in base.execute("PRAGMA table_info(facts)") if row[1] != "id"]
        names = ", ".join(f'"{name}"' for name in columns)
        found = base.execute(f"SELECT {names} FROM facts WHERE id = ?", [claim]).fetchone()  # noqa: S608 - own names
        one = dict(zip(columns, found, strict=True))
        others = base.execute(
            "SELECT assessments.id FROM assessments JOIN years ON years.id = year_id "
            "WHERE number = 2013 AND area = 'documents' ORDER BY assessments.id"
        ).fetchall()
        more = [tuple({**one, "assessment_id": others[n % len(others)][0]}.values()) for n in range(500)]
        marks = ", ".join("?" * len(columns))
        base.executemany(f"INSERT INTO facts ({names}) VALUES ({marks})", more)  # noqa: S608 - own names
        base.commit()
        return [int(row[0]) for row in base.execute(_CLAIMS)]


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as temporary:
        instance = Path(temporary) / "instance"
        claims = prepared(Path(os.environ.get("KAOPING_INSTANCE", "instance")), instance)
        with serving("from wsgi import app", instance) as port:
            _measure(port, claims)


def _measure(port: int, claims: list[int]) -> None:
    browsers: dict[str, Reader] = {}
    for login, path in [("", HELLO), *PAGES.values()]:
        if login not in browsers:
            browsers[login] = Reader(port)
            if login:
                browsers[login].sign_in(login)
        status = browsers[login].ask("GET", path)[0]
        assert status == 200, (path, status)
    usual: dict[str, list[float]] = defaultdict(list)
    first: dict[str, list[float]] = defaultdict(list)
    saves = itertools.count()

    def save() -> None:
        number = next(saves)
        first["a save"].append(_save(browsers[SAVE[0]], claims[number % len(claims)], number))

    for _ in range(ROUNDS):
        usual["hello"].append(_ask(browsers[""], HELLO))
        for name, (login, path) in PAGES.items():
            browser = browsers[login]
            if "unchanged" in name:
                usual[name].append(_ask(browser, path, browser.ask("GET", path)[2]))
                continue
            save()
            first[name].append(_ask(browser, path))
            usual[name].append(_ask(browser, path))
    hello = statistics.median(usual["hello"])
    print(f"hello {hello * 1000:.2f} ms, load {os.getloadavg()[0]:.1f}")
    print(f"{'page':18} {'usual ms':>10} {'× hello':>8} {'first ms':>10} {'× hello':>8}")
    for name in (*PAGES, "a save"):
        figures = "".join(f"{_figure(taken[name], hello):>19} " for taken in (usual, first))
        print(f"{name:18} {figures}")


def _figure(taken: list[float], hello: float) -> str:
    if not taken:
        return ""
    middle = statistics.median(taken)
    return f"{middle * 1000:10.2f} {middle / hello:8.1f}"


def _ask(browser: Reader, path: str, tag: str = "") -> float:
    """Ask for a page; seconds. With its tag the answer must be that it has not changed."""
    began = time.perf_counter()
    status = browser.ask("GET", path, tag=tag)[0]
    taken = time.perf_counter() - began
    assert status == (304 if tag else 200), (path, status)
    return taken


def _save(browser: Reader, claim: int, number: int) -> float:
    """Decide on the claim once more, with the version that the page shows; seconds."""
    path = SAVE[1].format(fact=claim)
    version = re.search(r'name="version" value="(\d+)"', browser.ask("GET", path)[1])
    assert version
    form = {
        "csrf_token": browser.token,
        "request_key": f"benchmark-{number}",
        "version": version.group(1),
        "decision": "reject",
        "reason": f"第 {number} 次核定",
    }
    began = time.perf_counter()
    status = browser.ask("POST", path, urllib.parse.urlencode(form))[0]
    taken = time.perf_counter() - began
    assert status == 303, status
    return taken


if __name__ == "__main__":
    main()
