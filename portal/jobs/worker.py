"""The worker: the process that does jobs, beside the server (`bin/run`) or alone (`bin/portal work`)."""

import os
import signal
import time
from collections.abc import Callable

from flask import Flask

from portal.extensions import db
from portal.jobs.batches import remove_old
from portal.jobs.queue import Queue

LOOK = 0.2
"""Seconds between two looks at whether to end."""
SEARCH = 15.0
"""Seconds between two searches for jobs that the queue lost, threads that died, results too old."""
PATIENCE = 8
"""Seconds that a step under way may still take at the end; after that its job counts as broken off."""


def work(app: Flask, *, threads: int = 1, parent: int | None = None) -> None:
    """Do jobs until SIGTERM or SIGINT, or until the process `parent`, which started this one, is gone."""
    queue: Queue = app.extensions["jobs"]
    assert queue.put  # noqa: S101 - now the queue knows what a message asks for
    consumer = queue.huey.create_consumer(
        workers=threads, periodic=False, max_delay=0.5, scheduler_interval=60, shutdown_timeout=PATIENCE
    )
    told: list[int] = []
    consumer.start()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # huey's own would kill a step midway
        signal.signal(number, lambda caught, _: told.append(caught))
    searched = float("-inf")
    while not told and not _orphaned(parent, os.getppid):
        if time.monotonic() - searched >= SEARCH:
            searched = time.monotonic()
            _search(app, queue)
            consumer.check_worker_health()
        time.sleep(LOOK)
    queue.shift.end()
    consumer.stop(graceful=True)


def _orphaned(parent: int | None, now: Callable[[], int]) -> bool:
    return parent is not None and now() != parent


def _search(app: Flask, queue: Queue) -> None:
    with app.app_context():
        queue.find_lost(db.session())
        remove_old()
