"""后台任务: what works in the background for a year, how far it is, what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask import flash, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.jobs import KINDS, retry, start
from portal.jobs.batches import CERTIFICATES, KEPT, result_at
from portal.jobs.queue import silent_since
from portal.jobs.reminders import REMIND
from portal.jobs.scheme_trial import TRIAL
from portal.jobs.scores import RESCORE
from portal.labels import title_of, tone_of
from portal.loaders import load_job, load_year
from portal.models import Job, Year
from portal.office.desk import office
from portal.policy import Permission
from portal.queries.jobs import jobs_ahead, jobs_of, someone_works
from portal.queries.trials import Outcome
from portal.services import jobs as services
from portal.workflow import JOB, PRESSED, JobAction, JobState, available


class Stage(StrEnum):
    """What a page shows beyond the state: whether somebody is at it."""

    waiting = "waiting"
    running = "running"
    unattended = "unattended"  # waits, and no worker shows a sign of life
    broken_off = "broken_off"  # running, and its worker died
    over = "over"


MOVING = (Stage.waiting, Stage.running)
"""While these last, the page asks again by itself."""


@dataclass(frozen=True)
class Shown:
    """A job as the pages show it."""

    job: Job
    stage: Stage
    title: str
    about: str

    @property
    def word(self) -> str:
        """Its state in one word."""
        return _("中断") if self.stage == Stage.broken_off else title_of(self.job.state)

    @property
    def tone(self) -> str:
        """The tone of that word."""
        return "warn" if self.stage == Stage.broken_off else tone_of(self.job.state)

    @property
    def moving(self) -> bool:
        """Whether the page asks again."""
        return self.stage in MOVING

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.job.done / self.job.total if self.job.total else 0.0


def shown(job: Job, since: datetime) -> Shown:
    """A job with its stage. `since`: who gave no sign of life since then is gone."""
    kind = KINDS[job.kind]
    return Shown(job, _stage(job, since), str(kind.title), kind.about(job.arguments))


def _stage(job: Job, since: datetime) -> Stage:
    if job.died(since):
        return Stage.broken_off
    if job.state == JobState.queued:
        left_alone = job.alive_at < since and not someone_works(db.session(), since)
        return Stage.unattended if left_alone else Stage.waiting
    return Stage.running if job.state == JobState.running else Stage.over


def _buttons(one: Shown) -> list[JobAction]:
    """What the person can do with it: the table's steps, a retry of what runs only once it is broken off."""
    found = available(JOB, one.job.state, lambda permission: may(permission, one.job.year))
    busy = one.stage == Stage.running
    return [action for action in found if action in PRESSED and not (busy and action == JobAction.retry)]


@dataclass(frozen=True)
class Card:
    """A scorecard that was not what its facts give."""

    title: str
    name: str
    before: Decimal | None
    after: Decimal | None


def _cards(result: dict[str, Any]) -> dict[str, Any]:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    rows = [
        Card(row["title"], row["name"], number(row["before"]), number(row["after"]))
        for row in result["changed"]
    ]
    return {**result, "changed": rows}


def _tried(result: dict[str, Any]) -> dict[str, Any]:
    at = datetime.fromisoformat(result["at"])
    return {"past": result["past"], "at": at, "outcome": Outcome.from_json(result["outcome"])}


def _printed(result: dict[str, Any]) -> dict[str, Any]:
    return {**result, "there": result_at(result) is not None, "days": KEPT.days}


RESULTS: Mapping[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    RESCORE: ("office/_job_rescore.html", _cards),
    TRIAL: ("office/_job_trial.html", _tried),
    REMIND: ("office/_job_remind.html", dict),
    CERTIFICATES: ("office/_job_batch.html", _printed),
}
"""Each kind's part of the page, and how its result is made ready for it."""


@office.get("/<int:year>/office/jobs")
@requires(Permission.VIEW_OFFICE, on=load_year)
def jobs(found: Year) -> ResponseReturnValue:
    """The year's jobs, the newest first."""
    since = silent_since()
    rows = [shown(job, since) for job in jobs_of(db.session(), found)]
    return hx.render(
        "office/jobs.html",
        "jobs",
        year_shown=found,
        rows=rows,
        moving=any(row.moving for row in rows),
        can_start=may(Permission.RUN_YEAR, found),
    )


@office.get("/office/jobs/<int:job_id>")
@requires(Permission.VIEW_OFFICE, on=load_job)
def job(found: Job) -> ResponseReturnValue:
    """One job: its progress, which the page asks for until it is over, then its result."""
    one = shown(found, silent_since())
    if hx.wants_fragment() and not one.moving:
        return hx.go(_page(found))  # other buttons, a result: the whole page anew
    partial, ready = RESULTS[found.kind]
    done = found.state == JobState.done
    return hx.render(
        "office/job.html",
        "progress",
        year_shown=found.year,
        one=one,
        job=found,
        ahead=jobs_ahead(db.session(), found) if one.stage == Stage.waiting else 0,
        buttons=_buttons(one),
        partial=partial if done else "",
        result=ready(found.result) if done else None,
    )


def _page(job: Job) -> str:
    return url_for("office.job", job_id=job.id)


@office.get("/office/jobs/<int:job_id>/file")
@requires(Permission.VIEW_OFFICE, on=load_job)
def job_file(found: Job) -> ResponseReturnValue:
    """What a batch printed, as long as it is kept."""
    path = result_at(found.result) if found.state == JobState.done else None
    if path is None:
        raise NotFound()
    name = f"{found.kind}-{found.year.number}{path.suffix}"
    return send_file(path, as_attachment=True, download_name=name)


@office.post("/<int:year>/office/jobs/rescore")
@requires(Permission.RUN_YEAR, on=load_year)
def rescore(found: Year) -> ResponseReturnValue:
    """Make all scores of the year anew; where that is under way, lead there."""
    form = DeedForm()
    if not form.validate_on_submit():
        return hx.go(url_for("office.jobs", year=found.number))
    if found.scheme.issued_at is None:
        raise Refused("计分办法还没有印发，没有得分可以计算")
    return hx.go(_page(start(current.work(), year=found, kind=RESCORE, subject=f"years/{found.id}")))


@office.post("/office/jobs/<int:job_id>/stop")
@requires(Permission.RUN_YEAR, on=load_job)
def stop_job(found: Job) -> ResponseReturnValue:
    """Stop it; what it did so far stands."""
    if DeedForm().validate_on_submit():
        services.stop_job(current.work(), job=found, version=seen_version())
        flash(_("已停止"), "success")
    return hx.go(_page(found))


@office.post("/office/jobs/<int:job_id>/retry")
@requires(Permission.RUN_YEAR, on=load_job)
def retry_job(found: Job) -> ResponseReturnValue:
    """Do it again from its beginning; where the same was started anew meanwhile, lead there."""
    if DeedForm().validate_on_submit():
        try:
            retry(current.work(), job=found, version=seen_version())
        except services.AlreadyUnderWay as other:
            flash(_("同样的任务正在进行，已转到那一项"), "info")
            return hx.go(url_for("office.job", job_id=other.job_id))
    return hx.go(_page(found))
