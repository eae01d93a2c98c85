"""Sign-off: what changed since last time, who may sign in the head's stead, and who not."""

import io
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import select

from portal.models import Assessment, AuditRow, Fact, SigningAuthority
from portal.services.assessments import FactContent, add_claim, edit_claim, save_narrative
from portal.services.authorities import authorise_signing
from portal.services.signing import decline, send_for_signoff
from portal.units.keeping import digest
from portal.workflow import AssessmentState
from tests.evidence.files import word
from tests.units.conftest import AREA, PICTURE
from tests.world import Person, World

AUTHORITIES = "/2013/unit/authorities"


def _content(title: str, note: str = "") -> FactContent:
    return FactContent("doc-fewer", title, note=note)


def _sent(world: World, by: str = "kaijiang-tb") -> None:
    found = world.assessment()
    if not found.narrative:
        save_narrative(world.play.by(by), assessment=found, text="本年自评", version=found.version)
    send_for_signoff(world.play.by(by), assessment=found, version=found.version)


def _seen(world: World) -> dict[str, object]:
    return {"version": world.assessment().version}


def _let_sign(world: World, days: int = 3) -> SigningAuthority:
    today = world.clock.now().date()
    world.play.at = world.clock.now()
    return authorise_signing(
        world.play.by("kaijiang-sq"),
        unit=world.play.unit("kaijiang"),
        account=world.play.account("kaijiang-tb"),
        from_on=today,
        to_on=today + timedelta(days=days),
        reason="赴省培训",
    )


def _on_the_desk(world: World, found: Assessment) -> Assessment:
    """Before the head, whatever is still missing in it."""
    found.state = AssessmentState.awaiting_signoff
    world.play.session.commit()
    return found


def _declined(world: World) -> None:
    """Two claims and a report, seen by the head and sent back."""
    for title in ("压减文件", "精简会议"):
        add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=_content(title))
    found = world.assessment()
    found.narrative = "原来的报告"
    found = _on_the_desk(world, found)
    decline(world.play.by("kaijiang-sq"), assessment=found, reason="数字不实，请核对", version=found.version)


def test_a_head_who_sees_it_for_the_first_time_is_told_of_no_changes(world: World, head: Person) -> None:
    _sent(world)
    assert "上次退回以后的改动" not in head.get(f"{AREA}/signing").text


def test_after_declining_the_head_reads_what_changed_fact_by_fact(
    world: World, reporter: Person, head: Person
) -> None:
    _declined(world)
    first, second = [fact for fact in world.assessment().facts if fact.source == "claim"]
    edit_claim(
        world.play.by("kaijiang-tb"), fact=first, content=_content("压减文件三成"), version=first.version
    )
    upload = {"file": (io.BytesIO(PICTURE), "统计表.png"), "unclassified": "y"}
    reporter.post(f"/unit/facts/{first.id}/evidence", upload)
    reporter.post(f"/unit/facts/{second.id}/removal", {"version": second.version})
    third = add_claim(
        world.play.by("kaijiang-tb"), assessment=world.assessment(), content=_content("新报的事")
    )
    reporter.post(
        f"/unit/facts/{third.id}/evidence", {"file": (io.BytesIO(PICTURE), "新.png"), "unclassified": "y"}
    )
    found = world.assessment()
    save_narrative(world.play.by("kaijiang-tb"), assessment=found, text="改过的报告", version=found.version)
    _on_the_desk(world, world.assessment())
    page = head.get(f"{AREA}/signing").text
    told = page.split("上次退回以后的改动")[1].split("<h2>填报事项")[0]
    for words in ("数字不实，请核对", "压减文件三成", "增加材料：统计表.png", "精简会议", "新报的事"):
        assert words in told
    assert [told.count(word) for word in ("新增</span>", "删除</span>", "修改</span>")] == [1, 1, 2]
    assert "原来的报告" in told


def test_what_came_back_as_it_was_is_said_to_be_unchanged(world: World, head: Person) -> None:
    _declined(world)
    first = next(fact for fact in world.assessment().facts if fact.source == "claim")
    for title in ("换个说法", "压减文件"):
        content = _content(title)
        edit_claim(world.play.by("kaijiang-tb"), fact=first, content=content, version=first.version)
    _on_the_desk(world, world.assessment())
    assert "退回以后没有任何改动" in head.get(f"{AREA}/signing").text


