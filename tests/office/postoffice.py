"""A mail server that really speaks SMTP on a port of its own, and keeps what it takes."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    """One connection: HELO, MAIL, RCPT, DATA, RSET, QUIT, as RFC 5321 has them."""

    server: "PostOffice"

    def handle(self) -> None:
        self._say("220 post office")
        self.server.calls += 1
        to: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line.split(maxsplit=1)[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                if address in self.server.unknown:
                    self._say("550 no such mailbox 没有这个邮箱")
                    continue
                to.append(address)
            if verb == "DATA":
                self._take(to)
                to = []
                if self.server.hangs_up_after_each:
                    return
                continue
            if verb in ("MAIL", "RSET"):
                to = []
            self._say("250 ok")

    def _take(self, to: list[str]) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.server.taken += [(address, message) for address in to]
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class PostOffice(socketserver.ThreadingTCPServer):
    """`taken`: (address, mail) in their order. `unknown`: addresses that it refuses."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken: list[tuple[str, EmailMessage]] = []
        self.unknown: set[str] = set()
        self.hangs_up_after_each = False
        self.calls = 0

    @property
    def settings(self) -> dict[str, object]:
        """The portal's settings that lead here."""
        return {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": self.server_address[1],
            "SMTP_SECURITY": "none",
            "SMTP_FROM": "kaoping@dazhou.example",
        }


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """An open post office."""
    with PostOffice() as office:
        serving = threading.Thread(target=office.serve_forever, args=(0.02,), daemon=True)
        serving.start()
        try:
            yield office
        finally:
            office.shutdown()
            serving.join()
