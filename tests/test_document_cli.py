"""`bin/portal document`: a circular measured on the command line, and the published one printed."""

import json
from pathlib import Path

import pdfplumber
import pytest
from click.testing import CliRunner, Result

import config
from portal.cli import main
from portal.documents.circular import compose_circular, render
from portal.documents.fonts import find_fonts
from portal.documents.sheet import Imprint, print_sheets
from portal.queries.decisions import publication_of
from tests.documents.mutations import MUTATIONS
from tests.documents.samples import circular
from tests.world import FONTS, World

published = pytest.mark.stage("published")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["document", *map(str, arguments)], prog_name="bin/portal")


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paper") / "通报.pdf"
    path.write_bytes(render(circular(), find_fonts(FONTS)))
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """抄送 ends without its 。"""
    made, fonts = circular(), find_fonts(FONTS)
    mutation = next(m for m in MUTATIONS if m.name == "抄送 without its 。")
    path = tmp_path / "faulty.pdf"
    sheets = mutation.change(list(compose_circular(made, fonts).sheets))
    path.write_bytes(print_sheets(sheets, Imprint(made.title, made.signature), fonts))
    return path


def test_a_circular_is_measured_rule_by_rule(paper: Path) -> None:
    answer = run("check", paper)
    assert answer.exit_code == 0, answer.output
    assert "✓  1 幅面 paper size：A4，210 × 297 mm" in answer.stdout
    assert "量得 measured：宽 width 210.00; 高 height 297.00" in answer.stdout
    assert "不适用 n/a：没有附注 none printed" in answer.stdout
    assert "30 条规则 (rules)：25 条相符 (hold)，0 条不符 (broken)，5 条不适用" in answer.stdout


def test_a_breach_is_said_with_its_rule_and_ends_with_status_1(faulty: Path) -> None:
    answer = run("check", faulty)
    assert answer.exit_code == 1
    assert "✗ 26 抄送、印发 copies" in answer.stdout
    assert "不符 breach：抄送末尾为 reads" in answer.stdout
    assert "1 条不符 (broken)" in answer.stdout


def test_a_program_gets_every_rule_as_json(faulty: Path) -> None:
    answer = run("check", faulty, "--format", "json")
    assert answer.exit_code == 1
    said = json.loads(answer.stdout)
    assert said["breaches"] == [26]
    assert said["pages"] == 4
    assert [rule["rule"] for rule in said["rules"]] == list(range(1, 31))
    assert {rule["verdict"] for rule in said["rules"]} == {"holds", "breach", "not_applicable"}
    assert all(rule["value"] and rule["limit"] for rule in said["rules"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有这个文件 (there is no such file)"),
        (b"", "文件是空的 (the file is empty)"),
        ("没有格式".encode(), "不是 PDF 文件 (this is not a PDF)"),
        (b"%PDF-1.7\n%%EOF", "文件损坏"),
    ],
)
def test_a_file_that_cannot_be_measured_ends_with_status_2_and_a_sentence(
    content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.pdf"
    if content is not None:
        path.write_bytes(content)
    for style in ("text", "json"):
        answer = run("check", path, "--format", style)
        assert answer.exit_code == 2
        assert said in answer.stderr
    assert said in json.loads(answer.stdout)["error"]


def test_a_folder_is_no_circular(tmp_path: Path) -> None:
    answer = run("check", tmp_path)
    assert answer.exit_code == 2
    assert "这是文件夹 (this is a folder)" in answer.stderr


@pytest.fixture
def installed(world: World, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command finds the world's instance."""
    settings = config.TestingConfig()
    for name in ("INSTANCE", "FONTS_FOLDER", "EVIDENCE_FOLDER", "SQLALCHEMY_DATABASE_URI"):
        setattr(settings, name, world.app.config[name])
    monkeypatch.setattr(config, "chosen", lambda: settings)
    return Path(settings.INSTANCE)


@published
def test_the_published_circular_is_printed_and_the_same_snapshot_gives_the_same_bytes(
    world: World, installed: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "1.pdf", tmp_path / "2.pdf"
    answer = run("circular", world.year.number, "--out", first)
    assert answer.exit_code == 0, answer.output
    edition = publication_of(world.session, world.year)
    assert edition is not None
    assert edition.digest in answer.stdout
    kept = list((installed / "documents").glob("circular-*.pdf"))
    assert len(kept) == 1
    kept[0].unlink()  # the second one is set anew
    assert run("circular", world.year.number, "--out", second).exit_code == 0
    assert first.read_bytes() == second.read_bytes()
    assert run("check", first).exit_code == 0
    with pdfplumber.open(first) as document:
        assert document.metadata["Title"].endswith("先进单位的通报")
        assert document.metadata["Author"] == edition.snapshot["issuer"]
        assert document.doc.catalog["Lang"].decode() == "zh-CN"


@published
def test_a_circular_that_cannot_be_written_is_said(world: World, installed: Path, tmp_path: Path) -> None:
    answer = run("circular", world.year.number, "--out", tmp_path / "nowhere" / "1.pdf")
    assert answer.exit_code == 1
    assert "写不了 (cannot write)" in answer.stderr
    assert run("circular", 1999, "--out", tmp_path / "1.pdf").exit_code == 1


@pytest.mark.stage("reviewing")
def test_a_year_that_is_not_published_has_no_circular(world: World, installed: Path, tmp_path: Path) -> None:
    answer = run("circular", world.year.number, "--out", tmp_path / "1.pdf")
    assert answer.exit_code == 1
    assert "还没有公布，没有通报 (not published yet" in answer.stderr
    assert not (tmp_path / "1.pdf").exists()
