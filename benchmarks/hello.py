"""What everything is measured against: a bare Flask view that answers "ok", under the portal's gunicorn."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HELLO = "/benchmark-hello"

SERVER = """
{application}
from flask import Flask
from gunicorn.app.base import BaseApplication
hello = Flask("hello")
hello.add_url_rule("{hello}", "hello", lambda: "ok")
def both(environ, start):
    return (hello if environ["PATH_INFO"] == "{hello}" else app)(environ, start)
class Run(BaseApplication):
    def load_config(self):
        for name, value in (("bind", "127.0.0.1:{port}"), ("worker_class", "gthread"), ("threads", 16),
                            ("keepalive", 600), ("loglevel", "error")):
            self.cfg.set(name, value)
    def load(self):
        return both
Run().run()
"""


class Browser:
    """One kept-alive connection with its cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookie = ""

    def ask(self, method: str, path: str, body: str = "", tag: str = "") -> tuple[int, str, str]:
        """Status, text and tag of the answer."""
        headers = {"Cookie": self.cookie}
        if tag:
            headers["If-None-Match"] = tag
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";")[0]
        return answer.status, text, answer.headers.get("ETag", "")


@contextmanager
def serving(application: str = "app = None", instance: Path | None = None) -> Iterator[int]:
    """A server with the hello view, on the port that is given; `application`: code that makes `app`."""
    env = dict(os.environ) if instance is None else {**os.environ, "KAOPING_INSTANCE": str(instance)}
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    code = SERVER.format(application=application, hello=HELLO, port=port)
    server = subprocess.Popen([sys.executable, "-c", code], env=env)  # noqa: S603 - our own code
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    for _ in range(150):
        try:
            Browser(port).ask("GET", HELLO)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


class Hello:
    """The hello view, asked in turn with what is measured, so that a noisy machine hurts both alike."""

    def __init__(self, port: int) -> None:
        self.browser = Browser(port)
        self.times: list[float] = []

    def ask(self, times: int = 30) -> None:
        """Ask it some more."""
        for _ in range(times):
            began = time.perf_counter()
            self.browser.ask("GET", HELLO)
            self.times.append(time.perf_counter() - began)

    @property
    def seconds(self) -> float:
        """The median of all that was asked so far."""
        return statistics.median(self.times)
