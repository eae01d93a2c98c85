"""Whatever is done to the trail behind the portal's back is found, and told with the row's number."""

import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal.cli import main
from portal.models import AuditRow
from portal.models.trail import content_hash
from portal.queries.chain import (
    Head,
    as_lines,
    broken_rows,
    chain_end,
    exported,
    faults_of,
    head_from,
    published_heads,
    stored,
)
from portal.services.units import create_section
from tests.world import Person, Stages, World

TRIGGERS = ("audit_rows_no_update", "audit_rows_no_delete")
COLUMNS = [column.name for column in AuditRow.__table__.columns]

Count = Callable[[int, int], int]
Told = Callable[[str], list[str]]
"""SQL done to a copy of the trail → what is told of it."""


@pytest.fixture(scope="module")
def whole(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose database no longer defends itself: its trail is changed and rolled back again."""
    world = stages.copy("reporting", tmp_path_factory.mktemp("chain") / "instance")
    session = world.session
    for trigger in TRIGGERS:
        session.execute(text(f"DROP TRIGGER {trigger}"))
    session.commit()
    assert broken_rows(world.session, str(chain_end(world.session))) == []
    yield world
    world.close()


@pytest.fixture(scope="module")
def told(whole: World) -> Told:
    def after(statements: str) -> list[str]:
        session = whole.session
        end = chain_end(session)
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in statements.split(";"):
            session.execute(text(statement))
        faults = faults_of(stored(session), [end])
        session.rollback()
        return faults

    return after


OTHER = {
    "id": "id + 1000000",
    "at": "'2013-01-05 00:00:00.000001'",
    "account_id": "CASE WHEN account_id IS NULL THEN 1 ELSE NULL END",
    "before": """json_set(before, '$.x', 1)""",
    "after": """json_set(after, '$.x', 1)""",
    "previous": "'" + "ab" * 32 + "'",
    "hash": "'" + "cd" * 32 + "'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_of_any_row_is_told_with_its_number(
    whole: World, told: Told, column: str, count: Count
) -> None:
    chance, last = random.Random(column), chain_end(whole.session).number
    for row in chance.choices(range(1, last + 1), k=count(4, 300)):
        value = OTHER.get(column, f"{column} || '改'")
        faults = told(f"UPDATE audit_rows SET {column} = {value} WHERE id = {row}")
        # A hash that was changed alone is told with the row and with the one after it.
        assert any(f"第 {row} 行" in fault or f"第 {row + 1} 行" in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", "'gestern'"), ("at", "NULL"), ("before", "'{'"), ("after", "'['"), ("account_id", "'x'")],
)
def test_a_row_that_was_made_unreadable_is_told_like_any_other(told: Told, column: str, value: str) -> None:
    if value == "NULL":
        with pytest.raises(IntegrityError):
            told(f"UPDATE audit_rows SET {column} = {value} WHERE id = 9")
        return
    assert told(f"UPDATE audit_rows SET {column} = {value} WHERE id = 9")[0].startswith("第 9 行被改动")


def test_rows_taken_away_swapped_put_in_or_cut_off_are_told(whole: World, told: Told, count: Count) -> None:
    chance, last = random.Random(7), chain_end(whole.session).number
    for _ in range(count(4, 300)):
        one, other = sorted(chance.sample(range(1, last), 2))
        gone = told(f"DELETE FROM audit_rows WHERE id = {one}")
        assert any(f"第 {one} 行不见了" in fault for fault in gone)
        swapped = told(
            f"UPDATE audit_rows SET id = -1 WHERE id = {one};"
            f"UPDATE audit_rows SET id = {one} WHERE id = {other};"
            f"UPDATE audit_rows SET id = {other} WHERE id = -1"
        )
        assert any(f"第 {one} 行之前" in fault for fault in swapped)
        put_in = told(_moved_up(one) + _copied(one, one + 1))
        assert any(f"第 {one + 1} 行被改动" in fault for fault in put_in)
        (cut,) = told(f"DELETE FROM audit_rows WHERE id > {one}")
        assert f"现在的末行是第 {one} 行" in cut
    assert any(f"第 {last + 1} 行之前" in fault for fault in told(_copied(3, last + 1)))


def _moved_up(after: int) -> str:
    return (
        f"UPDATE audit_rows SET id = -id - 1 WHERE id > {after}; UPDATE audit_rows SET id = -id WHERE id < 0;"
    )


def _copied(row: int, to: int) -> str:
    """A row put in at a number: the same deed once more, with hashes that are somebody's guess."""
    columns = ", ".join(name for name in COLUMNS if name not in ("id", "previous", "hash"))
    return (
        f"INSERT INTO audit_rows (id, {columns}, previous, hash)"
        f" SELECT {to}, {columns}, hash, '{'e' * 64}' FROM audit_rows WHERE id = {row}"
    )


def test_an_empty_trail_is_told_against_the_head_from_before(told: Told) -> None:
    assert "现在的末行是第 0 行" in told("DELETE FROM audit_rows")[0]


def _made_anew(lines: list[str], start: int) -> list[str]:
    """The lines with another reason in one of them, and every hash from there on made to fit."""
    rows = [json.loads(line) for line in lines]
    rows[start]["reason"] += "改"
    previous = rows[start]["previous"]
    for row in rows[start:]:
        row["previous"] = previous
        names = ("at", "account_id", "action", "subject", "before", "after", "reason", "origin")
        previous = row["hash"] = content_hash(previous, *(row[name] for name in names))
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def test_a_chain_made_anew_is_whole_in_itself_and_told_against_any_head_from_before(world: World) -> None:
    lines = list(as_lines(world.session))
    head = chain_end(world.session)
    assert faults_of(exported(lines), [head]) == []
    forged = _made_anew(lines, 11)
    assert faults_of(exported(forged)) == []
    (fault,) = faults_of(exported(forged), [head])
    assert f"第 {head.number} 行与" in fault
    (fault,) = faults_of(exported(forged), [Head(0, head.hash, "抄存的链尾")])
    assert "不在链中" in fault


@pytest.mark.stage("published")
def test_the_heads_that_went_out_with_publications_are_held_without_being_given(
    world: World, client_of: Callable[..., Person]
) -> None:
    session = world.session
    (head,) = published_heads(session)
    session.rollback()
    assert head.hash in client_of().get("/results/2013").text
    assert head.hash in client_of("bangongshi-1").get("/2013/office/publication").text
    assert broken_rows(session) == []
    for trigger in TRIGGERS:
        session.execute(text(f"DROP TRIGGER {trigger}"))
    session.execute(text("DELETE FROM audit_rows WHERE id > 20"))
    assert any("2013 年度第 1 版公布时的链尾" in fault for fault in broken_rows(session))


def test_numbers_have_no_gaps_also_after_a_change_that_failed(world: World) -> None:
    def add() -> None:
        create_section(world.play.by("guanliyuan"), code="same", name="同名")

    add()
    with pytest.raises(Exception, match=r"."):
        add()
    create_section(world.play.by("guanliyuan"), code="third", name="另一个")
    total = world.session.scalar(select(func.count()).select_from(AuditRow))
    assert chain_end(world.session).number == total


@pytest.mark.parametrize(
    "deed", ["DELETE FROM audit_rows WHERE id = 3", "UPDATE audit_rows SET reason = 'x' WHERE id = 3"]
)
def test_the_database_itself_lets_nobody_change_or_delete_a_row_however_old(world: World, deed: str) -> None:
    with pytest.raises(IntegrityError, match="only added to"):
        world.session.execute(text(deed))
    world.session.rollback()
    with sqlite3.connect(str(world.engine.url.database)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(deed)
    raw.close()


def test_no_service_and_no_route_takes_a_row_away(world: World) -> None:
    """The one place that writes the trail adds to it: nothing else names its table in a change."""
    code = Path(world.app.root_path).rglob("*.py")
    for file in code:
        source = file.read_text(encoding="utf-8")
        for deed in ("delete(AuditRow", "update(AuditRow", "DELETE FROM audit_rows", "UPDATE audit_rows"):
            assert deed not in source, file


@pytest.fixture
def auditor(client_of: Callable[..., Person]) -> Person:
    return client_of("shenji")


def test_the_auditor_reads_the_head_with_its_row_and_day_and_takes_the_whole_chain_away(
    world: World, auditor: Person, tmp_path: Path
) -> None:
    end = chain_end(world.session)
    page = auditor.get("/trail").text
    assert str(end) in page
    assert f"链尾：第 {end.number} 行，{end.at:%Y-%m-%d}" in page
    answer = auditor.get("/trail.jsonl?subject=vetoes")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    file = tmp_path / "trail.jsonl"
    file.write_bytes(answer.data)
    assert len(answer.data.splitlines()) == end.number
    done = CliRunner().invoke(main, ["audit", "verify", "--file", str(file), "--head", str(end)])
    assert done.exit_code == 0, done.output
    assert str(end) in done.output
    lines = file.read_text(encoding="utf-8").splitlines()
    for changed, words in {
        "reason": (
            [*lines[:4], lines[4].replace('"reason": "', '"reason": "改'), *lines[5:]],
            "第 5 行被改动",
        ),
        "removed": (lines[:4] + lines[5:], "第 5 行不见了"),
        "swapped": ([*lines[:4], lines[5], lines[4], *lines[6:]], "第 5 行排在第 6 行之后"),
        "cut": (lines[:-3], "不在链中"),
        "noise": ([*lines[:4], "{", *lines[5:]], "第 5 行被改动"),
        "nothing": ([], "没有记录"),
    }.values():
        file.write_text("\n".join(changed), encoding="utf-8")
        done = CliRunner().invoke(main, ["audit", "verify", "--file", str(file), "--head", str(end)])
        assert done.exit_code == 1
        assert words in done.output


def test_what_looks_like_a_formula_stays_a_text_in_the_exported_table(world: World, auditor: Person) -> None:
    for number, evil in enumerate(
        ("=1+1", '=HYPERLINK("http://203.0.113.7")', "+1", "-1", "@SUM(1)", "\t=1")
    ):
        create_section(world.play.by("guanliyuan"), code=f"s{number}", name=evil)
    content = auditor.get("/trail.xlsx?action=create_section").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert any("=1+1" in str(cell) for row in rows for cell in row)


@pytest.mark.parametrize("typed", ["", "abc", "12:", "x:" + "a" * 64, "g" * 64])
def test_what_is_no_head_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        head_from(typed)
    done = CliRunner().invoke(main, ["audit", "verify", "--head", typed])
    assert done.exit_code == 2
    assert "--head" in done.output
