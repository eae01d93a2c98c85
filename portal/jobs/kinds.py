"""The kinds of job, and what the function of each is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.models import Job, Year
from portal.queries.accounts import actor_of
from portal.services.work import Work


@dataclass(frozen=True)
class Task:
    """One job as its function has it.

    `tell(done, total, words)` says how far it is, and is where a job is stopped: it raises, so that the
    function ends there. It is called between transactions, never inside one that writes.
    """

    job: Job
    session: Session
    tell: Callable[[int, int, str], None]
    now: Callable[[], datetime]

    @property
    def year(self) -> Year:
        """The year that the job belongs to."""
        return self.job.year

    @property
    def arguments(self) -> dict[str, Any]:
        """What it was started with."""
        return self.job.arguments

    def work(self) -> Work:
        """What a service is called with: the change is made for the person who started the job."""
        return Work(
            session=self.session,
            now=self.now(),
            actor=actor_of(self.session, self.job.started_by),
            origin=f"jobs/{self.job.id}",
        )


Carry = Callable[[Task], dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """A kind of job: its name on screen, its function, what one of it is about in words."""

    name: str
    title: Any
    carry_out: Carry
    about: Callable[[dict[str, Any]], str]


KINDS: dict[str, Kind] = {}


def job(
    name: str, title: Any, about: Callable[[dict[str, Any]], str] = lambda _: ""
) -> Callable[[Carry], Carry]:
    """Register a function as a kind of job.

    It must bear being done again from its beginning, since a worker can die at any point: what it
    changes it changes through services, each of which finds out whether it is still to be done.
    What it returns is plain JSON. `title` and `about(arguments)` are shown, translated.
    """

    def register(carry_out: Carry) -> Carry:
        KINDS[name] = Kind(name, title, carry_out, about)
        return carry_out

    return register
