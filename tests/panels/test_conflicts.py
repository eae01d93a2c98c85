"""Conflicts of interest: declared before opening anything, kept, and then the unit is not there at all."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete

from portal.models import ConflictStatement, Duty
from portal.queries import panel_scores
from portal.queries.years import panel_area
from portal.scoring import Area, Entrant, Scorecard, score_group
from portal.services import conflicts, reviews, years
from portal.services.assessments import FactContent
from portal.workflow import PanelAreaState
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.world import Person, World

DECLARE = "/2013/panel/conflicts"
reviewing = pytest.mark.stage("reviewing")
reviewed = pytest.mark.stage("reviewed")


def _not_yet_stated(world: World, login: str) -> None:
    gone = delete(ConflictStatement).where(ConflictStatement.account_id == world.play.account(login).id)
    session = world.session
    session.execute(gone)
    session.commit()


def _recuse(world: World, login: str, unit: str) -> None:
    conflicts.declare_conflict(
        world.play.by("bangongshi-1"),
        year=world.year,
        account=world.play.account(login),
        unit=world.play.unit(unit),
        reason="亲属在该单位",
    )
    world.play.forget_people()


def _bare(text: str) -> str:
    """A page without what is drawn anew for every page."""
    text = re.sub(r'name="(csrf_token|request_key)" value="[^"]*"', "", text)
    # The tag says that something has changed somewhere, in any room of the house, and no more.
    text = re.sub(r'hx-headers="[^"]*"', "", text)
    return re.sub(r'content="[^"]*" name="csrf-token"|csrf-token" content="[^"]*"', "", text)


@reviewing
def test_nothing_of_a_year_opens_before_conflicts_are_declared(
    world: World, client_of: Callable[..., Person]
) -> None:
    _not_yet_stated(world, "wendian-1")
    reviewer = client_of("wendian-1")
    found = world.assessment("daxian")
    fact = signed(found)[0]
    desk = reviewer.get("/2013/panel/").text
    assert "还没有声明回避" in desk
    assert not re.search(r'<td class="num"[^>]*><?[^<]*\d', desk), "no count before it is known whose"
    for address in (QUEUE, unit_page(found), f"/panel/facts/{fact.id}"):
        answer = reviewer.get(address)
        assert (answer.status_code, answer.location) == (303, f"{DECLARE}?next={address}"), address
    taken = reviewer.post(f"{unit_page(found)}/take-in", {"version": found.version})
    assert taken.location == DECLARE
    assert world.assessment("daxian").taken_in_at is None
    for address in (f"/2013/scorecards/documents/{found.unit_id}", f"/evidence/{fact.evidence[0].id}"):
        assert reviewer.get(address).status_code == 404

    assert "开江县" in reviewer.get(DECLARE).text
    assert reviewer.post(DECLARE, {}).status_code == 422
    given = reviewer.post(f"{DECLARE}?next={QUEUE}", {"none": "y"})
    assert given.location == QUEUE
    assert reviewer.get(QUEUE).status_code == 200
    assert reviewer.get(unit_page(found)).status_code == 200


@reviewing
def test_a_declared_conflict_can_be_added_later_and_never_taken_back(world: World, reviewer: Person) -> None:
    unit = world.play.unit("daxian")
    chosen = {"units_0": unit.id}
    for wrong in (chosen, {**chosen, "none": "y", "reason": "同学"}, {**chosen, "reason": " "}):
        assert reviewer.post(DECLARE, wrong).status_code == 422
    assert reviewer.get(unit_page(world.assessment("daxian"))).status_code == 200
    assert reviewer.post(DECLARE, {**chosen, "reason": "近亲属任职"}).status_code == 303
    assert reviewer.get(unit_page(world.assessment("daxian"))).status_code == 404
    page = reviewer.get(DECLARE).text
    assert "近亲属任职" in page
    assert f'value="{unit.id}"' not in page
    refused = reviewer.post(DECLARE, {"none": "y"})
    assert refused.status_code == 422
    assert "请选择要增加的单位" in refused.text
    assert reviewer.get(unit_page(world.assessment("daxian"))).status_code == 404


@reviewing
def test_the_office_sees_who_has_declared(world: World, client_of: Callable[..., Person]) -> None:
    _not_yet_stated(world, "wendian-2")
    page = client_of("bangongshi-1").get("/2013/office/year").text
    panel = page.split('id="panels"')[1]
    assert re.search(r"柏秘书.*?未声明", panel, re.S)
    assert panel.split('id="recusals"')[0].count("未声明") == 1


@reviewing
def test_a_hidden_units_doings_change_no_byte_of_the_recused_ones_pages(
    world: World, client_of: Callable[..., Person]
) -> None:
    _recuse(world, "wendian-zuzhang", "gongan")
    chair = client_of("wendian-zuzhang")
    other = unit_page(world.assessment("jiaoyu"))
    pages = (
        "/2013/panel/",
        DECLARE,
        QUEUE,
        f"{QUEUE}?state=submitted",
        f"{QUEUE}close",
        other,
        f"/2013/scorecards/documents/{world.assessment('jiaoyu').unit_id}",
        f"/panel/facts/{signed(world.assessment('jiaoyu'))[0].id}",
    )
    before = {page: _bare(chair.get(page).text) for page in pages}
    hidden = world.assessment("gongan")
    counts = {row.code: row.value + 7 for row in hidden.exposures}
    reviews.set_exposures(world.play.by("wendian-1"), assessment=hidden, counts=counts)
    content = FactContent("doc-multiple", "多头报送", note="收文登记", quantity=Decimal(3))
    reviews.add_record(world.play.by("wendian-1"), assessment=hidden, content=content)
    world.play.review(world.year, "gongan", "documents")
    world.play.release(world.year, "gongan", "documents")
    after = {page: _bare(chair.get(page).text) for page in pages}
    for page in pages:
        assert after[page] == before[page], page
    assert all("公安" not in before[page] for page in pages if page != DECLARE)


@reviewed
def test_who_must_not_judge_a_unit_leaves_closing_to_the_deputy(
    world: World, client_of: Callable[..., Person]
) -> None:
    _recuse(world, "wendian-zuzhang", "gongan")
    office = client_of("bangongshi-1")
    warning = "组长、副组长都有回避的单位"
    assert warning in office.get("/2013/office/year").text
    chair = client_of("wendian-zuzhang")
    area = panel_area(world.session, world.year, "documents")
    sent = {"recommendation": "建议按得分确定", "version": area.version}
    assert "您不能办结本领域" in chair.get(f"{QUEUE}close").text
    refused = chair.post(f"{QUEUE}close", sent)
    assert refused.status_code == 422
    assert "没有回避的组长或副组长" in refused.text
    years.seat_member(
        world.play.by("bangongshi-1"),
        panel=panel_area(world.session, world.year, "documents").panel,
        account=world.play.account("wendian-1"),
        duty=Duty.deputy,
    )
    assert warning not in office.get("/2013/office/year").text
    deputy = client_of("wendian-1")
    assert deputy.post(f"{QUEUE}close", sent).status_code == 303
    area = panel_area(world.session, world.year, "documents")
    assert area.state == PanelAreaState.closed
    assert "建议按得分确定" in deputy.get(f"{QUEUE}close").text
    assert "建议按得分确定" not in chair.get(f"{QUEUE}close").text
    assert chair.post(f"{QUEUE}reopen", {"reason": "再议", "version": area.version}).status_code == 422


@reviewed
def test_what_a_recused_reviewer_graded_does_not_count_any_more(world: World) -> None:
    given = {band.scorer.login for band in world.assessment("daxian").bands}
    leaver = sorted(given)[0]
    _recuse(world, leaver, "daxian")
    left = {band.scorer.login for band in world.assessment("daxian").bands}
    assert left == given - {leaver}
    assert {band.scorer.login for band in world.assessment("dazhu").bands}, "elsewhere nothing changes"


@reviewing
def test_a_conflict_declared_while_signed_in_hides_the_unit_at_once(world: World, reviewer: Person) -> None:
    work = replace(world.play.by("wendian-1"), request_key="once")
    conflicts.state_conflicts(work, year=world.year, conflicts={world.play.unit("dazhu").id: "同学"})
    assert reviewer.get(unit_page(world.assessment("dazhu"))).status_code == 404


@reviewing
def test_a_recused_ones_scorecards_are_made_without_the_hidden_unit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points in proportion to the best of the group would tell what the best one has."""
    _recuse(world, "wendian-1", "gongan")
    compared: list[set[str]] = []

    def noted(entrants: list[Entrant], *rest: Any) -> tuple[Scorecard, ...]:
        compared.append({entrant.code for entrant in entrants})
        return score_group(entrants, *rest)

    monkeypatch.setattr(panel_scores, "score_group", noted)
    seen = world.assessment("jiaoyu")
    panel_scores.scorecard_for(world.session, seen, world.play.actor("wendian-1"))
    assert compared.pop() == {"jiaoyu"}  # where nobody is compared, nobody else is read
    monkeypatch.setattr(Area, "compares", True)
    for login in ("wendian-1", "wendian-2", "wendian-3"):
        panel_scores.scorecard_for(world.session, seen, world.play.actor(login))
    everybody = {unit.code for unit in world.play.cast if unit.group == seen.unit.group}
    assert compared == [everybody - {"gongan"}, everybody, everybody - {"caizheng"}]