def test_who_was_let_sign_signs_within_the_days_and_both_names_are_on_record(
    world: World, client_of: Callable[..., Person], head: Person
) -> None:
    _sent(world)
    found = world.assessment()
    found.edited_by_id = None
    world.play.session.commit()
    other = client_of("kaijiang-tb")
    assert other.get(f"{AREA}/signing").status_code == 404
    sent = {
        "account": world.play.account("kaijiang-tb").id,
        "from_on": world.clock.now().date().isoformat(),
        "to_on": (world.clock.now().date() + timedelta(days=2)).isoformat(),
        "reason": "赴省培训",
    }
    assert head.post(AUTHORITIES, sent).status_code == 303
    assert "授权您代签" in other.get("/2013/unit/").text
    assert "授权代签" in other.get(f"{AREA}/signing").text
    assert other.post(f"{AREA}/signing", _seen(world)).status_code == 303
    signed = world.assessment()
    authority = world.session.scalars(select(SigningAuthority)).one()
    assert (signed.state, signed.signed_under_id) == (AssessmentState.submitted, authority.id)
    row = world.session.scalars(select(AuditRow).where(AuditRow.action == "sign")).all()[-1]
    assert row.after["in_stead_of"] == world.play.account("kaijiang-sq").name
    assert "授权代签" in other.get(AREA).text


def test_who_edited_last_does_not_sign_in_anothers_stead(world: World, reporter: Person) -> None:
    _sent(world)
    _let_sign(world)
    assert "您是最后修改的人，不能代签" in reporter.get(f"{AREA}/signing").text
    refused = reporter.post(f"{AREA}/signing", _seen(world))
    assert refused.status_code == 422
    assert "您是最后修改的人，不能代签" in refused.text
    assert world.assessment().state == AssessmentState.awaiting_signoff


def test_a_head_may_sign_his_own_hand_and_the_trail_says_so(world: World, head: Person) -> None:
    _sent(world)
    found = world.assessment()
    found.edited_by_id = world.play.account("kaijiang-sq").id
    world.play.session.commit()
    assert "由负责人本人审签" in head.get(f"{AREA}/signing").text
    assert head.post(f"{AREA}/signing", _seen(world)).status_code == 303
    row = world.session.scalars(select(AuditRow).where(AuditRow.action == "sign")).all()[-1]
    assert row.after["own_edit"] is True


