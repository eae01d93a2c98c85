"""The published schemes that collect points: tallies, tasks and targets, with their figures."""

from decimal import Decimal
from pathlib import Path

import pytest

from portal.scoring import Scheme, Standing, load_scheme, rank, score_group, shipped
from tests.scoring.builders import CONTEXT, a_fact, a_unit, card_of

CASES = Path(__file__).parent / "cases"


def _case(name: str) -> Scheme:
    return load_scheme((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def _adopted(where: str, count: int):
    return a_fact("adopted", count, where=where)


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        (
            [
                _adopted("morning", 12),
                _adopted("site-picture", 3),
                _adopted("state-council", 1),
                a_fact("instructed", level="provincial"),
            ],
            "45.5",
        ),
        (
            [
                _adopted("bulletin", 2),
                _adopted("sichuan", 1),
                _adopted("sichuan-key", 1),
                a_fact("not-sent", 2),
            ],
            "-2",
        ),
        ([], "0"),
    ],
    ids="ABC",
)
def test_case_2_guangyuan_a_tally_without_cap_or_floor(facts, points):
    card = card_of(a_unit(*facts, group="unit"), _case("case-2-guangyuan"), "information")

    assert card.total == Decimal(points)
    assert card.standing is Standing.COMPETING


def test_case_2_guangyuan_a_unit_below_zero_stands_last():
    scheme = _case("case-2-guangyuan")
    units = [
        a_unit(a_fact("not-sent"), code="a", group="unit"),
        a_unit(code="b", group="unit"),
        a_unit(_adopted("morning", 1), code="c", group="unit"),
    ]
    ranking = rank(score_group(units, CONTEXT, scheme, "information"), scheme)

    assert [(row.unit, row.total) for row in ranking.rows] == [("c", 2), ("b", 0), ("a", -10)]


@pytest.mark.parametrize(
    ("facts", "assigned", "points", "standing"),
    [
        (
            [a_fact("on-time", 6), a_fact("on-time", 3, approved=True), a_fact("late"), a_fact("sent-back")],
            11,
            9,
            Standing.COMPETING,
        ),
        ([a_fact("on-time", 22)], 22, 20, Standing.COMPETING),
        ([], 0, None, Standing.NOT_COMPETING),
        ([a_fact("on-time", 15), a_fact("criticised")], 15, 15, Standing.INELIGIBLE),
    ],
    ids="ABCD",
)
def test_case_4_jiamusi_tasks(facts, assigned, points, standing):
    unit = a_unit(*facts, exposures={"assigned": assigned})
    card = card_of(unit, _case("case-4-jiamusi"), "oversight")

    assert (card.total, card.standing) == (points, standing)


# Earned points as adoptions of 2 points, and one of 5 where the number is odd.
def _earned(points: int):
    fives = points % 2
    twos = (points - 5 * fives) // 2
    return [
        a_fact("inf-adopted", twos, journal="municipal"),
        a_fact("inf-adopted", fives, journal="municipal-key"),
    ]


@pytest.mark.parametrize(
    ("name", "group", "target", "earned", "task", "over"),
    [
        ("开江县", "county", None, 217, "45", "4.11"),
        ("宣汉县", "county", None, 308, "45", "10"),
        ("市教育局", "department", 30, 27, "40.5", "0"),
        ("市司法局", "department", None, 13, "29.25", "0"),
        ("市财政局", "department", None, 20, "45", "0"),
    ],
)
def test_case_6_dazhou_information_targets(name, group, target, earned, task, over):
    scheme = load_scheme(shipped("dazhou-2012"))
    targets = {} if target is None else {"inf-points": Decimal(target)}
    unit = a_unit(*_earned(earned), name=name, group=group, targets=targets)
    card = card_of(unit, scheme, "information")

    assert card.indicator("inf-task").points == Decimal(task)
    assert card.indicator("inf-over").points == Decimal(over)
