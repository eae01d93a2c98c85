"""`bin/portal audit`: the trail's chain verified, in the database or in an export alone, and taken away."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.commandwords import SpokenGroup

if TYPE_CHECKING:
    from portal.queries.chain import Head


@click.group(cls=SpokenGroup)
def audit() -> None:
    """The audit trail 审计记录: verify it, take it away."""


class HeadText(click.ParamType):
    """The end of a chain as it was printed: 1234:hash, or the hash alone."""

    name = "head"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> "Head":
        """Read it; a usage error where it is none."""
        from portal.queries.chain import Head, head_from

        try:
            return value if isinstance(value, Head) else head_from(str(value))
        except ValueError:
            self.fail("链尾应为“行号:64 位校验码”或校验码 (a head is number:hash, or the hash)", param, ctx)


@audit.command("verify")
@click.option(
    "--head", "heads", multiple=True, type=HeadText(), help="印出或导出过的链尾 (a printed or exported head)"
)
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="只凭导出的审计链 (an exported chain alone)",
)
def verify_trail(heads: tuple["Head", ...], path: Path | None) -> None:
    """Find any row that was changed, removed or reordered 核对审计链.

    A tail that was cut off shows only against a head from before: those of the publications are taken by
    themselves, the one that the auditor wrote down is given with --head. Ends with status 1 on a fault.
    """
    faults, said = _of_file(path, heads) if path is not None else _of_database(heads)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo(said)


def _of_file(path: Path, heads: tuple["Head", ...]) -> tuple[list[str], str]:
    from portal.queries.chain import Head, exported, faults_of

    try:
        entries = list(exported(path.read_text(encoding="utf-8").splitlines()))
    except UnicodeDecodeError:
        return ["文件不是 UTF-8 文本，不是导出的审计链 (this is no exported chain)"], ""
    if not entries:
        return ["文件里没有记录 (there are no rows in the file)"], ""
    end = Head(entries[-1].number, entries[-1].hash)
    return faults_of(entries, heads), _whole(end)


def _of_database(heads: tuple["Head", ...]) -> tuple[list[str], str]:
    from portal.app import create_app
    from portal.extensions import db
    from portal.queries.chain import chain_end, faults_of, published_heads, stored

    with create_app().app_context():
        session = db.session()
        faults = faults_of(stored(session), [*published_heads(session), *heads])
        return faults, _whole(chain_end(session))


def _whole(end: "Head") -> str:
    return (
        f"审计链完整，共 {end.number} 行 (the chain is whole)\n"
        f"链尾，请抄存于系统之外 (its head, to be kept elsewhere)：{end}"
    )


@audit.command("export")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="JSON 文件")
def export(out: Path) -> None:
    """Write the whole chain to a file that verifies without the database 导出整条审计链."""
    from portal.app import create_app
    from portal.extensions import db
    from portal.queries.chain import as_lines, chain_end

    with create_app().app_context():
        with out.open("w", encoding="utf-8") as file:
            file.writelines(as_lines(db.session()))
        click.echo(f"已导出 (written)：{out}")
        click.echo(f"链尾 (its head)：{chain_end(db.session())}")
