"""Two password profiles, clause by clause; history and expiry; the chosen one is the one that is held."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from portal.app import create_app
from portal.errors import Invalid
from portal.models import PasswordSet
from portal.services.accounts import change_password
from portal.services.passwordrules import ASVS, DJBH3, PROFILES, Candidate, Profile
from portal.services.passwords import SignInRules
from tests.world import PASSWORD, Person, World

HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PERSON = {"login": "kaijiang-tb", "names": ("达州市", "达州市人民政府办公室", "开江县", "谭秘书")}


def _said(profile: Profile, password: str, used: bool = False) -> str:
    fault = profile.fault(Candidate(password, used=used, **PERSON))  # type: ignore[arg-type]  # fields named by the test
    return str(fault or "")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("Abcde1!", "密码至少 8 个字符"),
        ("Abcdef1!", ""),
        ("lowercase-only", "三类"),
        ("lower-case-1", ""),
        ("UPPER-lower", ""),
        ("UPPERlower1", ""),
        ("12345678-", "三类"),
        ("Kaijiang-Tb1", "不能含有登录名"),
        ("A" * 120 + "b-cdefg", ""),
        ("A" * 122 + "b-cdefg", "密码最多 128 个字符"),
    ],
)
def test_djbh3_clause_by_clause(password: str, said: str) -> None:
    found = _said(DJBH3, password)
    assert said in found
    assert bool(found) == bool(said)


def test_djbh3_takes_no_password_again_and_asvs_does_not_ask() -> None:
    assert "最近用过" in _said(DJBH3, "Good-Enough-1", used=True)
    assert _said(ASVS, "four silent rivers", used=True) == ""


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("elevensigns", "密码至少 12 个字符"),
        ("twelve signs", ""),
        ("四条安静的河流一直向东流去", ""),
        ("nodigitsnocapitals", ""),
        ("x" + "ab cd" * 26, "密码最多 128 个字符"),
        ("Password1234", "很容易猜到"),
        ("2013-admin-2013", "很容易猜到"),
        ("passwordpassword1", "很容易猜到"),
        ("847362956104", "很容易猜到"),
        ("a12345678901", "很容易猜到"),
        ("river-river-river-", "很容易猜到"),
        ("defghijklmno", "很容易猜到"),
        ("onmlkjihgfed", "很容易猜到"),
        ("my-KaiJiang-TB-pass", "不能含有登录名"),
        ("bt-gnaijiak-long", "不能含有登录名"),
        ("开江县的填报员密码很长很长", "名称"),
        ("安静的河流达州市一直向东流", "名称"),
    ],
)
def test_asvs_clause_by_clause(password: str, said: str) -> None:
    found = _said(ASVS, password)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))
def test_every_demand_names_its_clause(profile: Profile) -> None:
    assert all(rule.clause.startswith(("GB/T 22239-2019", "ASVS", "NIST")) for rule in profile.rules)


@given(password=st.text(max_size=200))
def test_no_password_breaks_a_check(password: str) -> None:
    for profile in PROFILES.values():
        _said(profile, password)


def _change(world: World, profile: Profile, old: str, new: str) -> None:
    change_password(
        world.play.by("kaijiang-tb"),
        rules=SignInRules(HASHER, profile=profile),
        account=world.play.account("kaijiang-tb"),
        current=old,
        password=new,
    )


def test_the_last_five_are_not_used_again_and_no_more_are_kept(world: World) -> None:
    ones = [f"Quiet-River-{number}" for number in range(6)]
    for old, new in zip([PASSWORD, *ones], ones, strict=False):
        _change(world, DJBH3, old, new)
    for used in ones[1:]:
        with pytest.raises(Invalid, match="最近用过"):
            _change(world, DJBH3, ones[-1], used)
    _change(world, DJBH3, ones[-1], ones[0])
    own = world.play.account("kaijiang-tb").id
    assert world.session.query(PasswordSet).filter_by(account_id=own).count() == 5


def test_asvs_keeps_no_hash_of_an_earlier_password(world: World) -> None:
    _change(world, ASVS, PASSWORD, "four silent rivers")
    own = world.play.account("kaijiang-tb").id
    assert [row.password_hash for row in world.session.query(PasswordSet).filter_by(account_id=own)] == [""]


def test_an_expired_password_is_changed_before_anything_else(
    world: World, client_of: Callable[..., Person]
) -> None:
    person = client_of("kaijiang-tb")
    assert person.get("/2013/unit/").status_code == 200
    world.app.config["PASSWORD_PROFILE"] = "djbh3"
    sent: dict[str, object] = {"current": PASSWORD, "password": "Quiet-River-1", "repeat": "Quiet-River-1"}
    assert person.post("/password", sent).status_code == 303
    assert person.get("/2013/unit/").status_code == 200
    world.clock.advance(days=91)
    later = Person(world.app.test_client())
    later.post("/sign-in", {"login": "kaijiang-tb", "password": "Quiet-River-1"})
    assert later.get("/2013/unit/").headers["Location"] == "/password"
    assert "密码已到期" in later.get("/password").text
    world.app.config["PASSWORD_PROFILE"] = "asvs"
    assert later.get("/2013/unit/").status_code == 200


@pytest.mark.parametrize(("profile", "said"), [("djbh3", "三类"), ("asvs", "至少 12 个字符")])
def test_the_page_says_the_chosen_profiles_demands_and_holds_them(
    world: World, client_of: Callable[..., Person], profile: str, said: str
) -> None:
    world.app.config["PASSWORD_PROFILE"] = profile
    person = client_of("kaijiang-tb")
    assert said in person.get("/password").text
    weak: dict[str, object] = {"current": PASSWORD, "password": "alllowercas", "repeat": "alllowercas"}
    answer = person.post("/password", weak)
    assert answer.status_code == 422
    assert said in answer.text.split('id="password-error"')[1]


def test_a_profile_that_does_not_exist_stops_the_start(world: World) -> None:
    import config

    settings = config.TestingConfig()
    settings.PASSWORD_PROFILE = "strong"
    with pytest.raises(RuntimeError, match="djbh3"):
        create_app(settings, world.clock)


def test_ninety_days_are_djbh3s_and_asvs_has_none() -> None:
    assert (DJBH3.expires, DJBH3.remembers) == (timedelta(days=90), 5)
    assert (ASVS.expires, ASVS.remembers) == (None, 0)
