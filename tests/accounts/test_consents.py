"""Nobody becomes one of the office's people, or gets into an office account, without one of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations

import pytest
from sqlalchemy import select

from portal.errors import Invalid, NotFound, Refused
from portal.models import Account, AuditRow, Consent, ConsentKind, Invitation, SecondFactor
from portal.policy import ANONYMOUS, Permission, Role, allows
from portal.services.accounts import (
    AccountContent,
    accept_invitation,
    create_account,
    edit_account,
    reset_password,
)
from portal.services.agreements import agree
from portal.services.consents import move_consent
from portal.services.secondfactor import take_off_second_factor
from portal.workflow import ConsentAction, ConsentState
from tests.test_policy import Indicator
from tests.world import Person, World

ClientOf = Callable[..., Person]
NEW = "another-long-phrase-1"
pytestmark = pytest.mark.stage("setup")


def _newcomer(world: World, login: str = "bangongshi-3") -> tuple[Account, str]:
    section = world.play.account("bangongshi-1").section
    content = AccountContent(login, "新同志", section=section, roles=frozenset({Role.office}))
    return create_account(world.play.by("guanliyuan"), content=content)


def _last_consent(world: World) -> Consent:
    found = world.session.scalars(select(Consent).order_by(Consent.id.desc())).first()
    assert found is not None
    return found


def _asked(world: World, client_of: ClientOf, login: str, way: str) -> Consent:
    """The administrator asks about somebody's account at the browser."""
    address = f"/admin/accounts/{world.play.account(login).id}/{way}"
    answer = client_of("guanliyuan").post(address, {"reason": "本人当面申请"})
    assert answer.status_code == 303, answer.text
    return _last_consent(world)


def _edit(world: World, login: str, *, roles: frozenset[Role] | None = None, active: bool = True) -> bool:
    account = world.play.account(login)
    return edit_account(
        world.play.by("guanliyuan"),
        account=account,
        name=account.name,
        telephone="",
        roles=account.roles if roles is None else roles,
        active=active,
        version=account.version,
    )


def test_an_administrator_alone_makes_no_office_person(world: World) -> None:
    account, token = _newcomer(world)
    assert token == ""
    assert account.roles == frozenset()
    with pytest.raises(Refused):
        reset_password(world.play.by("guanliyuan"), account=account)
    assert world.session.scalar(select(Invitation.id).where(Invitation.account_id == account.id)) is None


def test_a_colleagues_consent_gives_the_role_and_a_code_without_which_the_link_sets_no_password(
    world: World,
) -> None:
    account, _none = _newcomer(world)
    consent = _last_consent(world)
    code = agree(world.play.by("bangongshi-1"), consent=consent, version=consent.version)
    assert account.roles == {Role.office}
    assert code not in str(vars(_last_consent(world)))
    token = reset_password(world.play.by("guanliyuan"), account=account)
    for wrong in ("", "aaaa-bbbb-cccc"):
        with pytest.raises(Invalid) as caught:
            accept_invitation(world.play.by(), rules=world.play.rules, token=token, password=NEW, check=wrong)
        assert caught.value.field == "check"
    typed = f" {code.upper()} "
    accept_invitation(world.play.by(), rules=world.play.rules, token=token, password=NEW, check=typed)


def test_the_role_is_given_to_an_existing_person_the_same_way_and_their_sign_ins_end(
    world: World, client_of: ClientOf
) -> None:
    person = client_of("ducha-1")
    account = world.play.account("ducha-1")
    assert _edit(world, "ducha-1", roles=account.roles | {Role.office})
    assert Role.office not in world.play.account("ducha-1").roles
    assert person.get("/account").status_code == 200
    consent = _last_consent(world)
    assert agree(world.play.by("bangongshi-2"), consent=consent, version=consent.version) == ""
    assert Role.office in world.play.account("ducha-1").roles
    assert person.get("/account").status_code == 303


def test_asking_twice_asks_once(world: World) -> None:
    roles = world.play.account("ducha-1").roles | {Role.office}
    _edit(world, "ducha-1", roles=roles)
    _edit(world, "ducha-1", roles=roles)
    asked = world.session.scalars(select(Consent).where(Consent.state == ConsentState.asked)).all()
    assert len(asked) == 1


def test_only_the_very_first_office_person_needs_no_consent_and_the_auditor_sees_it(
    world: World, client_of: ClientOf
) -> None:
    states = world.session.scalars(
        select(Consent.state).where(Consent.kind == ConsentKind.grant_office).order_by(Consent.id)
    ).all()
    assert states == [ConsentState.founding, ConsentState.carried_out]
    page = client_of("shenji").get("/trail/consents").text
    assert "首名，无人可问" in page
    assert page.count("授予市政府办公室角色") == 2


