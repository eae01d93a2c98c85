"""Objections: answered with reasons by somebody who took no part; upheld ones decide the claim anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal.models import Fact, Objection, Source
from portal.queries.decisions import objections_of
from portal.queries.handling import part_taken
from portal.queries.scores import Scores
from portal.queries.trail import TrailFilter, trail_page
from portal.queries.years import running_notices
from portal.services.objections import raise_objection
from portal.workflow import FactState, ObjectionState
from tests.office.conftest import hidden_version, send
from tests.world import Person, World

checking = pytest.mark.stage("checking")


def raised(world: World, unit: str, area: str, fact: Fact | None) -> Objection:
    """An objection of a unit."""
    return raise_objection(
        world.play.by(f"{unit}-tb"),
        assessment=world.assessment(unit, area),
        indicator="",
        text="该项扣分依据不足，原件已附",
        fact=fact,
    )


def fact_of(world: World, unit: str, area: str, source: Source, *states: FactState) -> Fact:
    """A fact of a unit, by who supplied it."""
    facts = world.assessment(unit, area).facts
    return next(fact for fact in facts if fact.source == source and fact.state in states)


def total(world: World, unit: str, area: str) -> object:
    cards = Scores(world.session, world.year).scorecards(area, "county")
    return next(card.total for card in cards if card.unit == unit)


@checking
def test_an_upheld_objection_against_a_record_takes_it_back(world: World, first: Person) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    before = total(world, "daxian", "documents")
    one = raised(world, "daxian", "documents", record)
    page = f"/office/objections/{one.id}"
    undecided = send(first, f"{page}/answer", action="uphold", answer="经核查，来文并未越级")
    assert undecided.status_code == 422
    sent = {"action": "uphold", "answer": "经核查，来文并未越级，记录撤销", "decision": "withdraw"}
    answer = send(first, f"{page}/answer", **sent)
    assert answer.status_code == 303
    assert objections_of(world.session, world.year)[0].state == ObjectionState.upheld
    after = total(world, "daxian", "documents")
    assert isinstance(before, type(after))
    assert after > before  # type: ignore[operator]  # both are decimals
    assert "经核查，来文并未越级，记录撤销" in first.get(page).text


@checking
def test_an_upheld_objection_about_a_claim_asks_for_a_new_decision(world: World, first: Person) -> None:
    claim = fact_of(
        world,
        "xuanhan",
        "documents",
        Source.claim,
        FactState.accepted,
        FactState.adjusted,
        FactState.rejected,
    )
    one = raised(world, "xuanhan", "documents", claim)
    page = f"/office/objections/{one.id}/answer"
    answer = send(first, page, action="uphold", answer="重新核定")
    assert answer.status_code == 422
    assert "请选择对该事项的重新核定意见" in answer.text
    assert send(first, page, action="uphold", answer="重新核定", decision="reject").status_code == 303
    renewed = next(fact for fact in world.assessment("xuanhan").facts if fact.id == claim.id)
    assert renewed.state == FactState.rejected
    assert renewed.verification is not None
    assert renewed.verification.by.login == "bangongshi-1"


@checking
def test_a_dismissed_objection_changes_nothing_but_needs_its_reason(world: World, first: Person) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    one = raised(world, "daxian", "documents", record)
    page = f"/office/objections/{one.id}/answer"
    before = total(world, "daxian", "documents")
    assert send(first, page, action="dismiss", answer=" ").status_code == 422
    assert send(first, page, action="dismiss", answer="退文登记表有签收").status_code == 303
    assert total(world, "daxian", "documents") == before
    assert first.get(page).status_code == 422, "answered once and for all"


@checking
def test_two_answers_at_once_leave_one(world: World, first: Person, second: Person) -> None:
    one = raised(world, "daxian", "documents", None)
    page = f"/office/objections/{one.id}/answer"
    opened = hidden_version(first.get(page).text)
    send(second, page, action="dismiss", answer="退文登记表有签收")
    answer = first.post(page, {"version": opened, "action": "uphold", "answer": "同意更正"})
    assert answer.status_code == 409
    assert "同意更正" in answer.text
    assert "退文登记表有签收" in answer.text


@checking
def test_an_overdue_objection_is_marked_and_the_list_is_filtered(
    world: World, client_of: Callable[..., Person]
) -> None:
    raised(world, "daxian", "documents", None)
    raised(world, "dazhu", "emergency", None)
    world.clock.advance(days=14)
    office = client_of("bangongshi-1")
    page = office.get("/2013/office/objections/?area=documents").text
    assert page.count("逾期") >= 1
    assert "达县" in page
    assert "大竹县" not in page
    assert "没有符合条件的异议" in office.get("/2013/office/objections/?state=upheld").text


notice = pytest.mark.stage("notice")


@checking
def test_an_upheld_objection_puts_a_count_and_a_band_right_with_the_trail(
    world: World, first: Person
) -> None:
    dossier = world.assessment("daxian", "documents")
    band, count = dossier.bands[0], dossier.exposures[0]
    band_id, was, code, number = band.id, band.grade, count.code, count.value
    before = total(world, "daxian", "documents")
    one = raised(world, "daxian", "documents", None)
    page = f"/office/objections/{one.id}/answer"
    shown = first.get(page).text
    assert f'name="grade_{band_id}"' in shown
    assert f'name="count_{code}"' in shown
    grade = "poor" if was != "poor" else "excellent"
    sent = {"action": "uphold", "answer": "原评定依据有误", f"grade_{band_id}": grade, f"count_{code}": "7"}
    assert send(first, page, **{**sent, f"count_{code}": "7.5"}).status_code == 422
    assert send(first, page, **sent).status_code == 303
    changed = next(one for one in world.assessment("daxian", "documents").bands if one.id == band_id)
    assert (changed.grade, changed.given_grade) == (grade, was)
    assert world.assessment("daxian", "documents").exposures[0].value == 7
    assert total(world, "daxian", "documents") != before
    row = trail_page(world.session, 1, TrailFilter(action="uphold_objection"))[0][0]
    assert row.before[f"bands/{band_id}"] == was
    assert row.after[f"exposures/{code}"] == "7"
    assert row.before[f"exposures/{code}"] == f"{number:f}"


@checking
def test_a_dismissed_objection_changes_neither_band_nor_count(world: World, first: Person) -> None:
    dossier = world.assessment("daxian", "documents")
    band_id, code = dossier.bands[0].id, dossier.exposures[0].code
    before = total(world, "daxian", "documents")
    one = raised(world, "daxian", "documents", None)
    sent = {"action": "dismiss", "answer": "原评定无误", f"grade_{band_id}": "poor", f"count_{code}": "7"}
    assert send(first, f"/office/objections/{one.id}/answer", **sent).status_code == 303
    assert total(world, "daxian", "documents") == before


def selected_pair(world: World, area: str = "documents") -> str:
    """A selected county as a unit's form names it."""
    code = Scores(world.session, world.year).ranking(area, "county").selected[0]
    return f"{area}:{world.play.unit(code).id}"


