"""Accounts: wrong passwords, resting, sessions that end, one-time links, roles that exclude."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from portal.errors import Invalid, Refused
from portal.models import AuditRow, LoginSession
from portal.policy import Role
from portal.queries.accounts import sign_in_of
from portal.services.accounts import (
    AccountContent,
    accept_invitation,
    change_password,
    create_account,
    edit_account,
    reset_password,
)
from portal.services.passwords import DEMO_PASSWORD, SignInRules
from portal.services.signins import sign_in, sign_out
from tests.world import PASSWORD, World

RULES = SignInRules(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
IDLE, ABSOLUTE = timedelta(hours=1), timedelta(hours=12)


def _enter(world: World, password: str = PASSWORD, login: str = "kaijiang-tb") -> str:
    return sign_in(world.play.by(), rules=RULES, login=login, password=password)[1]


def _alive(world: World, token: str, later: timedelta = timedelta(0)) -> bool:
    found = sign_in_of(world.session, token)
    return found is not None and found.lives(world.play.at + later, IDLE, ABSOLUTE)


@pytest.mark.stage("setup")
def test_right_and_wrong_passwords_each_leave_one_audit_row(world: World) -> None:
    assert _enter(world)
    assert not _enter(world, "wrong")
    assert not _enter(world, login="nobody-here")
    rows = world.session.scalars(select(AuditRow.action).order_by(AuditRow.id.desc()).limit(3)).all()
    assert rows == ["sign_in_failed", "sign_in_failed", "sign_in"]


@pytest.mark.stage("setup")
def test_after_five_wrong_passwords_the_account_rests_even_for_the_right_one(world: World) -> None:
    for _ in range(5):
        assert not _enter(world, "wrong")
    assert not _enter(world)
    world.play.at += timedelta(minutes=16)
    assert _enter(world)


@pytest.mark.stage("setup")
def test_a_copied_token_is_dead_after_sign_out(world: World) -> None:
    token = _enter(world)
    assert _alive(world, token)
    row = world.session.scalars(select(LoginSession)).one()
    sign_out(world.play.by("kaijiang-tb"), sign_in_id=row.id)
    assert not _alive(world, token)


@pytest.mark.stage("setup")
def test_a_token_dies_with_a_changed_password_a_reset_and_a_disabled_account(world: World) -> None:
    account = world.play.account("kaijiang-tb")
    token = _enter(world)
    change_password(
        world.play.by("kaijiang-tb"),
        rules=RULES,
        account=account,
        current=PASSWORD,
        password="another-long-phrase",
    )
    assert not _alive(world, token)
    token = _enter(world, "another-long-phrase")
    edit_account(
        world.play.by("guanliyuan"),
        account=account,
        name=account.name,
        telephone="",
        roles=account.roles,
        active=False,
        version=account.version,
    )
    assert not _alive(world, token)
    assert not _enter(world, "another-long-phrase")
    reset_password(world.play.by("guanliyuan"), account=world.play.account("kaijiang-sq"))
    assert not _enter(world, login="kaijiang-sq")


@pytest.mark.parametrize(
    ("later", "alive"), [(IDLE, True), (IDLE + timedelta(seconds=1), False)], ids=["in time", "too late"]
)
def test_an_idle_sign_in_ends_to_the_second(world: World, later: timedelta, alive: bool) -> None:
    token = _enter(world)
    assert _alive(world, token, later) == alive


@pytest.mark.stage("setup")
def test_a_one_time_link_works_once_and_not_after_a_week(world: World) -> None:
    account = world.play.account("kaijiang-tb")
    token = reset_password(world.play.by("guanliyuan"), account=account)
    late = world.play.by()
    late.now += timedelta(days=7, minutes=1)
    with pytest.raises(Refused):
        accept_invitation(late, rules=RULES, token=token, password="a-new-long-phrase")
    accept_invitation(world.play.by(), rules=RULES, token=token, password="a-new-long-phrase")
    with pytest.raises(Refused):
        accept_invitation(world.play.by(), rules=RULES, token=token, password="yet-another-phrase")
    assert _enter(world, "a-new-long-phrase")


@pytest.mark.stage("setup")
def test_the_demos_password_works_nowhere_else(world: World) -> None:
    token = reset_password(world.play.by("guanliyuan"), account=world.play.account("kaijiang-tb"))
    with pytest.raises(Invalid, match="演示密码"):
        accept_invitation(world.play.by(), rules=RULES, token=token, password=DEMO_PASSWORD)
    account = world.play.account("kaijiang-sq")
    account.password_hash = RULES.hasher.hash(DEMO_PASSWORD)
    world.play.session.commit()
    assert not _enter(world, DEMO_PASSWORD, "kaijiang-sq")


@pytest.mark.parametrize(
    ("roles", "home"),
    [
        ({Role.admin, Role.office}, "section"),
        ({Role.auditor, Role.admin}, "section"),
        ({Role.auditor}, "unit"),
        ({Role.office}, "unit"),
        ({Role.reporter}, "section"),
        ({Role.reviewer}, "section"),
        ({Role.reporter}, "both"),
        ({Role.reporter}, "none"),
    ],
)
def test_an_account_that_cannot_be_is_refused_at_its_field(world: World, roles: set[Role], home: str) -> None:
    unit, section = world.play.unit("fagai"), world.play.account("guanliyuan").section
    content = AccountContent(
        "new-person",
        "新",
        unit=unit if home in ("unit", "both") else None,
        section=section if home in ("section", "both") else None,
        roles=frozenset(roles),
    )
    with pytest.raises(Invalid) as caught:
        create_account(world.play.by("guanliyuan"), content=content)
    assert caught.value.field in ("roles", "unit")


@pytest.mark.stage("reporting")
def test_nobody_who_judges_becomes_auditor_or_admin(world: World) -> None:
    account = world.play.account("wendian-1")
    with pytest.raises(Invalid) as caught:
        edit_account(
            world.play.by("guanliyuan"),
            account=account,
            name=account.name,
            telephone="",
            roles=frozenset({Role.auditor}),
            active=True,
            version=account.version,
        )
    assert caught.value.field == "roles"
