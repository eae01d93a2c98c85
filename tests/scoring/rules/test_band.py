"""等次 keeps what it promises: two independent scorers, and a third where they are too far apart."""

from decimal import Decimal

import pytest

from portal.scoring import Band, load_scheme
from tests.scoring.builders import a_fact, a_unit, bands, card_of, frame, scored

GRADES = (
    'kind = "band"\ngrades = [{ code = "excellent", title = "优", percent = 100 },'
    ' { code = "good", title = "良", percent = 80 },'
    ' { code = "fair", title = "一般", percent = 60 }, { code = "poor", title = "差", percent = 0 }]\n'
)
SIX = frame(GRADES, maximum=6)
TEN = frame('kind = "band"', maximum=10)


@pytest.mark.parametrize(
    ("grades", "points"),
    [
        (["excellent", "excellent"], "6"),
        (["excellent", "good"], "5.4"),
        (["good", "good"], "4.8"),
        (["good", "fair"], "4.2"),
        (["poor", "poor"], "0"),
        (["excellent", "good", "good"], "5.2"),
        (["excellent", "good", "fair"], "4.8"),  # 40 % apart: the median
        (["excellent", "fair", "excellent"], "6"),
        (["poor", "excellent", "fair"], "3.6"),
        (["poor", "poor", "excellent", "good"], "2.4"),  # median of 0, 0, 4.8, 6
    ],
)
def test_the_mean_counts_and_after_a_wide_gap_the_median(grades, points):
    assert scored(SIX, bands=bands("i", *grades)).points == Decimal(points)


@pytest.mark.parametrize(
    "grades", [[], ["excellent"], ["excellent", "fair"], ["poor", "fair"], ["poor", "excellent"]]
)
def test_fewer_than_two_or_two_too_far_apart_are_waited_for(grades):
    found = scored(SIX, bands=bands("i", *grades))

    assert found.waiting
    assert found.points == 0
    assert found.sentence.zh == "等待评分"


def test_a_gap_of_exactly_a_fifth_calls_no_third():
    assert not scored(SIX, bands=bands("i", "excellent", "good")).waiting


def test_a_pending_band_is_named_on_the_card():
    card = card_of(a_unit(group="g", bands=bands("i", "good")), load_scheme(SIX))

    assert [text.zh for text in card.pending] == ["指标：已有 1 人评定，至少须 2 人"]


def test_a_grade_that_the_scheme_does_not_have_is_no_judgement():
    found = scored(SIX, bands=bands("i", "good", "splendid"))

    assert found.waiting
    assert [line.used for line in found.lines] == [True, False]


def test_the_unit_is_told_the_judgements_and_not_whose_they_are():
    judged = (Band("i", "李评委", "good"), Band("i", "王评委", "excellent"))

    assert [line.text.zh for line in scored(SIX, bands=judged).lines] == ["评定 1：优", "评定 2：良"]


def test_a_scorer_cannot_be_both_of_the_two():
    with pytest.raises(ValueError, match="twice"):
        scored(SIX, bands=(Band("i", "甲", "good"), Band("i", "甲", "excellent")))


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (["7", "8"], "7.5"),
        (["7.5", "8.5"], "8"),
        (["10", "8"], "9"),
        (["4", "9", "8"], "8"),
        (["0", "0"], "0"),
    ],
)
def test_points_in_place_of_grades(given, points):
    assert scored(TEN, bands=bands("i", *given)).points == Decimal(points)


@pytest.mark.parametrize("given", ["11", "-1", "good", "", "NaN", "Infinity"])
def test_points_beyond_the_maximum_or_no_points_at_all_are_no_judgement(given):
    assert scored(TEN, bands=bands("i", "7", given)).waiting


def test_the_highest_and_the_lowest_can_be_left_out():
    text = frame('kind = "band"\ncombine = "trimmed"\nscorers = 5\ngap = 100', maximum=10)

    assert scored(text, bands=bands("i", "1", "7", "8", "9", "10")).points == 8


def test_the_median_can_be_the_rule():
    text = frame('kind = "band"\ncombine = "median"\nscorers = 3\ngap = 100', maximum=10)

    assert scored(text, bands=bands("i", "1", "7", "8")).points == 7


CLAIMED = frame(GRADES + 'facts = "few"\nneeds_claim = true', ["few"], maximum=6)


def test_without_a_claim_there_is_nothing_to_judge_and_nothing_to_wait_for():
    found = scored(CLAIMED)

    assert (found.waiting, found.points) == (False, 0)
    assert found.sentence.zh == "没有核定采信的申报，不得分"


def test_a_claim_is_judged_and_shown():
    found = scored(CLAIMED, a_fact("few", title="发文减少三成"), bands=bands("i", "good", "good"))

    assert found.points == Decimal("4.8")
    assert found.lines[0].text.zh == "类别few：发文减少三成"


def test_a_refused_claim_leaves_nothing_to_judge():
    found = scored(CLAIMED, a_fact("few", counts=False, reason="不属实"), bands=bands("i", "good", "good"))

    assert found.points == 0
    assert found.lines[-1].reason.zh == "不属实"
