"""How many times as long a page takes as a bare Flask view, under the same gunicorn in the same run.

    .venv/bin/python benchmarks/pages.py            # needs an instance with the demo: KAOPING_INSTANCE

Median of CPU-quiet rounds: each round asks every address in turn, so that a noisy machine hurts all alike.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import time
import urllib.parse
from collections import defaultdict

HELLO = "/benchmark-hello"
ROUNDS = 100
PASSWORD = "kaoping-2013"  # noqa: S105 - the demo's public password

SERVER = f"""
from portal.access import public
from portal.app import create_app
app = create_app()
from flask import Flask
hello = Flask("hello")
hello.add_url_rule("{HELLO}", "hello", lambda: "ok")
def both(environ, start):
    return (hello if environ["PATH_INFO"] == "{HELLO}" else app)(environ, start)
"""

PAGES = {
    "unit desk": ("kaijiang-tb", "/2013/unit/"),
    "self-assessment": ("dazhu-tb", "/2013/unit/areas/emergency"),
    "queue": ("wendian-1", "/2013/panel/documents/"),
    "review page": ("wendian-1", "/2013/panel/documents/units/4"),
    "progress": ("bangongshi-1", "/2013/office/"),
    "ranking": ("bangongshi-1", "/2013/office/rankings/documents/department"),
    "all rankings": ("bangongshi-1", "/2013/office/rankings/"),
    "scorecard": ("bangongshi-1", "/2013/scorecards/documents/4"),
    "unchanged grid": ("bangongshi-1", "/2013/office/"),
    "public results": ("", "/results/2012"),
}


class Browser:
    """One kept-alive connection with its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookie = ""

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": self.cookie}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";")[0]
        return answer.status, text

    def sign_in(self, login: str) -> None:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", "/sign-in")[1])
        assert token
        form = {"csrf_token": token.group(1), "login": login, "password": PASSWORD}
        status, _ = self.ask("POST", "/sign-in", urllib.parse.urlencode(form))
        assert status == 303, login


def main() -> None:
    """Measure and print a table."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    code = SERVER + "from gunicorn.app.base import BaseApplication\n"
    code += "class Run(BaseApplication):\n"
    code += f"    def load_config(self): [self.cfg.set(*o) for o in (('bind', '127.0.0.1:{port}'), "
    code += "('worker_class', 'gthread'), ('threads', 16), ('keepalive', 60), ('loglevel', 'error'))]\n"
    code += "    def load(self): return both\nRun().run()\n"
    server = subprocess.Popen([sys.executable, "-c", code], env=os.environ)  # noqa: S603 - our own code
    try:
        _wait(port)
        _measure(port)
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            Browser(port).ask("GET", HELLO)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _measure(port: int) -> None:
    browsers: dict[str, Browser] = {}
    for login, path in PAGES.values():
        if login not in browsers:
            browsers[login] = Browser(port)
            if login:
                browsers[login].sign_in(login)
        status, _ = browsers[login].ask("GET", path)
        assert status == 200, (path, status)
    taken: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        for name, (login, path) in [("hello", ("", HELLO)), *PAGES.items()]:
            began = time.perf_counter()
            browsers[login].ask("GET", path)
            taken[name].append(time.perf_counter() - began)
    hello = statistics.median(taken["hello"])
    print(f"{'page':18} {'median ms':>10} {'× hello':>8}")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:18} {middle * 1000:10.2f} {middle / hello:8.1f}")


if __name__ == "__main__":
    main()
