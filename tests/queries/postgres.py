"""A PostgreSQL server of the test's own, started by hand and gone afterwards; None where there is none."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def tools() -> Path | None:
    """The folder of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if found:
        return found[-1].parent
    named = shutil.which("pg_ctl")
    return Path(named).resolve().parent if named else None


def owner() -> str | None:
    """Who runs the server: it refuses to run as root."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    return "postgres" if any(user.pw_name == "postgres" for user in pwd.getpwall()) else None


@contextmanager
def server(where: Path, user: str) -> Iterator[str]:
    """A server that listens on a socket in its own folder alone; gives its SQLAlchemy address."""
    home = Path(tempfile.mkdtemp(prefix="kaoping-pg-"))
    as_user = {"user": user} if os.getuid() == 0 else {}
    if as_user:
        shutil.chown(home, user)
    data, log = home / "data", home / "log"

    def run(*command: str) -> None:
        subprocess.run(
            [str(where / command[0]), *command[1:]],
            check=True,
            cwd=home,
            stdout=subprocess.DEVNULL,
            **as_user,
        )

    run("initdb", "-D", str(data), "-U", "kaoping", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://kaoping@/postgres?host={home}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)
