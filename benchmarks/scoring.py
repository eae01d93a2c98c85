"""How long scoring takes, how that grows, and what `scheme score` needs, as multiples of one hello request.

    .venv/bin/python -m benchmarks.scoring              # 30 to 3,000 units with 50 facts each
    .venv/bin/python -m benchmarks.scoring 30 100       # other numbers of units

Needs no database. All seven areas of the shipped scheme are scored and ranked, one group of units.
"""

import csv
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.hello import Hello, serving
from benchmarks.made import CONTEXT, FACTS, entrants, scheme
from portal.scoring import Area, Scheme, rank, score_group, shipped

SIZES = (30, 100, 300, 1000, 3000)
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    print(f"{platform.python_version()}, {os.cpu_count()} cores, {FACTS} facts each, median of {ROUNDS}")
    rules = scheme()
    with serving() as port:
        hello = Hello(port)
        taken = {units: _scored(rules, units, hello) for units in sizes}
        print(f"hello {hello.seconds * 1000:.2f} ms")
        print(f"{'units':>6} {'seconds':>9} {'× hello':>9} {'ms a unit':>10} {'growth':>7}")
        before = None
        for units, seconds in taken.items():
            growth = _exponent(before, (units, seconds))
            print(
                f"{units:6} {seconds:9.2f} {seconds / hello.seconds:9.0f} {seconds / units * 1000:10.2f} "
                f"{growth:>7}"
            )
            before = (units, seconds)
        _command(rules, sizes[-1], hello)


def _exponent(before: tuple[int, float] | None, now: tuple[int, float]) -> str:
    """How the time grows with the units: 1.00 is in proportion."""
    if before is None:
        return ""
    return f"{math.log(now[1] / before[1]) / math.log(now[0] / before[0]):.2f}"


def _scored(rules: Scheme, units: int, hello: Hello) -> float:
    rounds = ROUNDS if units <= 300 else 1
    found = []
    held = {area.code: list(entrants(rules, area, units)) for area in rules.areas}
    for _ in range(rounds):
        hello.ask()
        began = time.process_time()  # the processor's: others on the machine do not count
        for area in rules.areas:
            ranking = rank(score_group(held[area.code], CONTEXT, rules, area.code), rules)
            assert len(ranking.rows) == units
        found.append(time.process_time() - began)
        hello.ask()
    return sorted(found)[len(found) // 2]


def _command(rules: Scheme, units: int, hello: Hello) -> None:
    """`bin/portal scheme score` on a CSV of all units: time, the most memory, what of it is progress."""
    with tempfile.TemporaryDirectory() as folder:
        facts, file = Path(folder, "facts.csv"), Path(folder, "scheme.toml")
        file.write_text(shipped("dazhou-2012"), encoding="utf-8")
        rows = _write(facts, rules, units)
        code = "import sys; from portal.cli import main; main(sys.argv[1:])"
        command = [sys.executable, "-c", code, "scheme", "score", str(file), str(facts), "--progress"]
        began, first, steps = time.perf_counter(), None, 0
        screen, end = os.openpty()  # a bar is drawn for somebody who sees it
        running = subprocess.Popen(  # noqa: S603 - our own code
            [*command, "--format", "json"], stdout=subprocess.DEVNULL, stderr=end
        )
        os.close(end)
        told = b""
        with suppress(OSError):  # a closed screen
            while piece := os.read(screen, 4096):
                first = first or time.perf_counter() - began
                steps += piece.count(b"%")
                told += piece
        assert running.wait() == 0, told[-2000:].decode()
        seconds = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = facts.stat().st_size / 1e6
        print(f"scheme score, {units} units, {rows} rows, {size:.1f} MB: {seconds:.1f} s")
        print(f"  {seconds / hello.seconds:.0f} × hello, at most {most:.0f} MB")
        print(f"  progress from {first or 0:.1f} s on, {steps} times")


def _write(facts: Path, rules: Scheme, units: int) -> int:
    """All units as a CSV; gives the number of rows."""
    fields = sorted({field.code for area in rules.areas for kind in area.kinds for field in kind.fields})
    heads = [
        "unit",
        "group",
        "area",
        "kind",
        "title",
        "on",
        "document",
        "quantity",
        "scorer",
        "grade",
        *fields,
    ]
    with facts.open("w", encoding="utf-8", newline="") as target:
        sheet = csv.DictWriter(target, heads)
        sheet.writeheader()
        count = 0
        for area in rules.areas:
            for row in _rows(rules, area, units):
                sheet.writerow(row)
                count += 1
    return count


def _rows(rules: Scheme, area: Area, units: int) -> Iterator[dict[str, object]]:
    for one in entrants(rules, area, units):
        own = {"unit": one.name, "group": one.group, "area": area.code}
        for code, value in one.exposures.items():
            yield {**own, "kind": code, "quantity": value}
        for band in one.bands:
            yield {**own, "kind": band.indicator, "scorer": band.scorer, "grade": band.grade}
        for fact in one.facts:
            said = {code: _cell(value) for code, value in fact.values.items()}
            yield {
                **own,
                "kind": fact.kind,
                "title": fact.title,
                "on": fact.on,
                "document": fact.document,
                "quantity": fact.quantity,
                **said,
            }


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(value) if isinstance(value, tuple) else value


if __name__ == "__main__":
    main()
