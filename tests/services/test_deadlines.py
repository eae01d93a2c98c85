"""Deadlines by the server's clock, to the second; drafts are kept; an extension counts (三)."""

from datetime import date, timedelta

import pytest

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.services.assessments import FactContent, add_claim
from portal.services.signing import send_for_signoff, sign
from portal.services.years import extend_deadline, set_participation
from portal.workflow import AssessmentState
from tests.world import World

LATE = day_end(date(2013, 12, 13))


def _send(world: World, at: timedelta) -> None:
    world.play.fill(world.year, "kaijiang", "documents")
    found = world.assessment()
    work = world.play.by("kaijiang-tb")
    work.now = LATE + at
    send_for_signoff(work, assessment=found, version=found.version)


def test_one_second_before_midnight_is_in_time(world: World) -> None:
    _send(world, timedelta(seconds=-1))
    assert world.assessment().state == AssessmentState.awaiting_signoff


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
def test_midnight_is_too_late_and_the_draft_is_kept(world: World, late: timedelta) -> None:
    add_claim(
        world.play.by("kaijiang-tb"), assessment=world.assessment(), content=FactContent("doc-fewer", "草稿")
    )
    with pytest.raises(Refused, match="2013-12-13 24:00"):
        _send(world, late)
    assert world.assessment().state == AssessmentState.draft
    assert "草稿" in [fact.title for fact in world.assessment().facts if fact.kind == "doc-fewer"]


def test_the_heads_signature_is_held_to_the_same_deadline(world: World) -> None:
    _send(world, timedelta(seconds=-1))
    work = world.play.by("kaijiang-sq")
    work.now = LATE
    with pytest.raises(Refused, match="截止"):
        sign(work, assessment=world.assessment(), version=world.assessment().version)


def test_an_extension_moves_the_deadline_of_one_unit_in_one_area(world: World) -> None:
    found = world.assessment()
    extend_deadline(
        world.play.by("bangongshi-1"),
        assessment=found,
        until=date(2013, 12, 20),
        reason="系统停机",
        version=found.version,
    )
    _send(world, timedelta(days=7, seconds=-1))
    assert world.assessment().state == AssessmentState.awaiting_signoff


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2013, 12, 13), "停机", "until"),
        (date(2014, 1, 10), "停机", "until"),
        (date(2013, 12, 20), " ", "reason"),
    ],
)
def test_an_extension_needs_a_reason_and_a_day_within_the_review(
    world: World, until: date, reason: str, field: str
) -> None:
    found = world.assessment()
    with pytest.raises(Invalid) as caught:
        extend_deadline(
            world.play.by("bangongshi-1"),
            assessment=found,
            until=until,
            reason=reason,
            version=found.version,
        )
    assert caught.value.field == field


def test_what_must_be_there_is_missed_where_it_is_sent_and_not_before(world: World) -> None:
    found = world.assessment()
    with pytest.raises(Refused, match="没有补齐"):
        send_for_signoff(world.play.by("kaijiang-tb"), assessment=found, version=found.version)
    assert world.assessment().state == AssessmentState.draft


def test_a_unit_is_taken_out_of_an_area_only_with_a_reason_and_before_reporting_closes(world: World) -> None:
    found = world.assessment("anjian", "supervision")
    with pytest.raises(Invalid):
        set_participation(
            world.play.by("bangongshi-1"), assessment=found, competes=False, reason="", version=found.version
        )
    set_participation(
        world.play.by("bangongshi-1"),
        assessment=found,
        competes=False,
        reason="本年新组建",
        version=found.version,
    )
    assert not world.assessment("anjian", "supervision").competes
