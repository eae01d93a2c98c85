"""Who must be told is told why: a record taken back, an area opened again; and no more than is theirs."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from portal.forms import read_day
from portal.models import Assessment, Fact
from portal.queries.years import panel_area
from portal.services.reviews import release_records, withdraw_record
from portal.workflow import AssessmentState, FactState
from tests.panels.conftest import QUEUE, signed
from tests.world import Person, World

reviewing = pytest.mark.stage("reviewing")


@reviewing
@pytest.mark.parametrize("told", [True, False])
def test_a_unit_learns_why_a_record_that_it_knew_was_taken_back(
    world: World, client_of: Callable[..., Person], *, told: bool
) -> None:
    held = next(fact for fact in world.assessment().facts if fact.state == FactState.recorded)
    if told:
        release_records(world.play.by("wendian-1"), assessment=held.assessment)
    record = world.session.get_one(Fact, held.id)
    withdraw_record(
        world.play.by("wendian-1"), fact=record, reason="记到了别的单位名下", version=record.version
    )
    page = client_of("kaijiang-tb").get("/2013/unit/areas/documents").text
    assert ("记到了别的单位名下" in page) is told
    assert (record.title in page) is told


@pytest.mark.stage("reviewed")
def test_why_an_area_was_opened_again_stands_on_its_page_until_it_is_closed(
    world: World, chair: Person
) -> None:
    def version() -> int:
        world.session.expire_all()
        return panel_area(world.session, world.year, "documents").version

    def close() -> None:
        sent = {"recommendation": "按得分推荐", "version": version()}
        assert chair.post(f"{QUEUE}close", sent).status_code == 303

    close()
    reopened = {"reason": "漏核一件来文", "version": version()}
    assert chair.post(f"{QUEUE}reopen", reopened).status_code == 303
    assert "漏核一件来文" in chair.get(f"{QUEUE}close").text
    close()
    assert "漏核一件来文" not in chair.get(f"{QUEUE}close").text


@pytest.mark.stage("reviewed")
def test_a_reason_for_a_departure_that_names_nobody_instead_is_not_dropped(
    world: World, chair: Person
) -> None:
    page = chair.get(f"{QUEUE}close").text
    name = page.split('name="why_')[1].split('"')[0]
    version = panel_area(world.session, world.year, "documents").version
    sent = {"recommendation": "总体好", "version": version, f"why_{name}": "另有考虑"}
    answer = chair.post(f"{QUEUE}close", sent)
    assert answer.status_code == 422
    assert "请选改荐的单位" in answer.text
    assert "另有考虑" in answer.text


@reviewing
def test_how_far_a_unit_is_with_its_draft_is_not_in_the_chairs_room(world: World, chair: Person) -> None:
    session, draft = world.session, world.assessment()
    draft.state, draft.signed_at, draft.signed_by_id = AssessmentState.declined, None, None
    session.commit()
    row = chair.get(f"{QUEUE}chair").text.split(f">{draft.unit.name}<")[-1].split("</tr>")[0]
    assert "未报送" in row
    assert "负责人退回" not in row


@reviewing
def test_a_unit_waits_as_long_as_what_waits_longest_of_it(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    session = world.session
    claim = signed(world.assessment())[0]
    earlier = world.assessment().signed_at
    assert earlier is not None
    session.execute(
        update(Fact).where(Fact.id != claim.id, Fact.state == "signed").values(state=FactState.returned)
    )
    session.execute(update(Assessment).values(signed_at=earlier - timedelta(days=9)))
    session.execute(update(Fact).where(Fact.id == claim.id).values(signed_at=earlier))
    session.commit()
    session.expire_all()
    row = reviewer.get(QUEUE).text.split("开江县")[1].split("</tr>")[0]
    listed = reviewer.get(f"{QUEUE}items").text.split(f'id="item-{claim.id}"')[1].split("</tr>")[0]
    since = listed.split('data-label="已等">')[1].split("<")[0]
    assert f"已等 {since}" in row or since == "今天" in row


@reviewing
def test_the_review_page_leads_back_as_it_leads_on(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    one, other = signed(world.assessment())[:2]
    page = reviewer.get(f"/panel/facts/{other.id}").text
    assert f'href="/panel/facts/{one.id}" data-previous' in page


@pytest.mark.parametrize(
    "typed",
    ["2013-05-06", "2013/5/6", "2013.5.6", "2013．5．6", "２０１３年５月６日", "20130506", " 2013年5月6日 "],
)
def test_a_day_is_read_as_offices_write_it(typed: str) -> None:
    assert read_day(typed) == date(2013, 5, 6)


@pytest.mark.parametrize(
    "typed", ["5月6日", "41500", "2013-13-40", "20131340", "二〇一三年五月六日", "2013.5"]
)
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever the words
        read_day(typed)
