"""A year's facts under another scheme: which selections change, and that nothing else does."""

import pytest
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from portal.models import AuditRow, Fact, Job, Score, Veto
from portal.queries.decisions import publication_of
from portal.queries.schemes import check, draft_text
from portal.queries.trials import Outcome, outcome_of, trial
from portal.queries.years import scheme_of, year_by_number
from portal.scoring import load_scheme
from portal.workflow import FactState, JobState
from tests.office.conftest import hidden_version, send
from tests.office.test_year import NEW
from tests.world import Person, World

pytestmark = pytest.mark.stage("published")

TRIAL = "/2014/office/scheme/trial"


@pytest.fixture
def editor(first: Person) -> Person:
    """Somebody of the office with the draft of 2014 in hand."""
    assert send(first, "/office/years/new", **NEW).status_code == 303
    assert send(first, "/2014/office/scheme/draft/begin").status_code == 303
    return first


def _quota(world: World, editor: Person, before: str, after: str) -> None:
    text = draft_text(world.session, year_by_number(world.session, 2014).scheme)
    assert before in text
    page = "/2014/office/scheme/draft/text"
    assert send(editor, page, text=text.replace(before, after, 1)).status_code == 303


def _tried(person: Person) -> TestResponse:
    """Try the draft on 2013 and come to the job's page."""
    answer = send(person, TRIAL, on="2013")
    assert answer.status_code == 303
    return person.get(answer.headers["Location"])


def test_the_same_scheme_changes_no_selection(world: World, editor: Person, auditor: Person) -> None:
    simulated, _ = trial(world.session, world.year, scheme_of(world.year))
    assert simulated.changed == ()
    assert all(shift.moved == () for shift in simulated.shifts)
    said = f"{len(simulated.shifts)} 个名单中有 0 个会变"
    page = _tried(editor)
    assert said in page.text
    assert said in auditor.get(page.request.path).text


def test_a_smaller_quota_names_the_list_that_changes_and_who_falls_out(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")
    draft = load_scheme(year_by_number(world.session, 2014).scheme.text)
    (shift,) = trial(world.session, world.year, draft)[0].changed
    assert (shift.area, shift.group) == ("documents", "county")
    (gone,) = shift.moves_out
    page = _tried(editor).text
    assert "个名单中有 1 个会变" in page
    assert "落选" in page
    assert world.play.unit(gone).name in page


def test_a_trial_writes_nothing_but_its_own_job(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")

    def state() -> tuple[object, ...]:
        session = world.session
        return (
            session.scalar(select(func.count()).select_from(AuditRow).where(AuditRow.action != "start_job")),
            session.scalars(select(Score.head).order_by(Score.assessment_id)).all(),
            world.year.version,
        )

    before = state()
    assert _tried(editor).status_code == 200
    assert state() == before


def test_a_faulty_draft_is_not_tried_and_says_why(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 2.5,")
    page = editor.get(TRIAL).text
    assert "改正后才能试算" in page
    assert "应为整数" in page
    assert hidden_version(page) == "0"
    assert editor.post(TRIAL, {"on": "2013"}).status_code == 422
    assert world.session.scalars(select(Job)).all() == []


def test_a_year_that_is_not_offered_is_refused_at_its_field(world: World, editor: Person) -> None:
    for typed in ("", "2014", "1999"):
        answer = editor.post(TRIAL, {"on": typed})
        assert answer.status_code == 422
        assert "error" in answer.text
    assert world.session.scalars(select(Job)).all() == []


def test_a_published_year_is_tried_from_its_snapshot_whatever_the_rows_say_by_now(
    world: World, editor: Person
) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")
    session = world.session
    draft = check(draft_text(session, year_by_number(session, 2014).scheme)).scheme
    assert draft is not None
    before = outcome_of(*trial(session, world.year, draft))
    # Planted: the live rows say something else altogether.
    session.execute(update(Fact).values(state=FactState.withdrawn))
    session.execute(delete(Veto))
    session.commit()
    assert outcome_of(*trial(world.session, world.year, draft)) == before
    page = _tried(editor).text
    published = publication_of(world.session, world.year)
    assert published is not None
    assert f"公布时的快照（校验码 {published.digest[:12]}…）" in page


@pytest.mark.stage("deciding")
def test_a_year_that_is_not_published_is_tried_as_its_rows_stand(world: World, editor: Person) -> None:
    page = _tried(editor).text
    assert "2013 年度尚未公布，用的是" in page
    assert "快照" not in page


def test_a_draft_that_changed_before_its_trial_began_is_not_tried(world: World, editor: Person) -> None:
    world.app.config["JOBS_IMMEDIATE"] = False  # nobody works yet
    answer = send(editor, TRIAL, on="2013")
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")
    (job,) = world.session.scalars(select(Job))
    world.app.extensions["jobs"].shift.carry_out(job.id)
    assert "又改过，请重新试算" in editor.get(answer.headers["Location"]).text
    world.session.refresh(job)
    assert job.state == JobState.failed


def test_an_outcome_comes_back_from_json_as_it_was(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")
    draft = load_scheme(year_by_number(world.session, 2014).scheme.text)
    found = outcome_of(*trial(world.session, world.year, draft))
    assert found.changed
    assert Outcome.from_json(found.to_json()) == found
