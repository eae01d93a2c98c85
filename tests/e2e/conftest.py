"""A real portal for the browser: gunicorn on a demo database of its own, chromium without a window."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

import config
from portal.services.passwords import DEMO_PASSWORD
from tests.world import FONTS

ROOT = Path(config.ROOT)
ARTEFACTS = ROOT / "tests" / "artefacts"
expect.set_options(timeout=45_000)  # a loaded machine is slow, not wrong

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def demo_database(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo, for the browser to change."""
    instance = tmp_path_factory.mktemp("browser") / "instance"
    shutil.copytree(demo_folder, instance)
    return instance


def _environment(instance: Path) -> dict[str, str]:
    return {**os.environ, "KAOPING_INSTANCE": str(instance), "KAOPING_FONTS": str(FONTS)}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="session")
def portal(demo_database: Path) -> Iterator[str]:
    """The address of the running portal."""
    port = _free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "4"]
    server = subprocess.Popen(
        [*gunicorn, "-b", f"127.0.0.1:{port}", "wsgi:app"],
        cwd=ROOT,
        env=_environment(demo_database),
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2).close()
            break
        except OSError:
            time.sleep(0.2)
    yield base
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(driver: Playwright, chromium: str) -> Iterator[Browser]:
    """The system's chromium."""
    found = driver.chromium.launch(executable_path=chromium, args=FLAGS)
    yield found
    found.close()


class Visitor:
    """Somebody at the browser, who takes a picture of every page that matters."""

    def __init__(self, page: Page, base: str, story: str) -> None:
        self.page, self.base, self.story, self.pictures = page, base, story, 0

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.base + path)

    def sign_in(self, login: str) -> None:
        """Sign in, after signing out whoever was there."""
        self.page.context.clear_cookies()
        self.go("/sign-in")
        self.page.get_by_label("登录名").fill(login)
        self.page.get_by_label("密码").fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("button", name="退出")).to_be_visible()

    def link(self, name: str) -> None:
        """Follow the first link of that name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def opens(self, name: str) -> None:
        """Open a form on the page itself, and wait until one can type: the focus has gone into it."""
        self.link(name)
        expect(self.page.get_by_label("事项名称").first).to_be_focused()

    def press(self, name: str) -> None:
        """Press the first button of that name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sees(self, text: str) -> None:
        """The page says so."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def picture(self, name: str) -> None:
        """Keep what the page looks like, at the desk's width and at the phone's."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.pictures += 1
        for width in (1280, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            path = ARTEFACTS / f"{self.story}-{self.pictures:02}-{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} px wide on a screen of {width}"
        self.page.set_viewport_size({"width": 1280, "height": 900})


EXPECTED = ("422", "409", "htmx:afterRequest, ", "htmx:sendAbort, ")
"""What the browser calls an error and is none: a refused form, and the keeping of a draft that the sending of
the whole form overtakes. A request that fails says htmx:sendError or htmx:responseError beside."""


@pytest.fixture
def visitor(
    browser: Browser, portal: str, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """`visitor("story", scripts=True)`: somebody at a fresh browser; errors on the page fail the test."""
    faults: list[str] = []
    contexts = []

    def come(story: str, scripts: bool = True) -> Visitor:
        context = browser.new_context(java_script_enabled=scripts, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 500 else None)
        return Visitor(page, portal, story)

    yield come
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not any(said in fault for said in EXPECTED)] == []
