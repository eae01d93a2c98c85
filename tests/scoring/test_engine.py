"""One area, one group: what applies, what is re-based, who takes part."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.scoring import (
    Entrant,
    Standing,
    best_of,
    compared,
    load_scheme,
    on_time_share,
    score_group,
)
from tests.scoring.builders import (
    CONTEXT,
    a_fact,
    a_unit,
    bands,
    card_of,
    default_scheme,
    exposures_of,
    frame,
)
from tests.scoring.two_indicators import one_card, two


def test_points_add_up_and_every_part_is_there():
    card = one_card(a_fact("late"), a_fact("lost", 2))

    assert (card.earned, card.applicable, card.base, card.bonus, card.total) == (89, 100, 89, 0, 89)
    assert [(each.code, each.points, each.exposure.value) for each in card.indicators] == [
        ("i", 57, 5),
        ("j", 32, 5),
    ]
    assert card.standing is Standing.COMPETING
    assert not card.pending


def test_without_exposure_an_indicator_does_not_apply_and_the_rest_is_scaled_to_the_full_points():
    card = one_card(a_fact("late"), sent=0)

    assert not card.indicator("j").applies
    assert card.indicator("j").points == 0
    assert (card.earned, card.applicable, card.base) == (57, 60, 95)
    assert "100÷60" in card.rebase.zh
    assert "数sent为 0" in card.indicator("j").sentence.zh


def test_re_based_points_are_rounded_once():
    # 60 - 3 × 7 = 39 of 60 → 65; 40 - 4 = 36 of 40 → 90; 59 of 60 would be 98.333…
    scheme = two(("points = 3", "points = 1"))

    assert one_card(a_fact("late"), sent=0, scheme=scheme).base == Decimal("98.33")
    assert one_card(a_fact("late", 2), sent=0, scheme=scheme).base == Decimal("96.67")


def test_an_exempt_indicator_is_left_out_and_nothing_is_scaled():
    scheme = two(('exposure = "sent"\n', 'exposure = "sent"\nwhen_absent = "exempt"\n'))
    card = one_card(a_fact("late"), sent=0, scheme=scheme)

    assert (card.earned, card.applicable, card.base, card.total) == (57, 60, 57, 57)
    assert "免考" in card.indicator("j").note.zh
    assert card.indicator("j").points == 0


def test_nobody_gets_full_marks_for_what_was_not_counted_yet():
    card = one_card(sent=None)

    assert card.indicator("j").waiting
    assert card.indicator("j").points == 0
    assert card.total == 60
    assert [text.zh for text in card.pending] == ["指标二：等待登记数sent"]


def test_an_incident_where_there_was_nothing_is_a_contradiction_to_be_put_right():
    card = one_card(a_fact("lost"), sent=0)

    assert [text.zh for text in card.pending] == ["指标二：数sent为 0，却有 1 件事项"]
    assert [line.used for line in card.indicator("j").lines] == [False]


def test_refused_facts_are_shown_with_their_reason_and_not_counted():
    card = one_card(a_fact("late", key="a"), a_fact("late", key="b", counts=False, reason="查无此件"))

    lines = card.indicator("i").lines
    assert [(line.fact, line.used, line.reason.zh) for line in lines] == [
        ("a", True, ""),
        ("b", False, "查无此件"),
    ]
    assert card.indicator("i").points == 57


def test_a_fact_of_a_kind_that_the_scheme_lacks_is_pending_and_never_lost():
    card = one_card(a_fact("strange", title="某事"))

    assert [text.zh for text in card.pending] == ["某事：计分办法没有类别 strange"]


THIRDS = frame(
    'kind = "rate"\ncounts = "good"\nlinear = true',
    ["good"],
    maximum=10,
    exposures=["all"],
    indicator='exposure = "all"',
    rounding='[rounding]\ndigits = 1\nat = "total"',
    area="",
).replace("maximum = 10\n\nkinds", "maximum = 30\n\nkinds") + "".join(
    f"""
