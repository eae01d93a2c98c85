"""A list that has not changed is not sent again, and nothing that has changed is ever kept back."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import access
from portal.clock import shanghai
from portal.services import years
from tests.world import Person, World

GRID = "/2013/office/"


@pytest.fixture
def first(client_of: Callable[..., Person]) -> Person:
    return client_of("bangongshi-1")


def _again(person: Person, tag: str, path: str = GRID, **headers: str) -> int:
    return person.get(path, headers={"If-None-Match": tag, **headers}).status_code


def test_an_unchanged_list_is_answered_without_its_content(first: Person) -> None:
    tag = first.get(GRID).headers["ETag"]
    answer = first.get(GRID, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "no-store"


def test_any_change_brings_the_list_anew(world: World, first: Person) -> None:
    tag = first.get(GRID).headers["ETag"]
    years.set_participation(
        world.play.by("bangongshi-2"),
        assessment=world.assessment("dazhu"),
        competes=False,
        reason="本年度没有承办会议",
        version=world.assessment("dazhu").version,
    )
    assert _again(first, tag) == 200


def test_a_new_day_brings_the_list_anew(world: World, client_of: Callable[..., Person]) -> None:
    world.clock.moment = shanghai(2013, 12, 1, 23, 40)
    late = client_of("bangongshi-1")
    tag = late.get(GRID).headers["ETag"]
    world.clock.moment += timedelta(minutes=15)
    assert _again(late, tag) == 304
    world.clock.moment += timedelta(minutes=15)
    assert _again(late, tag) == 200


def test_a_tag_serves_one_person_one_address_and_one_form_of_it(
    first: Person, client_of: Callable[..., Person]
) -> None:
    tag = first.get(GRID).headers["ETag"]
    assert _again(first, tag, GRID + "?state=late") == 200
    assert _again(first, tag, **{"HX-Request": "true"}) == 200
    assert _again(client_of("bangongshi-2"), tag) == 200
    assert _again(client_of("kaijiang-tb"), tag) == 403
    assert client_of().get(GRID, headers={"If-None-Match": tag}).status_code == 303


def test_a_page_that_says_something_once_is_neither_tagged_nor_kept_back(world: World, first: Person) -> None:
    tag = first.get(GRID).headers["ETag"]
    with first.client.session_transaction() as session:
        session["_flashes"] = [("success", "已延期")]
    answer = first.get(GRID, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "已延期" in answer.text
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(("login", "path"), [("bangongshi-1", GRID), ("wendian-1", "/2013/panel/documents/")])
def test_a_list_asks_by_itself_with_the_tag_it_was_made_with(
    client_of: Callable[..., Person], login: str, path: str
) -> None:
    person = client_of(login)
    page = person.get(path + "?state=submitted").text
    asked = re.search(r'hx-get="([^"]+)" hx-trigger="every 60s" [^>]*hx-headers="([^"]+)"', page)
    assert asked
    headers = {"HX-Request": "true", **json.loads(html.unescape(asked.group(2)))}
    assert person.get(html.unescape(asked.group(1)), headers=headers).status_code == 304


def test_a_page_that_asks_by_itself_keeps_no_sign_in_alive(world: World, first: Person) -> None:
    tag = first.get(GRID).headers["ETag"]
    for _ in range(4):
        world.clock.moment += timedelta(minutes=14)
        assert _again(first, tag) == 304
    world.clock.moment += timedelta(minutes=14)
    assert _again(first, tag) == 303


def test_what_is_being_typed_or_worked_on_is_on_no_tagged_page(world: World) -> None:
    """Drafts, background work and sign-ins leave no row in the trail, so that a tag cannot vouch for them."""
    tagged = {name for name, found in access.declared(world.app).items() if found.unchanging}
    assert tagged == {
        "panels.queue",
        "panels.items",
        "panels.ledger",
        "office.progress",
        "office.rankings",
        "office.ranking",
        "office.hangs_on",
        "office.profiles",
    }
