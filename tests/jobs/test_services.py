"""Jobs as people start, stop and retry them, and as a worker claims them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.errors import Conflict, Refused
from portal.jobs import KINDS, start
from portal.jobs.kinds import Kind, Task
from portal.models import AuditRow, Job, Score
from portal.queries.jobs import job_by_id
from portal.services.jobs import AlreadyUnderWay, Attempt, begin_job, retry_job, start_job, stop_job
from portal.workflow import JobState
from tests.world import Person, World

pytestmark = pytest.mark.stage("checking")


@pytest.fixture
def waiting(world: World) -> Job:
    """A job that nobody has begun."""
    return _start(world)


def _start(world: World, subject: str = "years/1") -> Job:
    return start_job(
        world.play.by("bangongshi-1"),
        year=world.year,
        kind="rescore",
        subject=subject,
        arguments={},
        alive_at=world.clock.now(),
    )


def _begun(world: World, job: Job) -> Attempt:
    attempt = begin_job(world.engine, job, now=world.clock.now(), alive_at=world.clock.now())
    assert attempt is not None
    world.session.refresh(job)
    return attempt


def _rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0


def _retry(world: World, job: Job, since: timedelta) -> None:
    now = world.clock.now()
    retry_job(
        world.play.by("bangongshi-1"),
        job=job,
        version=job.version,
        alive_at=now,
        silent_since=now + since,
    )


ALIVE, DEAD = timedelta(seconds=-30), timedelta(seconds=30)


def test_the_same_job_is_never_under_way_twice_and_another_may_be(world: World, waiting: Job) -> None:
    with pytest.raises(AlreadyUnderWay) as refused:
        _start(world)
    assert refused.value.job_id == waiting.id
    assert _start(world, "years/2").id != waiting.id
    stop_job(world.play.by("bangongshi-1"), job=waiting, version=waiting.version)
    again = _start(world)
    with pytest.raises(AlreadyUnderWay):
        _retry(world, waiting, ALIVE)
    assert job_by_id(world.session, again.id).state == JobState.queued


def test_only_one_worker_gets_a_job(world: World, waiting: Job) -> None:
    now = world.clock.now()
    assert begin_job(world.engine, waiting, now=now, alive_at=now) is not None
    assert begin_job(world.engine, waiting, now=now, alive_at=now) is None  # it saw the row as it was before


def test_what_people_decide_is_in_the_trail_and_progress_is_not(world: World, waiting: Job) -> None:
    before = _rows(world)
    attempt = _begun(world, waiting)
    for done in range(5):
        assert attempt.progress(done, 5, "", world.clock.now())
    assert attempt.alive(world.clock.now())
    assert attempt.fail("坏了", world.clock.now())
    assert _rows(world) == before
    world.session.refresh(waiting)
    _retry(world, waiting, ALIVE)
    assert _rows(world) == before + 1


def test_progress_makes_no_page_out_of_date_a_decision_does(world: World, waiting: Job) -> None:
    seen = waiting.version
    _begun(world, waiting).progress(1, 2, "", world.clock.now())
    stop_job(world.play.by("bangongshi-1"), job=waiting, version=seen)
    with pytest.raises(Conflict):
        stop_job(world.play.by("bangongshi-2"), job=waiting, version=seen)


def test_a_job_that_runs_cannot_be_retried_one_whose_worker_died_can(world: World, waiting: Job) -> None:
    attempt = _begun(world, waiting)
    with pytest.raises(Refused, match="正在进行"):
        _retry(world, waiting, ALIVE)
    _retry(world, waiting, DEAD)
    second = _begun(world, waiting)
    assert second.number == 2
    # The first one was only away, and comes back: nothing of its is written any more.
    assert not attempt.alive(world.clock.now())
    assert not attempt.progress(9, 9, "", world.clock.now())
    assert not attempt.finish({"from": "the dead"}, world.clock.now())
    assert second.finish({"from": "the living"}, world.clock.now())
    world.session.refresh(waiting)
    assert (waiting.state, waiting.result) == (JobState.done, {"from": "the living"})


def test_a_stopped_job_s_worker_writes_nothing_more(world: World, waiting: Job) -> None:
    attempt = _begun(world, waiting)
    stop_job(world.play.by("bangongshi-1"), job=waiting, version=waiting.version)
    assert not attempt.progress(1, 2, "", world.clock.now())
    assert not attempt.finish({}, world.clock.now())


@pytest.fixture
def office(client_of: Callable[..., Person]) -> Person:
    """Somebody of the office."""
    return client_of("bangongshi-1")


def _rescored(person: Person) -> str:
    answer = person.post("/2013/office/jobs/rescore")
    assert answer.status_code == 303
    return person.get(answer.headers["Location"]).text


def test_sound_scores_do_not_change_when_they_are_made_anew(world: World, office: Person) -> None:
    before = [row.head for row in world.session.scalars(select(Score).order_by(Score.assessment_id))]
    assert f"核对了 {len(before)} 份得分表，全部与依据一致" in _rescored(office)
    assert [row.head for row in world.session.scalars(select(Score).order_by(Score.assessment_id))] == before


def _spoil(world: World) -> tuple[int, str]:
    session = world.session
    row = session.scalars(select(Score).order_by(Score.assessment_id)).first()
    assert row is not None
    total = row.head["total"]
    row.head = {**row.head, "total": "0.01"}
    session.commit()
    return row.assessment_id, total


def test_a_wrong_stored_score_is_put_right_named_and_in_the_trail(world: World, office: Person) -> None:
    wrong, total = _spoil(world)
    page = _rescored(office)
    assert "1 份与依据不一致，已经更正" in page
    assert "0.01" in page
    session = world.session
    assert session.get_one(Score, wrong).head["total"] == total
    (row,) = session.scalars(select(AuditRow).where(AuditRow.action == "correct_scores"))
    assert [card["before"] for card in row.after["cards"]] == ["0.01"]
    assert "全部与依据一致" in _rescored(office)


@pytest.mark.stage("published")
def test_a_published_year_is_compared_and_left_as_it_is(world: World, office: Person) -> None:
    wrong, _ = _spoil(world)
    assert "以公布时的快照为准，没有改动" in _rescored(office)
    assert world.session.get_one(Score, wrong).head["total"] == "0.01"


def test_a_job_that_raises_says_so_and_can_be_retried(
    world: World, office: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: Task) -> dict[str, object]:
        raise ZeroDivisionError

    rescore = KINDS["rescore"]
    monkeypatch.setitem(KINDS, "rescore", Kind(rescore.name, rescore.title, breaks, rescore.about))
    page = _rescored(office)
    assert "程序出错（ZeroDivisionError）" in page
    assert "重试" in page
    monkeypatch.setitem(KINDS, "rescore", rescore)
    (job,) = world.session.scalars(select(Job))
    answer = office.post(f"/office/jobs/{job.id}/retry", {"version": str(job.version)})
    assert "全部与依据一致" in office.get(answer.headers["Location"]).text


def _page(world: World, office: Person, job: Job, **headers: str) -> str:
    return office.get(f"/office/jobs/{job.id}", headers=headers).text


def test_the_page_asks_again_while_the_job_moves_and_is_fetched_whole_at_its_end(
    world: World, office: Person, waiting: Job
) -> None:
    htmx = {"HX-Request": "true"}
    page = _page(world, office, waiting)
    assert 'hx-trigger="every 1s"' in page
    assert 'http-equiv="refresh"' in page
    attempt = _begun(world, waiting)
    attempt.progress(1, 4, "文电办理", world.clock.now())
    fragment = office.get(f"/office/jobs/{waiting.id}", headers=htmx)
    assert "已完成 1 / 4，刚刚完成：文电办理" in fragment.text
    assert "<html" not in fragment.text
    attempt.finish({"cards": 1, "changed": [], "mended": True}, world.clock.now())
    ended = office.get(f"/office/jobs/{waiting.id}", headers=htmx)
    assert ended.headers["HX-Redirect"] == f"/office/jobs/{waiting.id}"
    assert "hx-trigger" not in _page(world, office, waiting)


def test_a_job_whose_worker_died_is_shown_as_broken_off_with_its_button(
    world: World, office: Person, waiting: Job
) -> None:
    _begun(world, waiting)
    assert "重试" not in _page(world, office, waiting)
    world.clock.advance(seconds=31)
    page = _page(world, office, waiting)
    assert "中断" in page
    assert f"/office/jobs/{waiting.id}/retry" in page
    assert "中断" in office.get("/2013/office/jobs").text


def test_a_job_that_nobody_takes_says_that_no_worker_runs(world: World, office: Person, waiting: Job) -> None:
    assert "后台进程没有运行" not in _page(world, office, waiting)
    world.clock.advance(seconds=31)
    assert "后台进程没有运行" in _page(world, office, waiting)


def test_a_second_start_leads_to_the_job_that_is_under_way(world: World, office: Person) -> None:
    world.app.config["JOBS_IMMEDIATE"] = False  # nobody works
    first = office.post("/2013/office/jobs/rescore").headers["Location"]
    assert office.post("/2013/office/jobs/rescore").headers["Location"] == first
    assert world.session.scalar(select(func.count()).select_from(Job)) == 1


def test_a_kind_that_is_not_registered_cannot_be_started(world: World) -> None:
    with world.app.app_context(), pytest.raises(KeyError):
        start(world.play.by("bangongshi-1"), year=world.year, kind="none-such", subject="")
