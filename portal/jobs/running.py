"""A process's work on jobs: one after the other, with a sign of life, until it is told to end."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.clock import Clock
from portal.errors import NotFound, PortalError
from portal.extensions import db
from portal.jobs.kinds import KINDS, Task
from portal.models import Job
from portal.queries.jobs import job_by_id
from portal.queries.settings import installation_of
from portal.sentences import Sentence
from portal.services.jobs import Attempt, begin_job

log = logging.getLogger(__name__)

SPARING = 0.3
"""Seconds between two writings of the progress: whoever tells a thousand steps writes a few."""


class Left(BaseException):
    """The job is no longer this worker's: stopped, or tried again elsewhere.

    It is no Exception, so that no job's own `except` holds it up.
    """


class Ended(BaseException):
    """The worker was told to end: the job goes back to wait for the next one."""


class Shift:
    """What this process does with jobs. `end` lets the job that runs go back at its next step."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.ending = threading.Event()

    def end(self) -> None:
        """Begin nothing more."""
        self.ending.set()

    def carry_out(self, job_id: int) -> None:
        """Do a job, if it still waits. Whatever happens, its row says what came of it."""
        if self.ending.is_set():
            return  # it waits on, and the next worker finds it
        with self.app.app_context():
            session = db.session()
            try:
                job = job_by_id(session, job_id)
            except NotFound:
                return
            attempt = begin_job(db.engine, job, now=self.shown_now(), alive_at=self.machine_now())
            if attempt is not None:
                session.rollback()
                self._try(attempt, job)

    def _try(self, attempt: Attempt, job: Job) -> None:
        hold = _Hold(self, attempt)
        try:
            with hold.alive():
                task = Task(job, db.session(), hold.tell, self.shown_now)
                result = KINDS[job.kind].carry_out(task)
        except Left:
            db.session.rollback()
        except Ended:
            db.session.rollback()
            attempt.put_back()
        except PortalError as refusal:
            db.session.rollback()
            attempt.fail(str(refusal), self.shown_now())
        except Exception as error:
            db.session.rollback()
            log.exception("job %s (%s) failed", attempt.job_id, job.kind)
            said = Sentence(
                "程序出错（%(fault)s）。请系统管理员查看日志，原因排除后可以重试", fault=type(error).__name__
            )
            attempt.fail(str(said), self.shown_now())
        else:
            db.session.rollback()
            attempt.finish(result, self.shown_now())

    def machine_now(self) -> datetime:
        """The machine's time."""
        clock: Clock = self.app.extensions["clock"]
        return clock.now()

    def shown_now(self) -> datetime:
        """The time as people see it: in a demo database moved on as its clock says."""
        with self.app.app_context():
            return self.machine_now() + installation_of(db.session()).clock_shift


class _Hold:
    """A job in hand: keeps it alive, writes its progress, notices that it is to be let go."""

    def __init__(self, shift: Shift, attempt: Attempt) -> None:
        self.shift, self.attempt = shift, attempt
        self.lost = threading.Event()
        self.released = threading.Event()
        self.told = 0.0

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Give signs of life beside the work: a long step is no death."""
        every = self.shift.app.config["JOB_BEAT"].total_seconds()
        beating = threading.Thread(target=self._beat, args=(every,), daemon=True)
        beating.start()
        try:
            yield
        finally:
            self.released.set()
            beating.join()

    def _beat(self, every: float) -> None:
        while not self.released.wait(every):
            try:
                if not self.attempt.alive(self.shift.machine_now()):
                    self.lost.set()
            except OperationalError:
                log.warning("job %s: no sign of life written, the database is busy", self.attempt.job_id)

    def tell(self, done: int, total: int, words: str) -> None:
        """Write the progress; raise Left or Ended where the job is to be let go."""
        if self.shift.ending.is_set():
            raise Ended
        if self.lost.is_set():
            raise Left
        if done < total and time.monotonic() - self.told < SPARING:
            return
        self.told = time.monotonic()
        if not self.attempt.progress(done, total, words, self.shift.machine_now()):
            raise Left
