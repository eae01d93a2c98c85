"""Certificates: off until the office says why, one deed, a code that anybody confirms, none when vetoed."""

import io
import random
import re
from collections.abc import Callable

import pdfplumber
import pytest
from sqlalchemy import select

from portal.models import AuditRow, Certificate
from portal.printing import certificates_pdf
from portal.queries.certificates import awards_of, certificates_of, due_awards
from portal.queries.decisions import publication_of, publication_proposed
from portal.services.vetoes import propose_veto, reply_to_veto
from portal.workflow import YearState
from tests.office.conftest import send, shuffle_vetoes
from tests.office.test_editions import HOME as PUBLICATION
from tests.office.test_editions import TYPED
from tests.world import Person, World

pytestmark = pytest.mark.stage("published")
HOME = "/2013/office/certificates"
ISSUE = {"series": "达市府办考", "issued_on": "2014-02-10"}


def allow(person: Person) -> None:
    """Switch certificates on."""
    assert send(person, f"{HOME}/setting", reason="主任办公会同意").status_code == 303


def issue(world: World, person: Person) -> list[Certificate]:
    """Issue all that is due by the page, and give what stands then."""
    digest = re.search(r'name="digest" value="([0-9a-f]+)"', person.get(f"{HOME}/issue").text)
    assert digest
    assert person.post(f"{HOME}/issue", {**ISSUE, "digest": digest.group(1)}).status_code == 303
    return certificates_of(world.session, world.year)


@pytest.fixture
def issued(world: World, first: Person) -> list[Certificate]:
    """The year's certificates, issued."""
    allow(first)
    return issue(world, first)


def test_a_year_has_no_certificates_until_the_office_says_why(world: World, first: Person) -> None:
    assert not world.year.certificates
    assert "重在精神鼓励" in first.get(HOME).text
    assert first.get(f"{HOME}/issue").status_code == 422
    assert send(first, f"{HOME}/setting", reason=" ").status_code == 422
    assert not world.year.certificates
    allow(first)
    assert world.year.certificates
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    assert (row.action, row.reason) == ("set_certificates", "主任办公会同意")


def test_one_deed_issues_one_certificate_for_each_selected_unit_and_area(
    world: World, first: Person, second: Person
) -> None:
    allow(first)
    edition = publication_of(world.session, world.year)
    assert edition is not None
    before = len(world.session.scalars(select(AuditRow)).all())
    for faulty in ({"series": "达市府办考〔2013〕1号"}, {"issued_on": "2014-01-01"}):
        typed = {**ISSUE, **faulty, "digest": edition.digest}
        page = first.post(f"{HOME}/issue", typed)
        assert page.status_code == 422
        assert next(iter(faulty.values())) in page.text
    assert first.post(f"{HOME}/issue", {**ISSUE, "digest": "0" * 64}).status_code == 409
    made = issue(world, first)
    assert [(c.area, c.unit) for c in made] == [(a.area, a.unit) for a in awards_of(edition)]
    assert [c.number for c in made] == [f"达市府办考〔2014〕第{n}号" for n in range(1, len(made) + 1)]
    assert len({c.code for c in made}) == len(made)
    assert all(len(c.code) == 16 for c in made)
    assert len(world.session.scalars(select(AuditRow)).all()) == before + 1
    assert second.post(f"{HOME}/issue", {**ISSUE, "digest": edition.digest}).status_code == 422
    assert len(certificates_of(world.session, world.year)) == len(made)