def test_an_authorisation_ends_by_itself_and_at_once_when_it_is_revoked(
    world: World, client_of: Callable[..., Person], head: Person
) -> None:
    _sent(world)
    authority = _let_sign(world, days=1)
    world.clock.advance(minutes=5)
    reporter = client_of("kaijiang-tb")
    assert reporter.get(f"{AREA}/signing").status_code == 200
    revoking = f"{AUTHORITIES}/{authority.id}/revocation"
    assert "立即不能再代签" in head.get(revoking).text
    assert head.post(revoking, {"version": authority.version}).status_code == 303
    assert reporter.get(f"{AREA}/signing").status_code == 404
    assert "已撤销" in head.get(AUTHORITIES).text
    again = _let_sign(world, days=1)
    assert reporter.get(f"{AREA}/signing").status_code == 200
    world.clock.advance(days=2)
    assert client_of("kaijiang-tb").get(f"{AREA}/signing").status_code == 404
    late = client_of("kaijiang-sq").post(f"{AUTHORITIES}/{again.id}/revocation", {"version": again.version})
    assert late.status_code == 422
    assert "已经到期" in late.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to_on": "2013-11-01"}, "结束日期不能早于开始日期"),
        ({"from_on": "2013-11-01"}, "授权不能追溯"),
        ({"to_on": "2014-11-01"}, "一次授权最长"),
        ({"reason": " "}, "请填写这一项"),
        ({"account": "999"}, ""),
        ({"from_on": "明天"}, "请填写日期"),
    ],
)
def test_an_authorisation_that_cannot_be_is_refused_at_its_field(
    world: World, head: Person, change: dict[str, str], said: str
) -> None:
    today = world.clock.now().date()
    sent = {
        "account": world.play.account("kaijiang-tb").id,
        "from_on": today.isoformat(),
        "to_on": today.isoformat(),
        "reason": "外出",
        **change,
    }
    answer = head.post(AUTHORITIES, sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert world.session.scalars(select(SigningAuthority)).all() == []


def test_another_units_head_cannot_let_sign_or_revoke_here(
    world: World, client_of: Callable[..., Person]
) -> None:
    authority = _let_sign(world)
    other = client_of("dazhu-sq")
    address = f"{AUTHORITIES}/{authority.id}/revocation"
    assert other.post(address, {"version": authority.version}).status_code == 404
    sent = {
        "account": world.play.account("kaijiang-tb").id,
        "from_on": world.clock.now().date().isoformat(),
        "to_on": world.clock.now().date().isoformat(),
        "reason": "外出",
    }
    assert other.post(AUTHORITIES, sent).status_code == 422


@pytest.mark.stage("reviewing")
def test_beside_each_answer_the_head_reads_what_was_mended(
    world: World, reporter: Person, head: Person, returned: Fact
) -> None:
    upload = {"file": (io.BytesIO(PICTURE), "签到.png"), "unclassified": "y"}
    reporter.post(f"/unit/facts/{returned.id}/evidence", upload)
    reporter.post(f"/unit/facts/{returned.id}/answer", {"reply": "已补", "seen": digest("")})
    page = head.get(f"{AREA}/replies/signing").text
    assert "退回以后的改动" in page
    assert "增加材料：签到.png" in page


def _printed(person: Person) -> str:
    answer = person.get(f"{AREA}/paper.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.data)
    text = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    document.close()
    return text


def test_the_paper_is_a_draft_until_it_is_signed_and_names_who_signed(world: World, head: Person) -> None:
    add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=_content("压减文件三成"))
    text = _printed(head)
    for said in ("草稿：未经单位负责人审签", "压减文件三成", "没有附佐证材料"):
        assert said in text
    _on_the_desk(world, world.assessment())
    head.post(f"{AREA}/signing", _seen(world))
    signed = _printed(head)
    assert "草稿" not in signed
    assert f"已由{world.play.account('kaijiang-sq').name}于" in signed


@pytest.mark.stage("reviewing")
def test_the_paper_of_a_returned_fact_shows_what_was_signed(
    world: World, reporter: Person, returned: Fact
) -> None:
    before = returned.title
    content = FactContent(returned.kind, "改过的名称", values=returned.values)
    edit_claim(world.play.by("kaijiang-tb"), fact=returned, content=content, version=returned.version)
    text = _printed(reporter)
    assert "".join(before.split()) in text
    assert "改过的名称" not in text


def _scan(name: str, content: bytes = PICTURE) -> dict[str, object]:
    return {"file": (io.BytesIO(content), name), "unclassified": "y"}


def test_a_signed_paper_is_scanned_in_and_read_by_the_panel_once_it_is_handed_in(
    world: World, reporter: Person, head: Person, client_of: Callable[..., Person]
) -> None:
    address = f"{AREA}/signature"
    early = reporter.post(address, _scan("签字页.png"))
    assert early.status_code == 422
    assert "送审签以后" in early.text
    _sent(world)
    assert reporter.post(address, _scan("错页.png")).status_code == 303
    wrong = world.assessment().evidence[-1]
    assert reporter.post(f"/unit/signatures/{wrong.id}/removal").status_code == 303
    assert "错页.png" not in head.get(address).text
    assert head.post(address, _scan("签字页.png")).status_code == 303
    scan = world.assessment().evidence[-1]
    reviewer = client_of("wendian-1")
    assert reviewer.get(f"/evidence/{scan.id}").status_code == 404
    head.post(f"{AREA}/signing", _seen(world))
    assert reviewer.get(f"/evidence/{scan.id}").status_code == 200
    unit_page = f"/2013/panel/documents/units/{world.assessment().unit_id}"
    assert "签字页.png" in reviewer.get(unit_page).text
    reporter.post(f"/unit/signatures/{scan.id}/removal")
    assert world.assessment().evidence[-1].removed_at is None
    assert client_of("dazhu-tb").post(f"/unit/signatures/{scan.id}/removal").status_code == 404


def test_a_scan_is_checked_as_evidence_is_and_must_be_a_pdf_or_a_picture(
    world: World, reporter: Person
) -> None:
    _sent(world)
    for sent, said in (
        ({"unclassified": "y"}, "请选择文件"),
        ({"file": (io.BytesIO(PICTURE), "页.png")}, "请确认材料不涉密"),
        (_scan("页.pdf", b"MZ\x90\x00"), "扫描件"),
        (_scan("页.docx", word()), "扫描件须为 PDF、JPG 或 PNG"),
    ):
        answer = reporter.post(f"{AREA}/signature", sent)
        assert answer.status_code == 422
        assert said in answer.text
    assert world.assessment().evidence == []


def test_two_authorisations_of_one_person_never_run_on_the_same_day(world: World, head: Person) -> None:
    standing = _let_sign(world, days=3)
    sent = {"account": world.play.account("kaijiang-tb").id, "reason": "再次外出"}
    first, last = standing.from_on, standing.to_on
    for start, end, fits in (
        (last, last + timedelta(days=5), False),
        (first, first, False),
        (first, last + timedelta(days=9), False),
        (last + timedelta(days=1), last + timedelta(days=4), True),
    ):
        days = {"from_on": start.isoformat(), "to_on": end.isoformat()}
        answer = head.post(AUTHORITIES, {**sent, **days})
        assert answer.status_code == (303 if fits else 422), (start, end)
        assert ("已有授权" in answer.text) is not fits
    assert (
        head.post(
            f"/2013/unit/authorities/{standing.id}/revocation", {"version": standing.version}
        ).status_code
        == 303
    )
    again = {"from_on": first.isoformat(), "to_on": last.isoformat()}
    assert head.post(AUTHORITIES, {**sent, **again}).status_code == 303
