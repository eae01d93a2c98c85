"""Who sees what: recusal, other panels, unsigned drafts, others' bands."""

import re
from collections.abc import Callable

import pytest

from portal.models import Assessment, Fact, Source
from portal.services import assessments, evidence, reviews
from portal.services.assessments import FactContent
from portal.services.conflicts import declare_conflict
from portal.workflow import FactState
from tests.panels.conftest import QUEUE, records, signed, unit_page
from tests.units.conftest import PICTURE
from tests.world import Person, World

reviewing = pytest.mark.stage("reviewing")


def _counts(person: Person, area: str) -> list[str]:
    """The numbers of an area's row on the desk."""
    desk = person.get("/2013/panel/").text
    row = re.search(rf"<tr>(?:(?!</tr>).)*/2013/panel/{area}/\".*?</tr>", desk, re.S)
    assert row
    return re.findall(r"\d+", re.sub(r"<[^>]+>", " ", row.group(0)))


def _all_pages(assessment: Assessment) -> list[tuple[str, str]]:
    """Every address about one unit on the panel's side, with its method."""
    page, fact = unit_page(assessment), signed(assessment)[0]
    record = next((one for one in assessment.facts if one.source == Source.record), None)
    found = [
        ("GET", page),
        ("POST", f"{page}/take-in"),
        ("POST", f"{page}/exposures"),
        ("GET", f"{page}/records/new"),
        ("POST", f"{page}/records/new?kind=doc-multiple"),
        ("POST", f"{page}/records/release"),
        ("GET", f"{page}/bands/doc-fewer"),
        ("POST", f"{page}/bands/doc-fewer"),
        ("GET", f"/panel/facts/{fact.id}"),
        ("POST", f"/panel/facts/{fact.id}"),
    ]
    if record is not None:
        found += [
            ("GET", f"/panel/facts/{record.id}"),
            ("POST", f"/panel/facts/{record.id}/evidence"),
            ("POST", f"/panel/facts/{record.id}/withdraw"),
        ]
    return found


def _ask(person: Person, method: str, address: str) -> int:
    return (person.get(address) if method == "GET" else person.post(address)).status_code


@reviewing
def test_who_comes_from_a_unit_finds_nothing_of_it(world: World, client_of: Callable[..., Person]) -> None:
    insider = client_of("wendian-3")  # of 市财政局
    queue = insider.get(QUEUE).text.split("<main")[1]
    assert "市财政局" not in queue
    assert "市发展改革委" in queue
    for method, address in _all_pages(world.assessment("caizheng")):
        assert _ask(insider, method, address) == 404, address
    assert insider.get(unit_page(world.assessment("fagai"))).status_code == 200


@reviewing
def test_a_declared_conflict_takes_the_unit_out_of_queue_counts_and_reach(
    world: World, reviewer: Person
) -> None:
    before = _counts(reviewer, "documents")
    found = world.assessment()
    declare_conflict(
        world.play.by("bangongshi-1"),
        year=world.year,
        account=world.play.account("wendian-1"),
        unit=found.unit,
        reason="亲属在该单位",
    )
    after = _counts(reviewer, "documents")
    waiting = len(signed(world.assessment()))
    assert [int(b) - int(a) for a, b in zip(after[:4], before[:4], strict=True)] == [1, 1, 1, waiting]
    assert "开江县" not in reviewer.get(QUEUE).text
    for method, address in _all_pages(world.assessment()):
        assert _ask(reviewer, method, address) == 404, address


@reviewing
def test_counts_of_a_recused_reviewer_do_not_move_with_the_hidden_unit(
    world: World, client_of: Callable[..., Person]
) -> None:
    insider = client_of("wendian-3")
    before = _counts(insider, "documents")
    world.play.review(world.year, "caizheng", "documents")
    assert _counts(insider, "documents") == before


@reviewing
def test_another_panels_member_finds_no_page_of_this_area(
    world: World, client_of: Callable[..., Person]
) -> None:
    stranger = client_of("ducha-1")
    assert stranger.get("/2013/panel/").status_code == 200
    assert "/2013/panel/documents/" not in stranger.get("/2013/panel/").text
    for address in (QUEUE, f"{QUEUE}close", f"{QUEUE}reopen"):
        assert stranger.get(address).status_code == 404
    for method, address in _all_pages(world.assessment()):
        assert _ask(stranger, method, address) == 404, address


@reviewing
def test_closing_is_the_chairs_alone(reviewer: Person, chair: Person) -> None:
    for page in ("close", "reopen"):
        assert reviewer.get(QUEUE + page).status_code == 404
        assert reviewer.post(QUEUE + page).status_code == 404
        assert chair.get(QUEUE + page).status_code == 200
    assert f"{QUEUE}close" not in reviewer.get("/2013/panel/").text


