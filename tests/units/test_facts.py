"""One fact: typed text is never lost, others' facts are nowhere, colleagues do not overwrite each other."""

import io

import pytest

from portal.models import Fact, Source
from portal.services import reviews
from portal.services.assessments import FactContent
from portal.workflow import FactState
from tests.units.conftest import AREA, PICTURE
from tests.world import Person, World


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("happened_on", "去年秋天", "请填写日期，例如 2012-09-21"),
        ("title", "长" * 201, "最多 200 个字"),
        ("document_number", "长" * 81, "最多 80 个字"),
    ],
)
def test_wrong_input_comes_back_with_what_was_typed_and_a_chinese_message(
    world: World, reporter: Person, field: str, typed: str, message: str
) -> None:
    before = len(world.assessment().facts)
    sent = {"title": "压减文件三成", "note": "附有\n两年对照", **{field: typed}}
    answer = reporter.post(f"{AREA}/facts/new?kind=doc-fewer", sent)
    assert answer.status_code == 422
    assert message in answer.text
    for text in sent.values():
        assert text in answer.text
    assert len(world.assessment().facts) == before


def test_a_quantity_that_is_no_number_is_kept_as_typed(reporter: Person) -> None:
    page = "/2013/unit/areas/emergency/facts/new?kind=emg-drill"
    answer = reporter.post(page, {"title": "演练", "quantity": "三次"})
    assert answer.status_code == 422
    assert "请填写数字" in answer.text
    assert 'value="三次"' in answer.text


def test_only_kinds_that_some_rule_counts_ask_for_a_quantity(reporter: Person) -> None:
    assert (
        'name="quantity"'
        in reporter.get("/2013/unit/areas/emergency/facts/new?kind=emg-drill&draft=new-form").text
    )
    assert 'name="quantity"' not in reporter.get(f"{AREA}/facts/new?kind=doc-system&draft=new-form").text


@pytest.mark.parametrize("kind", ["doc-bypass", "emg-drill", "nothing", ""])
def test_a_unit_cannot_claim_what_is_the_panels_or_another_areas(reporter: Person, kind: str) -> None:
    assert reporter.get(f"{AREA}/facts/new?kind={kind}").status_code == 404


def test_a_kind_of_the_other_groups_indicator_cannot_be_claimed(client_of: object) -> None:
    department = client_of("fagai-tb")  # type: ignore[operator]
    assert department.get("/2013/unit/areas/emergency/facts/new?kind=emg-place").status_code == 404


def test_an_edit_on_an_older_version_shows_both_texts_in_one_wording(
    world: World, reporter: Person, claim: Fact
) -> None:
    seen = claim.version
    address = f"/unit/facts/{claim.id}/edit"
    first = {"title": "同事先改的", "value_parts": ["workflow"], "version": seen}
    assert reporter.post(address, first).status_code == 303
    second = reporter.post(address, {"title": "我后改的", "value_parts": ["digital"], "version": seen})
    assert second.status_code == 409
    for text in ("同事先改的", "办文制度与流程改进", "我后改的", "公文办理信息化"):
        assert text in second.text
    assert world.session.get_one(Fact, claim.id).title == "同事先改的"


def test_the_narrative_clashes_with_another_narrative_but_not_with_a_new_claim(
    world: World, reporter: Person
) -> None:
    page = reporter.get(f"{AREA}/narrative").text
    seen = page.split('name="seen" type="hidden" value="')[1].split('"')[0]
    reporter.post(f"{AREA}/facts/new?kind=doc-fewer", {"title": "同事加的"})
    assert reporter.post(f"{AREA}/narrative", {"narrative": "第一稿", "seen": seen}).status_code == 303
    clash = reporter.post(f"{AREA}/narrative", {"narrative": "第二稿", "seen": seen})
    assert clash.status_code == 409
    assert "第一稿" in clash.text
    assert "第二稿" in clash.text
    assert world.assessment().narrative == "第一稿"


def test_a_removed_claim_is_gone_after_a_page_that_says_so(
    world: World, reporter: Person, claim: Fact
) -> None:
    address = f"/unit/facts/{claim.id}/removal"
    assert "删除后不再计分" in reporter.get(address).text
    assert world.session.get_one(Fact, claim.id).state == FactState.draft  # looking changes nothing
    assert reporter.post(address, {"version": claim.version}).status_code == 303
    assert reporter.get(f"/unit/facts/{claim.id}").status_code == 404
    assert claim.title not in reporter.get(AREA).text


def test_a_record_is_not_there_until_the_panel_releases_it(world: World, reporter: Person) -> None:
    content = FactContent("doc-bypass", "直送市领导的请示", note="未经归口")
    record = reviews.add_record(world.play.by("wendian-1"), assessment=world.assessment(), content=content)
    page = f"/unit/facts/{record.id}"
    assert reporter.get(page).status_code == 404
    assert "直送市领导的请示" not in reporter.get(AREA).text
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    assert "未经归口" in reporter.get(page).text
    assert "直送市领导的请示" in reporter.get(AREA).text


def test_a_record_is_never_the_units_to_change(world: World, reporter: Person) -> None:
    reviews.release_records(world.play.by("wendian-1"), assessment=world.assessment())
    record = next(fact for fact in world.assessment().facts if fact.source == Source.record)
    for deed in ("edit", "removal", "evidence", "answer"):
        assert reporter.post(f"/unit/facts/{record.id}/{deed}", {"version": 1}).status_code == 404


