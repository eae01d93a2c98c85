"""The command that a newcomer types: what it answers to a wrong word, and that it starts and stops whole."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import config

RUN = config.ROOT / "bin" / "run"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([RUN, *arguments], capture_output=True, text=True, cwd="/", check=False)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_said_before_any_work_and_another_one_is_offered(taken):
    answer = run("--port", str(taken))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"✗ 端口 {taken} 已被占用")
    assert "bin/run --port " in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "八千"), "1 到 65535"),
        (("--port", "0"), "1 到 65535"),
        (("--port", "65536"), "1 到 65535"),
        (("--port",), "1 到 65535"),
        (("--host", ""), "--host 后面要一个地址"),
        (("--fast",), "不认识的参数：--fast"),
    ],
)
def test_a_wrong_argument_is_named_and_nothing_is_done(arguments, said):
    answer = run(*arguments)
    assert answer.returncode == 2
    assert said in answer.stderr


def test_an_address_that_this_machine_has_not_is_said():
    answer = run("--host", "192.0.2.1")
    assert answer.returncode == 1
    assert "这台机器没有地址 192.0.2.1" in answer.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings that name an instance folder with an empty database in it."""
    folder = tmp_path_factory.mktemp("run")
    settings = {"KAOPING_INSTANCE": str(folder / "an instance"), "KAOPING_FONTS": str(folder)}
    found = {**os.environ, **settings}
    subprocess.run([RUN.parent / "portal", "migrate"], env=found, check=True, capture_output=True)
    return found


def worker_of(server: int) -> int:
    """The process that a server started to do its jobs."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile
        if words[-4:] == [b"work", b"--parent", str(server).encode(), b""]:
            return int(folder.name)
    raise AssertionError("no process does the jobs")


def lives(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@contextmanager
def started(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """A portal on a free port that has said that it serves."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [RUN, f"--port={port}"], env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as portal:
        try:
            assert portal.stderr
            assert any("考评已启动" in line for line in portal.stderr)
            yield portal
        finally:
            portal.kill()


def gone(process: int) -> bool:
    """Whether a process has ended, a few seconds given."""
    last = time.monotonic() + 15
    while lives(process) and time.monotonic() < last:
        time.sleep(0.1)
    return not lives(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_jobs_process_ends_with_the_server_however_that_ends(
    environment: dict[str, str], number: signal.Signals
):
    with started(environment) as portal:
        worker = worker_of(portal.pid)
        queue = Path(environment["KAOPING_INSTANCE"]) / "queue.sqlite"
        last = time.monotonic() + 20
        while not queue.exists() and time.monotonic() < last:
            time.sleep(0.1)  # now it works, and does not only load
        portal.send_signal(number)
        portal.wait(30)
        assert gone(worker)


@pytest.mark.parametrize(
    "interrupt",
    [
        pytest.param(os.kill, id="one process"),
        pytest.param(os.killpg, id="all, as Ctrl-C in a terminal does"),
    ],
)
def test_it_serves_an_existing_database_without_the_demo_and_an_interrupt_stops_all_of_it(
    environment: dict[str, str], interrupt: Callable[[int, int], None]
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [RUN, f"--port={port}"], env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as portal:
        assert portal.stderr
        said = []
        for line in portal.stderr:
            said.append(line)
            if "考评已启动" in line:
                break
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            assert answer.status == 200
        try:
            worker = worker_of(portal.pid)
        except AssertionError:
            portal.kill()
            raise
        interrupt(portal.pid, signal.SIGINT)
        said += portal.stderr.readlines()
        assert portal.wait(30) == 0, said
    assert not lives(worker)
    assert "演示" not in "".join(said)
    assert "ERROR" not in "".join(said)
    with socket.socket() as again:  # nobody listens there any more
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
