"""How bin/run serves: gunicorn's settings. An office's server may start gunicorn with its own."""

import os
import signal
import subprocess
import sys
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
preload_app = True  # loading takes two seconds of work: once, not once per worker
graceful_timeout = 10  # seconds that a request may still take after Ctrl-C
loglevel = "warning"
control_socket_disable = True  # nobody steers it from outside
worker_tmp_dir = (
    "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes its own file there
)

_nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
if (
    signal.getsignal(signal.SIGINT) is signal.default_int_handler
):  # Ctrl-C while loading: just end, no traceback
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
_greeting = os.environ.pop("KAOPING_GREETING", "")


def when_ready(_server: Any) -> None:
    """Say where the portal is, now that it answers there; from now on Ctrl-C lets running requests end.

    A closed terminal means the same, where gunicorn would reload and go on unseen; nohup is respected.
    """

    def stop(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, signal.SIG_IGN if _nohup else stop)
    _begin_work()
    print(_greeting, file=sys.stderr, flush=True)  # noqa: T201 - for the person who typed bin/run


_working: list[subprocess.Popen[bytes]] = []


def _begin_work() -> None:
    """Start the process that does the jobs in the background; nobody waits for it to load.

    It has a session of its own, so that Ctrl-C reaches it through this process alone; and it ends by itself
    when this process is gone, however that came about.
    """
    command = "from portal.cli import main; main(prog_name='bin/portal')"
    arguments = ["work", "--parent", str(os.getpid())]
    _working.append(
        subprocess.Popen(  # noqa: S603 - the project's own command
            [sys.executable, "-P", "-c", command, *arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    )


def on_exit(_server: Any) -> None:
    """End the jobs' process too: the job that runs goes back to wait, unless its step takes too long."""
    for process in _working:
        process.terminate()
    for process in _working:
        try:
            process.wait(graceful_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def post_fork(_server: Any, _worker: Any) -> None:
    """A worker opens its own connections: none may be shared with the process that loaded the portal."""
    from portal.extensions import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)


def post_worker_init(_worker: Any) -> None:
    """Workers end when the master tells them to.

    The terminal sends Ctrl-C to them as well, and then gunicorn's own handlers, interrupting each other while
    they shut the thread pool down, may wait for ever: in one stop of twelve a worker had to be killed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