def test_nobody_agrees_for_himself_nor_does_the_one_who_asked(world: World, client_of: ClientOf) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    for login in ("bangongshi-1", "guanliyuan", "shenji", "kaijiang-sq"):
        with pytest.raises(NotFound):
            agree(world.play.by(login), consent=consent, version=consent.version)
    assert client_of("bangongshi-1").get(f"/office/consents/{consent.id}").status_code == 404


def test_a_reset_of_an_office_account_waits_and_the_password_holds_until_the_link_is_made(
    world: World, client_of: ClientOf
) -> None:
    victim = client_of("bangongshi-1")
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    with pytest.raises(Refused):
        reset_password(world.play.by("guanliyuan"), account=world.play.account("bangongshi-1"))
    page = client_of("bangongshi-2").post(
        f"/office/consents/{consent.id}", {"deed": "agree", "version": str(consent.version)}
    )
    code = re.search(r'<code class="digest">([0-9a-z-]+)</code>', page.text)
    assert code is not None
    assert victim.get("/account").status_code == 200
    address = f"/admin/accounts/{consent.account_id}/reset"
    link = client_of("guanliyuan").post(address)
    token = re.search(r"/invitations/([\w-]+)<", link.text)
    assert token is not None
    assert code.group(1) not in link.text
    assert victim.get("/account").status_code == 303
    stranger = Person(world.app.test_client())
    sent = {"password": NEW, "repeat": NEW}
    refused = stranger.post(f"/invitations/{token.group(1)}", {**sent, "check": "aaaa-bbbb-cccc"})
    assert refused.status_code == 422
    assert "核对码不正确" in refused.text
    assert (
        stranger.post(f"/invitations/{token.group(1)}", {**sent, "check": code.group(1)}).status_code == 303
    )


def test_one_agreement_lets_in_once(world: World, client_of: ClientOf) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    code = agree(world.play.by("bangongshi-2"), consent=consent, version=consent.version)
    account = world.play.account("bangongshi-1")
    token = reset_password(world.play.by("guanliyuan"), account=account)
    accept_invitation(world.play.by(), rules=world.play.rules, token=token, password=NEW, check=code)
    with pytest.raises(Refused):
        reset_password(world.play.by("guanliyuan"), account=account)


def test_an_agreement_that_nobody_used_for_a_week_is_void(world: World, client_of: ClientOf) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    agree(world.play.by("bangongshi-2"), consent=consent, version=consent.version)
    late = world.play.by("guanliyuan")
    late.now = late.now.replace(year=late.now.year + 1)
    with pytest.raises(Refused):
        reset_password(late, account=world.play.account("bangongshi-1"))


def test_the_second_step_of_an_office_account_is_taken_off_only_with_consent(
    world: World, client_of: ClientOf
) -> None:
    session, account = world.session, world.play.account("bangongshi-1")
    session.add(SecondFactor(account_id=account.id, secret="JBSWY3DPEHPK3PXP", since=world.play.at))
    session.commit()
    with pytest.raises(Refused):
        take_off_second_factor(world.play.by("guanliyuan"), account=account)
    consent = _asked(world, client_of, "bangongshi-1", "second-factor")
    agree(world.play.by("bangongshi-2"), consent=consent, version=consent.version)
    factor = world.session.get(SecondFactor, account.id)
    assert factor is not None
    assert factor.since is None
    assert factor.taken_off_at is not None


def test_a_refusal_needs_its_reason_and_leaves_everything_as_it_was(
    world: World, client_of: ClientOf
) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    address = f"/office/consents/{consent.id}"
    sent = {"deed": "refuse", "version": str(consent.version)}
    colleague = client_of("bangongshi-2")
    assert colleague.post(address, sent).status_code == 422
    assert colleague.post(address, {**sent, "reason": "本人未提出"}).status_code == 303
    assert _last_consent(world).state == ConsentState.refused
    with pytest.raises(Refused):
        reset_password(world.play.by("guanliyuan"), account=world.play.account("bangongshi-1"))


def test_the_administrator_takes_a_question_back(world: World, client_of: ClientOf) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "reset")
    address = f"/admin/consents/{consent.id}/withdraw"
    assert client_of("guanliyuan").post(address, {"version": str(consent.version)}).status_code == 303
    assert _last_consent(world).state == ConsentState.withdrawn
    with pytest.raises(Refused):
        agree(world.play.by("bangongshi-2"), consent=consent, version=_last_consent(world).version)
    with pytest.raises(Refused):
        move_consent(
            world.play.by("guanliyuan"),
            consent=_last_consent(world),
            action=ConsentAction.agree,
            version=_last_consent(world).version,
        )


