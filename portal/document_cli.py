"""`bin/portal document`: a circular's PDF measured against its format, and the published one printed."""

import hashlib
import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from portal.commandwords import SpokenGroup
from portal.errors import NotFound

if TYPE_CHECKING:
    from portal.documents.checking import Report, Verdict
    from portal.models import Publication

_FILE = click.Path(path_type=Path)
_SIGNS = {"holds": "✓", "breach": "✗", "not_applicable": "–"}
_UNREADABLE = 2


@click.group(cls=SpokenGroup)
def document() -> None:
    """Official documents 公文: measure a circular, print the published one."""


@document.command()
@click.argument("file", type=_FILE)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def check(file: Path, style: str) -> None:
    """Measure a circular's PDF against the thirty rules of GB/T 9704 按公文格式逐条测量通报.

    Ends with status 0 if every rule holds, 1 on a breach, 2 if the file cannot be read.
    """
    from portal.documents.checking import Unreadable, examine

    # What the reader thinks of a file's insides helps nobody here.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        report = examine(_read(file, style))
    except Unreadable as reason:
        _unreadable(file, str(reason), style)
    if style == "json":
        click.echo(json.dumps(_data(file, report), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_lines(file, report)))
    sys.exit(1 if report.breaches else 0)


def _read(file: Path, style: str) -> bytes:
    from portal.documents.checking.check import MOST_BYTES

    try:
        if file.is_dir():
            _unreadable(file, "这是文件夹 (this is a folder)", style)
        with file.open("rb") as source:
            return source.read(MOST_BYTES + 1)  # one byte more, so that what is too large is seen to be
    except FileNotFoundError:
        _unreadable(file, "没有这个文件 (there is no such file)", style)
    except (OSError, ValueError) as error:
        _unreadable(file, f"读不了 (cannot be read): {error}", style)


def _unreadable(file: Path, reason: str, style: str) -> NoReturn:
    if style == "json":
        click.echo(json.dumps({"file": str(file), "error": reason}, ensure_ascii=False, indent=1))
    click.echo(f"测不了 (cannot be measured) {file}：{reason}", err=True)
    sys.exit(_UNREADABLE)


def _lines(file: Path, report: "Report") -> list[str]:
    lines = [f"{file}：{report.pages} 页 (pages)"]
    for one in report.verdicts:
        lines.append(f"{_SIGNS[one.outcome]} {one.rule:2} {one.name}：{one.limit}")
        lines.append(f"     {_word(one)}：{one.value}")
    count = {outcome: sum(v.outcome == outcome for v in report.verdicts) for outcome in _SIGNS}
    lines.append(
        f"{len(report.verdicts)} 条规则 (rules)：{count['holds']} 条相符 (hold)，"
        f"{count['breach']} 条不符 (broken)，{count['not_applicable']} 条不适用 (not applicable)"
    )
    return lines


def _word(verdict: "Verdict") -> str:
    if verdict.outcome == "not_applicable":
        return "不适用 n/a"
    return "量得 measured" if verdict.holds else "不符 breach"


def _data(file: Path, report: "Report") -> dict[str, object]:
    rules = [
        {"rule": v.rule, "name": v.name, "limit": v.limit, "verdict": str(v.outcome), "value": v.value}
        for v in report.verdicts
    ]
    breaches = [v.rule for v in report.breaches]
    return {"file": str(file), "pages": report.pages, "breaches": breaches, "rules": rules}


@document.command()
@click.argument("year", type=int)
@click.option("--out", "out", type=_FILE, required=True, help="写到哪个文件 (the PDF to write)")
def circular(year: int, out: Path) -> None:
    """Print a year's circular from its published snapshot 从公布时的快照印制通报.

    The same snapshot and fonts give the same bytes.
    """
    from portal.app import create_app
    from portal.printing import circular_pdf

    app = create_app()
    with app.app_context():
        edition = _published(year)
        content = circular_pdf(edition.snapshot, edition.digest)
    _write(out, content)
    click.echo(f"{out}：{year} 年度通报 (circular)，{len(content)} 字节 (bytes)")
    click.echo(f"快照校验码 (snapshot) SHA-256 {edition.digest}")
    click.echo(f"文件校验码 (this file) SHA-256 {hashlib.sha256(content).hexdigest()}")


def _published(number: int) -> "Publication":
    from portal.extensions import db
    from portal.queries.decisions import publication_of
    from portal.queries.years import year_by_number

    try:
        year = year_by_number(db.session(), number)
    except NotFound:
        raise click.ClickException(f"没有 {number} 年度 (there is no such year)") from None
    edition = publication_of(db.session(), year)
    if edition is None:
        raise click.ClickException(f"{number} 年度还没有公布，没有通报 (not published yet: no circular)")
    return edition


def _write(out: Path, content: bytes) -> None:
    """Whole or not at all."""
    try:
        descriptor, part = tempfile.mkstemp(dir=out.absolute().parent, prefix=".part-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(part).chmod(0o644)
        Path(part).replace(out)
    except OSError as error:
        raise click.ClickException(f"写不了 (cannot write) {out}：{error.strerror}") from error
