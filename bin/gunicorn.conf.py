"""How bin/run serves: gunicorn's settings. An office's server may start gunicorn with its own."""

import os
import signal
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
loglevel = "warning"
control_socket_disable = True  # nobody steers it from outside
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes its own file there

_hangup = signal.getsignal(signal.SIGHUP)


def when_ready(_server: Any) -> None:
    """Stop when the terminal is closed, where gunicorn would reload and go on unseen; nohup is respected."""

    def stop(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    signal.signal(signal.SIGHUP, signal.SIG_IGN if _hangup is signal.SIG_IGN else stop)
