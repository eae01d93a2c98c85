"""Work in the background: what was asked for, how far it is, what came out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment, Versioned, enum_of
from portal.models.years import Year
from portal.workflow import UNDER_WAY, JobState

_UNDER_WAY = text(f"state IN ({', '.join(sorted(repr(state.value) for state in UNDER_WAY))})")


class Job(Versioned, Base):
    """后台任务. The queue only wakes a worker up; this row is what counts.

    `kind` names the function that does it, `subject` what it is done to: of both together only one is
    under way at a time. `done` of `total` and `step` say how far it is. `attempt` counts its beginnings,
    so that a worker that comes back from the dead finds that the job is no longer its own.
    `created_at`, `started_at`, `ended_at` are the times that people see; `alive_at`, the last sign of
    life, is by the machine's clock, which no demo moves on. `version` counts what people decided.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_under_way",
            "kind",
            "subject",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[JobState] = mapped_column(enum_of(JobState), default=JobState.queued)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, deferred=True)  # can be long
    error: Mapped[str] = mapped_column(Text, default="")
    attempt: Mapped[int] = mapped_column(default=0)
    started_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    alive_at: Mapped[datetime] = mapped_column(Moment)

    year: Mapped[Year] = relationship(lazy="joined")
    started_by: Mapped[Account] = relationship(lazy="joined")

    @property
    def under_way(self) -> bool:
        """Whether it is not over yet."""
        return self.state in UNDER_WAY

    def died(self, silent_since: datetime) -> bool:
        """Whether its worker is gone: running, and no sign of life since that moment (machine's clock)."""
        return self.state == JobState.running and self.alive_at < silent_since