[[areas.indicators]]
code = "{code}"
title = "指标{code}"
clause = "一"
maximum = 10
by = ["record"]
exposure = "all"
[areas.indicators.rule]
kind = "rate"
counts = "good"
linear = true
"""
    for code in ("j", "k")
)


@pytest.mark.parametrize(("at", "total"), [("total", "10.0"), ("indicator", "9.9")])
def test_points_are_rounded_once_where_the_scheme_says(at, total):
    # Three indicators of 10 × 1/3: 3.333… each.
    scheme = load_scheme(THIRDS.replace('at = "total"', f'at = "{at}"'))
    card = card_of(a_unit(a_fact("good"), group="g", exposures={"all": 3}), scheme)

    assert str(card.total) == total
    assert [str(each.points) for each in card.indicators] == ["3.3", "3.3", "3.3"]


def test_a_half_goes_up():
    scheme = load_scheme(THIRDS.replace("digits = 1", "digits = 0"))
    card = card_of(a_unit(a_fact("good"), group="g", exposures={"all": 20}), scheme)

    # 10 / 20 = 0.5 → 1 each, and 1.5 → 2 together.
    assert [str(each.points) for each in card.indicators] == ["1", "1", "1"]
    assert str(card.total) == "2"


def test_units_come_back_in_the_official_order_whatever_came_in():
    units = [a_unit(code=code, group="g", order=order) for code, order in (("b", 2), ("c", 1), ("a", 2))]

    for ordered in (units, units[::-1]):
        assert [card.unit for card in score_group(ordered, CONTEXT, two(), "a")] == ["c", "a", "b"]


def test_what_cannot_be_scored_together_is_refused():
    one = a_unit(group="g")
    again = a_fact("late", key="same")

    for wrong in ([one, one], [one, replace(one, code="x", group="h")], [a_unit(again, again, group="g")]):
        with pytest.raises(ValueError, match=r"twice|group"):
            score_group(wrong, CONTEXT, two(), "a")
    with pytest.raises(KeyError):
        score_group([one], CONTEXT, two(), "z")


def test_no_units_no_scorecards():
    assert score_group([], CONTEXT, two(), "a") == ()


@pytest.mark.parametrize(
    ("facts", "due", "share"),
    [
        ([], 4, "1"),
        ([a_fact("sup-feedback-late")], 4, "0.75"),
        ([a_fact("sup-feedback-late"), a_fact("sup-unhandled", 2)], 4, "0.25"),
        ([a_fact("sup-feedback-late", counts=False)], 4, "1"),
        ([a_fact("sup-feedback-late", 9)], 4, "0"),
        ([], 0, None),
        ([], None, None),
    ],
)
def test_the_on_time_share_for_the_tie_rule(facts, due, share):
    unit = a_unit(*facts, exposures={} if due is None else {"sup-feedback-due": due})

    assert on_time_share(unit, default_scheme()) == (None if share is None else Decimal(share))


def test_the_on_time_share_travels_on_theone_card():
    context = replace(CONTEXT, on_time={"kaijiang": Decimal("0.9")})
    scheme = default_scheme()
    unit = a_unit(exposures=exposures_of(scheme, "documents"))

    assert card_of(unit, scheme, "documents", context).on_time == Decimal("0.9")


def test_a_whole_area_worked_by_hand():
    scheme = default_scheme()
    unit = a_unit(
        a_fact("doc-channel"),  # 规范报送 20 - 5 = 15
        a_fact("doc-paper", 2),
        a_fact("doc-paper", minor=10),  # 公文质量 30 × 290 / 3 / 100 = 29
        a_fact("doc-unconsulted"),  # 协商 10 - 3 = 7
        a_fact("doc-late"),  # 9 / 10 = 90 %: 15 - 8 = 7
        a_fact("doc-no-lead", 2),  # 提前 10 - 4 = 6
        a_fact("doc-system", parts=["training"]),  # 制度 3
        a_fact("doc-fewer"),  # 精简 6 × 0.9 = 5.4
        exposures=exposures_of(scheme, "documents"),
        bands=bands("doc-fewer", "excellent", "good"),
    )
    card = card_of(unit, scheme, "documents")

    assert [str(each.points) for each in card.indicators] == [
        "15.00",
        "29.00",
        "7.00",
        "7.00",
        "6.00",
        "3.00",
        "5.40",
    ]
    assert str(card.total) == "72.40"
    assert card.deducted == 12
    assert not card.pending


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.data())
def test_one_unit_scored_with_the_groups_best_is_scored_as_among_all(ratings, data):
    units = [
        Entrant(f"u{place}", f"单位 {place}", "county", (a_fact("web-rating", score=rating),))
        for place, rating in enumerate(ratings)
    ]
    scheme = default_scheme()
    best = best_of(compared(one, CONTEXT, scheme, "website") for one in units)
    one = data.draw(st.sampled_from(units))
    among = next(card for card in score_group(units, CONTEXT, scheme, "website") if card.unit == one.code)
    assert score_group([one], CONTEXT, scheme, "website", best) == (among,)
