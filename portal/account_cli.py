"""`bin/portal account`: the way in at the server, when nobody in the portal can open it."""

from typing import TYPE_CHECKING

import click

from portal.clock import Clock
from portal.commandwords import SpokenGroup

if TYPE_CHECKING:
    from flask import Flask

    from portal.models import Account
    from portal.services.work import Work

REASON = click.option("--reason", prompt="事由 (reason, goes into the trail)", help="记入审计记录")


@click.group(cls=SpokenGroup)
def account() -> None:
    """Let somebody in again 救急: on record in the trail, shown to the auditor."""


def _work(app: "Flask") -> "Work":
    from portal.extensions import db
    from portal.queries.settings import installation_of
    from portal.services.work import Work

    clock: Clock = app.extensions["clock"]
    session = db.session()
    now = clock.now() + installation_of(session).clock_shift
    return Work(session=session, now=now, origin="bin/portal")


def _named(login: str) -> "Account | None":
    from portal.extensions import db
    from portal.queries.accounts import account_by_login

    return account_by_login(db.session(), login)


@account.command()
@click.argument("login")
@REASON
@click.pass_obj
def reset(app: "Flask", login: str, reason: str) -> None:
    """A new one-time link for somebody whom nobody else can reset 重置密码."""
    from portal.services.rescue import reset_at_the_server

    token = reset_at_the_server(_work(app), account=_named(login), reason=reason)
    click.echo("原密码已作废。请把一次性链接交给本人 (hand this link to the person, it works once):")
    click.echo(f"  http://<本机地址>/invitations/{token}")


@account.command("take-off")
@click.argument("login")
@REASON
@click.pass_obj
def take_off(app: "Flask", login: str, reason: str) -> None:
    """Take the second step off, device and codes being lost 取消两步验证."""
    from portal.services.rescue import take_off_at_the_server

    take_off_at_the_server(_work(app), account=_named(login), reason=reason)
    click.echo("两步验证已取消，本人下次登录时会看到 (taken off, the person is told at the next sign-in)")
