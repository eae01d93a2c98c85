"""比率 keeps what it promises: where it is full, how it falls, and where it ends."""

from decimal import Decimal

import pytest

from tests.scoring.builders import a_fact, fields, frame, scored


def _failing(rule: str, maximum: int = 30) -> str:
    text = f'kind = "rate"\nfails = "bad"\n{rule}'
    return frame(text, ["bad"], maximum, exposures=["all"], indicator='exposure = "all"')


def _counting(rule: str, maximum: int = 8) -> str:
    text = f'kind = "rate"\ncounts = "good"\n{rule}'
    return frame(text, ["good"], maximum, exposures=["all"], indicator='exposure = "all"')


ONCE = _failing("full_at = 98\nminus_per_point = 2\nzero_below = 90")


@pytest.mark.parametrize(
    ("bad", "points"),
    [
        (0, "30.00"),
        (10, "30.00"),  # 98.0 %
        (11, "29.60"),  # 97.8 %: 0.2 of a point below, 2 a point
        (15, "28.00"),  # 97 %
        (18, "26.80"),  # 96.4 %: 3.2 off
        (50, "14.00"),  # 90 %
        (51, "0.00"),  # 89.8 %
        (500, "0.00"),
    ],
)
def test_below_the_target_each_percentage_point_takes_its_points_pro_rata(bad, points):
    assert scored(ONCE, a_fact("bad", bad), exposures={"all": 500}).points == Decimal(points)


def test_the_sentence_is_the_one_of_the_design():
    found = scored(ONCE, a_fact("bad", 18), exposures={"all": 500})

    assert found.sentence.zh == "指标 96.4%（482/500），低于 98%，每低 1 个百分点扣 2 分，扣 3.2 分"
    assert found.exposure.title == "数all"
    assert found.exposure.value == 500


@pytest.mark.parametrize(("bad", "points"), [(20, "30"), (21, "28"), (29, "28"), (30, "28"), (31, "26")])
def test_a_part_of_a_point_counts_as_a_whole_one_where_the_scheme_says_so(bad, points):
    text = _failing('full_at = 98\nminus_per_point = 2\npart_points = "whole"')

    assert scored(text, a_fact("bad", bad), exposures={"all": 1000}).points == Decimal(points)


@pytest.mark.parametrize(
    ("part", "bad", "points"),
    [
        ("pro-rata", 10, "30"),
        ("pro-rata", 15, "28"),
        ("pro-rata", 20, "26"),
        ("whole", 11, "26"),
        ("whole", 21, "22"),
    ],
)
def test_points_can_go_for_every_so_many_percentage_points(part, bad, points):
    text = _failing(f'full_at = 90\nminus_per_point = 4\nevery = 10\npart_points = "{part}"')

    assert scored(text, a_fact("bad", bad), exposures={"all": 100}).points == Decimal(points)


def test_without_a_lower_end_the_points_run_out_by_themselves():
    text = _failing("full_at = 98\nminus_per_point = 1", maximum=7)

    assert scored(text, a_fact("bad", 50), exposures={"all": 100}).points == 0


STEPS = _counting(
    "steps = [{ at_least = 20, points = 3 }, { at_least = 60, points = 8 }, { at_least = 40, points = 5 }]"
)


@pytest.mark.parametrize(
    ("good", "points"),
    [(0, 0), (19, 0), (20, 3), (39, 3), (40, 5), (59, 5), (60, 8), (100, 8), (140, 8)],
)
def test_steps_give_the_points_of_the_highest_one_reached(good, points):
    assert scored(STEPS, a_fact("good", good), exposures={"all": 100}).points == points


@pytest.mark.parametrize(("good", "points"), [(0, "0"), (1, "2"), (2, "4"), (3, "6"), (4, "6")])
def test_in_proportion_to_the_target_and_never_more_than_full(good, points):
    text = _counting("linear = true", maximum=6)

    assert scored(text, a_fact("good", good), exposures={"all": 3}).points == Decimal(points)


def test_in_proportion_to_a_target_below_all():
    text = _counting("linear = true\nfull_at = 80")

    assert [scored(text, a_fact("good", n), exposures={"all": 10}).points for n in (4, 8, 9)] == [4, 8, 8]


def test_nothing_to_measure_does_not_apply():
    found = scored(STEPS, a_fact("good", 3), exposures={"all": 0})

    assert not found.applies
    assert found.points == 0


LEDGER = frame(
    'kind = "rate"\ncounts = "matter"\nof = "matter"\nwhen = { field = "once" }\nlinear = true',
    ["matter:" + fields("once flag")],
    maximum=10,
)


def test_one_ledger_can_be_both_parts_of_the_share():
    rows = [
        a_fact("matter", once=True),
        a_fact("matter", once=True),
        a_fact("matter"),
        a_fact("matter", once=False),
    ]

    found = scored(LEDGER, *rows)

    assert found.points == 5
    assert (
        sorted(line.text.zh.rpartition("，")[2] for line in found.lines)
        == ["只计入总数"] * 2 + ["计入达标"] * 2
    )


def test_an_empty_ledger_does_not_apply():
    assert not scored(LEDGER).applies


def test_a_share_of_two_exposures():
    text = frame(
        'kind = "rate"\ncounts_exposure = "content"\nof_exposure = "asked"\n'
        "full_at = 90\nminus_per_point = 0.5",
        maximum=5,
        exposures=["content", "asked"],
    )

    assert scored(text, exposures={"content": 84, "asked": 100}).points == 2
    assert scored(text, exposures={"content": 90, "asked": 100}).points == 5


def test_more_failures_than_there_were_are_no_less_than_none():
    text = _counting("linear = true").replace('counts = "good"', 'fails = "good"')

    found = scored(text, a_fact("good", 12), exposures={"all": 10})

    assert found.points == 0
    assert "0%（0/10）" in found.sentence.zh
