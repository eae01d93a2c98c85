"""The way in at the server: for an only administrator without device and codes, always on record."""

import re

import pytest
from sqlalchemy import select

from portal.account_cli import account
from portal.models import AuditRow, SecondFactor
from tests.world import Person, World

pytestmark = pytest.mark.stage("setup")
NEW = "another-long-phrase-1"


def _run(world: World, *words: str) -> tuple[int, str]:
    with world.app.app_context():
        result = world.app.test_cli_runner().invoke(account, list(words), obj=world.app)
    return result.exit_code, result.output


def _last(world: World) -> AuditRow:
    row = world.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row is not None
    return row


def test_an_only_administrator_gets_in_again_and_the_trail_says_why(world: World) -> None:
    login = "guanliyuan"
    session = world.session
    session.add(
        SecondFactor(account_id=world.play.account(login).id, secret="JBSWY3DPEHPK3PXP", since=world.play.at)
    )
    session.commit()
    assert _run(world, "take-off", login, "--reason", "手机和恢复码都丢失")[0] == 0
    assert (_last(world).action, _last(world).reason) == ("take_off_at_the_server", "手机和恢复码都丢失")
    code, output = _run(world, "reset", login, "--reason", "忘记密码")
    assert code == 0
    token = re.search(r"/invitations/([\w-]+)", output)
    assert token is not None
    visitor = Person(world.app.test_client())
    visitor.post(f"/invitations/{token.group(1)}", {"password": NEW, "repeat": NEW})
    page = Person(world.app.test_client(), login, NEW).get("/account").text
    assert "在服务器上重置密码" in page


@pytest.mark.parametrize(
    "words", [("reset", "nobody", "--reason", "x"), ("reset", "guanliyuan", "--reason", " ")]
)
def test_without_a_known_name_or_a_reason_nothing_happens(world: World, words: tuple[str, ...]) -> None:
    before = _last(world).id
    assert _run(world, *words)[0] != 0
    assert _last(world).id == before
