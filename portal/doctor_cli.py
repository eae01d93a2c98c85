"""`bin/portal doctor`: whether this machine can do what the portal will ask of it, and what to do if not."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from portal.doctor import Line

_SIGNS = {"ok": "✓", "warn": "!", "fault": "✗"}


@click.command()
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def doctor(style: str) -> None:
    """Look at fonts, database, files, mail, disk 体检. Ends with status 1 on a fault.

    Nothing is changed, no mail is sent.
    """
    found = _examined()
    if style == "json":
        click.echo(json.dumps([asdict(line) for line in found], ensure_ascii=False, indent=1))
    else:
        for line in found:
            click.echo(f"{_SIGNS[line.health]} {line.part}：{line.found}")
            if line.advice:
                click.echo(f"    → {line.advice}")
        count = Counter(line.health.value for line in found)
        click.echo(
            f"{count['ok']} 项正常 (ok)，{count['warn']} 项提醒 (warnings)，{count['fault']} 项故障 (faults)"
        )
    sys.exit(1 if any(line.health == "fault" for line in found) else 0)


def _examined() -> list["Line"]:
    """What was found; where the application itself does not start, that is the one fault."""
    from portal.doctor import Health, Line, examine

    try:
        from portal.app import create_app

        app = create_app()
        with app.app_context():
            return examine(app.config, app.extensions["clock"].now().date())
    except Exception as error:  # whatever keeps it from starting is what the person came to hear
        words = f"门户启动不了 (does not start): {type(error).__name__}: {error}"
        return [Line("设置 settings", Health.fault, words, "请按 README 的“Configuration”核对环境变量")]
