"""The auditor reads every page of the office and changes nothing; others are kept out."""

import re
from collections.abc import Callable

import pytest

from portal.models import AuditRow, Veto
from portal.queries.trail import TrailFilter, trail_page
from tests.world import Person, World

READING = (
    "/2013/office/",
    "/2013/office/rankings/",
    "/2013/office/rankings/documents/county",
    "/2013/office/vetoes/",
    "/2013/office/objections/",
    "/2013/office/publication",
    "/2013/office/year",
    "/2013/office/scheme",
)
CHANGING = (
    "/2013/office/vetoes/new",
    "/2013/office/publication/notice",
    "/2013/office/publication/recall",
    "/2013/office/publication/propose",
    "/2013/office/year/next",
    "/2013/office/year/days",
    "/2013/office/recusals/new",
    "/2013/office/rankings/documents/county/tie",
    "/office/years/new",
)


def rows(world: World) -> list[AuditRow]:
    """The newest rows of the trail."""
    return trail_page(world.session, 1, TrailFilter())[0]


def changes_offered(page: str) -> list[str]:
    """The forms and buttons-as-links in a page's main part that lead to a change."""
    main = page[page.index("<main") : page.index("</main>")]
    posts = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', main)
    links = [href for href in re.findall(r'href="([^"]+)"', main) if href in CHANGING]
    return posts + links


@pytest.mark.stage("notice")
@pytest.mark.parametrize("path", READING)
def test_the_auditor_reads_the_page_and_finds_nothing_to_press(auditor: Person, path: str) -> None:
    answer = auditor.get(path)
    assert answer.status_code == 200
    assert changes_offered(answer.text) == []


@pytest.mark.stage("notice")
def test_the_auditor_changes_nothing(world: World, auditor: Person, proposed_veto: Veto) -> None:
    before = rows(world)[0].id
    for path in CHANGING:
        assert auditor.post(path, {"version": 1, "reason": "x"}).status_code == 403, path
    for step in ("confirm", "refuse"):
        path = f"/office/vetoes/{proposed_veto.id}/{step}"
        assert auditor.post(path, {"version": 1, "reason": "x"}).status_code == 404
    assert (
        f"/office/vetoes/{proposed_veto.id}/confirm"
        not in auditor.get(f"/office/vetoes/{proposed_veto.id}").text
    )
    assert rows(world)[0].id == before


@pytest.mark.stage("notice")
@pytest.mark.parametrize("path", READING)
def test_looking_writes_nothing(world: World, first: Person, path: str) -> None:
    before = rows(world)[0].id
    first.get(path)
    assert rows(world)[0].id == before


@pytest.mark.parametrize(
    "login", ["kaijiang-tb", "kaijiang-sq", "wendian-1", "wendian-zuzhang", "guanliyuan"]
)
def test_who_is_neither_office_nor_auditor_is_kept_out(client_of: Callable[..., Person], login: str) -> None:
    person = client_of(login)
    for path in READING:
        assert person.get(path).status_code == 403, path
