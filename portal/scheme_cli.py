"""`bin/portal scheme`: check a scheme file, score a CSV by it, explain a unit. Without the application."""

import difflib
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn, ParamSpec

import click

from portal.clock import SystemClock, Workdays
from portal.commandwords import SpokenGroup
from portal.errors import PortalError
from portal.scoring import Entrant, Ranking, Scheme, SchemeError, Scorecard, Text, load_scheme
from portal.scoring.json_schema import json_schema
from portal.scoring.sheets import (
    Contest,
    Points,
    Sheet,
    SheetError,
    context_of,
    open_sheet,
    rankings_of,
    summed,
)
from portal.scoring.telling import card_lines, ranking_data, ranking_lines

P = ParamSpec("P")
# From here on a person would wonder whether anything happens.
_MANY_UNITS, _MANY_BYTES = 200, 1 << 20


@click.group(cls=SpokenGroup)
def scheme() -> None:
    """Scheme files 计分办法文件: check, score, explain (docs/scheme-format.md)."""


def _language(given: str | None) -> str:
    """What was asked for, else the locale's: English for en…, Chinese for everything else."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = given or next((name for name in names if name), "")
    return "en" if locale.lower().startswith("en") else "zh"


def _spoken(command: Callable[P, None]) -> Callable[..., None]:
    """Give a command its --lang, and hand on what it says by."""

    @click.option("--lang", type=click.Choice(["zh", "en"]), help="中文或英文 (Chinese or English)")
    @functools.wraps(command)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> None:
        language = _language(kwargs.pop("lang", None))  # type: ignore[arg-type]
        command(*args, **{**kwargs, "language": language})  # type: ignore[arg-type]

    return spoken


_FILE = click.Path(dir_okay=False, path_type=Path)
_facts_options = [
    click.argument("file", type=_FILE),
    click.argument("facts", type=_FILE),
    click.option("--year", type=click.IntRange(1900, 9998), help="考评年度 (year that is judged)"),
    click.option(
        "--encoding", type=click.Choice(["utf-8", "gbk", "utf-16"]), help="CSV 的编码 (found out if left out)"
    ),
    click.option("--progress/--no-progress", default=None, help="进度 (default: for large files)"),
]


def _of_facts(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_facts_options):
        command = option(command)
    return command


@scheme.command()
@click.argument("file", type=_FILE)
@_spoken
def check(file: Path, language: str) -> None:
    """Find everything that is wrong with a scheme file 检查计分办法文件."""
    found = _scheme(file, language, out=sys.stdout)
    areas, groups = len(found.areas), len(found.groups)
    indicators = sum(len(area.indicators) for area in found.areas)
    said = Text(
        f"✓ {file.name}：没有错误。{areas} 个领域、{groups} 个组别、{indicators} 项指标",
        f"✓ {file.name}: no fault. {areas} area(s), {groups} group(s), {indicators} indicator(s)",
    )
    click.echo(said.in_language(language))


@scheme.command()
@_of_facts
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table")
@_spoken
def score(
    file: Path,
    facts: Path,
    year: int | None,
    encoding: str | None,
    progress: bool | None,
    style: str,
    language: str,
) -> None:
    """Score and rank the units of a CSV file 按计分办法给 CSV 计分、排名."""
    rules = _scheme(file, language)
    with _sheet(facts, rules, language, encoding, year, progress) as sheet:
        run, total = _Run(sheet, language), sum(sheet.size(contest) for contest in sheet.contests)
        with _bar(total, _SCORING, language, progress, _MANY_UNITS) as done:
            rankings = run.rankings(lambda _: done(1))
            if style == "json":
                _print_json(rules, run.context.year, rankings)
                return
            for ranking, _ in rankings:
                click.echo("\n".join(ranking_lines(ranking, rules, language)) + "\n")


@scheme.command()
@_of_facts
@click.argument("unit")
@_spoken
def explain(
    file: Path,
    facts: Path,
    unit: str,
    year: int | None,
    encoding: str | None,
    progress: bool | None,
    language: str,
) -> None:
    """Show what every point of a unit is made of 逐项说明一个单位的得分."""
    rules = _scheme(file, language)
    with _sheet(facts, rules, language, encoding, year, progress) as sheet:
        _known_unit(sheet, unit, language)
        run, group, cards = _Run(sheet, language), sheet.group_of(unit), {}

        def keep(card: Scorecard) -> None:
            if card.unit == unit:
                cards[card.area] = card
            done(1)

        contests = [(area, group) for area in sheet.areas_of(unit)]
        total = sum(sheet.size(contest) for contest in contests)
        with _bar(total, _SCORING, language, progress, _MANY_UNITS) as done:
            for ranking, _ in run.rankings(keep, contests):
                lines = card_lines(cards[ranking.area], ranking.row(unit), ranking, rules, language)
                click.echo("\n".join(lines) + "\n")


@scheme.command()
def schema() -> None:
    """Print the JSON Schema of scheme files, for editors 输出供编辑器使用的 JSON Schema."""
    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=1))


_READING, _SCORING = Text("读取", "reading"), Text("计分", "scoring")


def _fail(said: Text, language: str) -> NoReturn:
    click.echo(said.in_language(language), err=True)
    sys.exit(1)


def _open(file: Path, language: str) -> IO[bytes]:
    try:
        return file.open("rb")
    except FileNotFoundError:
        _fail(Text(f"没有这个文件：{file}", f"there is no such file: {file}"), language)
    except OSError as error:
        _fail(Text(f"读不了 {file}：{error.strerror}", f"cannot read {file}: {error.strerror}"), language)


def _scheme(file: Path, language: str, out: IO[str] | None = None) -> Scheme:
    """The scheme in a file; with faults, all of them are printed and the command ends with status 1."""
    try:
        with _open(file, language) as source:
            return load_scheme(source.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        said = Text(
            f"{file.name} 第 {row} 行：不是 UTF-8 编码，请另存为 UTF-8",
            f"{file.name} line {row}: is not in UTF-8; save it as UTF-8",
        )
        click.echo(said.in_language(language), file=out or sys.stderr)
    except SchemeError as error:
        count = len(error.faults)
        head = Text(f"✗ {file.name}：{count} 处错误", f"✗ {file.name}: {count} fault(s)")
        click.echo(head.in_language(language), file=out or sys.stderr)
        for fault in error.faults:
            click.echo(
                f"  {fault.place}\n      {fault.message.in_language(language)}", file=out or sys.stderr
            )
    sys.exit(1)


@contextmanager
def _sheet(
    facts: Path, rules: Scheme, language: str, encoding: str | None, year: int | None, progress: bool | None
) -> Iterator[Sheet]:
    """The facts; with faults, all of them are printed and the command ends with status 1."""
    with (
        _open(facts, language) as source,
        _bar(facts.stat().st_size, _READING, language, progress, _MANY_BYTES) as done,
    ):
        before = [0]

        def tick(now: int, whole: int) -> None:
            # The copy is in UTF-8 and of another size than the file.
            share = now * facts.stat().st_size // max(whole, 1)
            done(share - before[0])
            before[0] = share

        try:
            sheet = open_sheet(source, rules, encoding, year, tick)
        except SheetError as error:
            _tell_sheet_faults(facts, error, language)
    if sheet.encoding == "gb18030" and encoding is None:
        said = Text(f"{facts.name} 按 GBK 编码读取", f"{facts.name} was read as GBK")
        click.echo(said.in_language(language), err=True)
    with sheet:
        if not sheet.contests:
            _fail(Text(f"{facts.name} 里没有单位", f"{facts.name} names no unit"), language)
        yield sheet


def _tell_sheet_faults(facts: Path, error: SheetError, language: str) -> NoReturn:
    count = len(error.faults) + error.more
    lines = [Text(f"✗ {facts.name}：{count} 处错误", f"✗ {facts.name}: {count} fault(s)")]
    lines += [Text("  ", "  ") + line for line in summed(error.faults)]
    if error.more:
        lines.append(Text(f"  另有 {error.more} 处未列出", f"  {error.more} more are not listed"))
    click.echo("\n".join(line.in_language(language) for line in lines), err=True)
    sys.exit(1)


def _known_unit(sheet: Sheet, unit: str, language: str) -> None:
    if unit in sheet.units:
        return
    near = "、".join(difflib.get_close_matches(unit, sheet.units, 3, 0.4) or sheet.units[:5])
    _fail(
        Text(f"没有单位“{unit}”；是不是：{near}", f"there is no unit “{unit}”; did you mean {near}?"),
        language,
    )


class _Run:
    """A sheet being scored: where it is, so that an error can name the unit."""

    def __init__(self, sheet: Sheet, language: str) -> None:
        self.sheet, self.language, self.unit, self.area = sheet, language, "", ""
        # No date in the file, then no rule can depend on the year.
        year = SystemClock().now().year
        self.context = context_of(sheet, Workdays(sheet.corrections).between, year)

    def rankings(
        self, see: Callable[[Scorecard], None], contests: list[Contest] | None = None
    ) -> Iterator[tuple[Ranking, Points]]:
        try:
            yield from rankings_of(self.sheet, self.context, self._begin, see, contests)
        except PortalError as error:
            area = self.sheet.scheme.area(self.area).title
            _fail(_no_calendar(self.unit, area, error), self.language)

    def _begin(self, entrant: Entrant, area: str) -> None:
        self.unit, self.area = entrant.name, area


def _no_calendar(unit: str, area: str, error: PortalError) -> Text:
    """The calendar is the only thing that refuses while scoring: it does not know a year."""
    year = error.values.get("year", "")
    return Text(
        f"{unit}（{area}）：{error}；可在 CSV 中用“工作日”“休息日”行逐日写明",
        f"{unit} ({area}): the working-day calendar does not know {year}; say it day by day in the CSV "
        "by rows “工作日” (working-day) and “休息日” (holiday)",
    )


def _print_json(rules: Scheme, year: int, rankings: Iterator[tuple[Ranking, Points]]) -> None:
    """One document, written area by area."""
    head = {"scheme": rules.title, "digest": rules.digest, "year": year}
    click.echo(json.dumps(head, ensure_ascii=False)[:-1] + ', "rankings": [')
    for place, (ranking, points) in enumerate(rankings):
        click.echo(
            ("," if place else "") + json.dumps(ranking_data(ranking, rules, points), ensure_ascii=False)
        )
    click.echo("]}")


@contextmanager
def _bar(
    length: int, label: Text, language: str, wanted: bool | None, many: int
) -> Iterator[Callable[[int], Any]]:
    """A progress bar on the error output, where there is much to do and somebody to see it."""
    if wanted is False or (wanted is None and (length < many or not sys.stderr.isatty())):
        yield lambda count: None
        return
    with click.progressbar(length=length, label=label.in_language(language), file=sys.stderr) as bar:
        yield bar.update
