"""Work in the background: started, stopped, tried again by people; carried forward by a worker.

What people decide is a service with its one audit row, as everything. A worker's own steps and its
progress write none: they are no decision of anybody's, there are hundreds of them, and a chain of
signs of life would bury the decisions that it is there to show. What a job changes in the year it
changes through services, which write theirs.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, update

from portal.errors import Refused
from portal.models import Job, Year
from portal.queries.jobs import job_under_way
from portal.sentences import Sentence
from portal.services.work import Work, check_version, service
from portal.workflow import JOB, JobAction, JobState, step

SAME = Sentence("同样的后台任务正在进行")


class AlreadyUnderWay(Refused):
    """The same is being done already: `job_id`."""

    def __init__(self, job_id: int) -> None:
        super().__init__(SAME.message)
        self.job_id = job_id


@service
def start_job(
    work: Work, *, year: Year, kind: str, subject: str, arguments: dict[str, Any], alive_at: datetime
) -> Job:
    """Put a job down to be done. `alive_at`: the machine's time, from which its silence is counted.

    Raises AlreadyUnderWay where the same kind of job is under way on the same subject.
    """
    found = job_under_way(work.session, kind, subject)
    if found is not None:
        raise AlreadyUnderWay(found.id)
    job = Job(
        year_id=year.id,
        kind=kind,
        subject=subject,
        arguments=arguments,
        started_by_id=work.account_id,
        created_at=work.now,
        alive_at=alive_at,
    )
    work.session.add(job)
    work.session.flush()
    work.audit("start_job", job, after={"kind": kind, "subject": subject, "arguments": arguments})
    return job


@service
def stop_job(work: Work, *, job: Job, version: int) -> None:
    """Stop a job that waits, runs, or died. What it did so far stands; its worker leaves at its next step."""
    check_version(job, version)
    before = job.state
    job.state = step(JOB, job.state, JobAction.stop)
    job.ended_at = work.now
    work.audit("stop_job", job, before={"state": before}, after={"done": job.done, "total": job.total})


@service
def retry_job(work: Work, *, job: Job, version: int, alive_at: datetime, silent_since: datetime) -> None:
    """Do a job again from its beginning: one that failed, was stopped, or whose worker died.

    Raises Refused while it runs, AlreadyUnderWay where the same was started anew meanwhile.
    """
    check_version(job, version)
    if job.state == JobState.running and not job.died(silent_since):
        raise Refused("这项任务正在进行，不用重试")
    before = job.state
    job.state = step(JOB, job.state, JobAction.retry)
    with work.session.no_autoflush:
        other = job_under_way(work.session, job.kind, job.subject)
    if other is not None and other is not job:
        raise AlreadyUnderWay(other.id)
    job.done, job.total, job.step, job.error, job.result = 0, 0, "", "", {}
    job.started_at, job.ended_at, job.alive_at = None, None, alive_at
    work.audit("retry_job", job, before={"state": before})


@dataclass(frozen=True)
class Attempt:
    """A worker's hold on a job. Each step is a short transaction of its own, beside the job's own work.

    A step that finds the job stopped, tried again by somebody else or ended does nothing and gives False.
    """

    engine: Engine
    job_id: int
    number: int

    def alive(self, at: datetime) -> bool:
        """Give a sign of life (machine's clock)."""
        return self._write(alive_at=at)

    def progress(self, done: int, total: int, words: str, at: datetime) -> bool:
        """Say how far the job is; a sign of life too."""
        return self._write(done=done, total=total, step=words[:200], alive_at=at)

    def finish(self, result: dict[str, Any], now: datetime) -> bool:
        """The job is done; `result` is what its page shows."""
        return self._move(JobAction.finish, result=result, step="", ended_at=now)

    def fail(self, error: str, now: datetime) -> bool:
        """The job cannot be done; `error` in words for people."""
        return self._move(JobAction.fail, error=error, ended_at=now)

    def put_back(self) -> bool:
        """The worker has to end before the job is done: the next one begins it anew."""
        return self._move(JobAction.put_back, done=0, total=0, step="", started_at=None)

    def _move(self, action: JobAction, **values: Any) -> bool:
        return self._write(state=step(JOB, JobState.running, action), **values)

    def _write(self, **values: Any) -> bool:
        mine = (Job.id == self.job_id, Job.attempt == self.number, Job.state == JobState.running)
        return _updated(self.engine, *mine, **values)


def begin_job(engine: Engine, job: Job, *, now: datetime, alive_at: datetime) -> Attempt | None:
    """Take a waiting job in hand; None where somebody else was faster or it was stopped."""
    if job.state != JobState.queued:
        return None
    number = job.attempt + 1
    mine = (Job.id == job.id, Job.attempt == job.attempt, Job.state == JobState.queued)
    taken = _updated(
        engine,
        *mine,
        state=step(JOB, JobState.queued, JobAction.begin),
        attempt=number,
        started_at=now,
        alive_at=alive_at,
    )
    return Attempt(engine, job.id, number) if taken else None


def _updated(engine: Engine, *conditions: Any, **values: Any) -> bool:
    with engine.connect().execution_options(immediate=True) as connection, connection.begin():
        return connection.execute(update(Job).where(*conditions).values(**values)).rowcount == 1
