"""A virus scanner at the door: what it knows is refused, what it could not look at is set aside."""

import io
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from portal.errors import Invalid
from portal.evidence import scan
from portal.evidence.store import Store
from portal.models import Fact
from portal.services.evidence import Upload, examine
from tests.evidence import files
from tests.world import Person, World

MARK = b"this file plays the part of a virus"
SET_ASIDE = "病毒检查没有办成，文件已隔离"


@dataclass
class Clamd:
    """A scanner that listens at `address`: what it was shown, and what it says whatever it is shown."""

    address: str = ""
    seen: list[bytes] = field(default_factory=list)
    answer: bytes | None = None


class Talk(socketserver.StreamRequestHandler):
    """The scanner's half of the talk, as clamd's manual says it: INSTREAM in pieces, one answer."""

    timeout = 5
    clamd = Clamd()

    def handle(self) -> None:
        """Take one file and say what was found; `answer` is said in its place where a test wants another."""
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.clamd.seen.append(content)
        found = b"stream: Test.Mark FOUND\0" if MARK in content else b"stream: OK\0"
        self.wfile.write(found if self.clamd.answer is None else self.clamd.answer)


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """A scanner that listens; its `address` is what the setting takes."""
    made = Clamd()
    talk = type("TalkWithOne", (Talk,), {"clamd": made})
    server: socketserver.BaseServer
    if request.param == "tcp":
        server = TcpServer(("127.0.0.1", 0), talk)
        made.address = f"127.0.0.1:{server.server_address[1]}"
    else:
        place = tmp_path_factory.mktemp("clamd") / "ctl"
        server = UnixServer(str(place), talk)
        made.address = f"unix:{place}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def _stored(folder: Path) -> list[str]:
    return sorted(place.relative_to(folder).parts[0] for place in folder.rglob("*") if place.is_file())


def _upload(content: bytes) -> Upload:
    return Upload("证明.png", content, unclassified=True)


def test_a_clean_file_comes_in_and_every_byte_of_it_was_shown(clamd: Clamd, tmp_path: Path) -> None:
    large = files.picture(size=(400, 300)) + bytes(300_000)
    store = Store(tmp_path, clamd.address)
    found, _ = examine(store, _upload(large), 10**7)
    assert found.ending == "png"
    assert clamd.seen == [large]


def test_what_the_scanner_knows_is_refused_by_its_name_and_leaves_nothing(
    clamd: Clamd, tmp_path: Path
) -> None:
    store = Store(tmp_path, clamd.address)
    with pytest.raises(Invalid, match=r"没有通过（Test\.Mark）"):
        examine(store, _upload(files.picture() + MARK), 10**7)
    assert _stored(tmp_path) == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"OK\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"\xff\xfe\0",
        b"stream: x" * 1000,
    ],
)
def test_a_scanner_that_gives_no_verdict_lets_nothing_in(clamd: Clamd, tmp_path: Path, answer: bytes) -> None:
    clamd.answer = answer
    with pytest.raises(Invalid, match=SET_ASIDE):
        examine(Store(tmp_path, clamd.address), _upload(files.picture()), 10**7)
    assert _stored(tmp_path) == ["quarantine"]


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "unix:/nowhere/ctl", "nonsense", "a:b", "127.0.0.1:99999"]
)
def test_a_scanner_that_is_not_there_lets_nothing_in(tmp_path: Path, address: str) -> None:
    with pytest.raises(Invalid, match=SET_ASIDE):
        examine(Store(tmp_path, address), _upload(files.picture()), 10**7)
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert kept.read_bytes() == files.picture()
    assert kept.stat().st_mode & 0o377 == 0


def test_a_scanner_that_falls_silent_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TcpServer(("127.0.0.1", 0), Talk) as silent:  # it listens and never answers
        monkeypatch.setattr(scan, "PATIENCE", 0.2)
        with pytest.raises(Invalid, match=SET_ASIDE):
            examine(Store(tmp_path, f"127.0.0.1:{silent.server_address[1]}"), _upload(files.picture()), 10**7)


def test_the_form_says_what_the_scanner_said_and_nothing_is_attached(
    world: World, reporter: Person, claim: Fact, clamd: Clamd
) -> None:
    def send(content: bytes) -> tuple[int, str]:
        sent = {"file": [(io.BytesIO(content), "证明.png")], "unclassified": "y"}
        answer = reporter.post(f"/unit/facts/{claim.id}/evidence", sent)
        return answer.status_code, answer.text

    world.app.config["CLAMD"] = clamd.address
    assert send(files.picture())[0] == 303
    status, page = send(files.picture(size=(9, 9)) + MARK)
    assert status == 422
    assert re.search("病毒检查没有通过（Test.Mark）", page)
    world.app.config["CLAMD"] = "127.0.0.1:1"
    status, page = send(files.picture(size=(8, 8)))
    assert (status, SET_ASIDE in page) == (422, True)
    assert len(world.session.get_one(Fact, claim.id).evidence) == 1