@notice
def test_a_unit_objects_to_anothers_selection_which_learns_neither_that_nor_who(
    world: World, first: Person, client_of: Callable[..., Person]
) -> None:
    page = "/2013/unit/objections/selection"
    unit = client_of("daxian-tb")
    chosen = selected_pair(world)
    assert send(unit, page, chosen=chosen, text=" ").status_code == 422
    assert send(unit, page, chosen=f"documents:{world.play.unit('daxian').id}", text="x").status_code == 422
    answer = send(unit, page, chosen=chosen, text="其申报的创新举措系上年度事项")
    assert answer.status_code == 303
    (one,) = objections_of(world.session, world.year)
    assert one.against_selection
    assert one.unit.code == "xuanhan"
    assert "宣汉县入选" in unit.get("/2013/unit/objections").text
    contested = client_of("xuanhan-tb")
    score = f"/2013/scorecards/documents/{one.unit_id}"
    for own in ("/2013/unit/", "/2013/unit/objections", score):
        assert "系上年度事项" not in contested.get(own).text
    assert "系上年度事项" in first.get(score).text
    assert "达县" in first.get(f"/office/objections/{one.id}").text
    assert "还有 1 件异议没有答复" in first.get("/2013/office/publication").text


@notice
def test_an_upheld_objection_to_a_selection_gives_the_area_a_fresh_notice(
    world: World, client_of: Callable[..., Person]
) -> None:
    send(client_of("daxian-tb"), "/2013/unit/objections/selection", chosen=selected_pair(world), text="有误")
    (one,) = objections_of(world.session, world.year)
    before = {row.area: row.id for row in running_notices(world.session, world.year)}
    dossier = world.assessment("xuanhan", "documents")
    world.clock.advance(days=1)
    office = client_of("bangongshi-1")
    page = f"/office/objections/{one.id}/answer"
    claim = next(f for f in dossier.facts if f.state == FactState.accepted)
    assert f"{page}?fact={claim.id}" in office.get(page).text
    grades = {f"grade_{band.id}": "poor" for band in dossier.bands}
    counts = {f"count_{row.code}": "1" for row in dossier.exposures}
    sent = {"action": "uphold", "answer": "经核查属实", "decision": "reject", **grades, **counts}
    assert send(office, f"{page}?fact={claim.id}", **sent).status_code == 303
    fact = next(f for f in world.assessment("xuanhan", "documents").facts if f.id == claim.id)
    assert fact.state == FactState.rejected
    assert "xuanhan" not in Scores(world.session, world.year).ranking("documents", "county").selected
    after = {row.area: row.id for row in running_notices(world.session, world.year)}
    assert [area for area in before if after[area] != before[area]] == ["documents"]
    loser = client_of("xuanhan-sq")
    desk = loser.get("/2013/unit/").text
    assert "本单位得分有更改" in desk
    assert "经核查属实" in desk
    card = loser.get(f"/2013/scorecards/documents/{one.unit_id}").text.split("经异议处理的更改")[1]
    assert "经核查属实" in card
    assert "不采纳" in card
    assert "达县" not in card, "who objected is not said"
    assert "得分有更改" not in client_of("kaijiang-sq").get("/2013/unit/").text