def test_an_unsigned_claim_is_nowhere_for_the_panel(world: World, reviewer: Person) -> None:
    content = FactContent("doc-system", "尚在起草的制度", values={"parts": ["training"]})
    draft = assessments.add_claim(
        world.play.by("kaijiang-tb"), assessment=world.assessment(), content=content
    )
    found = world.assessment()
    assessments.save_narrative(
        world.play.by("kaijiang-tb"), assessment=found, text="尚在起草的报告", version=found.version
    )
    file = evidence.attach(
        world.play.by("kaijiang-tb"),
        store=world.play.store,
        fact=draft,
        upload=evidence.Upload("未报出.png", PICTURE, unclassified=True),
        limit=len(PICTURE),
    )
    assert draft.state == FactState.draft
    assert reviewer.get(f"/evidence/{file.id}").status_code == 404
    assert reviewer.get(f"/panel/facts/{draft.id}").status_code == 404
    assert reviewer.post(f"/panel/facts/{draft.id}", {"decision": "accept"}).status_code == 404
    page = reviewer.get(unit_page(found)).text
    assert "尚在起草" not in page
    assert "单位还没有审签报送" in page


def test_a_panel_never_touches_the_files_of_a_claim(world: World, reviewer: Person) -> None:
    claim = signed(world.assessment("daxian"))[0]
    assert claim.evidence
    for address in (
        f"/panel/facts/{claim.id}/evidence",
        f"/panel/facts/{claim.id}/evidence/{claim.evidence[0].id}/remove",
        f"/panel/facts/{claim.id}/withdraw",
    ):
        assert reviewer.post(address).status_code == 404
    assert world.session.get_one(Fact, claim.id).evidence


@reviewing
def test_anothers_band_is_seen_only_after_ones_own(
    world: World, reviewer: Person, colleague: Person, taken_in: Assessment
) -> None:
    reviews.give_band(
        world.play.by("wendian-1"),
        assessment=world.assessment(),
        indicator="doc-fewer",
        grade="poor",
        reason="与上年持平，没有精简",
    )
    for fact in signed(world.assessment()):
        if fact.kind == "doc-fewer":
            sent = {"decision": "accept", "version": fact.version, "quantity": "1"}
            assert reviewer.post(f"/panel/facts/{fact.id}", sent).status_code == 303
    pages = (unit_page(taken_in), f"{unit_page(taken_in)}/bands/doc-fewer")
    for page in pages:
        text = colleague.get(page).text
        assert "与上年持平" not in text
        assert "严秘书" not in text, "nor does the scorecard name a scorer"
        assert "已有 1 人评定，您评定后可见" in text
    score = colleague.get(pages[0]).text.split('id="score"')[1]
    assert not re.search(r"评定[^<]*[：:]\s*差", score), "nor does the scorecard tell the grade"
    sheet = f"/2013/scorecards/documents/{taken_in.unit_id}"
    assert not re.search(r"评定[^<]*[：:]\s*差", colleague.get(sheet).text), "nor the dossier"
    assert re.search(r"评定[^<]*[：:]\s*差", reviewer.get(sheet).text)
    assert re.search(r"评定[^<]*[：:]\s*差", reviewer.get(pages[0]).text.split('id="score"')[1])
    assert "与上年持平" in reviewer.get(pages[0]).text
    given = colleague.post(pages[1], {"grade": "good", "reason": "数量下降"})
    assert given.status_code == 303
    for page in pages:
        assert "与上年持平" in colleague.get(page).text
    assert "严秘书" in colleague.get(pages[0]).text


@pytest.mark.stage("reviewed")
def test_a_recused_chair_sees_no_points_of_the_unit_before_closing(
    world: World, client_of: Callable[..., Person], chair: Person
) -> None:
    found = world.assessment("gongan")
    address = f'{unit_page(found)}#score"'
    assert address in chair.get(f"{QUEUE}close").text
    declare_conflict(
        world.play.by("bangongshi-1"),
        year=world.year,
        account=world.play.account("wendian-zuzhang"),
        unit=found.unit,
        reason="亲属在该单位",
    )
    page = chair.get(f"{QUEUE}close").text
    counties, departments = (page.split(f'id="ranking-{n}"')[1].split("</section>")[0] for n in (1, 2))
    assert "宣汉县" in counties
    assert "您回避的单位" in departments
    # Neither its points nor its place: nor the places of the others, which would give it away.
    assert not re.search(r"<tr|公安|教育", departments)
    assert address not in page


@pytest.mark.stage("published")
def test_a_past_year_can_be_read_and_not_changed(world: World, reviewer: Person) -> None:
    found = world.assessment()
    page = reviewer.get(unit_page(found)).text
    assert "这里只能查看" in page
    assert "保存基数" not in page
    record = records(found)[0]
    late = reviewer.post(f"/panel/facts/{record.id}/withdraw", {"reason": "记错", "version": record.version})
    assert late.status_code == 422
    added = reviewer.post(
        f"{unit_page(found)}/records/new?kind=doc-multiple", {"title": "迟到的记录", "note": "依据"}
    )
    assert added.status_code == 422
