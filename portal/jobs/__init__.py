"""Work in the background: the kinds of job there are, the queue, the worker.

A job is a function from `Task` to a result, registered by `@job` in a module of this package that
is imported here; a page starts it with `start`. docs/decisions/0011-background-work.md says why it
is done so.
"""

from portal.jobs import batches, reminders, scheme_trial, scores
from portal.jobs.kinds import KINDS, Kind, Task, job
from portal.jobs.queue import Queue, queue, retry, start

__all__ = [
    "KINDS",
    "Kind",
    "Queue",
    "Task",
    "batches",
    "job",
    "queue",
    "reminders",
    "retry",
    "scheme_trial",
    "scores",
    "start",
]
