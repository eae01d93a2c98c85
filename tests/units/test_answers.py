"""After the sending: answers to what was returned, the scorecard's check, objections, the word on a veto."""

import io
import re
from datetime import date

import pytest

from portal.models import Fact, Source, Veto
from portal.queries.decisions import objections_of, vetoes_against
from portal.services.vetoes import propose_veto
from portal.units.keeping import digest
from portal.workflow import AssessmentState, FactState, VetoState
from tests.units.conftest import AREA, PICTURE
from tests.world import Person, World

reviewing = pytest.mark.stage("reviewing")
checking = pytest.mark.stage("checking")


@reviewing
def test_only_the_returned_fact_unlocks(world: World, reporter: Person, returned: Fact) -> None:
    assert "培训记录没有签到" in reporter.get("/2013/unit/").text
    assert "培训记录没有签到" in reporter.get(f"/unit/facts/{returned.id}").text
    edited = {"title": "补了签到的培训", "value_parts": ["training"], "version": returned.version}
    assert reporter.post(f"/unit/facts/{returned.id}/edit", edited).status_code == 303
    other = next(
        fact for fact in world.assessment().facts if fact.state == FactState.signed and fact.id != returned.id
    )
    locked = reporter.post(
        f"/unit/facts/{other.id}/edit", {"title": "偷改", "value_level": "national", "version": other.version}
    )
    assert locked.status_code == 422
    assert world.session.get_one(Fact, other.id).title != "偷改"
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    assert reporter.post(f"/unit/facts/{other.id}/evidence", upload).status_code == 422
    assert reporter.post(f"/unit/facts/{other.id}/removal", {"version": other.version}).status_code == 422


@reviewing
def test_the_head_signs_the_replies_and_these_alone(
    world: World, reporter: Person, head: Person, returned: Fact
) -> None:
    address = f"/unit/facts/{returned.id}/answer"
    mute = reporter.post(address, {"reply": "  ", "seen": digest("")})
    assert mute.status_code == 422
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    assert reporter.post(f"/unit/facts/{returned.id}/evidence", upload).status_code == 303
    told = reporter.post(address, {"reply": "已补签到表", "seen": digest("")})
    assert told.status_code == 303
    page = head.get(f"{AREA}/replies/signing").text
    for text in ("培训记录没有签到", "已补签到表", "签到.png"):
        assert text in page
    seen = {"version": world.assessment().version}
    assert head.post(f"{AREA}/replies/signing", seen).status_code == 303
    assert world.session.get_one(Fact, returned.id).state == FactState.signed
    assert world.assessment().state == AssessmentState.in_review


@reviewing
def test_a_reply_changed_under_the_heads_eyes_is_not_signed_unread(
    world: World, reporter: Person, head: Person, returned: Fact
) -> None:
    reporter.post(f"/unit/facts/{returned.id}/answer", {"reply": "一稿", "seen": digest("")})
    seen = {"version": world.assessment().version}
    world.clock.advance(minutes=1)
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    reporter.post(f"/unit/facts/{returned.id}/evidence", upload)
    assert head.post(f"{AREA}/replies/signing", seen).status_code == 409
    file = world.session.get_one(Fact, returned.id).evidence[-1]
    seen = {"version": world.assessment().version}
    world.clock.advance(minutes=1)
    reporter.post(f"/unit/facts/{returned.id}/evidence/{file.id}/removal")
    assert head.post(f"{AREA}/replies/signing", seen).status_code == 409


@reviewing
def test_the_head_sends_answers_back_with_a_reason_that_reaches_the_reporter(
    world: World, reporter: Person, head: Person, returned: Fact
) -> None:
    address = f"/unit/facts/{returned.id}"
    reporter.post(f"{address}/answer", {"reply": "一稿", "seen": digest("")})
    declining = f"{AREA}/replies/declining"
    seen = world.assessment().version
    mute = head.post(declining, {"reason": " ", "version": seen})
    assert mute.status_code == 422
    assert "请填写这一项" in mute.text
    for _again in range(3):
        head.post(declining, {"reason": "签到表没附", "version": seen, "request_key": "once"})
    fact = world.session.get_one(Fact, returned.id)
    assert (fact.state, fact.reply) == (FactState.returned, "一稿")
    for page in ("/2013/unit/", AREA, address):
        assert "签到表没附" in reporter.get(page).text
    assert "一稿</textarea>" in reporter.get(address).text
    assert reporter.post(f"{address}/answer", {"reply": "二稿", "seen": digest("一稿")}).status_code == 303
    signed = head.post(f"{AREA}/replies/signing", {"version": world.assessment().version})
    assert signed.status_code == 303
    assert world.session.get_one(Fact, returned.id).state == FactState.signed
    assert world.assessment().decline_reason == ""


