"""Work in the background, as the office sees it and as a worker asks for it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from portal.errors import NotFound
from portal.models import AuditRow, Job, Year
from portal.workflow import UNDER_WAY, JobState


def jobs_of(session: Session, year: Year, kind: str = "", limit: int = 100) -> list[Job]:
    """The year's newest jobs, the newest first; of one kind when asked."""
    query = select(Job).where(Job.year_id == year.id).order_by(Job.id.desc()).limit(limit)
    if kind:
        query = query.where(Job.kind == kind)
    return list(session.scalars(query))


def job_by_id(session: Session, job_id: int) -> Job:
    """One job with its result; raises NotFound."""
    found = session.get(Job, job_id, options=[undefer(Job.result)])
    if found is None:
        raise NotFound()
    return found


def job_under_way(session: Session, kind: str, subject: str) -> Job | None:
    """The job of that kind on that subject that waits or runs, or None."""
    return session.scalar(
        select(Job).where(Job.kind == kind, Job.subject == subject, Job.state.in_(UNDER_WAY))
    )


def jobs_ahead(session: Session, job: Job) -> int:
    """How many jobs were put down before one that waits, and are not over."""
    query = select(func.count()).select_from(Job).where(Job.state.in_(UNDER_WAY), Job.id < job.id)
    return session.scalar(query) or 0


def waiting_jobs(session: Session) -> list[int]:
    """Every job that waits, the oldest first."""
    return list(session.scalars(select(Job.id).where(Job.state == JobState.queued).order_by(Job.id)))


def someone_works(session: Session, silent_since: datetime) -> bool:
    """Whether a worker gave a sign of life on some job since that moment (machine's clock)."""
    query = select(Job.id).where(Job.state == JobState.running, Job.alive_at >= silent_since).limit(1)
    return session.scalar(query) is not None


def trail_of(session: Session, job: Job, action: str) -> list[AuditRow]:
    """What a job did to the year, as the trail says, the oldest first."""
    rows = select(AuditRow).where(AuditRow.subject == f"jobs/{job.id}", AuditRow.action == action)
    return list(session.scalars(rows.order_by(AuditRow.id)))
