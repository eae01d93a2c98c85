"""Signing in in two steps: set up, asked for, good once, counted, required by role, taken off."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.app import create_app
from portal.clock import shanghai
from portal.models import AuditRow, RecoveryCode, SecondFactor
from portal.policy import Role
from portal.services.codes import STEP, plain, step_of
from tests.world import PASSWORD, Person, World

ClientOf = Callable[..., Person]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _code(world: World, login: str = "kaijiang-tb", steps: int = 0) -> str:
    factor = world.session.get(SecondFactor, world.play.account(login).id)
    assert factor is not None
    world.session.refresh(factor)
    return str(pyotp.TOTP(factor.secret).at(int(world.clock.now().timestamp()) + steps * STEP))


def _switched_on(world: World, client_of: ClientOf, login: str = "kaijiang-tb") -> list[str]:
    """Set up at a browser; gives the recovery codes. A minute later, so that a new code is due."""
    person = client_of(login)
    person.post("/account/second-factor/begin")
    page = person.post("/account/second-factor", {"code": _code(world, login)})
    assert page.status_code == 200
    world.clock.advance(minutes=1)
    return re.findall(r'<code class="digest">([\d-]+)</code>', page.text)


def _first_step(world: World, login: str = "kaijiang-tb") -> Person:
    person = Person(world.app.test_client())
    answer = person.post("/sign-in", {"login": login, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code"
    return person


def _is_in(person: Person) -> bool:
    return person.get("/account").status_code == 200


def _last(world: World) -> AuditRow:
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    return row


# RFC 6238, appendix B (SHA-1), its eight digits cut to the last six that authenticators show
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = shanghai(1970, 1, 1, 8) + timedelta(seconds=seconds)
    assert step_of(secret, code, at=at, after=0) == seconds // STEP


@given(late=st.integers(-200, 200))
def test_a_code_is_taken_only_within_half_a_minute_around_its_own(late: int) -> None:
    at = datetime.fromisoformat("2013-05-06T10:00:00+08:00")
    code = pyotp.TOTP(SECRET).at(int(at.timestamp()))
    found = step_of(SECRET, code, at=at + timedelta(seconds=late), after=0)
    assert (found is not None) == (-STEP <= late < 2 * STEP)


@pytest.mark.parametrize("typed", ["１２３４５６", " 123 456 ", "123-456"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert plain(typed) == "123456"


def test_nothing_changes_until_a_first_code_is_confirmed(world: World, client_of: ClientOf) -> None:
    person = client_of("kaijiang-tb")
    person.post("/account/second-factor/begin")
    page = person.get("/account/second-factor").text
    assert "<svg" in page
    assert "style=" not in page
    wrong = person.post("/account/second-factor", {"code": "000000"})
    assert wrong.status_code == 422
    assert 'value="000000"' in wrong.text
    assert _is_in(client_of("kaijiang-tb"))  # the password alone still lets in
    field = re.search(r'<input[^>]*name="code"[^>]*>', page)
    assert field is not None
    assert 'inputmode="numeric"' in field.group()
    assert 'autocomplete="one-time-code"' in field.group()


def test_switching_on_gives_ten_codes_stored_as_hashes_and_ends_other_sign_ins(
    world: World, client_of: ClientOf
) -> None:
    other = client_of("kaijiang-tb")
    codes = _switched_on(world, client_of)
    assert len(set(codes)) == 10
    assert not _is_in(other)
    stored = world.session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(stored) == 10
    assert not set(stored) & {plain(code) for code in codes}
    assert _last(world).action == "switch_on_second_factor"


def test_the_password_alone_opens_nothing_and_the_code_opens(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    person = _first_step(world)
    assert _last(world).action == "sign_in_first_step"
    assert not _is_in(person)
    answer = person.post("/sign-in/code", {"code": _code(world)})
    assert answer.status_code == 303
    assert _is_in(person)
    assert _last(world).after == {"second_step": "code"}


def test_the_page_that_was_wanted_is_reached_through_both_steps(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    person = Person(world.app.test_client())
    first = person.post("/sign-in?next=/password", {"login": "kaijiang-tb", "password": PASSWORD})
    assert first.headers["Location"] == "/sign-in/code?next=/password"
    answer = person.post(first.headers["Location"], {"code": _code(world)})
    assert answer.headers["Location"] == "/password"


def test_a_code_is_taken_once(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    code = _code(world)
    assert _first_step(world).post("/sign-in/code", {"code": code}).status_code == 303
    again = _first_step(world).post("/sign-in/code", {"code": code})
    assert again.status_code == 422
    assert "已用过" in again.text


def test_a_recovery_code_stands_in_once(world: World, client_of: ClientOf) -> None:
    codes = _switched_on(world, client_of)
    person = _first_step(world)
    assert person.post("/sign-in/code", {"code": codes[0]}).status_code == 303
    assert "9 个" in person.get("/account/second-factor").text
    assert _first_step(world).post("/sign-in/code", {"code": codes[0]}).status_code == 422


def test_wrong_codes_count_with_wrong_passwords_and_the_right_password_resets_nothing(
    world: World, client_of: ClientOf
) -> None:
    _switched_on(world, client_of)
    for _ in range(5):
        assert _first_step(world).post("/sign-in/code", {"code": "000000"}).status_code == 422
    resting = Person(world.app.test_client())
    answer = resting.post("/sign-in", {"login": "kaijiang-tb", "password": PASSWORD})
    wrong = resting.post("/sign-in", {"login": "kaijiang-tb", "password": "wrong"})
    assert answer.status_code == wrong.status_code == 422
    for page in (answer, wrong):
        assert "登录名或密码不正确" in page.text


def test_a_first_step_made_before_the_rest_opens_nothing_during_it(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    waiting = _first_step(world)
    for _ in range(5):
        Person(world.app.test_client()).post("/sign-in", {"login": "kaijiang-tb", "password": "wrong"})
    assert waiting.post("/sign-in/code", {"code": _code(world)}).status_code == 422
    assert not _is_in(waiting)


def test_a_first_step_waits_five_minutes(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    person = _first_step(world)
    world.clock.advance(minutes=6)
    answer = person.post("/sign-in/code", {"code": _code(world)})
    assert answer.headers["Location"] == "/sign-in"
    assert not _is_in(person)


def test_what_was_typed_waits_through_both_steps(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    person = _first_step(world)
    person.post("/sign-in/code", {"code": _code(world)})
    world.clock.advance(minutes=61)
    page = person.post("/2013/unit/areas/documents/facts/new?kind=doc-system", {"title": "写到一半"})
    assert page.status_code == 401
    sealed = re.search(r'name="carried" value="([^"]+)"', page.text)
    assert sealed is not None
    sent: dict[str, object] = {
        "login": "kaijiang-tb",
        "password": PASSWORD,
        "carried": sealed.group(1),
    }
    second = person.post("/sign-in", sent)
    assert second.status_code == 200
    assert sealed.group(1) in second.text
    back = person.post("/sign-in/code", {"code": _code(world), "carried": sealed.group(1)})
    assert "写到一半" in back.text


def test_switching_off_and_new_codes_need_the_password(world: World, client_of: ClientOf) -> None:
    codes = _switched_on(world, client_of)
    person = _first_step(world)
    person.post("/sign-in/code", {"code": codes[0]})
    for deed in ("off", "codes"):
        answer = person.post("/account/second-factor/change", {"deed": deed, "password": "wrong"})
        assert answer.status_code == 422
    renewed = person.post("/account/second-factor/change", {"deed": "codes", "password": PASSWORD})
    assert codes[1] not in renewed.text
    assert _first_step(world).post("/sign-in/code", {"code": codes[1]}).status_code == 422
    off = person.post("/account/second-factor/change", {"deed": "off", "password": PASSWORD})
    assert off.status_code == 303
    assert _is_in(client_of("kaijiang-tb"))


def test_a_chosen_role_does_nothing_before_it_is_set_up_and_cannot_switch_it_off(
    world: World, client_of: ClientOf
) -> None:
    world.app.config["SECOND_FACTOR_ROLES"] = frozenset({Role.reporter})
    person = client_of("kaijiang-tb")
    for address in ("/2013/unit/", "/2013/unit/areas/documents"):
        assert person.get(address).headers["Location"] == "/account/second-factor"
    assert "必须使用两步验证" in person.get("/account/second-factor").text
    assert client_of("kaijiang-sq").get("/2013/unit/").status_code == 200
    codes = _switched_on(world, client_of)
    person = _first_step(world)
    person.post("/sign-in/code", {"code": codes[0]})
    assert person.get("/2013/unit/").status_code == 200
    refused = person.post("/account/second-factor/change", {"deed": "off", "password": PASSWORD})
    assert refused.status_code == 422
    assert "不能关闭" in refused.text


def test_the_admin_takes_it_off_and_the_person_is_told_once(world: World, client_of: ClientOf) -> None:
    _switched_on(world, client_of)
    inside = _first_step(world)
    inside.post("/sign-in/code", {"code": _code(world)})
    admin = client_of("guanliyuan")
    address = f"/admin/accounts/{world.play.account('kaijiang-tb').id}"
    assert f"{address}/second-factor" in admin.get(address).text
    assert admin.get(f"{address}/second-factor").status_code == 200
    assert _first_step(world)  # looking changed nothing
    assert admin.post(f"{address}/second-factor").status_code == 303
    assert _last(world).action == "take_off_second_factor"
    assert not _is_in(inside)
    for told in (True, False):
        person = Person(world.app.test_client())
        person.post("/sign-in", {"login": "kaijiang-tb", "password": PASSWORD})
        assert ("取消您的两步验证" in person.get("/account").text) == told
    assert world.session.scalars(select(RecoveryCode)).all() == []


def test_the_admin_does_not_take_off_his_own(world: World, client_of: ClientOf) -> None:
    codes = _switched_on(world, client_of, "guanliyuan")
    admin = _first_step(world, "guanliyuan")
    admin.post("/sign-in/code", {"code": codes[0]})
    own = world.play.account("guanliyuan").id
    assert admin.post(f"/admin/accounts/{own}/second-factor").status_code == 422
    assert _first_step(world, "guanliyuan")


def test_a_role_that_does_not_exist_stops_the_start(world: World, tmp_path: object) -> None:
    import config

    settings = config.TestingConfig()
    settings.SECOND_FACTOR_ROLES = frozenset({"adnim"})  # type: ignore[misc]  # what the environment says
    with pytest.raises(RuntimeError, match="adnim"):
        create_app(settings, world.clock)