@reviewing
def test_the_required_fields_of_a_returned_fact_must_stay_filled(
    world: World, reporter: Person, returned: Fact
) -> None:
    answer = reporter.post(
        f"/unit/facts/{returned.id}/edit", {"title": "没有内容", "version": returned.version}
    )
    assert answer.status_code == 422
    assert "请填写这一项" in answer.text


def test_before_checking_opens_there_is_no_scorecard_to_answer(reporter: Person) -> None:
    assert reporter.get(f"{AREA}/scorecard/confirmation").status_code == 404
    assert reporter.get(f"{AREA}/objections/new").status_code == 404


@checking
def test_a_unit_confirms_its_scorecard_once(world: World, reporter: Person) -> None:
    desk = reporter.get("/2013/unit/").text
    assert f"/2013/scorecards/documents/{world.assessment().unit_id}" in desk
    address = f"{AREA}/scorecard/confirmation"
    assert reporter.get(address).status_code == 200
    assert world.assessment().checked_at is None
    assert reporter.post(address).status_code == 303
    assert world.assessment().checked_at is not None
    again = reporter.post(address)
    assert again.status_code == 422
    assert "已经确认过了" in again.text


@checking
def test_an_objection_is_raised_with_its_ground_and_listed_with_its_state(
    world: World, reporter: Person
) -> None:
    fact = next(fact for fact in world.assessment().facts if fact.source == Source.record)
    empty = reporter.post(f"{AREA}/objections/new", {"indicator": "", "fact": "", "text": ""})
    assert empty.status_code == 422
    sent = {"indicator": "doc-quality", "fact": str(fact.id), "text": "该件只报送了一个处室"}
    assert reporter.post(f"{AREA}/objections/new", sent).status_code == 303
    raised = objections_of(world.session, world.year, world.assessment().unit_id)
    assert [(one.indicator, one.fact_id) for one in raised] == [("doc-quality", fact.id)]
    page = reporter.get("/2013/unit/objections").text
    assert "该件只报送了一个处室" in page
    assert "待答复" in page


@checking
def test_another_units_fact_cannot_be_objected_to(world: World, reporter: Person) -> None:
    other = world.assessment("dazhu").facts[0]
    sent = {"indicator": "", "fact": str(other.id), "text": "不服"}
    assert reporter.post(f"{AREA}/objections/new", sent).status_code == 422
    assert objections_of(world.session, world.year) == []


@pytest.mark.stage("deciding")
def test_an_objection_after_checking_closed_is_refused_with_its_text_kept(
    world: World, reporter: Person
) -> None:
    late = reporter.post(f"{AREA}/objections/new", {"indicator": "", "fact": "", "text": "迟到的异议"})
    assert late.status_code == 422
    assert "异议只能在得分核对或公示期间提出" in late.text
    assert "迟到的异议" in late.text


def _proposed(world: World) -> Veto:
    return propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.assessment().unit,
        ground="leak",
        document_number="达保〔2013〕3号",
        document_on=date(2013, 10, 8),
        explanation="见纸质档案",
    )


@reviewing
def test_the_head_reads_a_proposed_veto_and_answers_it(world: World, reporter: Person, head: Person) -> None:
    veto = _proposed(world)
    address = f"/unit/vetoes/{veto.id}"
    assert address in head.get("/2013/unit/").text
    assert address not in reporter.get("/2013/unit/").text
    assert "失泄密事件" in head.get(address).text
    mute = head.post(address, {"unit_reply": "", "version": veto.version})
    assert mute.status_code == 422
    assert head.post(address, {"unit_reply": "已整改", "version": veto.version}).status_code == 303
    found = vetoes_against(world.session, world.assessment().unit_id)[0]
    assert (found.unit_reply, found.state) == ("已整改", VetoState.proposed)


@reviewing
def test_two_answers_to_a_veto_are_shown_side_by_side(world: World, head: Person) -> None:
    veto = _proposed(world)
    seen = veto.version
    head.post(f"/unit/vetoes/{veto.id}", {"unit_reply": "先写的", "version": seen})
    clash = head.post(f"/unit/vetoes/{veto.id}", {"unit_reply": "后写的", "version": seen})
    assert clash.status_code == 409
    assert "先写的" in clash.text
    assert "后写的" in clash.text


