"""Kinds of job that take their time, so that a test can meet them half-way. A worker process imports this."""

import time
from datetime import timedelta
from typing import Any

import config
from portal.cli import main
from portal.jobs import Task, job
from portal.jobs.scores import rescore

PAUSE = 0.1
STEPS = 50
config.Config.JOB_BEAT = timedelta(seconds=0.2)


@job("count", "数数")
def count(task: Task) -> dict[str, Any]:
    """Count to fifty, or to what it was told."""
    steps = task.arguments.get("steps", STEPS)
    for done in range(1, steps + 1):
        time.sleep(PAUSE)
        task.tell(done, steps, str(done))
    return {"counted": steps}


@job("slow-rescore", "慢慢重新计算")
def slow_rescore(task: Task) -> dict[str, Any]:
    """The real thing, resting after each area and group."""

    def tell(done: int, total: int, words: str) -> None:
        task.tell(done, total, words)
        time.sleep(0.4)

    return rescore(Task(task.job, task.session, tell, task.now))


@job("long-step", "一步很长")
def long_step(task: Task) -> dict[str, Any]:
    """One step that takes longer than a silence may."""
    time.sleep(task.arguments["seconds"])
    task.tell(1, 1, "")
    return {}


if __name__ == "__main__":
    main(["work"])