def test_the_person_and_the_auditor_see_what_was_asked_and_agreed(world: World, client_of: ClientOf) -> None:
    consent = _asked(world, client_of, "bangongshi-1", "second-factor")
    assert "请市政府办公室同意" in client_of("bangongshi-1").get("/account").text
    assert "本人当面申请" in client_of("shenji").get("/trail/consents").text
    assert f"/office/consents/{consent.id}" in client_of("bangongshi-2").get("/office/consents/").text
    rows = world.session.scalars(select(AuditRow.action).where(AuditRow.action == "ask_consent")).all()
    assert len(rows) == 1


def test_without_a_colleague_who_can_sign_in_nobody_is_asked(world: World, client_of: ClientOf) -> None:
    _edit(world, "bangongshi-2", active=False)
    address = f"/admin/accounts/{world.play.account('bangongshi-1').id}/reset"
    answer = client_of("guanliyuan").post(address, {"reason": "忘记密码"})
    assert answer.status_code == 422
    assert "bin/portal account" in answer.text


def test_the_last_office_person_is_neither_disabled_nor_stripped_of_the_role(world: World) -> None:
    _edit(world, "bangongshi-2", active=False)
    for change in ({"active": False}, {"roles": frozenset[Role]()}):
        with pytest.raises(Invalid, match="最后一名"):
            _edit(world, "bangongshi-1", **change)  # type: ignore[arg-type]  # fields named by the test


def test_an_administrator_does_not_strip_himself(world: World) -> None:
    with pytest.raises(Invalid):
        _edit(world, "guanliyuan", roles=frozenset())


def test_a_new_link_voids_the_ones_before_it(world: World) -> None:
    account = world.play.account("kaijiang-tb")
    first = reset_password(world.play.by("guanliyuan"), account=account)
    second = reset_password(world.play.by("guanliyuan"), account=account)
    with pytest.raises(Refused):
        accept_invitation(world.play.by(), rules=world.play.rules, token=first, password=NEW)
    accept_invitation(world.play.by(), rules=world.play.rules, token=second, password=NEW)


def test_a_link_of_a_disabled_account_is_void(world: World) -> None:
    token = reset_password(world.play.by("guanliyuan"), account=world.play.account("kaijiang-tb"))
    _edit(world, "kaijiang-tb", active=False)
    with pytest.raises(Refused):
        accept_invitation(world.play.by(), rules=world.play.rules, token=token, password=NEW)


def test_other_roles_end_the_persons_sign_ins(world: World, client_of: ClientOf) -> None:
    person = client_of("kaijiang-tb")
    _edit(world, "kaijiang-tb", roles=frozenset({Role.head}))
    assert person.get("/account").status_code == 303


APART = (Role.admin, Role.office, Role.auditor)
OWN_POWERS = {Permission.USE_OWN_ACCOUNT, Permission.MOVE_DEMO_CLOCK}
# What the office and the auditor read alike; the auditor changes nothing.
READ_ALIKE = {
    Permission.VIEW_OFFICE,
    Permission.VIEW_SCORECARD,
    Permission.READ_EVIDENCE,
    Permission.READ_VETO_PAPER,
    Permission.VIEW_UNIT_SHEET,
    Permission.VIEW_AREA_SHEET,
}


class _Everything:
    """A subject that hinders nobody."""

    year_id, unit_id, area, released, handed_in = 7, 1, "documents", True, True
    proposed_by_id = account_id = by_id = 99
    indicator = Indicator("doc-fewer")


def _powers(role: Role) -> set[Permission]:
    actor = replace(ANONYMOUS, account_id=1, roles=frozenset({role}))
    return {one for one in Permission if allows(actor, one, _Everything())}


@pytest.mark.parametrize(("one", "other"), list(permutations(APART, 2)))
def test_office_admin_and_auditor_have_no_power_of_work_in_common(one: Role, other: Role) -> None:
    common = _powers(one) & _powers(other)
    assert common == OWN_POWERS | (READ_ALIKE if {one, other} == {Role.office, Role.auditor} else set())


def _pairs() -> Iterator[tuple[Role, Role]]:
    apart = set(APART)
    for one, other in permutations(Role, 2):
        if one in apart and other in (apart | {Role.reporter, Role.head}) - {Role.admin}:
            yield one, other


@pytest.mark.parametrize(("one", "other"), [*_pairs(), (Role.office, Role.admin), (Role.auditor, Role.admin)])
def test_no_service_gives_one_person_two_roles_that_exclude_each_other(
    world: World, one: Role, other: Role
) -> None:
    section = world.play.account("guanliyuan").section
    content = AccountContent("two-roles", "某人", section=section, roles=frozenset({one, other}))
    with pytest.raises(Invalid):
        create_account(world.play.by("guanliyuan"), content=content)
    login = {Role.admin: "guanliyuan", Role.office: "bangongshi-1", Role.auditor: "shenji"}[one]
    with pytest.raises(Invalid):
        _edit(world, login, roles=frozenset({one, other}))