@pytest.mark.stage("published")
@pytest.mark.parametrize("page", ["/2013/unit/", AREA, "/2013/unit/objections"])
def test_the_pages_stay_readable_after_publication(reporter: Person, page: str) -> None:
    assert reporter.get(page).status_code == 200


@checking
def test_each_line_and_each_indicator_of_the_scorecard_leads_to_its_own_objection(
    world: World, reporter: Person
) -> None:
    found = world.assessment()
    page = reporter.get(f"/2013/scorecards/documents/{found.unit_id}").text
    fact = next(one for one in found.facts if one.source == Source.record)
    band = f"{AREA}/objections/new?indicator=doc-fewer"
    assert f'href="{band}"' in page
    line = next(
        link.replace("&amp;", "&")
        for link in re.findall(r'href="([^"]+objections/new[^"]+)"', page)
        if link.endswith(f"fact={fact.id}")
    )
    form = reporter.get(line).text
    assert f'<option selected value="{fact.id}"' in form
    assert re.search(r'<option selected value="doc-[a-z]+"', form)
    assert '<option selected value="doc-fewer"' in reporter.get(band).text
    sent = {"indicator": "doc-fewer", "fact": "", "text": "等次偏低，请复核"}
    assert reporter.post(f"{AREA}/objections/new", sent).status_code == 303
    assert [(one.indicator, one.fact_id) for one in objections_of(world.session, world.year)] == [
        ("doc-fewer", None)
    ]


@checking
def test_an_objection_to_a_fact_alone_is_filed_under_the_indicator_that_reads_it(
    world: World, reporter: Person
) -> None:
    fact = next(one for one in world.assessment().facts if one.source == Source.record)
    reporter.post(f"{AREA}/objections/new", {"indicator": "", "fact": str(fact.id), "text": "请复核"})
    (raised,) = objections_of(world.session, world.year)
    assert raised.indicator.startswith("doc-")


@checking
def test_an_objection_is_kept_as_it_is_typed_for_the_line_that_it_was_opened_for(
    world: World, reporter: Person
) -> None:
    page = f"{AREA}/objections/new?indicator=doc-fewer"
    typed = {"indicator": "doc-fewer", "fact": "", "text": "写到一半", "draft_seen": "0"}
    keep = f"{AREA}/objections/draft?indicator=doc-fewer"
    kept = reporter.post(keep, {**typed, "request_key": "page-one"}, headers={"HX-Request": "true"})
    assert "已保存" in kept.text
    assert "写到一半</textarea>" in reporter.get(page).text
    assert "写到一半" not in reporter.get(f"{AREA}/objections/new?indicator=doc-system").text
    assert reporter.post(page, {**typed, "text": "两处不同", "request_key": "page-two"}).status_code == 409
    sent = {**typed, "text": "写完了", "request_key": "page-one"}
    assert reporter.post(page, sent).status_code == 303
    assert [one.text for one in objections_of(world.session, world.year)] == ["写完了"]
    assert "textarea" in reporter.get(page).text
    assert "写到一半" not in reporter.get(page).text


@checking
def test_an_objection_names_its_fact_and_never_one_that_its_indicator_does_not_count(
    world: World, reporter: Person
) -> None:
    fact = next(one for one in world.assessment().facts if one.kind == "doc-system")
    sent = {"indicator": "doc-filing", "fact": str(fact.id), "text": "请复核这一件"}
    refused = reporter.post(f"{AREA}/objections/new", sent)
    assert refused.status_code == 422
    assert "这个事项不在所选指标里计分" in refused.text
    assert "请复核这一件</textarea>" in refused.text
    assert reporter.post(f"{AREA}/objections/new", {**sent, "indicator": "doc-system"}).status_code == 303
    assert f"<dt>针对事项</dt><dd>{fact.title}</dd>" in reporter.get("/2013/unit/objections").text
    assert "已提出异议 1 件，等待答复" in reporter.get("/2013/unit/").text


def test_the_self_assessment_says_what_would_raise_each_indicator(reporter: Person) -> None:
    page = reporter.get(AREA).text
    assert "怎样提高" in page
    assert re.search(r"再有 1 件“[^”]+”[^，]*，加 \d+(\.\d+)? 分", page)
