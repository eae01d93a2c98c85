"""Two judge independently; too wide a gap calls a third; where the scheme says so, without the name."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Refused
from portal.models import Assessment, Unit
from portal.queries.bands import blind_places, without_names
from portal.queries.scores import scorecard_of
from portal.queries.years import panel_area
from portal.scoring import load_scheme
from portal.services import conflicts, evidence, reviews
from portal.units.keeping import digest
from portal.workflow import FactAction, FactState
from tests.panels.conftest import QUEUE, signed, unit_page
from tests.units.conftest import PICTURE
from tests.world import THREE_AREAS, Person, World

pytestmark = pytest.mark.stage("reviewing")
BLIND = f"{QUEUE}blind/"


def _grade(world: World, login: str, grade: str, unit: str = "kaijiang") -> None:
    reviews.give_band(
        world.play.by(login),
        assessment=world.assessment(unit),
        indicator="doc-fewer",
        grade=grade,
        reason=f"{login}的理由",
    )


def _accept_all(world: World, unit: str = "kaijiang") -> None:
    for fact in signed(world.assessment(unit)):
        reviews.verify_fact(
            world.play.by("wendian-1"), fact=fact, decision=FactAction.accept, version=fact.version
        )


def _points(world: World) -> Decimal | None:
    return scorecard_of(world.session, world.assessment()).indicator("doc-fewer").points


def test_ones_own_band_stands_once_the_others_is_to_be_seen(
    world: World, reviewer: Person, taken_in: Assessment
) -> None:
    page = f"{unit_page(taken_in)}/bands/doc-fewer"
    _grade(world, "wendian-1", "poor")
    _grade(world, "wendian-1", "fair")
    _grade(world, "wendian-2", "good")
    with pytest.raises(Refused):
        _grade(world, "wendian-1", "good")
    assert "不能再改" in reviewer.get(page).text
    refused = reviewer.post(page, {"grade": "good", "reason": "看了别人的", "version": "2"})
    assert refused.status_code == 422
    assert {band.grade for band in world.assessment().bands} == {"fair", "good"}


def test_a_wide_gap_calls_a_third_and_then_the_median_counts(
    world: World, reviewer: Person, chair: Person, client_of: Callable[..., Person], taken_in: Assessment
) -> None:
    _accept_all(world)
    _grade(world, "wendian-1", "excellent")
    assert "需第三人评定" not in chair.get(QUEUE).text
    _grade(world, "wendian-2", "poor")
    assert "需第三人评定 1 项" in chair.get(QUEUE).text
    assert "需第三人评定" not in reviewer.get(QUEUE).text, "only who may still judge is asked"
    assert "须增加一人评定" in chair.get(f"{QUEUE}close").text
    page = chair.get(f"{unit_page(taken_in)}/bands/doc-fewer").text
    assert "需第三人评定" in page
    assert "wendian-1的理由" not in page
    sent = {"grade": "good", "reason": "独立评定"}
    assert chair.post(f"{unit_page(taken_in)}/bands/doc-fewer", sent).status_code == 303
    assert _points(world) == Decimal("4.8"), "the median of 6, 4.8 and 0"
    with pytest.raises(Refused):
        _grade(world, "wendian-3", "excellent")


def test_two_who_agree_are_enough(world: World, taken_in: Assessment, chair: Person) -> None:
    _grade(world, "wendian-1", "good")
    _grade(world, "wendian-2", "excellent")
    with pytest.raises(Refused):
        _grade(world, "wendian-zuzhang", "poor")
    refused = chair.post(f"{unit_page(taken_in)}/bands/doc-fewer", {"grade": "poor", "reason": "再加一人"})
    assert refused.status_code == 422


def test_changed_evidence_alone_makes_a_decision_stale(
    world: World, reviewer: Person, chair: Person, taken_in: Assessment, client_of: Callable[..., Person]
) -> None:
    _accept_all(world)
    fact = next(one for one in world.assessment().facts if one.state == FactState.accepted)
    reviews.verify_fact(
        world.play.by("wendian-1"),
        fact=fact,
        decision=FactAction.give_back,
        reason="请补充印证材料",
        version=fact.version,
    )
    added = evidence.attach(
        world.play.by("kaijiang-tb"),
        store=world.play.store,
        fact=fact,
        upload=evidence.Upload("补充.png", PICTURE, unclassified=True),
        limit=len(PICTURE),
    )
    assert added in fact.evidence
    assert fact.stale
    reporter, head = client_of("kaijiang-tb"), client_of("kaijiang-sq")
    sent = {"reply": "已补充", "seen": digest("")}
    assert reporter.post(f"/unit/facts/{fact.id}/answer", sent).status_code == 303
    assert "须重新核定" not in reviewer.get(QUEUE).text, "what is not signed is not the panel's"
    found = world.assessment()
    address = "/2013/unit/areas/documents/replies/signing"
    assert head.post(address, {"version": found.version}).status_code == 303
    assert "须重新核定 1 项" in reviewer.get(QUEUE).text
    assert "上次核定之后" in reviewer.get(f"/panel/facts/{fact.id}").text
    listed = chair.get(f"{QUEUE}close").text.split('id="missing-title"')[1].split("</section>")[0]
    assert "1 项事实尚未核定" in listed
    _accept_all(world)
    assert "须重新核定" not in reviewer.get(QUEUE).text


def test_a_decided_claim_that_changes_holds_up_the_closing(
    world: World, chair: Person, taken_in: Assessment
) -> None:
    _accept_all(world)
    session = world.session
    fact = next(one for one in world.assessment().facts if one.state == FactState.accepted)
    fact.stale = True
    session.commit()
    listed = chair.get(f"{QUEUE}close").text.split('id="missing-title"')[1].split("</section>")[0]
    assert "1 项核定之后有变动，须重新核定" in listed
    assert "须重新核定 1 项" in chair.get(QUEUE).text


# -- without the unit's name --------------------------------------------------------------------------


@pytest.fixture
def nameless(world: World, taken_in: Assessment) -> World:
    """The same world under a scheme that hides the unit in 精简文件."""
    place = THREE_AREAS.index('code = "doc-fewer"\ntitle = "精简文件"')
    head, tail = THREE_AREAS[:place], THREE_AREAS[place:]
    text = head + tail.replace("needs_claim = true\n", "needs_claim = true\nhidden = true\n", 1)
    session, year = world.session, world.year
    year.scheme.text, year.scheme.digest = text, load_scheme(text).digest
    session.commit()
    _accept_all(world)
    world.play.review(world.year, "daxian", "documents")
    return world


def _codes(world: World, login: str = "wendian-1") -> dict[str, tuple[str, str]]:
    """Each unit's number and token, for the test's own knowledge."""
    area = panel_area(world.session, world.year, "documents")
    found = blind_places(world.session, area, world.play.actor(login))
    return {one.place.assessment.unit.code: (one.code, one.token) for one in found}


def test_a_hidden_unit_is_met_without_name_number_or_file_name(nameless: World, reviewer: Person) -> None:
    world = nameless
    found = world.assessment()
    session = world.session
    claim = next(fact for fact in found.facts if fact.kind == "doc-fewer" and fact.evidence)
    claim.title, claim.note = "开江县2013年精简文件的做法", "开江县人民政府办公室报送，开江的做法"
    claim.document_number = "开府办〔2013〕9号"
    claim.evidence[0].name = "开江县精简文件.pdf"
    session.commit()
    assert reviewer.get(f"{unit_page(found)}/bands/doc-fewer").status_code == 404
    assert "bands/doc-fewer" not in reviewer.get(unit_page(found)).text
    code, token = _codes(world)["kaijiang"]
    listed = reviewer.get(BLIND)
    page = reviewer.get(f"{BLIND}{token}")
    assert code in listed.text
    assert re.fullmatch(r"甲-\d\d", code)
    for text in (listed.text, page.text):
        main = text.split("<main")[1]
        assert not re.search(r"开江|开府办", main)
        assert f"units/{found.unit_id}" not in main
        assert "/panel/facts/" not in main
        assert "/evidence/" not in main
    assert "○○2013年精简文件的做法" in page.text
    link = re.search(rf'href="({BLIND}{token}/files/1)"[^>]*>([^<]+)<', page.text)
    assert link
    assert link.group(2) == "材料1.pdf"
    file = reviewer.get(link.group(1))
    assert file.status_code == 200
    assert "%E5%BC%80%E6%B1%9F" not in file.headers["Content-Disposition"]
    assert reviewer.get(f"{BLIND}{token}/files/99").status_code == 404
    assert reviewer.get(f"{BLIND}{'0' * 24}").status_code == 404


def test_numbers_without_names_are_stable_and_tell_no_order(nameless: World) -> None:
    world = nameless
    first = _codes(world)
    for unit in ("xuanhan", "dazhu", "fagai", "jiaoyu", "gongan", "anjian"):
        world.play.review(world.year, unit, "documents")
    later = _codes(world)
    assert {unit: later[unit] for unit in first} == first
    by_number = sorted(later, key=lambda unit: later[unit])
    session = world.session
    area = panel_area(session, world.year, "documents")
    area.salt = "another"
    session.commit()
    again = sorted(_codes(world), key=lambda unit: _codes(world)[unit])
    assert again != by_number, "the order comes from the drawn salt"
    assert len({token for _, token in later.values()}) == len(later)


def test_where_scorers_differ_numbers_do_not_stand_in_the_official_order(
    nameless: World, chair: Person
) -> None:
    world = nameless
    for unit in ("xuanhan", "dazhu", "fagai", "jiaoyu", "gongan", "anjian"):
        world.play.review(world.year, unit, "documents")
    page = chair.get(f"{QUEUE}chair").text.split('id="differences-title"')[1].split('id="share-title"')[0]
    for part in page.split("<table")[1:]:
        numbers = re.findall(r"甲-\d\d", part)
        assert numbers == sorted(numbers)
    assert not re.search(r"县|公安|教育", page)


def test_the_own_grade_is_not_told_under_the_units_name_before_closing(
    nameless: World, reviewer: Person
) -> None:
    world = nameless
    _, token = _codes(world)["kaijiang"]
    before = reviewer.get(unit_page(world.assessment())).text
    given = reviewer.post(f"{BLIND}{token}", {"grade": "poor", "reason": "没有新意"})
    assert (given.status_code, given.location) == (303, BLIND)
    after = reviewer.get(unit_page(world.assessment())).text
    strip = re.compile(r'name="(csrf_token|request_key)" value="[^"]*"|<div class="flash.*?</div>', re.S)
    assert (
        strip.sub("", after).split("<main")[1].split("<h1")[1]
        == strip.sub("", before).split("<main")[1].split("<h1")[1]
    )
    queue = reviewer.get(QUEUE).text
    assert "没有新意" not in queue


def test_who_is_recused_finds_no_number_of_the_unit(
    nameless: World, client_of: Callable[..., Person]
) -> None:
    world = nameless
    code, token = _codes(world)["daxian"]
    conflicts.state_conflicts(
        world.play.by("wendian-2"), year=world.year, conflicts={world.play.unit("daxian").id: "同乡"}
    )
    person = client_of("wendian-2")
    assert code not in person.get(BLIND).text
    assert person.get(f"{BLIND}{token}").status_code == 404
    assert person.post(f"{BLIND}{token}", {"grade": "good", "reason": "x"}).status_code == 404
    assert person.get(f"{BLIND}{token}/files/1").status_code == 404


@given(
    st.text(alphabet="开江县办的，2013"),
    st.sampled_from([("开江县", "开江县人民政府办公室"), ("市教育局", "市教育局办公室")]),
)
def test_no_text_keeps_a_units_own_names(text: str, names: tuple[str, str]) -> None:
    unit = Unit(name=names[0], office_name=names[1])
    said = without_names(f"{names[0]}{text}{names[1]}", unit)
    assert names[0] not in said
    assert names[0].removeprefix("市").removesuffix("县") not in said.replace("○○", "")
