"""Files are shown to a virus scanner (clamd) where the installation names one; the protocol is a few lines.

What the scanner knows is refused. What it could not look at is not taken in either: the bytes are set aside.
"""

import logging
import socket
from dataclasses import dataclass, field

from portal.errors import Invalid
from portal.evidence.store import Store

PATIENCE = 20
"""Seconds for each step of the talk with the scanner."""
PIECE = 64 * 1024
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Scanner:
    """Where clamd listens: `unix:/run/clamav/clamd.ctl` or `host:3310`."""

    address: str
    patience: float = field(default_factory=lambda: PATIENCE)

    def verdict(self, content: bytes) -> str:
        """What clamd found in the bytes, by its name; "" for nothing. Raises OSError or ValueError when it
        gave no verdict."""
        with self._reached() as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
            return _read(_answer(line))

    def _reached(self) -> socket.socket:
        if self.address.startswith("unix:"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(self.patience)
            try:
                line.connect(self.address.removeprefix("unix:"))
            except BaseException:
                line.close()
                raise
            return line
        host, _, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), self.patience)


def _answer(line: socket.socket) -> bytes:
    found = b""
    while not found.endswith(b"\0") and len(found) < LONGEST_ANSWER:
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        found += piece
    return found


def _read(answer: bytes) -> str:
    said = answer.rstrip(b"\0").decode("utf-8", "replace").strip()
    if answer.endswith(b"\0") and said == "stream: OK":
        return ""
    if answer.endswith(b"\0") and said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise ValueError(f"clamd gave no verdict: {said[:200]}")


def must_be_clean(store: Store, content: bytes) -> None:
    """Let bytes pass that the scanner found nothing in. Raises Invalid otherwise; what it could not look at
    is set aside in the store's quarantine, which nothing reads."""
    if not store.scanner_at:
        return
    scanner = Scanner(store.scanner_at)
    try:
        found = scanner.verdict(content)
    except (OSError, ValueError):
        logging.getLogger(__name__).exception("the virus scanner at %s gave no verdict", scanner.address)
        store.set_aside(content)
        raise Invalid(
            "病毒检查没有办成，文件已隔离、没有接收；请稍后再上传，仍不行请联系系统管理员", field="file"
        ) from None
    if found:
        logging.getLogger(__name__).warning("a file was refused: %s", found)
        raise Invalid("病毒检查没有通过（%(found)s），未予接收", field="file", found=found)
