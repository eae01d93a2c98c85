"""A year's facts under another scheme: which selections change, and that nothing else does."""

import pytest
from sqlalchemy import func, select

from portal.models import AuditRow, Score
from portal.queries.schemes import trial
from portal.queries.years import scheme_of, year_by_number
from portal.scoring import load_scheme
from tests.office.conftest import hidden_version, send
from tests.office.test_year import NEW
from tests.world import Person, World

pytestmark = pytest.mark.stage("published")

TRIAL = "/2014/office/scheme/trial?on=2013"


@pytest.fixture
def editor(first: Person) -> Person:
    """Somebody of the office with the draft of 2014 in hand."""
    assert send(first, "/office/years/new", **NEW).status_code == 303
    assert send(first, "/2014/office/scheme/draft/begin").status_code == 303
    return first


def _quota(world: World, editor: Person, before: str, after: str) -> None:
    text = year_by_number(world.session, 2014).scheme.text
    assert before in text
    page = "/2014/office/scheme/draft/text"
    assert send(editor, page, text=text.replace(before, after, 1)).status_code == 303


def test_the_same_scheme_changes_no_selection(world: World, editor: Person, auditor: Person) -> None:
    simulated = trial(world.session, world.year, scheme_of(world.year))
    assert simulated.changed == ()
    assert all(shift.moved == () for shift in simulated.shifts)
    for person in (editor, auditor):
        assert f"{len(simulated.shifts)} 个名单中有 0 个会变" in person.get(TRIAL).text


def test_a_smaller_quota_names_the_list_that_changes_and_who_falls_out(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")
    draft = load_scheme(year_by_number(world.session, 2014).scheme.text)
    (shift,) = trial(world.session, world.year, draft).changed
    assert (shift.area, shift.group) == ("documents", "county")
    (gone,) = shift.moves_out
    page = editor.get(TRIAL).text
    assert "个名单中有 1 个会变" in page
    assert "落选" in page
    assert world.play.unit(gone).name in page


def test_a_trial_writes_nothing(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 1,")

    def state() -> tuple[object, ...]:
        session = world.session
        return (
            session.scalar(select(func.count()).select_from(AuditRow)),
            session.scalars(select(Score.head).order_by(Score.assessment_id)).all(),
            world.year.version,
        )

    before = state()
    assert editor.get(TRIAL).status_code == 200
    assert state() == before


def test_a_faulty_draft_is_not_tried_and_says_why(world: World, editor: Person) -> None:
    _quota(world, editor, "quota = { county = 2,", "quota = { county = 2.5,")
    page = editor.get(TRIAL).text
    assert "改正后才能试算" in page
    assert "应为整数" in page
    assert hidden_version(page) == "0"
