"""A job: work in the background."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    stopped = "stopped"


class JobAction(StrEnum):
    """People stop and retry; the other steps are the worker's, for whoever started the job."""

    begin = "begin"
    put_back = "put_back"
    finish = "finish"
    fail = "fail"
    stop = "stop"
    retry = "retry"


_J, _j = JobState, JobAction
_run = Permission.RUN_YEAR

JOB: Mapping[tuple[JobState, JobAction], Transition[JobState]] = {
    (_J.queued, _j.begin): Transition(_J.running, _run),
    (_J.running, _j.put_back): Transition(_J.queued, _run),
    (_J.running, _j.finish): Transition(_J.done, _run),
    (_J.running, _j.fail): Transition(_J.failed, _run),
    (_J.queued, _j.stop): Transition(_J.stopped, _run),
    (_J.running, _j.stop): Transition(_J.stopped, _run),
    # Only where its worker died: the service looks at the last sign of life.
    (_J.running, _j.retry): Transition(_J.queued, _run),
    (_J.failed, _j.retry): Transition(_J.queued, _run),
    (_J.stopped, _j.retry): Transition(_J.queued, _run),
}

UNDER_WAY = frozenset({_J.queued, _J.running})
"""Jobs that are not over: of one kind and subject there is never more than one."""

PRESSED = frozenset({_j.stop, _j.retry})
"""The steps of a job that people take."""
