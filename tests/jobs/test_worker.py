"""A real worker process on a real queue: progress, stopping half-way, death and a second try, a clean end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

import config
from portal.clock import SystemClock
from portal.jobs import retry, start
from portal.jobs.queue import silent_since
from portal.models import AuditRow, Job, Score
from portal.queries.jobs import job_by_id
from portal.services.jobs import stop_job
from portal.workflow import JobState
from tests.jobs import slow
from tests.world import FONTS, World

pytestmark = pytest.mark.stage("checking")

SILENCE = timedelta(seconds=1.5)
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def queued(world: World) -> World:
    """The world with a queue that a worker has to empty, by the machine's own clock."""
    world.app.extensions["clock"] = SystemClock()
    world.app.config.update(JOBS_IMMEDIATE=False, JOB_SILENCE=SILENCE)
    return world


@pytest.fixture
def worker(queued: World) -> Iterator[Start]:
    """Starts `bin/portal work`, with the slow kinds, on the world's own folder."""
    started: list[subprocess.Popen[str]] = []
    folder = queued.app.config["INSTANCE"]
    queued.app.config["QUEUE"] = folder / "queue.sqlite"

    def begin() -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.slow"],
            cwd=config.ROOT,
            env={**os.environ, "KAOPING_INSTANCE": str(folder), "KAOPING_FONTS": str(FONTS)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def _start(world: World, kind: str, subject: str = "something", **arguments: object) -> int:
    with world.app.app_context():
        work = world.play.by("bangongshi-1")
        return start(work, year=world.year, kind=kind, subject=subject, arguments=arguments).id


def _until(world: World, number: int, holds: Callable[[Job], bool], seconds: float = 25) -> Job:
    last = time.monotonic() + seconds
    while True:
        job = job_by_id(world.session, number)
        if holds(job):
            return job
        assert time.monotonic() < last, f"{job.state}, {job.done} of {job.total}: {job.error}"
        time.sleep(0.05)


def _ends(process: "subprocess.Popen[str]", number: int, within: float) -> str:
    """Tell a worker to end; gives what it said in errors."""
    began = time.monotonic()
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert time.monotonic() - began < within
    return errors


def test_progress_is_seen_a_stop_half_way_ends_it_and_the_next_job_is_done(
    queued: World, worker: Start
) -> None:
    worker()
    number = _start(queued, "count")
    seen = [_until(queued, number, lambda job: job.done >= 2).done]
    seen.append(_until(queued, number, lambda job: job.done > seen[0]).done)
    assert seen[1] < slow.STEPS
    job = job_by_id(queued.session, number)
    stop_job(queued.play.by("bangongshi-1"), job=job, version=job.version)
    after = _start(queued, "count", subject="another", steps=2)
    assert _until(queued, after, lambda job: job.state == JobState.done).result == {"counted": 2}
    stopped = job_by_id(queued.session, number)
    assert stopped.state == JobState.stopped
    assert stopped.done < slow.STEPS


def test_a_killed_worker_s_job_is_found_dead_and_tried_again_to_the_right_result(
    queued: World, worker: Start
) -> None:
    session = queued.session
    rows = session.scalars(select(Score).order_by(Score.assessment_id)).all()
    right = {row.assessment_id: row.head for row in rows}
    for row in (rows[0], rows[len(rows) // 2], rows[-1]):  # planted: three stored totals are wrong
        row.head = {**row.head, "total": "0.01"}
    session.commit()
    first = worker()
    number = _start(queued, "slow-rescore")
    _until(queued, number, lambda job: job.done >= 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    with queued.app.app_context():
        assert not job_by_id(queued.session, number).died(silent_since())
        _until(queued, number, lambda job: job.died(silent_since()))
        job = job_by_id(queued.session, number)
        assert job.state == JobState.running
        retry(queued.play.by("bangongshi-1"), job=job, version=job.version)
    worker()
    job = _until(queued, number, lambda job: job.state == JobState.done)
    assert job.attempt == 2
    assert {row.assessment_id: row.head for row in queued.session.scalars(select(Score))} == right
    # Also the card that the first attempt had put right before it died.
    assert len(job.result["changed"]) == 3
    assert all(card["before"] == "0.01" for card in job.result["changed"])
    actions = list(
        queued.session.scalars(select(AuditRow.action).where(AuditRow.subject == f"jobs/{number}"))
    )
    assert actions[0] == "start_job"
    assert actions.count("retry_job") == 1
    assert set(actions) == {"start_job", "retry_job", "correct_scores"}


def test_a_step_longer_than_the_silence_is_no_death(queued: World, worker: Start) -> None:
    worker()
    number = _start(queued, "long-step", seconds=SILENCE.total_seconds() * 2)
    _until(queued, number, lambda job: job.state == JobState.running)
    while (job := job_by_id(queued.session, number)).state == JobState.running:
        with queued.app.app_context():
            assert not job.died(silent_since())
        time.sleep(0.1)
    assert job.state == JobState.done


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_end_puts_its_job_back_and_the_next_one_finds_it(
    queued: World, worker: Start, number: signal.Signals
) -> None:
    first = worker()
    job = _start(queued, "count", steps=20)
    _until(queued, job, lambda job: job.done >= 1)
    assert _ends(first, number, within=3) == ""
    assert first.returncode == 0
    assert job_by_id(queued.session, job).state == JobState.queued
    second = worker()
    assert _until(queued, job, lambda job: job.state == JobState.done).attempt == 2
    assert _ends(second, signal.SIGTERM, within=3) == ""


def test_what_was_put_down_while_the_queue_was_lost_is_done_all_the_same(
    queued: World, worker: Start
) -> None:
    number = _start(queued, "count", steps=1)
    queued.app.extensions["jobs"].huey.storage.flush_queue()
    worker()
    _until(queued, number, lambda job: job.state == JobState.done)


def test_a_worker_ends_when_the_process_that_started_it_is_gone(queued: World) -> None:
    folder = queued.app.config["INSTANCE"]
    code = (
        "import os, subprocess, sys; "
        "print(subprocess.Popen([sys.executable, '-m', 'portal.cli', 'work', '--parent', str(os.getpid())],"
        " stdout=subprocess.DEVNULL).pid)"
    )
    starter = subprocess.run(
        [sys.executable, "-c", code],
        cwd=config.ROOT,
        env={**os.environ, "KAOPING_INSTANCE": str(folder), "KAOPING_FONTS": str(FONTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    last = time.monotonic() + 20
    while _lives(int(starter.stdout)):
        assert time.monotonic() < last, "it goes on alone"
        time.sleep(0.1)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{number}/stat") as stat:  # nobody may be there to bury it
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
