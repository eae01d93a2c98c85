"""From the settled list to the circular: the meeting, five working days, two people, one frozen snapshot."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.clock import day_end
from portal.queries.decisions import publication_of, publication_proposed
from portal.queries.years import running_notices
from portal.services.objections import raise_objection
from portal.workflow import YearState
from tests.office.conftest import hidden_version, send
from tests.world import Person, World

HOME = "/2013/office/publication"
MEETING = {
    "meeting_title": "市政府办公室第 3 次主任办公会",
    "meeting_on": "2014-01-18",
    "minutes": "会议审定名单，同意公示。",
}


def circular(world: World, **changed: str) -> dict[str, str]:
    """What is typed for a circular."""
    last = max(row.last_day for row in running_notices(world.session, world.year))
    typed = {
        "number": "达市府办函〔2014〕12号",
        "issued_on": (last + timedelta(days=1)).isoformat(),
        "addressees": "各县、市、区人民政府，市政府各部门",
        "copies": "",
    }
    return {**typed, **changed}


@pytest.mark.stage("deciding")
def test_the_notice_records_the_meeting_and_runs_five_working_days(world: World, first: Person) -> None:
    answer = send(first, f"{HOME}/notice", **MEETING)
    assert answer.status_code == 303
    assert world.year.state == YearState.notice
    assert world.year.meeting_title == MEETING["meeting_title"]
    notices = running_notices(world.session, world.year)
    assert [row.area for row in notices] == ["documents", "supervision", "emergency"]
    assert {row.last_day.isoformat() for row in notices} == {"2014-01-24"}, "posted on a Saturday"
    assert "2014年1月24日 24:00" in first.get(HOME).text


@pytest.mark.stage("deciding")
def test_a_notice_without_its_meeting_is_refused_and_keeps_what_was_typed(
    world: World, first: Person
) -> None:
    answer = send(first, f"{HOME}/notice", **{**MEETING, "meeting_on": "2014-02-30"})
    assert answer.status_code == 422
    assert "会议审定名单，同意公示。" in answer.text
    assert "2014-02-30" in answer.text
    assert world.year.state == YearState.deciding


@pytest.mark.stage("notice")
def test_one_second_before_the_notice_ends_nothing_can_be_published(
    world: World, client_of: Callable[..., Person]
) -> None:
    last = max(row.last_day for row in running_notices(world.session, world.year))
    world.clock.moment = day_end(last) - timedelta(seconds=1)
    first = client_of("bangongshi-1")
    answer = first.post(f"{HOME}/propose", circular(world))
    assert answer.status_code == 422
    assert "24:00 才期满" in answer.text
    assert publication_proposed(world.session, world.year) is None
    world.clock.moment = day_end(last)
    assert first.post(f"{HOME}/propose", circular(world)).status_code == 303


@pytest.mark.stage("due")
def test_one_proposes_another_confirms_and_the_result_is_public(
    world: World, first: Person, second: Person
) -> None:
    assert send(first, f"{HOME}/propose", **circular(world)).status_code == 303
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    assert proposed.addressees == "各县、市、区人民政府，市政府各部门："
    step = f"/office/publications/{proposed.id}/confirm"
    assert first.get(step).status_code == 404, "who proposed does not confirm"
    assert first.post(step, {"version": proposed.version, "looked": "y"}).status_code == 404
    assert step in second.get(HOME).text
    draft = second.get(f"/office/publications/{proposed.id}/circular.pdf")
    assert draft.data.startswith(b"%PDF-")
    assert send(second, step).status_code == 422, "who confirms says that it was checked"
    assert send(second, step, looked="y").status_code == 303
    published = publication_of(world.session, world.year)
    assert published is not None
    assert world.year.state == YearState.published
    assert published.digest in first.get(HOME).text
    assert first.get("/results/2013").status_code == 200


@pytest.mark.stage("due")
def test_a_refused_proposal_can_be_made_anew(world: World, first: Person, second: Person) -> None:
    send(first, f"{HOME}/propose", **circular(world))
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    step = f"/office/publications/{proposed.id}/refuse"
    assert send(second, step, reason="").status_code == 422
    assert send(second, step, reason="主送机关有误").status_code == 303
    assert "主送机关有误" in first.get(HOME).text
    assert (
        send(first, f"{HOME}/propose", **circular(world, number="达市府办函〔2014〕13号")).status_code == 303
    )


@pytest.mark.stage("due")
@pytest.mark.parametrize(
    "number", ["达市府办函[2014]12号", "达市府办函〔2014〕012号", "达市府办函〔2014〕第12号"]
)
def test_a_circular_number_that_the_standard_forbids_is_refused(
    world: World, first: Person, number: str
) -> None:
    answer = send(first, f"{HOME}/propose", **circular(world, number=number))
    assert answer.status_code == 422
    assert number in answer.text
    assert publication_proposed(world.session, world.year) is None


@pytest.mark.stage("due")
def test_a_circular_is_not_dated_before_its_notice_ended(world: World, first: Person) -> None:
    answer = send(first, f"{HOME}/propose", **circular(world, issued_on="2014-01-20"))
    assert answer.status_code == 422
    assert "成文日期须晚于公示期满日" in answer.text


@pytest.mark.stage("due")
def test_what_changed_after_the_proposal_cannot_be_confirmed(
    world: World, first: Person, second: Person
) -> None:
    send(first, f"{HOME}/propose", **circular(world))
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    found = world.assessment("dazhu")
    in_time = world.play.by("dazhu-tb")
    in_time.now -= timedelta(days=1)  # sent in the notice's last hours, while the proposal was being written
    raise_objection(in_time, assessment=found, indicator="", text="扣分依据不足")
    answer = send(second, f"/office/publications/{proposed.id}/confirm", looked="y")
    assert answer.status_code == 422
    assert "还有 1 件异议没有答复" in answer.text
    assert publication_of(world.session, world.year) is None


@pytest.mark.stage("notice")
def test_the_notice_is_recalled_with_a_reason_and_the_meeting_is_recorded_anew(
    world: World, first: Person
) -> None:
    assert send(first, f"{HOME}/recall", reason="").status_code == 422
    assert send(first, f"{HOME}/recall", reason="名单印刷有误").status_code == 303
    assert world.year.state == YearState.deciding
    assert running_notices(world.session, world.year) == []
    assert "名单印刷有误" in first.get(HOME).text


@pytest.mark.stage("notice")
def test_a_recall_from_an_old_page_is_refused_with_409(world: World, first: Person) -> None:
    version = int(hidden_version(first.get(f"{HOME}/recall").text))
    answer = first.post(f"{HOME}/recall", {"version": version - 1, "reason": "名单印刷有误"})
    assert answer.status_code == 409
    assert "名单印刷有误" in answer.text
    assert world.year.state == YearState.notice


@pytest.mark.stage("deciding")
def test_a_form_that_comes_back_keeps_the_version_that_it_was_opened_with(
    world: World, first: Person
) -> None:
    opened = int(hidden_version(first.get(f"{HOME}/notice").text))
    answer = first.post(f"{HOME}/notice", {**MEETING, "minutes": "", "version": opened - 1})
    assert answer.status_code == 422
    assert int(hidden_version(answer.text)) == opened - 1
    assert re.search(r"请填写这一项", answer.text)


@pytest.mark.stage("notice")
def test_what_could_not_be_printed_is_not_frozen_and_not_published(
    world: World, client_of: Callable[..., Person]
) -> None:
    world.clock.moment = day_end(max(row.last_day for row in running_notices(world.session, world.year)))
    first = client_of("bangongshi-1")
    answer = send(first, f"{HOME}/propose", **circular(world, addressees="各县、市、区人民政府😀"))
    assert answer.status_code == 422
    assert "没有一种字体" in answer.text
    assert "各县、市、区人民政府😀" in answer.text
    assert publication_proposed(world.session, world.year) is None
