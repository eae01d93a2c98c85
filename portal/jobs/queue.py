"""The queue that wakes a worker up, and how a page puts a job into it."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import Flask, current_app
from huey import Huey, SqliteHuey
from sqlalchemy.orm import Session

from portal.clock import Clock
from portal.jobs.kinds import KINDS
from portal.jobs.running import Shift
from portal.models import Job, Year
from portal.queries.jobs import job_by_id, waiting_jobs
from portal.services import jobs as services
from portal.services.work import Work


class Queue:
    """Jobs on their way to a worker, in a file of their own.

    The queue may lose a job, or bring one twice: the job's row decides. `shift` is this process's own
    work on jobs.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.shift = Shift(app)

    @cached_property
    def huey(self) -> Huey:
        """Opened when it is first needed: never before the server has forked."""
        config = self.app.config
        return SqliteHuey(
            "kaoping", filename=str(config["QUEUE"]), results=False, immediate=config["JOBS_IMMEDIATE"]
        )

    @cached_property
    def put(self) -> Callable[[int], Any]:
        """Wake a worker up for a job, by its number; in immediate mode it is done before this returns."""
        woken: Callable[[int], Any] = self.huey.task(name="carry_out")(self.shift.carry_out)
        return woken

    def find_lost(self, session: Session) -> list[int]:
        """Put in again what waits and is not in the queue: it was lost on the way, or put back."""
        there = {task.args[0] for task in self.huey.pending()}
        lost = [number for number in waiting_jobs(session) if number not in there]
        for number in lost:
            self.put(number)
        return lost


def queue() -> Queue:
    """The application's queue."""
    found: Queue = current_app.extensions["jobs"]
    return found


def machine_now() -> datetime:
    """The machine's time, by which a worker's silence is counted; no demo moves it on."""
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def silent_since() -> datetime:
    """A running job without a sign of life since then has lost its worker."""
    since: datetime = machine_now() - current_app.config["JOB_SILENCE"]
    return since


def start(work: Work, *, year: Year, kind: str, subject: str, arguments: dict[str, Any] | None = None) -> Job:
    """Start a job; gives the one that is under way where the same was started before."""
    if kind not in KINDS:
        raise KeyError(kind)
    try:
        job = services.start_job(
            work, year=year, kind=kind, subject=subject, arguments=arguments or {}, alive_at=machine_now()
        )
    except services.AlreadyUnderWay as found:
        return job_by_id(work.session, found.job_id)
    queue().put(job.id)
    return job


def retry(work: Work, *, job: Job, version: int) -> None:
    """Do a job again. Raises as `services.jobs.retry_job` does."""
    services.retry_job(work, job=job, version=version, alive_at=machine_now(), silent_since=silent_since())
    queue().put(job.id)
