"""The scheme room: read, edit in forms, whole text, import and export, two editors, earlier states, issue."""

import io
import re
import tomllib
from collections.abc import Callable

import pytest

from portal.clock import shanghai
from portal.models import Duty, Year
from portal.queries.schemes import draft_text, revisions_of
from portal.queries.years import panels_of, scheme_of, year_by_number
from portal.scoring import shipped
from portal.services import years as services
from portal.services.work import Work
from portal.workflow import YearAction, YearState
from tests.office.conftest import hidden_version, send
from tests.office.test_year import NEW
from tests.world import Person, World

DRAFT = "/2014/office/scheme/draft"
FILING = f"{DRAFT}/areas/documents/indicators/doc-filing"
MAXIMUM = "v-areas-0-indicators-0-maximum"
POINTS = "v-areas-0-indicators-0-rule-incidents-0-points"


def year_of(world: World) -> Year:
    return year_by_number(world.session, 2014)


def text_of(world: World) -> str:
    return draft_text(world.session, year_of(world).scheme)


def fields_of(page: str) -> dict[str, object]:
    """Everything that a browser would send of the page's form as it stands."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="(v-[^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if not name:
            continue
        if 'type="checkbox"' in tag:
            if " checked" in tag:
                listed = found.setdefault(name[1], [])
                assert isinstance(listed, list)
                listed.append(value[1] if value else "y")
        else:
            found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="(v-[^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="(v-[^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return found


def fill(person: Person, path: str, **typed: object) -> object:
    """Send a page's form with some values changed."""
    page = person.get(path).text
    return person.post(path, {"version": hidden_version(page), **fields_of(page), **typed})


@pytest.fixture
def editor(world: World, first: Person) -> Person:
    """Somebody of the office with the draft of 2014 in hand."""
    assert send(first, "/office/years/new", **NEW).status_code == 303
    assert send(first, f"{DRAFT}/begin").status_code == 303
    return first