CALL = {
    "channel": "telephone",
    "complainant": "王某，某街道居民，电话 0818-0000000",
    "from_unit": "0",
    "area": "documents",
    "about": "selection",
    "text": "该单位应急值守有脱岗",
}


@notice
def test_a_telephoned_objection_is_taken_down_and_answered_by_another_person(
    world: World, first: Person, second: Person
) -> None:
    day = world.clock.now().date()
    sent = {**CALL, "unit": world.play.unit("xuanhan").id, "received_on": day.isoformat()}
    for wrong in (
        {"complainant": ""},
        {"received_on": (day + timedelta(days=1)).isoformat()},
        {"unit": world.play.unit("daxian").id},
        {"area": ""},
    ):
        answer = first.post("/2013/office/objections/new", {**sent, **wrong})
        assert answer.status_code == 422, wrong
        assert "该单位应急值守有脱岗" in answer.text
    answer = first.post("/2013/office/objections/new", sent)
    assert answer.status_code == 303
    page = answer.headers["Location"]
    assert "须由另一人答复" in first.get(page).text
    refused = first.post(f"{page}/answer", {"version": 1, "action": "dismiss", "answer": "不成立"})
    assert refused.status_code == 422
    assert "王某" in second.get(page).text
    assert (
        send(second, f"{page}/answer", action="dismiss", answer="经查无此事，已电话答复").status_code == 303
    )


@pytest.mark.stage("due")
def test_a_letter_of_the_last_day_that_is_opened_later_still_holds_publication(
    world: World, first: Person
) -> None:
    last = max(row.last_day for row in running_notices(world.session, world.year))
    sent = {**CALL, "channel": "letter", "unit": world.play.unit("xuanhan").id}
    late = first.post("/2013/office/objections/new", {**sent, "received_on": world.clock.now().date()})
    assert late.status_code == 422
    assert "收到日期已过异议期限" in late.text
    answer = first.post("/2013/office/objections/new", {**sent, "received_on": last.isoformat()})
    assert answer.status_code == 303
    assert "还有 1 件异议没有答复" in first.get("/2013/office/publication").text
    (one,) = objections_of(world.session, world.year)
    assert one.due_on == world.play.by("bangongshi-1").workdays.after(last, 5)


@checking
def test_a_member_of_the_panel_answers_no_objection_to_its_area(world: World) -> None:
    one = raised(world, "daxian", "documents", None)
    member, office = world.play.account("wendian-1").id, world.play.account("bangongshi-1").id
    session = world.session
    found = session.get_one(Objection, one.id)
    assert part_taken(session, found, None, member) is not None
    assert part_taken(session, found, None, office) is None


def _asked(record: Fact) -> dict[str, object]:
    """A record's own fields, as its form sends them back."""
    return {f"value_{code}": value for code, value in record.values.items()}


@checking
def test_an_upheld_objection_puts_a_record_right_and_its_objector_reads_what_was_changed(
    world: World, first: Person, client_of: Callable[..., Person]
) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    before = total(world, "daxian", "documents")
    one = raised(world, "daxian", "documents", record)
    page = f"/office/objections/{one.id}/answer"
    sent = {"action": "uphold", "answer": "经核对登记表，实为三件", "decision": "adjust", **_asked(record)}
    unchanged = send(first, page, **sent, quantity=f"{record.quantity:f}")
    assert unchanged.status_code == 422
    assert "数量和内容都没有改动" in unchanged.text
    assert send(first, page, **sent, quantity="3").status_code == 303
    righted = next(f for f in world.assessment("daxian", "documents").facts if f.id == record.id)
    assert (righted.state, righted.quantity) == (FactState.released, record.quantity), (
        "what was recorded stays"
    )
    assert righted.verification is not None
    assert (righted.verification.quantity, righted.verification.by.login) == (3, "bangongshi-1")
    assert total(world, "daxian", "documents") < before  # type: ignore[operator]  # both are decimals
    told = client_of("daxian-tb").get("/2013/unit/objections").text
    row = told.partition(f"{record.title}：数量")[2].partition("</tr>")[0]
    assert [f">{number}<" in row for number in (f"{record.quantity:f}", "3")] == [True, True]
    kept = trail_page(world.session, 1, TrailFilter(action="uphold_objection"))[0][0]
    assert kept.after[f"facts/{record.id}"]["quantity"] == "3"


