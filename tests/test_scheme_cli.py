"""bin/portal scheme: the published cases to the digit, faults all at once, words in the reader's language."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal.cli import main
from portal.scoring import shipped

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests/scoring/cases"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["scheme", *map(str, arguments)])


def _scored(scheme: Path, facts: Path, *more: str) -> dict:
    result = run("score", scheme, facts, "--format", "json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# What was worked out by hand from the published schemes: unit → total, standing.
FIGURES = {
    "case-1-deyang": {
        "A": ("10.00", "competing"),
        "B": ("2.00", "competing"),
        "C": ("0.00", "ineligible"),
        "D": ("15.00", "competing"),
        "E": ("15.00", "competing"),
        "F": ("12.00", "competing"),
    },
    "case-2-guangyuan": {
        "A": ("45.50", "competing"),
        "B": ("-2.00", "competing"),
        "C": ("0.00", "competing"),
    },
    "case-3-baoji": {"A": ("3.00", "competing"), "B": ("0.00", "competing"), "C": ("5.00", "competing")},
    "case-4-jiamusi": {
        "A": ("9.00", "competing"),
        "B": ("20.00", "competing"),
        "C": (None, "not_competing"),
        "D": ("15.00", "ineligible"),
    },
    "case-5-mianzhu": {"甲": ("86.67", "competing"), "乙": ("92.33", "competing")},
}


@pytest.mark.parametrize("case", FIGURES)
def test_a_published_case_gives_its_figures_from_its_files(case):
    found = _scored(CASES / f"{case}.toml", CASES / f"{case}.csv")
    rows = [row for ranking in found["rankings"] for row in ranking["rows"]]

    assert {row["unit"]: (row["total"], row["standing"]) for row in rows} == FIGURES[case]


def test_case_4_a_unit_without_assigned_tasks_takes_no_place():
    (ranking,) = _scored(CASES / "case-4-jiamusi.toml", CASES / "case-4-jiamusi.csv")["rankings"]

    assert [(row["unit"], row["place"]) for row in ranking["rows"]] == [
        ("B", 1),
        ("A", 2),
        ("D", None),
        ("C", None),
    ]


def test_case_6_targets_and_over_fulfilment():
    found = _scored(CASES / "case-6-dazhou.toml", CASES / "case-6-dazhou.csv")
    rows = {row["unit"]: row["indicators"] for ranking in found["rankings"] for row in ranking["rows"]}

    assert rows == {
        "开江县": {"task": "45.00", "over": "4.11"},
        "宣汉县": {"task": "45.00", "over": "10.00"},
        "市教育局": {"task": "40.50", "over": "0.00"},
        "市司法局": {"task": "29.25", "over": "0.00"},
        "市财政局": {"task": "45.00", "over": "0.00"},
    }


def test_case_6_two_counties_tied_for_the_third_place_are_not_cut():
    (ranking,) = _scored(CASES / "case-6-dazhou-2010.toml", CASES / "case-6-dazhou-2010.csv")["rankings"]

    assert [(row["unit"], row["place"], row["total"]) for row in ranking["rows"]] == [
        ("宣汉县", 1, "308.00"),
        ("大竹县", 2, "290.00"),
        ("达县", 3, "264.00"),
        ("渠县", 3, "264.00"),
    ]
    assert (ranking["selected"], ranking["undecided"]) == (["宣汉县", "大竹县"], ["达县", "渠县"])


def test_case_7_the_published_places():
    (ranking,) = _scored(CASES / "case-7-websites.toml", CASES / "case-7-websites.csv")["rankings"]

    places = [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 11, 12, 13, 14, 14, 16]
    assert [row["place"] for row in ranking["rows"]] == places
    assert [row["total"] for row in ranking["rows"]][7:11] == ["72.3", "71.3", "71.3", "70.3"]


def test_every_case_file_has_its_facts_beside_it():
    assert {file.stem for file in CASES.glob("*.toml")} == {file.stem for file in CASES.glob("*.csv")}
    assert {file.name.split("-")[1] for file in CASES.glob("*.toml")} == set("1234567")


@pytest.mark.parametrize("file", sorted(CASES.glob("*.toml")), ids=lambda file: file.stem)
def test_check_says_that_a_sound_scheme_is_sound(file):
    result = run("check", file)

    assert result.exit_code == 0
    assert "没有错误" in result.stdout


def test_check_names_all_faults_at_once_with_places_and_what_would_be_right(tmp_path):
    text = shipped("dazhou-2012").replace('kind = "doc-bypass", points = 3', 'kind = "doc-pass", points = 3')
    text = text.replace("full_at = 98", "full_at = 980", 1).replace(
        'clause = "三(七)4"', 'clause = "三(九)"', 1
    )
    file = tmp_path / "scheme.toml"
    file.write_text(text, encoding="utf-8")
    result = run("check", file)

    assert result.exit_code == 1
    for place in ("doc-filing.rule.incidents[1].kind", "doc-timely.rule.full_at", ".clause"):
        assert place in result.stdout
    assert "没有事项类别 doc-pass" in result.stdout
    english = run("check", file, "--lang", "en")
    assert "has no kind doc-pass" in english.stdout
    assert "should be at most 100" in english.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('title = "办法\n', "第 1 行第"),
        ("title 办法\n", "键后面应为等号"),
        ('title = "计分办法"\n'.encode("gbk"), "不是 UTF-8 编码"),
    ],
)
def test_check_says_where_a_file_cannot_even_be_read(tmp_path, content, says):
    file = tmp_path / "scheme.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = run("check", file)

    assert result.exit_code == 1
    assert says in result.stdout


def test_a_file_that_is_missing_is_said_plainly(tmp_path):
    result = run("check", tmp_path / "no.toml")

    assert result.exit_code == 1
    assert "没有这个文件" in result.stderr
    assert run("score", CASES / "case-3-baoji.toml", tmp_path / "no.csv").exit_code == 1


def test_the_table_stands_in_columns_and_names_what_drew_the_line():
    result = run("score", CASES / "case-3-baoji.toml", CASES / "case-3-baoji.csv")
    lines = result.stdout.splitlines()

    assert lines[0] == "应急管理 · 市级部门 · 名额 1 个"
    assert lines[2] == "   1  C       5.00  0.00  5.00         +2.00  入选"
    assert lines[3] == "   2  A       3.00  0.00  3.00         -2.00"
    assert lines[5] == "名额线：总分，相差 2 分"
    english = run("score", CASES / "case-3-baoji.toml", CASES / "case-3-baoji.csv", "--lang", "en")
    assert "Quota line: total, 2 apart" in english.stdout


@pytest.mark.parametrize(
    ("locale", "says"), [("en_GB.UTF-8", "no fault"), ("zh_CN.UTF-8", "没有错误"), ("C.UTF-8", "没有错误")]
)
def test_the_language_is_that_of_the_locale_and_chinese_by_default(locale, says, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)

    assert says in run("check", CASES / "case-3-baoji.toml").stdout


def test_explain_shows_rule_facts_points_and_place():
    result = run("explain", CASES / "case-1-deyang.toml", CASES / "case-1-deyang.csv", "B")

    assert result.exit_code == 0
    assert "总分 2.00 = 基础分 2.00 + 加分 0.00" in result.stdout
    assert "名次 5" in result.stdout
    assert "市领导指出的按 2 倍" in result.stdout
    assert "5 分×2 倍（市领导指出）  -10" in result.stdout
    english = run("explain", CASES / "case-1-deyang.toml", CASES / "case-1-deyang.csv", "B", "--lang", "en")
    assert "total 2.00 = base 2.00 + bonus 0.00" in english.stdout


def test_explain_shows_what_was_refused_and_why(tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text("单位,类别,数量,计入,理由\nA,迟报,2,是,\nA,漏报,1,否,经核实不属实\n", encoding="utf-8")
    result = run("explain", CASES / "case-3-baoji.toml", facts, "A")

    assert "不计：经核实不属实" in result.stdout
    assert "总分 3.00" in result.stdout


def test_explain_of_an_unknown_unit_offers_the_nearest():
    result = run("explain", CASES / "case-6-dazhou.toml", CASES / "case-6-dazhou.csv", "开江")

    assert result.exit_code == 1
    assert "没有单位“开江”；是不是：开江县" in result.stderr


def test_faults_of_the_facts_come_all_at_once_with_row_and_column(tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text("单位,类别,数量,日期\nA,迟到,1,\nA,迟报,两次,2012-02-30\n,迟报,1,\n", encoding="utf-8")
    result = run("score", CASES / "case-3-baoji.toml", facts)

    assert result.exit_code == 1
    assert "4 处错误" in result.stderr
    for place in (
        "第 2 行 B 列（类别）",
        "第 3 行 C 列（数量）",
        "第 3 行 D 列（日期）",
        "第 4 行 A 列（单位）",
    ):
        assert place in result.stderr
    assert "row 3, column C" in run("score", CASES / "case-3-baoji.toml", facts, "--lang", "en").stderr


def test_the_same_fault_in_many_rows_is_said_once(tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_text("单位,类别\n" + "A,迟到\n" * 60, encoding="utf-8")
    result = run("score", CASES / "case-3-baoji.toml", facts)

    assert "60 处错误" in result.stderr
    assert result.stderr.count("迟到") == 1
    assert "等 60 行" in result.stderr


def test_a_gbk_file_is_read_and_that_is_said(tmp_path):
    facts = tmp_path / "facts.csv"
    facts.write_bytes((CASES / "case-3-baoji.csv").read_text(encoding="utf-8").encode("gbk"))
    result = run("score", CASES / "case-3-baoji.toml", facts)

    assert result.exit_code == 0
    assert "按 GBK 编码读取" in result.stderr
    assert run("score", CASES / "case-3-baoji.toml", facts, "--encoding", "gbk").stderr == ""
    assert "不是 UTF-8 编码" in run("score", CASES / "case-3-baoji.toml", facts, "--encoding", "utf-8").stderr


def test_progress_is_shown_where_it_is_asked_for_and_never_mixed_into_the_result():
    result = run("score", CASES / "case-3-baoji.toml", CASES / "case-3-baoji.csv", "--progress")

    assert "计分" in result.stderr
    assert "计分" not in result.stdout


def test_the_schema_is_json_for_editors():
    found = json.loads(run("schema").stdout)

    assert found["$schema"].startswith("https://json-schema.org/")
    assert {"Deduction", "Rate", "Tally", "Relative", "Periods"} <= set(found["$defs"])


def test_the_commands_load_neither_flask_nor_the_database():
    code = (
        "import sys\nfrom portal.cli import main\n"
        f"main(['scheme', 'check', {str(CASES / 'case-3-baoji.toml')!r}], standalone_mode=False)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'flask', 'sqlalchemy', 'werkzeug'}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert found.stdout.splitlines()[-1] == "[]"
