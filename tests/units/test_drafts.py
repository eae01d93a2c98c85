"""No word is lost: kept as each field is left, shown again, never in another's place, saved once."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.clock import day_end
from portal.models import AuditRow, Draft, Fact
from portal.services.years import extend_deadline
from portal.units.keeping import digest
from portal.workflow import AssessmentState
from tests.units.conftest import AREA, PICTURE
from tests.world import Person, World

NEW = f"{AREA}/facts/new?kind=doc-system&draft=first-form"
KEEP = f"{AREA}/facts/new/draft?kind=doc-system&draft=first-form"
HTMX = {"HX-Request": "true"}
LATE = day_end(date(2013, 12, 13))


def _keep(person: Person, path: str, data: dict[str, object]) -> object:
    return person.post(path, data, headers=HTMX)


def _drafts(world: World) -> list[Draft]:
    return list(world.session.scalars(select(Draft).order_by(Draft.id)))


def _rows(world: World) -> int:
    return world.session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a_field_that_is_left_is_kept_and_the_page_says_when(world: World, reporter: Person) -> None:
    rows, facts = _rows(world), len(world.assessment().facts)
    answer = _keep(reporter, KEEP, {"title": "修订流程", "happened_on": "明天", "request_key": "page-one"})
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert f"已保存 {world.clock.now():%H:%M}" in answer.text  # type: ignore[attr-defined]
    assert "<html" not in answer.text  # type: ignore[attr-defined]
    assert (_rows(world), len(world.assessment().facts)) == (rows, facts)
    page = reporter.get(NEW).text  # reload
    for text in ('value="修订流程"', 'value="明天"', "请填写日期，例如 2012-09-21"):
        assert text in page
    area = reporter.get(AREA).text
    assert "修订流程" in area
    assert "还没有按“保存”" in area


def test_keeping_the_same_three_times_is_keeping_it_once(world: World, reporter: Person) -> None:
    said = {_keep(reporter, KEEP, {"title": "一件", "request_key": "page-one"}).text for _ in range(3)}  # type: ignore[attr-defined]
    assert len(said) == 1
    assert [draft.typed for draft in _drafts(world)] == [{"title": ["一件"]}]


def test_the_save_takes_the_drafts_place_and_a_late_echo_leaves_no_ghost(
    world: World, reporter: Person
) -> None:
    typed = {"title": "修订流程", "value_parts": ["workflow"], "request_key": "page-one"}
    _keep(reporter, KEEP, typed)
    for _ in range(3):
        assert reporter.post(NEW, {**typed, "draft_seen": str(2**33)}).status_code == 303
    assert [fact.title for fact in world.assessment().facts].count("修订流程") == 1
    assert _keep(reporter, KEEP, typed).status_code == 200  # type: ignore[attr-defined]
    assert _drafts(world) == []


def test_an_incomplete_claim_is_saved_and_the_sign_off_names_each_field(
    world: World, reporter: Person
) -> None:
    assert reporter.post(NEW, {"note": "先记一笔"}).status_code == 303
    fact = world.assessment().facts[-1]
    assert (fact.title, fact.note) == ("", "先记一笔")
    page = reporter.get(f"{AREA}/sending").text
    for field in ("title", "value_parts"):
        assert f'href="/unit/facts/{fact.id}/edit#{field}"' in page
    assert 'id="title"' in reporter.get(f"/unit/facts/{fact.id}/edit").text
    assert "未写名称的事项" in reporter.get(AREA).text


def test_what_one_typed_and_did_not_save_holds_up_the_sending_but_not_a_colleagues(
    world: World, reporter: Person
) -> None:
    seen = reporter.get(f"{AREA}/narrative").text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    reporter.post(f"{AREA}/narrative", {"narrative": "自评", "seen": seen})
    _keep(reporter, KEEP, {"title": "没按保存的"})
    version = {"version": world.assessment().version}
    held = reporter.post(f"{AREA}/sending", version)
    assert held.status_code == 422
    assert "“没按保存的”有内容自动保存为草稿" in held.text
    draft = _drafts(world)[0]
    draft.account_id = world.play.account("kaijiang-sq").id
    world.play.session.commit()
    page = reporter.get(f"{AREA}/sending").text
    assert "没按保存的" not in page  # a colleague's text is the colleague's
    assert reporter.post(f"{AREA}/sending", version).status_code == 303


def test_a_save_that_cannot_be_read_keeps_every_word_as_typed(
    world: World, reporter: Person, claim: Fact
) -> None:
    address = f"/unit/facts/{claim.id}/edit"
    sent = {"title": "改过", "happened_on": "明天", "version": claim.version, "draft_seen": "0"}
    assert reporter.post(address, sent).status_code == 422
    assert world.session.get_one(Fact, claim.id).title != "改过"
    page = reporter.get(address).text
    assert 'value="明天"' in page
    assert 'value="改过"' in page


@pytest.mark.parametrize("kept_first", [False, True])
def test_a_refused_form_put_right_is_saved_and_does_not_clash_with_itself(
    world: World, reporter: Person, kept_first: bool
) -> None:
    wrong = {"title": "一件", "happened_on": "明天", "request_key": "page-one", "draft_seen": "0"}
    if kept_first:
        _keep(reporter, KEEP, wrong)
    refused = reporter.post(NEW, wrong)
    assert refused.status_code == 422
    _keep(reporter, KEEP, wrong)  # what was on its way when the button was pressed
    number = refused.text.split('name="draft_seen" value="')[1].split('"')[0]
    right = {**wrong, "happened_on": "2013-05-06", "request_key": "page-two", "draft_seen": number}
    assert _keep(reporter, KEEP, right).status_code == 200  # type: ignore[attr-defined]
    assert reporter.post(NEW, right).status_code == 303


def test_emptied_fields_stay_empty(world: World, reporter: Person, claim: Fact) -> None:
    _keep(reporter, f"/unit/facts/{claim.id}/edit/draft", {"title": "", "version": claim.version})
    assert claim.title not in reporter.get(f"/unit/facts/{claim.id}/edit").text.split('name="title"')[1][:80]


def test_typing_back_to_what_stands_leaves_no_draft(world: World, reporter: Person, claim: Fact) -> None:
    keep = f"/unit/facts/{claim.id}/edit/draft"
    own = {"value_parts": ["training"], "quantity": "1", "version": claim.version}
    _keep(reporter, keep, {**own, "title": "改改"})
    assert len(_drafts(world)) == 1
    _keep(reporter, keep, {**own, "title": claim.title})
    assert _drafts(world) == []


def test_two_windows_show_both_texts_and_the_person_chooses_field_by_field(
    world: World, reporter: Person
) -> None:
    first = {"title": "甲窗", "note": "甲的说明", "request_key": "window-a", "draft_seen": "0"}
    second = {"title": "乙窗", "note": "乙的说明", "request_key": "window-b", "draft_seen": "0"}
    assert _keep(reporter, KEEP, first).status_code == 200  # type: ignore[attr-defined]
    clash = _keep(reporter, KEEP, second)
    assert clash.status_code == 409  # type: ignore[attr-defined]
    assert "对照两份" in clash.text  # type: ignore[attr-defined]
    assert _drafts(world)[0].typed["title"] == ["甲窗"]
    page = reporter.post(NEW, second)
    assert page.status_code == 409
    for text in ("甲窗", "甲的说明", "乙窗", "乙的说明"):
        assert text in page.text
    number = page.text.split('name="draft_seen" value="')[1].split('"')[0]
    chosen = {
        **second,
        "request_key": "choice",
        "draft_seen": number,
        "theirs_title": "甲窗",
        "theirs_note": "甲的说明",
        "take_title": "theirs",
        "take_note": "mine",
    }
    assert reporter.post(NEW, chosen).status_code == 303
    made = world.assessment().facts[-1]
    assert (made.title, made.note) == ("甲窗", "乙的说明")


def test_a_colleagues_save_and_mine_are_chosen_from_whole(
    world: World, reporter: Person, claim: Fact
) -> None:
    address, seen = f"/unit/facts/{claim.id}/edit", claim.version
    reporter.post(address, {"title": "同事的", "version": seen})
    clash = reporter.post(address, {"title": "我的", "note": "说明", "version": seen, "draft_seen": "0"})
    assert clash.status_code == 409
    assert 'name="theirs_title" value="同事的"' in clash.text
    again = reporter.get(address).text  # walked away: mine is still a draft
    assert 'value="我的"' in again
    assert "同事保存过这一项" in again
    number = clash.text.split('name="draft_seen" value="')[1].split('"')[0]
    whole = {
        "title": "我的",
        "note": "说明",
        "theirs_title": "同事的",
        "take_all": "theirs",
        "version": world.session.get_one(Fact, claim.id).version,
        "draft_seen": number,
    }
    assert reporter.post(address, whole).status_code == 303
    kept = world.session.get_one(Fact, claim.id)
    assert (kept.title, kept.note) == ("同事的", "")
    assert _drafts(world) == []


def test_two_new_forms_of_one_kind_never_write_into_each_other(world: World, reporter: Person) -> None:
    for key, title in (("form-number-1", "甲"), ("form-number-2", "乙")):
        place = f"{AREA}/facts/new/draft?kind=doc-system&draft={key}"
        assert _keep(reporter, place, {"title": title, "draft_seen": "0"}).status_code == 200  # type: ignore[attr-defined]
    assert 'value="甲"' in reporter.get(f"{AREA}/facts/new?kind=doc-system&draft=form-number-1").text
    assert 'value="乙"' in reporter.get(f"{AREA}/facts/new?kind=doc-system&draft=form-number-2").text
    fresh = reporter.get(f"{AREA}/facts/new?kind=doc-system")
    assert fresh.status_code == 303
    assert 'value="甲"' not in reporter.get(fresh.location).text


def test_nobody_else_reads_or_drops_a_draft(
    world: World, reporter: Person, head: Person, client_of: Callable[..., Person]
) -> None:
    _keep(reporter, f"{AREA}/narrative/draft", {"narrative": "还不能给人看"})
    draft = _drafts(world)[0]
    assert "还不能给人看" not in head.get(AREA).text
    for other in (head, client_of("dazhu-tb")):
        assert other.post(f"/unit/drafts/{draft.id}/removal").status_code == 404
    assert reporter.post(f"/unit/drafts/{draft.id}/removal").status_code == 303
    assert _drafts(world) == []


def test_the_self_report_is_kept_and_can_be_emptied(world: World, reporter: Person) -> None:
    _keep(reporter, f"{AREA}/narrative/draft", {"narrative": "一半", "seen": "", "request_key": "one"})
    page = reporter.get(f"{AREA}/narrative").text
    assert "一半</textarea>" in page
    assert world.assessment().narrative == ""


@pytest.mark.stage("reviewing")
def test_an_answer_to_the_panel_is_kept_until_it_is_saved(
    world: World, reporter: Person, returned: Fact
) -> None:
    address = f"/unit/facts/{returned.id}"
    _keep(reporter, f"{address}/answer/draft", {"reply": "写到一半", "seen": digest("")})
    assert "写到一半</textarea>" in reporter.get(address).text
    assert world.session.get_one(Fact, returned.id).reply == ""
    sent = {"reply": "写完了", "seen": digest(""), "draft_seen": str(2**33)}
    assert reporter.post(f"{address}/answer", sent).status_code == 303
    assert _drafts(world) == []


@pytest.mark.parametrize(("seconds", "note"), [(-1, False), (0, True), (1, True)])
def test_the_servers_clock_decides_to_the_second(
    world: World, client_of: Callable[..., Person], seconds: int, note: bool
) -> None:
    world.clock.advance(seconds=(LATE - world.clock.now()).total_seconds() + seconds)
    reporter = client_of("kaijiang-tb")
    answer = _keep(reporter, KEEP, {"title": "赶在最后"})
    assert ("已过截止时间，作为草稿保存，没有报送" in answer.text) is note  # type: ignore[attr-defined]
    assert (">迟<" in reporter.get(AREA).text) is note
    assert reporter.post(NEW, {"title": "赶在最后"}).status_code == 303
    assert ("已过截止时间，作为草稿保存，没有报送" in reporter.get(AREA).text) is note
    assert (">迟<" in reporter.get(AREA).text) is note
    assert world.assessment().state == AssessmentState.draft


def test_an_extension_of_this_unit_and_area_lets_the_late_draft_go_on(
    world: World, client_of: Callable[..., Person]
) -> None:
    extend_deadline(
        world.play.by("bangongshi-1"),
        assessment=world.assessment(),
        until=date(2013, 12, 20),
        reason="系统停机",
        version=world.assessment().version,
    )
    world.clock.advance(seconds=(LATE - world.clock.now()).total_seconds() + 1)
    reporter = client_of("kaijiang-tb")
    assert "没有报送" not in _keep(reporter, KEEP, {"title": "延期以后"}).text  # type: ignore[attr-defined]
    other = client_of("dazhu-tb")
    assert "迟" not in reporter.get(AREA).text
    assert other.get(AREA).status_code == 200
    world.clock.advance(seconds=timedelta(days=7).total_seconds())
    reporter = client_of("kaijiang-tb")
    assert "没有报送" in _keep(reporter, KEEP, {"title": "延期也过了"}).text  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["开府办发[2013]15号", "开府办发（2013）15号", "开府办发【２０１３】15 号"])
def test_a_documents_number_is_written_with_its_brackets(world: World, reporter: Person, typed: str) -> None:
    assert reporter.post(NEW, {"title": "文件", "document_number": typed}).status_code == 303
    assert world.assessment().facts[-1].document_number == "开府办发〔2013〕15号"


def test_a_documents_number_with_a_broken_year_is_told_with_an_example(reporter: Person) -> None:
    answer = reporter.post(NEW, {"title": "文件", "document_number": "开府办发[213]15号"})
    assert answer.status_code == 422
    assert "例如 开府办发〔2013〕15号" in answer.text
    assert "开府办发[213]15号" in answer.text


def test_claims_are_sorted_by_buttons_and_a_move_clashes_with_nobodys_writing(
    world: World, reporter: Person, claim: Fact
) -> None:
    reporter.post(NEW, {"title": "后来的"})
    later = world.assessment().facts[-1]
    assert (later.title, "上移" in reporter.get(AREA).text) == ("后来的", True)
    for _ in range(3):  # the same press three times is one move
        reporter.post(f"/unit/facts/{later.id}/move", {"to": "up", "request_key": "one-press"})
    page = reporter.get(AREA).text
    assert page.index("后来的") < page.index(claim.title)
    assert world.session.get_one(Fact, claim.id).version == claim.version
    edit = {"title": "改了", "version": claim.version}
    assert reporter.post(f"/unit/facts/{claim.id}/edit", edit).status_code == 303
    assert "下一条" in reporter.get(f"/unit/facts/{later.id}/edit").text


def test_a_copy_is_a_new_form_with_the_content_and_writes_nothing(
    world: World, reporter: Person, claim: Fact, client_of: Callable[..., Person]
) -> None:
    before = len(world.assessment().facts)
    address = f"{AREA}/facts/new?kind=doc-system&draft=copied-form&copy={claim.id}"
    page = reporter.get(address).text
    assert f'value="{claim.title}"' in page
    assert " checked" in page
    assert len(world.assessment().facts) == before
    assert claim.title not in client_of("dazhu-tb").get(address).text


@pytest.mark.stage("reviewing")
def test_a_file_attached_while_the_answer_is_written_is_no_clash_with_oneself(
    world: World, reporter: Person, returned: Fact
) -> None:
    address = f"/unit/facts/{returned.id}"
    seen = reporter.get(address).text.split('name="seen" value="')[1].split('"')[0]
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    assert reporter.post(f"{address}/evidence", upload).status_code == 303
    kept = _keep(reporter, f"{address}/answer/draft", {"reply": "已补签到表", "seen": seen})
    assert "自评现在不能改" not in kept.text  # type: ignore[attr-defined]
    answered = reporter.post(f"{address}/answer", {"reply": "已补签到表", "seen": seen})
    assert answered.status_code == 303
    assert world.session.get_one(Fact, returned.id).reply == "已补签到表"


@pytest.mark.stage("reviewing")
def test_an_answer_written_over_a_colleagues_earlier_one_is_chosen_from_both(
    world: World, reporter: Person, returned: Fact
) -> None:
    address = f"/unit/facts/{returned.id}"
    seen = digest("")
    reporter.post(f"{address}/answer", {"reply": "同事写的", "seen": seen})
    _keep(reporter, f"{address}/answer/draft", {"reply": "我写的", "seen": seen})
    page = reporter.get(address).text
    shown = page.split('name="seen" value="')[1].split('"')[0]
    draft = page.split('name="draft_seen" value="')[1].split('"')[0]
    clash = reporter.post(f"{address}/answer", {"reply": "我写的", "seen": shown, "draft_seen": draft})
    assert clash.status_code == 409
    assert "同事写的" in clash.text
    assert "我写的" in clash.text


def test_the_way_back_to_a_new_form_that_was_saved_leads_to_what_it_became(
    world: World, reporter: Person
) -> None:
    assert reporter.post(NEW, {"title": "只有一件"}).status_code == 303
    back = reporter.get(NEW)
    assert back.status_code == 303
    assert back.location.endswith(AREA)
    assert "这一项已经保存，就在下面" in reporter.get(AREA).text
    _keep(reporter, KEEP, {"title": "又写了的", "request_key": "later"})
    assert "又写了的" in reporter.get(NEW).text  # a word that was typed is shown, whatever came before
