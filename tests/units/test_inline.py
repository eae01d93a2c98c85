"""Facts written on the area's page: the form's one address gives its form alone, and a save the page anew."""

import re
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from portal.models import Fact
from tests.units.conftest import AREA
from tests.world import Person, World

NEW = f"{AREA}/facts/new?kind=doc-system"


def _from(place: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": place}


def _followed(person: Person, answer: TestResponse, place: str) -> TestResponse:
    """As a browser follows: with the headers of the first request."""
    assert answer.status_code == 303
    assert "HX-Redirect" not in answer.headers
    return person.get(answer.location, headers=_from(place))


def test_a_form_opens_alone_with_the_pages_names_and_ids_of_its_own(reporter: Person, claim: Fact) -> None:
    address = f"/unit/facts/{claim.id}/edit"
    alone = reporter.get(address, headers=_from(f"entry-{claim.id}")).text
    page = reporter.get(address).text
    assert "<html" not in alone
    names = re.compile(r'name="([a-z_]+)"')
    assert {"title", "value_parts", "version", "draft_seen"} <= set(names.findall(alone))
    assert set(names.findall(alone)) <= set(names.findall(page))
    ids = re.findall(r' id="([^"]+)"', alone)
    assert ids
    assert all(found.endswith(f"entry-{claim.id}") or found.startswith("entry-") for found in ids)
    assert len(ids) == len(set(ids))


def test_a_new_form_gets_a_name_of_its_own_and_is_kept_like_any_other(reporter: Person) -> None:
    place = "entry-new-doc-system"
    alone = _followed(reporter, reporter.get(NEW, headers=_from(place)), place).text
    keep = re.search(r'hx-post="([^"]+/draft\?[^"]+)"', alone)
    assert keep
    address = keep.group(1).replace("&amp;", "&")
    kept = reporter.post(address, {"title": "写到一半"}, headers=_from(f"saved-{place}"))
    assert kept.status_code == 200
    assert "写到一半" in reporter.get(AREA).text


def test_a_save_gives_the_area_anew_in_place_with_the_row_and_its_points(
    reporter: Person, claim: Fact
) -> None:
    place = f"entry-{claim.id}"
    sent = {"title": "改好了", "value_parts": ["training", "digital"], "version": claim.version}
    answer = reporter.post(f"/unit/facts/{claim.id}/edit", sent, headers=_from(place))
    area = _followed(reporter, answer, place)
    assert area.headers["HX-Retarget"] == "#sheet"
    assert "<html" not in area.text
    assert "改好了" in area.text
    assert "6.00" in area.text
    assert "已保存" in area.text.split(f'id="fact-{claim.id}"')[1].split("</li>")[0]
    assert "data-back" in area.text
    assert "已保存" not in reporter.get(AREA).text  # said once


def test_places_of_other_forms_outlive_the_renewal(reporter: Person, claim: Fact) -> None:
    page = reporter.get(AREA, headers=_from("sheet")).text
    for name in (str(claim.id), f"copy-{claim.id}", "new-doc-system", "new-honour"):
        assert f'<div id="entry-{name}" hx-preserve></div>' in page
        assert f'id="open-{name}"' in page


def test_a_refused_save_stays_in_its_place_with_every_word(
    world: World, reporter: Person, claim: Fact
) -> None:
    place = f"entry-{claim.id}"
    sent = {"title": "改过", "happened_on": "明天", "version": claim.version}
    answer = reporter.post(f"/unit/facts/{claim.id}/edit", sent, headers=_from(place))
    assert answer.status_code == 422
    assert "HX-Retarget" not in answer.headers
    assert "<html" not in answer.text
    for text in ('value="明天"', "请填写日期，例如 2012-09-21", f'href="#{place}-happened_on"'):
        assert text in answer.text
    assert world.session.get_one(Fact, claim.id).title != "改过"


def test_a_clash_is_settled_in_its_place(world: World, reporter: Person, claim: Fact) -> None:
    place, address = f"entry-{claim.id}", f"/unit/facts/{claim.id}/edit"
    reporter.post(address, {"title": "同事先改的", "version": claim.version})
    clash = reporter.post(address, {"title": "我后改的", "version": claim.version}, headers=_from(place))
    assert clash.status_code == 409
    assert "<html" not in clash.text
    for text in ("同事先改的", "我后改的", f'hx-target="#{place}"'):
        assert text in clash.text
    version = re.search(r'name="version" value="(\d+)"', clash.text)
    seen = re.search(r'name="draft_seen" value="(\d+)"', clash.text)
    assert version
    assert seen
    chosen = {"title": "我后改的", "version": version.group(1), "draft_seen": seen.group(1)}
    assert _followed(reporter, reporter.post(address, chosen, headers=_from(place)), place).status_code == 200
    assert world.session.get_one(Fact, claim.id).title == "我后改的"


def test_a_login_that_ended_leaves_the_form_where_it_is(world: World, reporter: Person, claim: Fact) -> None:
    place, address = f"entry-{claim.id}", f"/unit/facts/{claim.id}/edit"
    world.clock.advance(minutes=61)
    answer = reporter.post(address, {"title": "改"}, headers=_from(place))
    assert answer.status_code == 401
    assert answer.headers["HX-Retarget"] == f"#saved-{place}"
    assert "登录已过期" in answer.text
    opened = reporter.get(address, headers=_from(place))
    assert opened.headers["HX-Redirect"].startswith("/sign-in")


def test_a_copy_and_a_move_show_the_area_anew(world: World, reporter: Person, claim: Fact) -> None:
    place = f"entry-copy-{claim.id}"
    opened = reporter.get(f"{NEW}&copy={claim.id}", headers=_from(place))
    copy = _followed(reporter, opened, place)
    assert f'value="{claim.title}"' in copy.text
    reporter.post(NEW, {"title": "后来的"})
    later = world.assessment().facts[-1]
    moved = reporter.post(f"/unit/facts/{later.id}/move", {"to": "up"}, headers=_from("sheet"))
    page = _followed(reporter, moved, "sheet").text
    assert page.index("后来的") < page.index(claim.title)


def test_a_place_in_the_page_opens_nothing_that_is_not_ones_own(
    client_of: Callable[..., Person], claim: Fact
) -> None:
    stranger = client_of("dazhu-tb")
    headers = _from(f"entry-{claim.id}")
    assert stranger.get(f"/unit/facts/{claim.id}/edit", headers=headers).status_code == 404
    sent = stranger.post(f"/unit/facts/{claim.id}/edit", {"version": claim.version}, headers=headers)
    assert sent.status_code == 404


@pytest.mark.parametrize("place", ["", "weight", "weight-entry-1"])
def test_what_is_weighed_is_no_form(reporter: Person, place: str) -> None:
    headers = {"HX-Request": "true"} | ({"HX-Target": place} if place else {})
    block = reporter.get(f"{NEW}&draft=a-new-form&value_parts=training", headers=headers).text
    assert "自行试算" in block
    assert "<form" not in block