def test_the_scheme_reads_as_an_issued_document_and_prints(first: Person, auditor: Person) -> None:
    for person in (first, auditor):
        page = person.get("/2013/office/scheme").text
        assert "二、文电办理（100分）" in page
        assert "（一）规范报送（20分）" in page
        assert "一次性办结率" in page
        assert "低于90%为0分" in page
    paper = first.get("/2013/office/scheme.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    assert first.get("/2013/office/scheme.pdf").data == paper.data


def test_a_new_year_copies_last_years_scheme_and_its_file_can_be_taken_away(
    world: World, editor: Person
) -> None:
    assert text_of(world) == world.year.scheme.text
    answer = editor.get("/2014/office/scheme.toml")
    assert answer.text == text_of(world)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_opening_a_form_and_saving_it_as_it_is_changes_nothing(world: World, editor: Person) -> None:
    before = text_of(world)
    pages = [f"{DRAFT}/general", f"{DRAFT}/areas/documents", f"{DRAFT}/areas/documents/kinds"]
    scheme = scheme_of(year_of(world))
    pages += [
        f"{DRAFT}/areas/{area.code}/indicators/{one.code}" for area in scheme.areas for one in area.indicators
    ]
    for page in pages:
        assert fill(editor, page).status_code == 303, page  # type: ignore[attr-defined]
    assert text_of(world) == before
    assert revisions_of(world.session, year_of(world)) == []


def test_a_number_changed_in_a_form_changes_this_number_and_nothing_else(
    world: World, editor: Person
) -> None:
    before = text_of(world).splitlines()
    answer = fill(editor, FILING, **{MAXIMUM: "25", POINTS: "2.5"})
    assert answer.status_code == 303  # type: ignore[attr-defined]
    changed = [(b, a) for b, a in zip(before, text_of(world).splitlines(), strict=True) if b != a]
    assert changed == [
        ("maximum = 20", "maximum = 25"),
        (
            '  { kind = "doc-bypass", points = 3 },',
            '  { kind = "doc-bypass", points = 2.5 },',
        ),
    ]
    page = editor.get(DRAFT).text
    assert "的指标合计 105 分" in page
    assert "areas.documents.indicators" in page


def test_a_faulty_draft_is_kept_the_year_stays_readable_and_it_cannot_be_issued(
    world: World, editor: Person
) -> None:
    fill(editor, FILING, **{MAXIMUM: "25"})
    year = year_of(world)
    assert year.scheme.faults == 2
    assert scheme_of(year).area("documents").indicator("doc-filing").maximum == 20
    page = editor.get("/2014/office/scheme").text
    assert "最近保存的草稿有 2 处错误" in page
    assert "计分办法草稿有 2 处错误" in editor.get("/2014/office/year").text
    fill(editor, FILING, **{MAXIMUM: "20"})
    assert year_of(world).scheme.faults == 0


def test_wrong_input_comes_back_with_what_was_typed(world: World, editor: Person) -> None:
    before = text_of(world)
    answer = fill(editor, FILING, **{MAXIMUM: "二十", POINTS: "4"})
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请填写数字" in answer.text  # type: ignore[attr-defined]
    assert 'value="二十"' in answer.text  # type: ignore[attr-defined]
    assert 'value="4"' in answer.text  # type: ignore[attr-defined]
    assert text_of(world) == before


def test_the_check_runs_beside_and_saves_nothing(world: World, editor: Person) -> None:
    before = text_of(world)
    answer = fill(editor, FILING, **{MAXIMUM: "25", "deed": "check"})
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert "的指标合计 105 分" in answer.text  # type: ignore[attr-defined]
    page = editor.get(FILING).text
    values = {"version": hidden_version(page), **fields_of(page), POINTS: "7", "deed": "check"}
    part = editor.post(FILING, values, headers={"HX-Request": "true"}).text
    assert "检查通过" in part
    assert "越级报送或直送领导每件扣 7 分" in part
    assert "<html" not in part
    assert text_of(world) == before


def test_rows_are_added_and_taken_away(world: World, editor: Person) -> None:
    path = "v-areas-0-indicators-0-rule-incidents"
    fill(editor, FILING, **{f"{path}-5-kind": "doc-late", f"{path}-5-points": "1"})
    rule = scheme_of(year_of(world)).area("documents").indicator("doc-filing").rule
    assert [one.kind for one in rule.incidents][-1] == "doc-late"  # type: ignore[attr-defined]
    fill(editor, FILING, **{f"{path}-1-remove": "y"})
    assert '{ kind = "doc-channel"' not in text_of(world)
    page = editor.get(DRAFT).text
    assert "areas.documents.kinds.doc-channel" in page
    assert "没有指标使用这个事项类别" in page


def test_a_condition_and_periods_are_added_and_taken_away_in_the_form(world: World, editor: Person) -> None:
    rule = "v-areas-0-indicators-0-rule"
    fill(
        editor,
        FILING,
        **{f"{rule}-incidents-0-times-0-by": "2", f"{rule}-incidents-0-times-0-when-field": "grave"},
    )
    incidents = tomllib.loads(text_of(world))["areas"][0]["indicators"][0]["rule"]["incidents"]
    assert incidents[0]["times"] == [{"by": 2, "when": {"field": "grave"}}]
    fill(editor, FILING, **{f"{rule}-incidents-0-times-0-remove": "y"})
    fill(editor, FILING, **{f"{rule}-periods-per": "quarter"})
    found = scheme_of(year_of(world)).area("documents").indicator("doc-filing").rule
    assert found.periods is not None
    assert found.periods.per == "quarter"
    fill(editor, FILING, **{f"{rule}-periods-remove": "y"})
    found = scheme_of(year_of(world)).area("documents").indicator("doc-filing").rule
    assert found.periods is None


def test_ties_are_reordered_added_and_removed(world: World, editor: Person) -> None:
    def ties() -> list[str]:
        return [tie["by"] for tie in tomllib.loads(text_of(world))["ties"]]

    general, before = f"{DRAFT}/general", ties()
    fill(editor, general, down="v-ties-0")
    assert ties() == [before[1], before[0], *before[2:]]
    fill(editor, general, up="v-ties-1")
    assert ties() == before
    fill(editor, general, up="v-ties-0")
    assert ties() == before, "the first has nowhere to go"
    last = len(before)
    fill(editor, general, **{f"v-ties-{last}-by": "deductions", f"v-ties-{last}-title": "再比扣分"})
    assert ties() == [*before, "deductions"]
    fill(editor, general, **{f"v-ties-{last}-remove": "y"})
    assert ties() == before


def test_another_kind_of_rule_is_asked_for_and_keeps_what_carries_over(world: World, editor: Person) -> None:
    before = text_of(world)
    asked = send(editor, f"{FILING}/rule", deed="look", rule="tally")
    assert asked.status_code == 200
    assert "扣分情形" in asked.text
    assert text_of(world) == before
    assert send(editor, f"{FILING}/rule", deed="confirm", rule="tally").status_code == 303
    rule = tomllib.loads(text_of(world))["areas"][0]["indicators"][0]["rule"]
    assert rule["kind"] == "tally"
    assert "incidents" not in rule
    assert send(editor, f"{FILING}/rule", deed="confirm", rule="none-such").status_code == 422


def test_an_indicator_is_added_with_its_faults_said_and_removed_again(world: World, editor: Person) -> None:
    typed = {
        "title": "档案",
        "code": "doc-archive",
        "clause": "三(一)4",
        "maximum": "5",
        "by": "record",
        "rule": "deduction",
    }
    wrong = send(editor, f"{DRAFT}/areas/documents/new", **{**typed, "code": "doc-filing"})
    assert wrong.status_code == 422
    assert "这个代码已经有了" in wrong.text
    answer = send(editor, f"{DRAFT}/areas/documents/new", **typed)
    assert answer.headers["Location"] == f"{DRAFT}/areas/documents/indicators/doc-archive"
    assert "incidents" in editor.get(DRAFT).text
    page = f"{DRAFT}/areas/documents/indicators/doc-archive/remove"
    assert send(editor, page).status_code == 303
    assert year_of(world).scheme.faults == 0


def test_the_whole_text_is_edited_with_every_fault_at_its_place(world: World, editor: Person) -> None:
    page = f"{DRAFT}/text"
    text = text_of(world)
    assert send(editor, page, text="").status_code == 422
    broken = text.replace("notice_days = 5", "notice_days = ")
    assert send(editor, page, text=broken.replace("\n", "\r\n")).status_code == 303
    assert text_of(world) == broken
    assert "写法有误" in editor.get(DRAFT).text
    assert editor.get(FILING).headers["Location"] == page
    assert "不能对照" in editor.get("/2014/office/scheme/changes").text
    assert send(editor, page, text=text.replace("notice_days = 5", "notice_days = 7")).status_code == 303
    assert scheme_of(year_of(world)).notice_days == 7


def test_a_file_is_imported_and_what_is_none_is_refused(world: World, editor: Person) -> None:
    page = f"{DRAFT}/import"

    def upload(data: bytes) -> object:
        version = hidden_version(editor.get(page).text)
        fields = {"version": version, "file": (io.BytesIO(data), "办法.toml")}
        return editor.post(page, fields, content_type="multipart/form-data")

    assert upload("标题".encode("gbk")).status_code == 422  # type: ignore[attr-defined]
    answer = upload(b"title =")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "写法有误" in answer.text  # type: ignore[attr-defined]
    # An area goes to another panel.
    text = re.sub(r'\npanel = "supervision"', '\npanel = "inspection"', shipped("dazhou-2012"))
    assert upload(b"\xef\xbb\xbf" + text.encode()).status_code == 303  # type: ignore[attr-defined]
    assert text_of(world) == text
    assert "inspection" in [panel.code for panel in panels_of(world.session, year_of(world))]
    assert len(panels_of(world.session, year_of(world))) == len(
        {a.panel for a in scheme_of(year_of(world)).areas}
    )
    assert {row.area for row in year_of(world).areas} == {
        area.code for area in scheme_of(year_of(world)).areas
    }


def test_copying_begins_again_and_the_state_before_can_be_brought_back(world: World, editor: Person) -> None:
    fill(editor, FILING, **{POINTS: "4"})
    mine = text_of(world)
    assert send(editor, f"{DRAFT}/copy", side="nothing").status_code == 422
    assert send(editor, f"{DRAFT}/copy", side="2013").status_code == 303
    assert text_of(world) == world.year.scheme.text
    page = editor.get("/2014/office/scheme/revisions?number=2").text
    assert "与现在的稿子有 1 处不同" in page
    fields = {"version": hidden_version(page), "number": "2"}
    assert editor.post("/2014/office/scheme/revisions/restore", fields).status_code == 303
    assert text_of(world) == mine
    numbers = [one.number for one in revisions_of(world.session, year_of(world))]
    assert numbers == [4, 3, 2, 1], "nothing goes"
    assert editor.get("/2014/office/scheme/revisions?number=9").status_code == 404


def test_what_differs_from_last_year_is_a_list_in_words(world: World, editor: Person) -> None:
    assert "没有不同" in editor.get("/2014/office/scheme/changes").text
    fill(editor, FILING, **{MAXIMUM: "25", POINTS: "2.5"})
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", editor.get("/2014/office/scheme/changes").text))
    assert "文电办理 › 规范报送 › 满分 改动 20 25" in page
    assert "文电办理 › 规范报送 › 计分规则 › 越级报送或直送领导 › 分值 改动 3 2.5" in page


def test_of_two_editors_the_late_one_sees_both_and_loses_nothing(
    world: World, editor: Person, second: Person
) -> None:
    stale = editor.get(FILING).text
    assert second.get(FILING).headers["Location"] == DRAFT, "one person at a time"
    assert "正在修改，自" in second.get(DRAFT).text
    assert send(second, f"{DRAFT}/begin").status_code == 422
    assert send(second, f"{DRAFT}/begin", reason="对方出差").status_code == 303
    assert fill(second, FILING, **{MAXIMUM: "22"}).status_code == 303  # type: ignore[attr-defined]
    sent = {"version": hidden_version(stale), **fields_of(stale), MAXIMUM: "24"}
    answer = editor.post(FILING, sent)
    assert answer.status_code == 409
    assert "22" in answer.text
    assert "24" in answer.text
    assert scheme_of(year_of(world)).area("documents").indicator("doc-filing").maximum == 20
    assert "maximum = 22" in text_of(world)
    whole = editor.post(f"{DRAFT}/text", {"version": hidden_version(stale), "text": "# 我的全文"})
    assert whole.status_code == 409
    assert "# 我的全文" in whole.text
    assert "maximum = 22" in whole.text


def test_who_puts_the_draft_down_lets_the_next_one_take_it_without_asking(
    editor: Person, second: Person
) -> None:
    version = hidden_version(editor.get(DRAFT).text)
    assert editor.post(f"{DRAFT}/end", {"version": version}).status_code == 303
    assert send(second, f"{DRAFT}/begin").status_code == 303


def test_the_auditor_reads_the_draft_and_changes_nothing(
    world: World, editor: Person, auditor: Person
) -> None:
    page = auditor.get(DRAFT).text
    assert "正在修改，自" in page
    assert "接手修改" not in page
    assert auditor.get("/2014/office/scheme/revisions").status_code == 200
    assert auditor.post(FILING, {"version": "1"}).status_code == 403
    assert auditor.post(f"{DRAFT}/begin", {"version": "1"}).status_code == 403


def _seat_everybody(world: World) -> None:
    people = [world.play.account(login) for login in ("wendian-zuzhang", "wendian-1")]
    for panel in panels_of(world.session, year_of(world)):
        for person, duty in zip(people, (Duty.chair, Duty.member), strict=True):
            services.seat_member(world.play.by("bangongshi-1"), panel=panel, account=person, duty=duty)


def test_the_issue_freezes_the_scheme_into_the_year(
    world: World, editor: Person, client_of: Callable[..., Person]
) -> None:
    fill(editor, FILING, **{POINTS: "4"})
    _seat_everybody(world)
    world.clock.moment = shanghai(2014, 1, 6, 9)
    editor = client_of("bangongshi-1")
    stale = hidden_version(editor.get(FILING).text)
    assert send(editor, "/2014/office/year/next").status_code == 303
    year = year_of(world)
    assert year.state == YearState.recording
    assert year.scheme.editor_id is None
    rule = scheme_of(year).area("documents").indicator("doc-filing").rule
    assert rule.incidents[0].points == 4  # type: ignore[attr-defined]
    before = year.scheme.text
    late = editor.post(FILING, {"version": stale, MAXIMUM: "25"})
    assert late.status_code == 422
    assert "已经印发，不能再改" in late.text
    for page in (DRAFT, f"{DRAFT}/text", f"{DRAFT}/import", f"{DRAFT}/copy", f"{DRAFT}/begin"):
        assert editor.get(page).status_code == 422, page
    assert text_of(world) == before
    assert "已固定" in editor.get("/2014/office/scheme").text
    assert "office/scheme/draft" not in editor.get("/2014/office/scheme").text


def test_nobody_issues_what_somebody_else_is_changing(world: World, editor: Person) -> None:
    _seat_everybody(world)
    other: Work = world.play.by("bangongshi-2")
    said = [str(one) for one in services.missing_before(other, year_of(world), YearAction.issue_scheme)]
    assert any("正在修改计分办法" in one for one in said)
    own = world.play.by("bangongshi-1")
    assert services.missing_before(own, year_of(world), YearAction.issue_scheme) == []
