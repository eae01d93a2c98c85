"""docs/scheme-format.md: every example loads and gives the points that it says; every key is explained."""

import io
import re
from decimal import Decimal
from pathlib import Path

import pydantic
import pytest
from click.testing import CliRunner

from portal.cli import main
from portal.clock import Workdays
from portal.scoring import Scheme, load_scheme, score_group
from portal.scoring.bonus import Bonus, Level
from portal.scoring.rules import RULES
from portal.scoring.scheme import AreaHead, Cap, Head, IndicatorHead, Regulation, Rounding, Tie
from portal.scoring.sheets import context_of, open_sheet
from portal.scoring.sheets.heads import TITLES
from portal.scoring.sheets.names import UNIT_WORDS, YEAR_WORDS
from portal.scoring.vocabulary import ExposureKind, Field, Group, Kind, Piece, TargetKind, VetoGround

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/scheme-format.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```toml rule\n(.*?)```\s+```csv\n(.*?)```\s+→ (.*?)(?: \(|\n)", re.S)
EXAMPLES = EXAMPLE.findall(PAGE)
FRAME = """
title = "试验"
min_applicable = 0
[regulation]
title = "办法"
clauses = ["一"]
[[groups]]
code = "county"
title = "县"
[[areas]]
code = "a"
title = "领域"
clause = "一"
panel = "p"
panel_title = "小组"
quota = {{ county = 1 }}
{area}
[[areas.indicators]]
code = "i"
title = "指标"
clause = "一"
maximum = {maximum}
by = ["claim", "record", "import"]
{rule}
"""


def _scheme(example: str) -> Scheme:
    area, mark, rule = example.partition("[areas.indicators.rule]")
    maximum = re.match(r"maximum = (\d+)\n", area)
    assert maximum, "an example begins with its maximum"
    return load_scheme(FRAME.format(area=area, maximum=maximum[1], rule=mark + rule))


def _block(language: str) -> str:
    found = re.search(rf"```{language} scheme\n(.*?)```", PAGE, re.S)
    assert found
    return found[1]


@pytest.mark.parametrize(("toml", "facts", "said"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_gives_the_points_that_the_page_says(toml, facts, said):
    scheme = _scheme(toml)
    with open_sheet(io.BytesIO(facts.encode()), scheme) as sheet:
        context = context_of(sheet, Workdays(sheet.corrections).between, 2012)
        cards = score_group(list(sheet.entrants(("a", "county"))), context, scheme, "a")
    points = {unit: Decimal(number) for unit, number in re.findall(r"(\w+) \*\*([-\d.]+)\*\*", said)}

    assert points
    assert {card.unit: card.indicator("i").points for card in cards} == points
    assert not any(card.pending for card in cards)


def test_every_rule_kind_has_an_example():
    assert {_scheme(toml).area("a").indicator("i").rule.kind for toml, _, _ in EXAMPLES} == set(RULES)
    assert PAGE.count("```toml rule") == len(EXAMPLES)


def test_the_whole_scheme_gives_the_table_that_the_page_shows(tmp_path):
    for name in ("toml", "csv"):
        (tmp_path / f"it.{name}").write_text(_block(name), encoding="utf-8")
    arguments = ["scheme", "score", str(tmp_path / "it.toml"), str(tmp_path / "it.csv"), "--lang", "zh"]
    result = CliRunner().invoke(main, arguments)

    assert result.stdout.strip() == _block("text").strip()


def _models(model: type[Piece]) -> set[type[Piece]]:
    """A model and all that its fields hold."""
    found = {model}
    for info in model.model_fields.values():
        for each in _in(info.annotation):
            found |= _models(each)
    return found


def _in(annotation: object) -> set[type[Piece]]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return {annotation}
    return {piece for each in getattr(annotation, "__args__", ()) for piece in _in(each)}


def test_every_key_of_the_format_is_explained():
    roots = [Head, Regulation, Rounding, Group, VetoGround, Tie, Bonus, Level, AreaHead, Kind, Field]
    roots += [ExposureKind, TargetKind, Cap, IndicatorHead, *RULES.values()]
    keys = {
        info.alias or name
        for root in roots
        for model in _models(root)
        for name, info in model.model_fields.items()
    }

    assert len(keys) > 80
    assert sorted(key for key in keys if not re.search(rf"`[^`\n]*\b{key}\b[^`\n]*`", PAGE)) == []


def test_every_column_and_word_of_the_csv_is_explained():
    for title, code in [
        *((title, code) for code, title in TITLES.items()),
        *UNIT_WORDS.items(),
        *YEAR_WORDS.items(),
    ]:
        assert f"{title} (`{code}`)" in PAGE
