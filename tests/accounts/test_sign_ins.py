"""One's own sign-ins: listed, ended one by one and all others at once, and by what happens to the account."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.models import AuditRow
from portal.services.accounts import edit_account
from tests.world import PASSWORD, Person, World

NEW = "another-long-phrase-1"
ClientOf = Callable[..., Person]


def _ends(page: str) -> list[str]:
    return re.findall(r'action="(/account/sign-ins/\d+/end)"', page)


def _is_in(person: Person) -> bool:
    return person.get("/account").status_code == 200


def test_ones_own_sign_ins_are_listed_with_this_one_marked(client_of: ClientOf) -> None:
    here, _there = client_of("kaijiang-tb"), client_of("kaijiang-tb")
    client_of("kaijiang-sq")
    page = here.get("/account").text
    assert page.count("本次登录") == 1
    assert page.count('data-label="最近使用"') == 2
    assert "127.0.0.1" in page
    assert len(_ends(page)) == 1


def test_a_single_sign_in_is_ended_and_the_trail_says_so(world: World, client_of: ClientOf) -> None:
    here, there = client_of("kaijiang-tb"), client_of("kaijiang-tb")
    (address,) = _ends(here.get("/account").text)
    assert here.post(address).status_code == 303
    assert not _is_in(there)
    assert _is_in(here)
    assert here.post(address).status_code == 404
    assert world.session.scalar(select(AuditRow.action).order_by(AuditRow.id.desc())) == "end_sign_in"


def test_nobody_ends_another_persons_sign_in(client_of: ClientOf) -> None:
    here, _there, other = client_of("kaijiang-tb"), client_of("kaijiang-tb"), client_of("kaijiang-sq")
    (address,) = _ends(here.get("/account").text)
    assert other.post(address).status_code == 404
    assert _ends(here.get("/account").text) == [address]


def test_all_others_end_at_once_and_this_one_stays(world: World, client_of: ClientOf) -> None:
    here, *others = (client_of("kaijiang-tb") for _ in range(3))
    colleague = client_of("kaijiang-sq")
    assert here.post("/account/sign-ins/end-others").status_code == 303
    assert not any(_is_in(one) for one in others)
    assert _is_in(here)
    assert _is_in(colleague)
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    assert (row.action, row.after) == ("end_other_sign_ins", {"ended": 2})


def test_a_sign_in_ends_with_signing_out(client_of: ClientOf) -> None:
    here, there = client_of("kaijiang-tb"), client_of("kaijiang-tb")
    here.post("/sign-out")
    assert not _is_in(here)
    assert _is_in(there)


def test_a_new_password_ends_the_other_sign_ins(client_of: ClientOf) -> None:
    here, there = client_of("kaijiang-tb"), client_of("kaijiang-tb")
    sent: dict[str, object] = {"current": PASSWORD, "password": NEW, "repeat": NEW}
    assert here.post("/password", sent).headers["Location"] == "/account"
    assert _is_in(here)
    assert not _is_in(there)


def test_a_disabled_account_is_out_at_once(world: World, client_of: ClientOf) -> None:
    here = client_of("kaijiang-tb")
    account = world.play.account("kaijiang-tb")
    edit_account(
        world.play.by("guanliyuan"),
        account=account,
        name=account.name,
        telephone="",
        roles=account.roles,
        active=False,
        version=account.version,
    )
    assert not _is_in(here)


def test_an_unused_sign_in_ends_after_the_idle_time_and_leaves_the_list(
    world: World, client_of: ClientOf
) -> None:
    there = client_of("kaijiang-tb")
    world.clock.advance(minutes=61)
    here = client_of("kaijiang-tb")
    assert here.get("/account").text.count('data-label="最近使用"') == 1
    assert not _is_in(there)


@pytest.mark.parametrize(("hours", "alive"), [(11, True), (13, False)])
def test_a_used_sign_in_ends_after_the_absolute_time(
    world: World, client_of: ClientOf, hours: int, alive: bool
) -> None:
    here = client_of("kaijiang-tb")
    for _ in range(hours * 2):
        world.clock.advance(minutes=30)
        last = _is_in(here)
    assert last == alive