@checking
def test_an_upheld_objection_adds_what_the_panel_forgot_and_its_unit_is_told(
    world: World, first: Person, client_of: Callable[..., Person]
) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    before = total(world, "daxian", "documents")
    count = len(world.assessment("daxian", "documents").facts)
    one = raised(world, "daxian", "documents", None)
    page = f"/office/objections/{one.id}/answer"
    assert f"{page}?kind={record.kind}" in first.get(page).text
    page = f"{page}?kind={record.kind}"
    sent = {"action": "uphold", "answer": "经查确有此件，补记", "quantity": "1", **_asked(record)}
    wrong = send(first, page, **sent, title="", happened_on="2013-05-06")
    assert wrong.status_code == 422
    assert "经查确有此件，补记" in wrong.text
    late = send(first, page, **sent, title="五月六日来文", happened_on="2012-05-06")
    assert late.status_code == 422
    assert send(first, page, **sent, title="五月六日来文", happened_on="2013-05-06").status_code == 303
    facts = world.assessment("daxian", "documents").facts
    assert len(facts) == count + 1
    made = next(fact for fact in facts if fact.title == "五月六日来文")
    assert (made.state, made.source, made.note) == (FactState.released, Source.record, "经查确有此件，补记")
    assert total(world, "daxian", "documents") < before  # type: ignore[operator]  # both are decimals
    unit = client_of("daxian-tb")
    assert "补记：五月六日来文" in unit.get("/2013/unit/objections").text
    assert unit.get(f"/unit/facts/{made.id}").status_code == 200


@checking
def test_a_dismissed_objection_adds_nothing_whatever_was_typed(world: World, first: Person) -> None:
    record = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    count = len(world.assessment("daxian", "documents").facts)
    one = raised(world, "daxian", "documents", None)
    page = f"/office/objections/{one.id}/answer"
    assert first.get(f"{page}?kind=none-such").status_code == 404
    sent = {"action": "dismiss", "answer": "经查无此件", "title": "五月六日来文"}
    assert send(first, f"{page}?kind={record.kind}", **sent).status_code == 303
    assert len(world.assessment("daxian", "documents").facts) == count


@notice
def test_what_is_added_on_anothers_objection_gives_a_fresh_notice_and_tells_the_objector_no_points(
    world: World, client_of: Callable[..., Person]
) -> None:
    objector = client_of("daxian-tb")
    send(objector, "/2013/unit/objections/selection", chosen=selected_pair(world), text="漏记退文")
    (one,) = objections_of(world.session, world.year)
    like = fact_of(world, "daxian", "documents", Source.record, FactState.released)
    before = {row.area: row.id for row in running_notices(world.session, world.year)}
    world.clock.advance(days=1)
    office = client_of("bangongshi-1")
    page = f"/office/objections/{one.id}/answer?kind={like.kind}"
    grades = {f"grade_{band.id}": "poor" for band in world.assessment("xuanhan", "documents").bands}
    typed = {"title": "四月退文", "happened_on": "2013-04-02", "quantity": "9", **_asked(like), **grades}
    assert send(office, page, action="uphold", answer="经查属实，补记", **typed).status_code == 303
    after = {row.area: row.id for row in running_notices(world.session, world.year)}
    assert [area for area in before if after[area] != before[area]] == ["documents"]
    told = client_of("daxian-tb").get("/2013/unit/objections").text
    assert "该单位的得分已按核实的情况更正" in told
    assert "四月退文" not in told
    assert "四月退文" in office.get(f"/office/objections/{one.id}").text


@notice
def test_an_objection_to_a_selection_is_not_upheld_without_changing_anything(
    world: World, client_of: Callable[..., Person]
) -> None:
    send(client_of("daxian-tb"), "/2013/unit/objections/selection", chosen=selected_pair(world), text="有误")
    (one,) = objections_of(world.session, world.year)
    office = client_of("bangongshi-1")
    sent = {"action": "uphold", "answer": "经核查属实"}
    dossier = world.assessment(one.unit.code, one.area)
    grades = {f"grade_{band.id}": band.grade for band in dossier.bands}
    counts = {f"count_{row.code}": f"{row.value:f}" for row in dossier.exposures}
    answer = send(office, f"/office/objections/{one.id}/answer", **sent, **grades, **counts)
    assert answer.status_code == 422
    assert "请同时写明更改什么" in answer.text
    assert "经核查属实" in answer.text
    assert objections_of(world.session, world.year)[0].state == ObjectionState.raised
