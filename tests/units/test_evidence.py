"""Several files at once, one file for several facts, and what stays in the trail."""

import io

from sqlalchemy import select

from portal.models import AuditRow, Evidence, Fact
from portal.services.assessments import FactContent, add_claim
from tests.evidence import files
from tests.world import Person, World


def _sent(*named: tuple[str, bytes], **more: object) -> dict[str, object]:
    return {"file": [(io.BytesIO(content), name) for name, content in named], "unclassified": "y", **more}


def _rows(world: World, fact: Fact, action: str) -> int:
    query = select(AuditRow).where(AuditRow.subject == f"facts/{fact.id}", AuditRow.action == action)
    return len(world.session.scalars(query).all())


def test_several_files_are_kept_each_with_its_own_row_in_the_trail(
    world: World, reporter: Person, claim: Fact
) -> None:
    sent = _sent(
        ("甲.pdf", files.pdf(2)), ("乙.png", files.picture()), ("丙.docx", files.word()), request_key="k1"
    )
    assert reporter.post(f"/unit/facts/{claim.id}/evidence", sent).status_code == 303
    assert [file.name for file in world.session.get_one(Fact, claim.id).evidence] == [
        "甲.pdf",
        "乙.png",
        "丙.docx",
    ]
    assert _rows(world, claim, "attach_evidence") == 3
    page = reporter.get(f"/unit/facts/{claim.id}").text
    assert "已上传 3 份材料" in page
    assert "PDF，2 页" in page
    assert "PNG，60 × 40" in page


def test_one_bad_file_does_not_lose_the_good_ones_and_each_is_told_apart(
    world: World, reporter: Person, claim: Fact
) -> None:
    sent = _sent(("甲.pdf", files.pdf()), ("乙.pdf", b"MZ\x90\x00"), ("丙.png", files.picture()))
    answer = reporter.post(f"/unit/facts/{claim.id}/evidence", sent)
    assert answer.status_code == 422
    assert "“乙.pdf”：只接收 PDF" in answer.text
    assert answer.text.count('<li class="failed">') == 1
    assert [file.name for file in world.session.get_one(Fact, claim.id).evidence] == ["甲.pdf", "丙.png"]


def test_the_same_form_sent_twice_keeps_each_file_once(world: World, reporter: Person, claim: Fact) -> None:
    for _ in range(2):
        sent = _sent(("甲.pdf", files.pdf()), ("乙.png", files.picture()), request_key="same")
        assert reporter.post(f"/unit/facts/{claim.id}/evidence", sent).status_code == 303
    assert len(world.session.get_one(Fact, claim.id).evidence) == 2


def test_too_many_files_at_once_are_refused_before_any_is_kept(
    world: World, reporter: Person, claim: Fact
) -> None:
    world.app.config["EVIDENCE_AT_ONCE"] = 2
    assert "最多 2 份" in reporter.get(f"/unit/facts/{claim.id}").text
    sent = _sent(*[(f"{number}.png", files.picture(size=(9, number))) for number in (3, 4, 5)])
    answer = reporter.post(f"/unit/facts/{claim.id}/evidence", sent)
    assert answer.status_code == 422
    assert "一次最多 2 份" in answer.text
    assert not world.session.get_one(Fact, claim.id).evidence


def test_no_file_and_no_declaration_are_said_at_their_fields(reporter: Person, claim: Fact) -> None:
    answer = reporter.post(f"/unit/facts/{claim.id}/evidence")
    assert answer.status_code == 422
    assert "请选择文件" in answer.text
    assert "请确认材料不涉密" in answer.text


def _two_facts_one_file(world: World, reporter: Person, claim: Fact) -> tuple[Fact, Evidence]:
    reporter.post(f"/unit/facts/{claim.id}/evidence", _sent(("通知.pdf", files.pdf())))
    content = FactContent("doc-system", "公文流转规定", values={"parts": ["process"]})
    other = add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=content)
    file = world.session.get_one(Fact, claim.id).evidence[0]
    page = reporter.get(f"/unit/facts/{other.id}").text
    assert "用已上传的材料（本领域 1 份）" in page
    assert "已附在：季度培训制度" in page
    assert reporter.post(f"/unit/facts/{other.id}/evidence/kept", {"evidence": file.id}).status_code == 303
    return other, file


def test_one_file_serves_several_facts(world: World, reporter: Person, claim: Fact) -> None:
    other, file = _two_facts_one_file(world, reporter, claim)
    assert world.session.get_one(Fact, other.id).evidence == [world.session.get_one(Evidence, file.id)]
    assert "用已上传的材料" not in reporter.get(f"/unit/facts/{other.id}").text
    again = reporter.post(f"/unit/facts/{other.id}/evidence/kept", {"evidence": file.id})
    assert again.status_code == 422


def test_a_file_stays_while_one_fact_uses_it_and_its_row_stays_for_good(
    world: World, reporter: Person, claim: Fact
) -> None:
    other, file = _two_facts_one_file(world, reporter, claim)
    reporter.post(f"/unit/facts/{claim.id}/evidence/{file.id}/removal")
    assert world.session.get_one(Evidence, file.id).removed_at is None
    assert reporter.get(f"/evidence/{file.id}").status_code == 200
    reporter.post(f"/unit/facts/{other.id}/evidence/{file.id}/removal")
    assert world.session.get_one(Evidence, file.id).removed_at is not None
    assert reporter.get(f"/evidence/{file.id}").status_code == 404
    assert reporter.get(f"/evidence/{file.id}/preview").status_code == 404
    assert _rows(world, other, "remove_evidence") == 1
    assert world.play.store.path(file.digest).exists()


def test_files_of_another_unit_or_area_are_never_offered_or_taken(
    world: World, reporter: Person, claim: Fact
) -> None:
    foreign = world.assessment("dazhu").evidence[0]
    elsewhere = world.assessment(area="emergency").evidence[0]
    for file in (foreign, elsewhere):
        sent = reporter.post(f"/unit/facts/{claim.id}/evidence/kept", {"evidence": file.id})
        assert sent.status_code == 422
    assert not world.session.get_one(Fact, claim.id).evidence


def test_choosing_nothing_of_what_is_there_is_said(world: World, reporter: Person, claim: Fact) -> None:
    reporter.post(f"/unit/facts/{claim.id}/evidence", _sent(("通知.pdf", files.pdf())))
    content = FactContent("doc-system", "公文流转规定", values={"parts": ["process"]})
    other = add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=content)
    answer = reporter.post(f"/unit/facts/{other.id}/evidence/kept")
    assert answer.status_code == 422
    assert "请至少选一份" in answer.text


def test_a_file_of_a_claim_that_was_taken_back_never_left_the_unit(
    world: World, reporter: Person, claim: Fact, client_of: object
) -> None:
    reporter.post(f"/unit/facts/{claim.id}/evidence", _sent(("草稿.pdf", files.pdf())))
    file = world.session.get_one(Fact, claim.id).evidence[0]
    version = world.session.get_one(Fact, claim.id).version
    assert reporter.post(f"/unit/facts/{claim.id}/removal", {"version": version}).status_code == 303
    for login in ("wendian-1", "bangongshi-1", "shenji"):
        assert client_of(login).get(f"/evidence/{file.id}").status_code == 404  # type: ignore[operator]
