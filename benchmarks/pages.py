"""How many times as long a page takes as a bare Flask view, under the same gunicorn in the same run.

    .venv/bin/python -m benchmarks.pages            # needs an instance with the demo: KAOPING_INSTANCE

It works on a copy of the instance, in which one area has 500 items more. A save is a reviewer's decision
on a claim: version check, verification, scorecard made again, audit row, `synchronous=FULL`.

Median of CPU-quiet rounds: each round asks every address in turn, so that a noisy machine hurts all alike.
"""

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
    for login, path in PAGES.values():
        if login not in browsers:
            browsers[login] = Reader(port)
            if login:
                browsers[login].sign_in(login)
        status = browsers[login].ask("GET", path)[0]
        assert status == 200, (path, status)
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(ROUNDS):
        for name, (login, path) in [("hello", ("", HELLO)), *PAGES.items()]:
            tag = browsers[login].ask("GET", path)[2] if "unchanged" in name else ""
            began = time.perf_counter()
            status = browsers[login].ask("GET", path, tag=tag)[0]
            taken[name].append(time.perf_counter() - began)
            assert status == (304 if tag else 200), (path, status)
        taken["a save"].append(_save(browsers[SAVE[0]], claims[number], number))
    hello = statistics.median(taken["hello"])
    print(f"{'page':18} {'median ms':>10} {'× hello':>8}")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:18} {middle * 1000:10.2f} {middle / hello:8.1f}")


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