def test_a_certificate_says_what_was_awarded_and_is_the_same_bytes_alone_each_time(
    world: World, issued: list[Certificate], first: Person
) -> None:
    one = issued[0]
    answer = first.get(f"/office/certificates/{one.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data == first.get(f"/office/certificates/{one.id}.pdf").data
    with pdfplumber.open(io.BytesIO(answer.data)) as paper:
        (page,) = paper.pages
        assert (round(page.width), round(page.height)) == (842, 595)
        text = page.extract_text().replace(" ", "").replace("\n", "")
        fonts = {c["fontname"] for c in page.chars}
    for said in (one.unit_name, one.area_title, one.issuer, one.number, one.spoken_code, "2013年度"):
        assert said in text
    assert all("Kaoping" in name or "+" in name for name in fonts), "every face is embedded"
    assert len(answer.data) <= 40_000
    with world.app.app_context():
        merged = certificates_pdf(certificates_of(world.session, world.year))
    with pdfplumber.open(io.BytesIO(merged)) as paper:
        assert len(paper.pages) == len(issued)


def test_anybody_confirms_a_code_or_is_told_that_there_is_none(
    issued: list[Certificate], client_of: Callable[..., Person]
) -> None:
    anybody, one = client_of(), issued[0]
    typed = one.spoken_code.lower().replace("0", "o").replace("1", "l")
    for address in (f"/certificates/{one.code}", f"/certificates?code={typed}"):
        page = anybody.get(address)
        assert page.status_code == 200
        for said in ("证书有效", one.unit_name, one.area_title, one.number, one.issuer, "第 1 版"):
            assert said in page.text
    assert "办公室一" not in page.text
    wrong = one.code[:-1] + ("0" if one.code[-1] != "0" else "1")
    for guess in (wrong, "x", "%", "' OR 1=1 --", "９" * 16, "a" * 5000):
        page = anybody.get("/certificates", query_string={"code": guess})
        assert page.status_code == 404
        assert "没有验证码为" in page.text
        assert one.unit_name not in page.text
    assert anybody.get("/certificates").status_code == 200


def test_a_certificate_taken_back_says_so_and_another_can_be_issued(
    world: World, issued: list[Certificate], first: Person, client_of: Callable[..., Person]
) -> None:
    one, anybody = issued[0], client_of()
    path = f"/office/certificates/{one.id}/withdraw"
    assert send(first, path, reason=" ").status_code == 422
    assert send(first, path, reason="印制有误，内部原因").status_code == 303
    page = anybody.get(f"/certificates/{one.code}").text
    assert "收回" in page
    assert "内部原因" not in page
    assert first.get(f"/office/certificates/{one.id}.pdf").status_code == 404
    assert send(first, path, reason="再收回一次").status_code == 422
    again = issue(world, first)
    assert len(again) == len(issued) + 1
    assert (again[-1].area, again[-1].unit) == (one.area, one.unit)
    assert again[-1].serial == len(issued) + 1, "a number is used once"
    assert again[-1].code != one.code


def test_a_certificate_of_a_corrected_result_says_so(
    world: World, issued: list[Certificate], first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    one, paper = issued[0], first.get(f"/office/certificates/{issued[0].id}.pdf").data
    assert send(first, f"{PUBLICATION}/correct", **TYPED).status_code == 303
    proposed = publication_proposed(world.session, world.year)
    assert proposed is not None
    assert send(second, f"/office/publications/{proposed.id}/confirm", looked="y").status_code == 303
    page = client_of().get(f"/certificates/{one.code}").text
    assert "后来更正为第 2 版，该单位仍在名单上" in page
    assert first.get(f"/office/certificates/{one.id}.pdf").data == paper
    assert due_awards(world.session, proposed) == []


def test_a_certificate_holds_no_longer_when_a_veto_takes_the_unit_out(
    world: World, issued: list[Certificate], first: Person, second: Person, client_of: Callable[..., Person]
) -> None:
    anybody = client_of()
    one = next(c for c in issued if c.unit == "xuanhan")
    other = next(c for c in issued if c.unit != "xuanhan")
    assert send(first, f"{PUBLICATION}/reopen", reason="公布后查实").status_code == 303
    assert "正在重新审定" in anybody.get(f"/certificates/{one.code}").text
    veto = propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.play.unit("xuanhan"),
        ground="illegal",
        document_number="达市法〔2014〕3号",
        document_on=world.clock.now().date(),
        explanation="已判决",
    )
    reply_to_veto(world.play.by("xuanhan-sq"), veto=veto, reply="无异议", version=veto.version)
    assert send(second, f"/office/vetoes/{veto.id}/confirm", reason="").status_code == 303
    page = anybody.get(f"/certificates/{one.code}").text
    assert "不再有效" in page
    assert "达市法" not in page
    assert first.get(f"/office/certificates/{one.id}.pdf").status_code == 404
    assert first.get(f"/office/certificates/{other.id}.pdf").status_code == 200


def test_over_random_vetoes_no_certificate_is_due_or_printed_for_a_vetoed_unit(
    world: World, issued: list[Certificate], first: Person, count: Callable[[int, int], int]
) -> None:
    dice = random.Random(43)
    session, hits = world.session, 0
    year = world.year
    edition = publication_of(session, year)
    assert edition is not None
    for _ in range(count(4, 300)):
        hit = shuffle_vetoes(world, session, year, dice)
        for certificate in certificates_of(session, year):
            certificate.withdrawn_at = world.clock.now() if dice.random() < 0.5 else None
            certificate.withdrawn_because = "x"
        session.commit()
        assert not hit & {award.unit for award in due_awards(session, edition)}
        for certificate in certificates_of(session, year):
            answer = first.get(f"/office/certificates/{certificate.id}.pdf")
            out = certificate.unit in hit or certificate.withdrawn_at is not None
            assert answer.status_code == (404 if out else 200)
            hits += certificate.unit in hit
    assert hits, "vetoes must hit those who were selected"


def test_an_archived_year_gets_no_certificates(world: World, first: Person) -> None:
    session = world.session
    world.year.certificates, world.year.state = True, YearState.archived
    session.commit()
    assert first.get(f"{HOME}/issue").status_code == 422
    assert first.get(f"{HOME}/setting").status_code == 422
    assert f"{HOME}/issue" not in first.get(HOME).text
