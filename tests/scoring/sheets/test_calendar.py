"""Working days while scoring a file: a year that the calendar lacks is said, and a day can be corrected."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from portal.cli import main

CASE = Path(__file__).parents[1] / "cases/case-1-deyang.toml"


def _score(facts: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["scheme", "score", str(CASE), str(facts), *more])


def _unknown_year(tmp_path: Path, more: str = "") -> Result:
    facts = tmp_path / "facts.csv"
    text = "单位,类别,日期,成文时间,报送时间\nA,成文到报送,,1999-03-01,1999-03-05\n" + more
    facts.write_text(text, encoding="utf-8")
    return _score(facts)


def test_a_year_that_the_calendar_does_not_know_is_said_with_the_unit(tmp_path):
    result = _unknown_year(tmp_path)

    assert result.exit_code == 1
    assert "A（规范报送）：工作日历没有1999年的安排" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_the_days_can_then_be_given_in_the_file(tmp_path):
    days = "".join(f",工作日,1999-03-0{day},,\n" for day in range(2, 6))

    assert _unknown_year(tmp_path, days).exit_code == 0


def test_a_corrected_day_changes_the_count_of_working_days(tmp_path):
    facts = tmp_path / "facts.csv"
    text = CASE.with_suffix(".csv").read_text(encoding="utf-8")
    head, *rows = text.splitlines()
    changed = [head + ",日期", *(row + "," for row in rows), ",休息日,,,,,,2012-09-25"]
    facts.write_text("\n".join(changed), encoding="utf-8")
    (ranking,) = json.loads(_score(facts, "--format", "json").stdout)["rankings"]
    totals = {row["unit"]: row["total"] for row in ranking["rows"]}

    # F was reported on the sixth working day, which is the fifth once one of them is taken out
    assert (totals["E"], totals["F"]) == ("15.00", "15.00")