def test_another_units_facts_and_pages_are_nowhere(world: World, client_of: object, claim: Fact) -> None:
    stranger = client_of("dazhu-tb")  # type: ignore[operator]
    for deed in ("", "/edit", "/removal"):
        assert stranger.get(f"/unit/facts/{claim.id}{deed}").status_code == 404
    for deed in ("edit", "removal", "evidence", "answer"):
        sent = stranger.post(f"/unit/facts/{claim.id}/{deed}", {"version": claim.version})
        assert sent.status_code == 404
    assert claim.title not in stranger.get(AREA).text


def test_a_file_comes_in_only_declared_free_of_secrets(reporter: Person, claim: Fact) -> None:
    address = f"/unit/facts/{claim.id}/evidence"
    answer = reporter.post(address, {"file": (io.BytesIO(PICTURE), "签到.png")})
    assert answer.status_code == 422
    assert "请确认材料不涉密" in answer.text


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "文件是空的"), (b"MZ\x90\x00", "只接收 PDF、JPG、PNG")]
)
def test_a_file_of_another_kind_is_refused_by_its_content(
    world: World, reporter: Person, claim: Fact, content: bytes, message: str
) -> None:
    upload = {"file": (io.BytesIO(content), "签到.pdf"), "unclassified": "y"}
    answer = reporter.post(f"/unit/facts/{claim.id}/evidence", upload)
    assert answer.status_code == 422
    assert message in answer.text
    assert world.session.get_one(Fact, claim.id).evidence == []


def test_a_file_too_large_is_refused_with_its_limit(world: World, reporter: Person, claim: Fact) -> None:
    world.app.config["EVIDENCE_LIMIT"] = 2 * 1024 * 1024
    address = f"/unit/facts/{claim.id}/evidence"
    assert "每份不超过 2 MB" in reporter.get(f"/unit/facts/{claim.id}").text
    large = PICTURE + bytes(2 * 1024 * 1024)
    answer = reporter.post(address, {"file": (io.BytesIO(large), "签到.png"), "unclassified": "y"})
    assert answer.status_code == 422
    assert "文件超过 2 MB" in answer.text
    answer.request.environ["wsgi.input"].close()  # the test client leaves what it spooled open


def test_a_file_is_taken_off_after_a_page_that_says_so(world: World, reporter: Person, claim: Fact) -> None:
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    reporter.post(f"/unit/facts/{claim.id}/evidence", upload)
    file = world.session.get_one(Fact, claim.id).evidence[0]
    address = f"/unit/facts/{claim.id}/evidence/{file.id}/removal"
    assert "签到.png" in reporter.get(address).text
    assert reporter.post(address).status_code == 303
    assert world.session.get_one(Fact, claim.id).evidence == []
    assert reporter.get(address).status_code == 404


def test_the_preview_keeps_the_panels_judgement_to_the_panel(world: World, reporter: Person) -> None:
    found = world.assessment(area="documents", unit="dazhu")
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    reviews.give_band(
        world.play.by("wendian-1"),
        assessment=world.assessment("dazhu"),
        indicator="doc-fewer",
        grade="excellent",
        reason="成效明显",
    )
    other = Person(world.app.test_client(), "dazhu-tb")
    page = other.get(AREA).text
    assert "已有 0 人评定" in page
    assert "已有 1 人评定" not in page


def test_a_claim_is_weighed_while_it_is_written_and_nothing_is_kept(world: World, reporter: Person) -> None:
    address = f"{AREA}/facts/new?kind=doc-system"
    typed = "&title=培训&value_parts=training&value_parts=digital"
    block = reporter.get(address + typed, headers={"HX-Request": "true"}).text
    assert "<html" not in block
    assert "6.00" in block
    assert "未经评价小组核定" in block
    assert not [fact for fact in world.assessment().facts if fact.source == Source.claim]


def test_an_honour_without_a_formal_document_is_said_to_earn_nothing(reporter: Person) -> None:
    address = f"{AREA}/facts/new?kind=honour&title=先进&value_level=provincial"
    assert "缺少正式文件文号" in reporter.get(address, headers={"HX-Request": "true"}).text
    dated = f"{address}&document_number=川办〔2013〕1号&happened_on=2013-05-06"
    assert "2.00" in reporter.get(dated, headers={"HX-Request": "true"}).text


def test_no_browser_is_told_to_cut_off_what_is_pasted_and_a_text_too_long_is_counted(
    reporter: Person,
) -> None:
    new = f"{AREA}/facts/new?kind=doc-fewer&draft=new-form"
    assert "maxlength" not in reporter.get(new).text
    assert "maxlength" not in reporter.get(f"{AREA}/narrative").text
    answer = reporter.post(f"{AREA}/narrative", {"narrative": "一行\r\n" * 7000})
    assert answer.status_code == 422
    assert "最多 20000 个字，现在有 20999 个" in answer.text


def test_what_nobody_sees_in_a_copied_text_does_not_come_in(world: World, reporter: Person) -> None:
    sent = {
        "title": "\ufeff压减\u200b文件\x00三成\u202e",
        "note": "一\r\n二\u2060👨\u200d👩",
        "value_parts": [],
    }
    reporter.post(f"{AREA}/facts/new?kind=doc-fewer", sent)
    fact = world.assessment().facts[-1]
    assert (fact.title, fact.note) == ("压减文件三成", "一\n二👨\u200d👩")


def test_a_reason_of_characters_that_nobody_sees_is_none(
    world: World, head: Person, reporter: Person
) -> None:
    answer = head.post(f"{AREA}/declining", {"reason": "\u200b\ufeff", "version": 0})
    assert "请填写这一项" in answer.text
