"""计次加分 keeps what it promises: levels, limits, one matter once, and where it stops."""

from decimal import Decimal

import pytest

from portal.scoring import load_scheme
from tests.scoring.builders import a_fact, a_unit, card_of, fields, frame, scored

LEVELS = "used:" + fields("level level national|provincial|municipal", "praised flag", "matter text")


def _tally(rows: str, kinds=(LEVELS,), maximum: int = 30, more: str = "") -> str:
    return frame(f'kind = "tally"\n{more}\nentries = [{rows}]', kinds, maximum)


BY_LEVEL = ", ".join(
    f'{{ kind = "used", points = {points}, when = {{ field = "level", is = "{level}" }} }}'
    for level, points in (("national", 10), ("provincial", 6), ("municipal", 3))
)
PLAIN = _tally(BY_LEVEL)
ONCE = _tally(BY_LEVEL, more="once_per_matter = true")


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([], 0),
        ([a_fact("used", level="municipal")], 3),
        ([a_fact("used", 2, level="provincial"), a_fact("used", level="national")], 22),
        ([a_fact("used", 4, level="national")], 30),
    ],
)
def test_count_times_points_by_level_up_to_the_maximum(facts, points):
    assert scored(PLAIN, *facts).points == points


def test_the_maximum_is_named_where_it_held():
    assert scored(PLAIN, a_fact("used", 4, level="national")).note.zh == "至多计 30 分"


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([("甲", "municipal"), ("甲", "national"), ("甲", "provincial")], 10),
        ([("甲", "municipal"), ("乙", "municipal")], 6),
        ([("甲", "municipal"), ("甲", "municipal")], 3),
        ([("甲", "provincial"), ("乙", "national"), ("乙", "municipal")], 16),
    ],
)
def test_one_matter_counts_once_at_its_highest_level(facts, points):
    given = [a_fact("used", level=level, matter=matter) for matter, level in facts]

    assert scored(ONCE, *given).points == points
    assert scored(ONCE, *given[::-1]).points == points


def test_a_matter_that_counts_once_does_not_count_its_quantity():
    assert scored(ONCE, a_fact("used", 3, level="municipal")).points == 3


def test_what_stands_behind_the_highest_is_shown_and_not_counted():
    found = scored(
        ONCE,
        a_fact("used", key="1", title="甲", level="municipal"),
        a_fact("used", key="2", title="甲", level="national"),
    )

    assert [(line.fact, line.used, line.points) for line in found.lines] == [("1", False, 0), ("2", True, 10)]


@pytest.mark.parametrize(("count", "points"), [(1, 2), (5, 10), (6, 10), (40, 10)])
def test_at_most_so_many_of_a_row_are_counted(count, points):
    text = _tally('{ kind = "used", points = 2, at_most = 5 }')

    assert scored(text, a_fact("used", count)).points == points
    assert scored(text, *(a_fact("used") for _ in range(count))).points == points


def test_rows_that_share_a_limit_count_the_best_first():
    text = _tally(
        '{ kind = "used", points = 5, when = { field = "level", is = "national" }, limit = "three" }, '
        '{ kind = "used", points = 1, when = { field = "level", is = "municipal" }, limit = "three" }',
        more='limits = [{ code = "three", at_most = 3 }]',
    )

    found = scored(
        text, a_fact("used", 4, key="1", level="municipal"), a_fact("used", 2, key="2", level="national")
    )

    assert found.points == 11
    assert "计 1 件" in found.lines[0].text.zh


def test_facts_beyond_the_limit_are_shown_and_not_counted():
    text = _tally('{ kind = "used", points = 2, at_most = 1 }')
    found = scored(text, a_fact("used", key="1"), a_fact("used", key="2"))

    assert [line.used for line in found.lines] == [True, False]
    assert found.lines[1].reason.zh == "超出计分件数"


def test_a_multiplier_for_what_a_leader_praised():
    text = _tally('{ kind = "used", points = 2, times = [{ by = 3, when = { field = "praised" } }] }')

    assert scored(text, a_fact("used", 2, praised=True), a_fact("used")).points == 14


def test_every_row_that_holds_adds_its_points():
    text = _tally(
        '{ kind = "used", points = 1 }, { kind = "used", points = 1.5, when = { field = "praised" } }'
    )

    assert scored(text, a_fact("used", praised=True), a_fact("used")).points == Decimal("3.5")


def test_points_can_stand_in_the_fact():
    text = _tally('{ kind = "given", points_from = "worth" }', ["given:" + fields("worth amount 0 9")])

    assert scored(text, a_fact("given", worth=2.5), a_fact("given", 2, worth=1)).points == Decimal("4.5")


@pytest.mark.parametrize(
    ("more", "facts", "points"),
    [
        ("base = 10", [], 10),
        ("base = 10", [a_fact("late", 2)], 0),
        ("base = 10", [a_fact("late")], 5),
        ("", [a_fact("late")], 0),
        ("negative = true", [a_fact("late")], -5),
        ("negative = true\nbase = 3", [a_fact("late", 2)], -7),
    ],
)
def test_a_base_entries_that_take_and_a_floor_unless_there_is_none(more, facts, points):
    text = _tally('{ kind = "late", points = -5 }', ["late"], more=more)

    assert scored(text, *facts).points == points


@pytest.mark.parametrize(("group", "points"), [("county", 10), ("department", 10)])
def test_rows_for_one_group_alone(group, points):
    text = (
        _tally(
            '{ kind = "used", points = 2, groups = "county", at_most = 5 }, '
            '{ kind = "used", points = 5, groups = "department" }'
        )
        .replace('code = "g"', 'code = "county"')
        .replace("[[areas]]", '[[groups]]\ncode = "department"\ntitle = "部门"\n[[areas]]', 1)
        .replace("quota = { g = 1 }", "quota = { county = 1, department = 1 }")
    )
    count = 7 if group == "county" else 2

    assert card_of(a_unit(a_fact("used", count), group=group), load_scheme(text)).total == points


def test_a_fact_that_no_row_takes_is_shown():
    text = _tally('{ kind = "used", points = 2, when = { field = "praised" } }')

    assert scored(text, a_fact("used")).lines[0].reason.zh == "不属于计分情形"


def test_an_open_area_has_no_maximum_and_is_never_scaled():
    text = PLAIN.replace("maximum = 30\n\nkinds", "open = true\nkinds").replace("maximum = 30\nby", "by")
    card = card_of(a_unit(a_fact("used", 40, level="national"), group="g"), load_scheme(text))

    assert card.total == 400
    assert card.indicator("i").maximum == 0
