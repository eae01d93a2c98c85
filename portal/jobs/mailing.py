"""Mail leaves by the office's own SMTP server, as the settings name it."""

import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from portal.errors import Refused

SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """Which server takes our mail. `sender` is the address that the mails come from."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    timeout: float

    @classmethod
    def configured(cls, config: Mapping[str, Any]) -> "MailServer | None":
        """The settings' server; None where none is named. Raises Refused for settings that cannot be."""
        if not config["SMTP_HOST"]:
            return None
        if config["SMTP_SECURITY"] not in SECURITIES:
            raise Refused("邮件服务器设置有误：KAOPING_SMTP_SECURITY 须为 starttls、tls 或 none")
        if "@" not in config["SMTP_FROM"]:
            raise Refused("邮件服务器设置有误：KAOPING_SMTP_FROM 须为发件邮箱地址")
        return cls(
            config["SMTP_HOST"],
            config["SMTP_PORT"],
            config["SMTP_SECURITY"],
            config["SMTP_USER"],
            config["SMTP_PASSWORD"],
            config["SMTP_FROM"],
            config["SMTP_TIMEOUT"],
        )


class Post:
    """A connection to the mail server, for as many mails as there are."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.line: smtplib.SMTP | None = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> str:
        """Hand one mail over. Gives "" when the server took it, else the words in which it refused it.

        Raises Refused when the server cannot be reached at all: then no other mail would go either.
        """
        try:
            return self._hand_over(message)
        except smtplib.SMTPServerDisconnected:  # servers end a line that was quiet, or too long: once more
            self._hang_up()
        try:
            return self._hand_over(message)
        except smtplib.SMTPServerDisconnected as error:
            raise self._out_of_reach(error) from error

    def _hand_over(self, message: EmailMessage) -> str:
        line = self._connected()
        try:
            line.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            return _said(*next(iter(refusal.recipients.values())))
        except smtplib.SMTPResponseException as refusal:
            return _said(refusal.smtp_code, refusal.smtp_error)
        except smtplib.SMTPServerDisconnected:
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise self._out_of_reach(error) from error
        return ""

    def _connected(self) -> smtplib.SMTP:
        if self.line is None:
            try:
                self.line = self._call()
            except (OSError, smtplib.SMTPException) as error:
                raise self._out_of_reach(error) from error
        return self.line

    def _call(self) -> smtplib.SMTP:
        server, name = self.server, socket.gethostname() or "localhost"
        if server.security == "tls":
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, name, timeout=server.timeout, context=ssl.create_default_context()
            )
        else:
            line = smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)
        try:
            if server.security == "starttls":
                line.starttls(context=ssl.create_default_context())
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        if self.line is not None:
            try:
                self.line.quit()
            except (OSError, smtplib.SMTPException):
                self.line.close()
            self.line = None

    def _out_of_reach(self, error: Exception) -> Refused:
        said = str(error).strip() or type(error).__name__
        return Refused(
            "邮件服务器 %(host)s:%(port)s 没有接受连接（%(said)s）。请系统管理员检查设置，再重试",
            host=self.server.host,
            port=self.server.port,
            said=said[:200],
        )


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
