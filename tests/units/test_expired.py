"""An expired login loses nothing typed: by htmx a word and the way back, without scripts the form itself."""

import html
import re
from collections.abc import Callable

from portal.models import Fact
from tests.units.conftest import AREA
from tests.world import PASSWORD, Person, World

KEEP = f"{AREA}/facts/new/draft?kind=doc-system&draft=first-form"


def _hidden(page: str, form: str) -> list[tuple[str, str]]:
    part = page.split(form)[1].split("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', part)
    return [(name, html.unescape(value)) for name, value in found]


def test_keeping_with_an_expired_login_stays_on_the_page_and_shows_the_way_back(
    world: World, reporter: Person
) -> None:
    world.clock.advance(minutes=61)
    here = f"http://localhost{AREA}/facts/new?kind=doc-system&draft=first-form"
    answer = reporter.post(KEEP, {"title": "在写"}, headers={"HX-Request": "true", "HX-Current-URL": here})
    assert answer.status_code == 401
    assert "登录已过期" in answer.text
    assert f'href="/sign-in?next={AREA}/facts/new' in answer.text
    assert "HX-Redirect" not in answer.headers


def test_a_form_whose_token_is_gone_stays_on_its_page_too(world: World, reporter: Person) -> None:
    answer = reporter.post(KEEP, {"title": "在写", "csrf_token": "old"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "HX-Retarget" not in answer.headers


def test_a_save_with_an_expired_login_comes_back_with_every_word_after_signing_in(
    world: World, reporter: Person, claim: Fact
) -> None:
    address = f"/unit/facts/{claim.id}/edit"
    world.clock.advance(minutes=61)
    sent = {
        "title": "写了“很久”的",
        "note": "两行\n说明",
        "value_parts": ["training", "digital"],
        "version": claim.version,
        "draft_seen": "0",
    }
    page = reporter.post(address, {**sent, "request_key": "first"})
    assert page.status_code == 401
    assert "填写的内容都还在" in page.text
    fields = dict(_hidden(page.text, '<form class="form"'))
    back = reporter.post("/sign-in", {**fields, "login": "kaijiang-tb", "password": PASSWORD})
    assert back.status_code == 200
    assert f'action="{address}"' in back.text
    shown = back.text.split('<dl class="facts">')[1].split("</dl>")[0]
    assert "写了“很久”的" in shown
    assert "另外选填的" in shown
    for code in ("draft_seen", "value_parts", "training"):
        assert code not in shown
    carried: dict[str, list[str]] = {}
    for name, text in _hidden(back.text, '<form class="form"'):
        carried.setdefault(name, []).append(text)
    form = reporter.post(address, carried)  # type: ignore[arg-type]
    assert form.status_code == 422
    assert "已重新登录，填写的内容都在" in form.text
    assert 'value="写了“很久”的"' in form.text
    assert form.text.count(" checked") == 2
    assert world.session.get_one(Fact, claim.id).title != "写了“很久”的"  # nothing before the person says so


def test_somebody_else_who_signs_in_there_is_given_nothing(
    world: World, reporter: Person, claim: Fact, client_of: Callable[..., Person]
) -> None:
    world.clock.advance(minutes=61)
    page = reporter.post(f"/unit/facts/{claim.id}/edit", {"title": "不给别人看", "version": claim.version})
    fields = dict(_hidden(page.text, '<form class="form"'))
    other = reporter.post("/sign-in", {**fields, "login": "dazhu-tb", "password": PASSWORD})
    assert other.status_code == 303
    forged = {**fields, "carried": fields["carried"][:-1] + "x"}
    own = reporter.post("/sign-in", {**forged, "login": "kaijiang-tb", "password": PASSWORD})
    assert own.status_code == 303


def test_a_password_is_never_carried(world: World, reporter: Person) -> None:
    world.clock.advance(minutes=61)
    page = reporter.post("/password", {"current": PASSWORD, "password": "a-new-long-one", "repeat": "x"})
    assert "carried" not in page.text
