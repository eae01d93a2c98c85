"""The project's commands: `bin/portal CMD`. `bin/portal --help` lists them."""

import json
from typing import TYPE_CHECKING, Any

import click

from portal.account_cli import account
from portal.audit_cli import audit
from portal.clock import Clock
from portal.commandwords import SpokenGroup
from portal.doctor_cli import doctor
from portal.document_cli import document
from portal.errors import PortalError
from portal.result_cli import verify
from portal.scheme_cli import scheme

if TYPE_CHECKING:
    from flask import Flask

    from portal.services.work import Work

# These work on files alone, or load the application themselves when they need it.
_ALONE = ("audit", "doctor", "document", "scheme", "verify")


class Commands(SpokenGroup):
    """Says what went wrong in a sentence, never with a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a refusal, or a database that is not there yet, becomes its message."""
        try:
            return super().invoke(context)
        except PortalError as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if type(error).__name__ != "OperationalError":
                raise
            raise click.ClickException(
                "数据库还没有建立或不是最新，请先运行 bin/portal migrate (no database yet, or not up to date)"
            ) from error


@click.group(cls=Commands)
@click.pass_context
def main(context: click.Context) -> None:
    """考评 Kaoping: the portal's own commands."""
    if context.invoked_subcommand in _ALONE:
        return
    from portal.app import create_app

    app = create_app()
    context.obj = app
    context.with_resource(app.app_context())


main.add_command(account)
main.add_command(audit)
main.add_command(doctor)
main.add_command(document)
main.add_command(scheme)
main.add_command(verify)


def _work(app: "Flask") -> "Work":
    from portal.extensions import db
    from portal.services.work import Work

    clock: Clock = app.extensions["clock"]
    return Work(session=db.session(), now=clock.now(), origin="bin/portal")


@main.command()
def migrate() -> None:
    """Bring the database up to date 数据库升级到最新."""
    from flask_migrate import upgrade

    upgrade()
    click.echo("数据库已是最新 (database is up to date)")


@main.command()
@click.argument("what_changes")
def revision(what_changes: str) -> None:
    """Write a migration for what changed in the models 生成数据库迁移."""
    from flask_migrate import migrate as write_migration

    write_migration(message=what_changes)


@main.command()
@click.option("--city", prompt="城市 (city)", help="达州市")
@click.option("--issuer", prompt="发文机关 (issuing office)", help="达州市人民政府办公室")
@click.option("--login", prompt="系统管理员登录名 (first admin's login)")
@click.option("--name", prompt="系统管理员姓名 (first admin's name)")
@click.option("--section", prompt="所在科室 (section)", default="信息技术科")
@click.pass_obj
def init(app: "Flask", city: str, issuer: str, login: str, name: str, section: str) -> None:
    """Start an empty installation 建立空的系统: the first admin, no demo."""
    from flask_migrate import upgrade

    from portal.extensions import db
    from portal.models import Base
    from portal.policy import Role
    from portal.services.accounts import AccountContent, create_account
    from portal.services.settings import name_installation
    from portal.services.units import create_section

    upgrade()
    if db.session.query(Base.metadata.tables["accounts"]).count():
        raise click.ClickException("已有账号，无须再初始化 (there are accounts already)")
    name_installation(_work(app), city=city, issuer=issuer)
    home = create_section(_work(app), code="admin", name=section)
    content = AccountContent(login=login, name=name, section=home, roles=frozenset({Role.admin}))
    _, token = create_account(_work(app), content=content)
    click.echo(
        "系统已建立。请在浏览器打开下面的一次性链接设置密码 (open this link once to set the password):"
    )
    click.echo(f"  http://<本机地址>/invitations/{token}")


@main.command()
@click.option("--threads", default=1, help="同时办几项 (how many jobs at a time)")
@click.option("--parent", type=int, hidden=True)  # ends when that process, its starter, is gone: bin/run
@click.pass_obj
def work(app: "Flask", threads: int, parent: int | None) -> None:
    """Do the jobs in the background 办理后台任务, until Ctrl-C; bin/run does it beside the server."""
    from portal.jobs.worker import work as work_on

    if parent is None:
        click.echo("等待后台任务，按 Ctrl-C 停止 (waiting for jobs, Ctrl-C stops)")
    work_on(app, threads=threads, parent=parent)


@main.command()
@click.option(
    "--at", type=click.Choice(["reporting", "checking", "notice"]), help="移到该阶段 (move on to a stage)"
)
@click.option("--accounts", "list_accounts", is_flag=True, help="列出演示账号 (list the demo's accounts)")
@click.pass_obj
def demo(app: "Flask", at: str | None, list_accounts: bool) -> None:
    """Load the demo year 装入演示数据; again: nothing changes."""
    from portal.demo import account_lines, make

    if list_accounts:
        for line in account_lines():
            click.echo(line)
        return
    try:
        make(app, at=at, say=click.echo)
    except PortalError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table")
@click.pass_obj
def access(app: "Flask", style: str) -> None:
    """What every route asks for, and which roles can hold it at all 各地址的权限."""
    from portal.policy import POLICY

    rows: list[dict[str, Any]] = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        asked = app.extensions["access"][rule.endpoint]
        rows.append(
            {
                "endpoint": rule.endpoint,
                "path": rule.rule,
                "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
                "permission": asked.permission.value if asked.permission else "public",
                "on": asked.load.__name__ if asked.load else None,
            }
        )
    if style == "json":
        permissions = {permission.value: predicate.words for permission, predicate in POLICY.items()}
        click.echo(json.dumps({"routes": rows, "policy": permissions}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['endpoint']:34} {','.join(row['methods']):9} {row['permission']:22} {row['path']}")


if __name__ == "__main__":
    main(prog_name="bin/portal")
