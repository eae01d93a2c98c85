"""加分 (四(二)): honours above the base, one matter once, by formal documents of the year."""

from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import Scorecard, load_scheme, shipped
from tests.scoring.builders import a_fact, a_unit, card_of, default_scheme, exposures_of


def _honour(level: str, title: str = "", **given):
    given.setdefault("on", date(2012, 6, 1))
    given.setdefault("document", "达市府发〔2012〕8号")
    if title:
        given["title"] = title
    return a_fact("honour", level=level, **given)


def _card(*facts, scheme=None) -> Scorecard:
    scheme = scheme or default_scheme()
    exposures = exposures_of(scheme, "emergency")
    return card_of(a_unit(*facts, exposures=exposures), scheme, "emergency")


def _with(was: str, becomes: str):
    text = shipped("dazhou-2012")
    assert was in text
    return load_scheme(text.replace(was, becomes, 1))


@pytest.mark.parametrize(
    ("honours", "bonus"),
    [
        ([], "0"),
        ([("municipal", "甲")], "1"),
        ([("provincial", "甲")], "2"),
        ([("national", "甲")], "3"),
        ([("national", "甲"), ("municipal", "乙")], "4"),
        ([("national", "甲"), ("provincial", "乙")], "5"),
        ([("national", "甲"), ("national", "乙")], "5"),  # the cap
        ([("municipal", "甲"), ("provincial", "甲")], "2"),  # one matter, its highest level
        ([("municipal", "甲"), ("municipal", "甲")], "1"),
        ([("municipal", "甲"), ("provincial", "甲"), ("national", "甲"), ("municipal", "乙")], "4"),
    ],
)
def test_each_matter_counts_once_at_its_highest_level_up_to_the_cap(honours, bonus):
    card = _card(*(_honour(level, title) for level, title in honours))

    assert card.bonus == Decimal(bonus)


def test_base_and_bonus_are_two_columns_and_the_total_is_both():
    plain, honoured = _card(), _card(_honour("provincial"))

    assert honoured.base == plain.base
    assert (honoured.bonus, honoured.total) == (2, plain.base + 2)


def test_the_matter_s_name_joins_honours_of_different_titles():
    card = _card(
        _honour("municipal", "市先进集体", matter="演练经验"),
        _honour("national", "全国典型", matter="演练经验"),
    )

    assert card.bonus == 3
    assert card.honours == {"national": 1, "provincial": 0, "municipal": 0}
    assert [line.used for line in card.bonus_lines] == [False, True]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"document": ""}, "文号"),
        ({"document": "  "}, "文号"),
        ({"on": None}, "2012"),
        ({"on": date(2011, 12, 31)}, "2012"),
        ({"on": date(2013, 1, 1)}, "2012"),
    ],
)
def test_an_honour_without_a_formal_document_of_the_year_is_shown_and_does_not_count(given, why):
    card = _card(_honour("national", **given))

    assert (card.bonus, card.honours["national"]) == (0, 0)
    assert not card.bonus_lines[0].used
    assert why in card.bonus_lines[0].reason.zh


@pytest.mark.parametrize("day", [date(2012, 1, 1), date(2012, 12, 31)])
def test_the_first_and_the_last_day_are_of_the_year(day):
    assert _card(_honour("national", on=day)).bonus == 3


def test_an_honour_without_a_level_does_not_count():
    assert _card(a_fact("honour", on=date(2012, 6, 1), document="8号")).bonus == 0


def test_a_rejected_honour_is_shown_with_its_reason_and_does_not_count():
    card = _card(_honour("national", counts=False, reason="文件不是表彰"))

    assert card.bonus == 0
    assert card.bonus_lines[0].reason.zh == "文件不是表彰"


def test_the_honours_beyond_the_cap_still_stand_for_ties():
    card = _card(_honour("national", "甲"), _honour("national", "乙"), _honour("municipal", "丙"))

    assert card.bonus == 5
    assert card.honours == {"national": 2, "provincial": 0, "municipal": 1}
    assert "至多计 5 分" in card.notes[0].zh


def test_further_matters_can_be_tapered():
    scheme = _with("cap = 5", "taper = [100, 50, 10]")
    card = _card(*(_honour("provincial", title) for title in "甲乙丙丁"), scheme=scheme)

    assert card.bonus == Decimal("3.4")  # 2 + 1 + 0.2 + 0.2


def test_the_highest_matter_is_the_one_in_full():
    scheme = _with("cap = 5", "taper = [100, 50]")

    assert _card(_honour("municipal", "甲"), _honour("national", "乙"), scheme=scheme).bonus == Decimal("3.5")


def test_further_levels_of_one_matter_can_count_in_part():
    scheme = _with("cap = 5", "repeat = 50")
    card = _card(
        _honour("national", "甲"), _honour("provincial", "甲"), _honour("provincial", "甲"), scheme=scheme
    )

    assert card.bonus == 4  # 3 + half of 2, the same level again nothing


def test_without_formal_documents_where_the_scheme_does_not_ask_for_them():
    assert (
        _card(_honour("national", document="", on=None), scheme=_with("cap = 5", "formal = false")).bonus == 3
    )


def test_the_order_of_honours_changes_nothing():
    honours = [
        _honour("national", "甲", key="1"),
        _honour("provincial", "甲", key="2"),
        _honour("municipal", "乙", key="3"),
    ]

    assert _card(*honours) == _card(*reversed(honours))
