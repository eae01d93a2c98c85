"""`bin/portal` answers a mistake on the command line in Chinese, with the English beside it."""

import pytest
from click.testing import CliRunner

from portal.cli import main

MISTAKES = {
    "missing argument": (["scheme", "score"], "缺少参数 FILE", "Missing argument 'FILE'"),
    "missing argument of the application's": (["scheme", "check"], "缺少参数 FILE", "Missing argument"),
    "no such command": (["chek"], "没有命令 chek", "No such command 'chek'"),
    "no such command, with a guess": (["scheme", "scor"], "没有命令 scor，是不是 'score'", "Did you mean"),
    "no such option": (["scheme", "schema", "--foo"], "没有选项 --foo", "No such option"),
    "one too many": (["scheme", "schema", "x"], "多出的参数 x", "unexpected extra argument"),
    "option without a value": (["scheme", "check", "a", "--lang"], "--lang 后面要写明取值", "requires"),
    "not one of": (["scheme", "check", "a", "--lang", "fr"], "应为 'zh', 'en' 之一", "not one of"),
    "no number": (["scheme", "score", "a", "b", "--year", "x"], "--year", "is not a valid integer"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_said_in_both_languages_with_the_way_to_help(mistake: str) -> None:
    args, chinese, english = MISTAKES[mistake]
    answer = CliRunner().invoke(main, args, prog_name="bin/portal")
    assert answer.exit_code == 2
    assert "错误 (error)：" in answer.stderr
    assert chinese in answer.stderr
    assert english in answer.stderr
    if mistake != "option without a value":  # click knows no command there
        assert "用法 Usage: bin/portal" in answer.stderr
        assert "--help" in answer.stderr


@pytest.mark.parametrize("args", [["--help"], ["scheme", "--help"], ["scheme", "score", "--help"]])
def test_help_has_chinese_headings(args: list[str]) -> None:
    answer = CliRunner().invoke(main, args)
    assert answer.exit_code == 0
    for word in ("用法 Usage:", "选项 Options:", "显示这段说明"):
        assert word in answer.stdout


def test_a_group_alone_shows_its_help() -> None:
    answer = CliRunner().invoke(main, ["scheme"])
    assert answer.exit_code == 2
    assert "命令 Commands:" in answer.output
