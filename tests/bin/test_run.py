"""The command that a newcomer types: what it answers to a wrong word, and that it starts and stops whole."""

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Callable, Iterator

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
        interrupt(portal.pid, signal.SIGINT)
        said += portal.stderr.readlines()
        assert portal.wait(30) == 0, said
    assert "演示" not in "".join(said)
    assert "ERROR" not in "".join(said)
    with socket.socket() as again:  # nobody listens there any more
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
