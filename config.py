"""Settings, from the environment; one class per environment.

`KAOPING_ENV` chooses: `local` (the default: `bin/run`, one machine), `production`, `testing`.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent


class Config:
    """What all environments share. The README's configuration table lists each variable."""

    INSTANCE = Path(os.environ.get("KAOPING_INSTANCE", ROOT / "instance"))
    SQLALCHEMY_DATABASE_URI = os.environ.get("KAOPING_DATABASE", f"sqlite:///{INSTANCE / 'kaoping.sqlite'}")
    QUEUE = Path(os.environ.get("KAOPING_QUEUE", INSTANCE / "queue.sqlite"))
    JOBS_IMMEDIATE = False  # True: a job is done before the request that starts it ends, without a worker
    JOB_BEAT = timedelta(seconds=5)  # how often a running job gives a sign of life
    JOB_SILENCE = timedelta(seconds=30)  # after so long without one its worker is taken for dead
    BATCH_PROCESSES = 2  # processes that set the papers of a batch
    EVIDENCE_FOLDER = INSTANCE / "evidence"
    FONTS_FOLDER = Path(os.environ.get("KAOPING_FONTS", INSTANCE / "fonts"))
    MAX_CONTENT_LENGTH = 50 * 1024 * 1024  # one request, files included
    MAX_FORM_MEMORY_SIZE = 1024 * 1024  # fields without files
    EVIDENCE_LIMIT = 20 * 1024 * 1024  # one file
    CLAMD = os.environ.get("KAOPING_CLAMD", "")  # a virus scanner; empty: none
    EVIDENCE_AT_ONCE = 20  # files in one sending
    BABEL_DEFAULT_LOCALE = "zh_Hans_CN"
    BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
    SMTP_HOST = os.environ.get("KAOPING_SMTP_HOST", "")  # empty: reminders stay inside the portal
    SMTP_PORT = int(os.environ.get("KAOPING_SMTP_PORT", "587"))
    SMTP_SECURITY = os.environ.get("KAOPING_SMTP_SECURITY", "starttls")  # or tls, none
    SMTP_USER = os.environ.get("KAOPING_SMTP_USER", "")
    SMTP_PASSWORD = os.environ.get("KAOPING_SMTP_PASSWORD", "")
    SMTP_FROM = os.environ.get("KAOPING_SMTP_FROM", "")  # the sender's address
    SMTP_TIMEOUT = 20  # seconds for one answer of the mail server
    HTTPS = os.environ.get("KAOPING_HTTPS", "0") == "1"
    SESSION_COOKIE_NAME = "kaoping"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = HTTPS
    SESSION_IDLE = timedelta(minutes=int(os.environ.get("KAOPING_IDLE_MINUTES", "60")))
    SESSION_ABSOLUTE = timedelta(hours=12)
    LOGIN_ATTEMPTS = 5  # wrong passwords in a row until the account rests
    LOGIN_REST = timedelta(minutes=15)
    SECOND_FACTOR_ROLES = frozenset(
        os.environ.get("KAOPING_SECOND_FACTOR_ROLES", "").replace(",", " ").split()
    )
    PASSWORD_PROFILE = os.environ.get("KAOPING_PASSWORD_PROFILE", "asvs")  # or djbh3
    ARGON2 = {"time_cost": 3, "memory_cost": 65536, "parallelism": 2}
    WTF_CSRF_TIME_LIMIT = None  # a form may stay open overnight: the session's end is the limit
    TEMPLATES_AUTO_RELOAD = False


class LocalConfig(Config):
    """One machine, no set-up: the secret key is made once and kept in the instance folder."""

    @property
    def SECRET_KEY(self) -> str:  # noqa: N802 - Flask's own name for it
        """The key that signs cookies and forms; made at the first start, readable by the owner only."""
        if key := os.environ.get("KAOPING_SECRET_KEY"):
            return key
        path = self.INSTANCE / "secret-key"
        self.INSTANCE.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        return path.read_text()


class ProductionConfig(Config):
    """A server: the secret key must be given, there is no default."""

    @property
    def SECRET_KEY(self) -> str:  # noqa: N802 - Flask's own name for it
        """The key from the environment; RuntimeError when it is missing or short."""
        key = os.environ.get("KAOPING_SECRET_KEY", "")
        if len(key) < 32:
            raise RuntimeError("KAOPING_SECRET_KEY must be set, 32 characters or more")
        return key


class TestingConfig(Config):
    """The tests: their own folder and database are set by the fixture, hashing is cheap."""

    TESTING = True
    JOBS_IMMEDIATE = True
    BATCH_PROCESSES = 1
    SECRET_KEY = "only-for-tests"
    SERVER_NAME = None
    ARGON2 = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


ENVIRONMENTS: dict[str, type[Config]] = {
    "local": LocalConfig,
    "production": ProductionConfig,
    "testing": TestingConfig,
}


def chosen() -> Config:
    """The settings of the environment that `KAOPING_ENV` names; KeyError for an unknown one."""
    return ENVIRONMENTS[os.environ.get("KAOPING_ENV", "local")]()
