"""What `bin/test --browser` and `bin/test --long` mean, for all tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

import config
from tests.lent import Lent
from tests.world import FONTS, Person, Stages, World

# A push must not fail for something that it did not change: the quick run always tries the same examples,
# the long run explores.
settings.register_profile("quick", max_examples=100, deadline=None, derandomize=True)
settings.register_profile("long", max_examples=5_000, deadline=None)

ON_THE_DEMO = ("tests/demo/", "tests/e2e/")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("kaoping")
    group.addoption(
        "--browser", action="store_true", help="insist on the browser story instead of skipping it"
    )
    group.addoption("--long", action="store_true", help="the full counts of the randomised tests")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "quick")
    if config.getoption("--browser") and _chromium() is None:
        raise pytest.UsageError("--browser: no chromium on this machine; `bin/test --browser` installs it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(
        reason="no chromium on this machine: `bin/test --browser` installs it and runs this"
    )
    for item in items:
        if "demo_folder" in getattr(item, "fixturenames", ()) and not item.nodeid.startswith(ON_THE_DEMO):
            raise pytest.UsageError(f"{item.nodeid}: tests of the demo lie in {' or '.join(ON_THE_DEMO)}")
        if item.get_closest_marker("browser") and _chromium() is None:
            item.add_marker(absent)


class Spread(LoadScopeScheduling):
    """One test after another to whichever process is free; all on the demo, slow to make, to the same."""

    def _split_scope(self, nodeid: str) -> str:
        return "demo" if nodeid.startswith(ON_THE_DEMO) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    """Our own for `--dist loadgroup`: xdist's reads groups out of names, where pytest 9.2 keeps none."""
    return Spread(config, log) if config.getoption("dist") == "loadgroup" else None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run that ran nothing (all skipped, all deselected) must not look like a success."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == pytest.ExitCode.OK and reporter and _ran_nothing(reporter, session.config):
        session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _ran_nothing(terminalreporter, config):
        terminalreporter.write_line("没有运行任何测试 (no test was run)", red=True)


def _ran_nothing(reporter: pytest.TerminalReporter, config: pytest.Config) -> bool:
    if config.option.collectonly or hasattr(config, "workerinput"):
        return False
    return not any(reporter.stats.get(outcome) for outcome in ("passed", "failed", "error", "xfailed"))


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's browser."""
    path = _chromium()
    if path is None:
        pytest.skip("no chromium on this machine: `bin/test --browser` installs it and runs this")
    return path


@pytest.fixture(scope="session")
def count(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`count(100, 10_000)`: how many times to try, in the quick run and in the long one."""
    long = request.config.getoption("--long")
    return lambda small, full: full if long else small


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """The stages of the test world, each built once per process."""
    return Stages(tmp_path_factory.mktemp("stages"))


@pytest.fixture(scope="session")
def lent(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Lent:
    """The application that the tests of this process get one after another."""
    return Lent(stages, tmp_path_factory.mktemp("world") / "instance")


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo, made by the project's own commands; copy it to change it.

    Whoever asks for it lies in a folder of `ON_THE_DEMO`, so that one process makes it once.
    """
    instance = tmp_path_factory.mktemp("demo") / "instance"
    environment = {**os.environ, "KAOPING_INSTANCE": str(instance), "KAOPING_FONTS": str(FONTS)}
    for command in ("migrate", "demo"):
        subprocess.run(
            [sys.executable, "-m", "portal.cli", command], cwd=config.ROOT, env=environment, check=True
        )
    return instance


@pytest.fixture
def world(request: pytest.FixtureRequest, lent: Lent) -> Iterator[World]:
    """A world for the test alone; `@pytest.mark.stage("notice")` says how far, else reporting."""
    mark = request.node.get_closest_marker("stage")
    made = lent.at(mark.args[0] if mark else "reporting")
    yield made
    made.close()


@pytest.fixture
def app(world: World) -> Flask:
    """The world's application."""
    return world.app


@pytest.fixture
def client_of(world: World) -> Callable[..., Person]:
    """`client_of("kaijiang-tb")`: somebody signed in; `client_of()`: anybody."""
    return lambda login="": Person(world.app.test_client(), login)
