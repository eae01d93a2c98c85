"""The office corrects working days: deadlines and scores follow, what is published does not."""

from datetime import date, timedelta

import pytest

from portal.errors import Conflict, Invalid, Refused
from portal.models import AuditRow, CalendarDay, Score
from portal.queries.calendar import calendar_version, moved_deadlines, workdays_of
from portal.queries.decisions import open_objections, publication_of
from portal.queries.recomputing import recompute
from portal.queries.scores import Scores
from portal.queries.years import running_notices
from portal.services.calendar import correct_day, corrected, enter_year, remove_correction
from portal.services.objections import raise_objection
from tests.services.test_rescoring import _check
from tests.world import World

HOLIDAYS = [("元旦", date(2099, 1, 1), date(2099, 1, 3)), ("春节", date(2099, 1, 20), date(2099, 1, 27))]


def _correct(world: World, day: date, working: bool = False) -> CalendarDay:
    return correct_day(
        world.play.by("bangongshi-1"),
        day=day,
        working=working,
        reason="全市临时放假",
        seen=calendar_version(world.session),
    )


def _enter(world: World, **changed: object) -> None:
    typed = {"number": 2099, "document": "关于2099年节假日安排的通知", "holidays": HOLIDAYS, "makeup": []}
    enter_year(
        world.play.by("bangongshi-1"),
        seen=calendar_version(world.session),
        **{**typed, **changed},  # type: ignore[arg-type]
    )


def _last_days(world: World) -> set[date]:
    return {notice.last_day for notice in running_notices(world.session, world.year)}


@pytest.mark.stage("notice")
def test_a_holiday_moves_the_notices_that_run_and_its_removal_moves_them_back(world: World) -> None:
    (before,) = _last_days(world)
    row = _correct(world, before)
    (after,) = _last_days(world)
    assert after == workdays_of(world.session).after(before, 1) > before
    trail = world.session.query(AuditRow).order_by(AuditRow.id.desc()).first()
    assert trail is not None
    assert trail.action == "correct_day"
    assert len(trail.after["moved"]) == 3
    remove_correction(
        world.play.by("bangongshi-2"), row=row, reason="录错了", seen=calendar_version(world.session)
    )
    assert _last_days(world) == {before}
    assert not world.session.query(CalendarDay).all()


@pytest.mark.stage("notice")
def test_what_would_move_is_told_before_and_is_what_moves(world: World) -> None:
    (before,) = _last_days(world)
    calendar = corrected(workdays_of(world.session), before, False)
    told = {(one.before, one.after) for one in moved_deadlines(world.session, calendar, world.play.at.date())}
    _correct(world, before)
    assert told == {(before, next(iter(_last_days(world))))}


@pytest.mark.stage("due")
def test_a_notice_that_has_run_out_is_not_opened_again(world: World) -> None:
    (before,) = _last_days(world)
    _correct(world, before)
    assert _last_days(world) == {before}


@pytest.mark.stage("checking")
def test_the_days_for_an_answer_follow(world: World) -> None:
    raise_objection(
        world.play.by("kaijiang-sq"), assessment=world.assessment(), indicator="doc-filing", text="请复核"
    )
    (objection,) = open_objections(world.session, world.year)
    before = objection.due_on
    _correct(world, before)
    (objection,) = open_objections(world.session, world.year)
    assert objection.due_on > before


@pytest.mark.stage("reviewed")
def test_scores_that_are_counted_in_working_days_are_made_again(world: World) -> None:
    facts = [
        fact for fact in world.assessment().facts if fact.kind == "doc-slow" and fact.values.get("written")
    ]
    days = {date.fromisoformat(fact.values["written"]) + timedelta(days=1) for fact in facts}
    cards = {row.assessment_id: row.card for row in world.session.query(Score)}
    calendar = workdays_of(world.session)
    for n in range(1, 300):
        day = date(2013, 1, 1) + timedelta(days=n)
        if calendar.is_workday(day) and (day in days or n % 97 == 0):
            _correct(world, day)
    _check(world)
    assert len(cards) == world.session.query(Score).count()


@pytest.mark.stage("published")
def test_a_published_year_recomputes_from_its_own_calendar_after_a_correction(world: World) -> None:
    published = publication_of(world.session, world.year)
    assert published is not None
    cards = {row.assessment_id: row.card for row in world.session.query(Score)}
    for day in (date(2013, 3, 6), date(2013, 6, 5), date(2014, 1, 24)):
        _correct(world, day)
    assert recompute(published.snapshot) == []
    assert {row.assessment_id: row.card for row in world.session.query(Score)} == cards
    assert "2013-03-06" not in published.snapshot["calendar"]["corrections"]


@pytest.mark.stage("reviewed")
def test_the_snapshot_carries_the_corrections_that_it_was_counted_with(world: World) -> None:
    _correct(world, date(2013, 3, 6))
    calendar = Scores(world.session, world.year).workdays.to_json()
    assert calendar["corrections"] == {"2013-03-06": False}


@pytest.mark.stage("setup")
def test_a_correction_that_corrects_nothing_or_comes_twice_or_too_late_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="已经不是工作日"):
        _correct(world, date(2013, 3, 9))
    with pytest.raises(Invalid, match="已经是工作日"):
        _correct(world, date(2013, 3, 6), working=True)
    seen = calendar_version(world.session)
    _correct(world, date(2013, 3, 6))
    with pytest.raises(Invalid, match="已有更正"):
        _correct(world, date(2013, 3, 6))
    with pytest.raises(Conflict):
        correct_day(
            world.play.by("bangongshi-2"), day=date(2013, 3, 7), working=False, reason="同时改", seen=seen
        )


@pytest.mark.stage("setup")
def test_a_year_that_nobody_knows_counts_once_its_notice_is_entered(world: World) -> None:
    with pytest.raises(Refused, match="没有2099年的安排"):
        workdays_of(world.session).between(date(2099, 1, 1), date(2099, 2, 1))
    with pytest.raises(Refused, match="没有2099年的安排"):
        _correct(world, date(2099, 3, 2))
    _enter(world, makeup=[date(2099, 1, 31)])
    calendar = workdays_of(world.session)
    assert calendar.is_workday(date(2099, 1, 31))
    assert not calendar.is_workday(date(2099, 1, 20))
    _enter(world)
    assert not workdays_of(world.session).is_workday(date(2099, 1, 31)), "entered anew"


@pytest.mark.stage("setup")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"holidays": [("元旦", date(2099, 1, 3), date(2099, 1, 1))]}, "holidays"),
        ({"holidays": [("元旦", date(2099, 1, 1), date(2099, 1, 1))]}, "holidays"),
        ({"holidays": [("元旦", date(2098, 12, 25), date(2099, 1, 3))]}, "holidays"),
        ({"makeup": [date(2099, 2, 2)]}, "makeup"),
        ({"makeup": [date(2099, 1, 25)]}, "makeup"),
        ({"makeup": [date(2098, 1, 4)]}, "makeup"),
        ({"document": " "}, "document"),
    ],
)
def test_a_notice_that_cannot_be_right_is_refused_at_its_field(
    world: World, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _enter(world, **changed)
    assert refused.value.field == field


@pytest.mark.stage("setup")
def test_a_year_that_the_program_knows_is_not_entered_over(world: World) -> None:
    with pytest.raises(Refused, match="程序已经有了"):
        _enter(world, number=2013)
