"""Sensitivity lists exactly the lines that change a selection, as turning each by hand shows."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.scoring import Entrant, Fact, Ranking, load_scheme, on_time_shares, rank, score_group, sensitivity
from tests.scoring.builders import CONTEXT, a_fact, a_unit, bands, default_scheme, fields, frame

# Deductions, a comparison within the group, and honours, so that a line can reach other units too.
MIXED = load_scheme(
    frame(
        'kind = "deduction"\nincidents = [{ kind = "late", points = 3 }, { kind = "lost", zero = true }]',
        ["late", "lost", "used", "rating:" + fields("score amount 0 100")],
        maximum=20,
        area="stand_in",
    ).replace("maximum = 20\nstand_in", "maximum = 60")
    + """
[[areas.indicators]]
code = "j"
title = "比较一"
clause = "二"
maximum = 20
by = ["record"]
rule = { kind = "relative", entries = [{ kind = "used", points = 1 }] }
[[areas.indicators]]
code = "k"
title = "比较二"
clause = "二"
maximum = 20
by = ["record"]
[areas.indicators.rule]
kind = "relative"
entries = [
  { kind = "used", points = 1, at_most = 2 },
  { kind = "rating", points_from = "score" },
]
"""
)


def _ranking(units: Sequence[Entrant], vetoes=None) -> Ranking:
    return rank(score_group(units, CONTEXT, MIXED, "a"), MIXED, vetoes)


def _turned(units: Sequence[Entrant], unit: str, key: str) -> list[Entrant]:
    return [
        replace(
            each,
            facts=tuple(
                replace(fact, counts=not fact.counts) if fact.key == key else fact for fact in each.facts
            ),
        )
        if each.code == unit
        else each
        for each in units
    ]


@st.composite
def _groups(draw) -> list[Entrant]:
    names = draw(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True))
    units = []
    for name in names:
        facts = []
        for place in range(draw(st.integers(0, 4))):
            kind = draw(st.sampled_from(["late", "lost", "used", "used", "rating"]))
            values = {"score": Decimal(draw(st.integers(0, 5)))} if kind == "rating" else {}
            counts = draw(st.booleans()) or draw(st.booleans())
            quantity = Decimal(draw(st.integers(1, 3)))
            facts.append(
                Fact(f"{name}{place}", kind, "事项", quantity=quantity, values=values, counts=counts)
            )
        signed = draw(st.sampled_from([True, True, True, False]))
        units.append(Entrant(name, name, "g", tuple(facts), submitted=signed))
    return units


@settings(max_examples=60)
@given(_groups(), st.sets(st.sampled_from("abcdef"), max_size=1))
def test_every_listed_line_flips_the_selection_and_no_other_does(units, vetoed):
    vetoes = dict.fromkeys(vetoed, "失泄密事件")
    before = _ranking(units, vetoes)
    listed = {swing.fact: swing for swing in sensitivity(units, CONTEXT, MIXED, "a", vetoes)}

    for unit in units:
        for fact in unit.facts:
            after = _ranking(_turned(units, unit.code, fact.key), vetoes)
            same = set(after.selected) == set(before.selected)
            if same and set(after.undecided) == set(before.undecided):
                assert fact.key not in listed
                continue
            swing = listed[fact.key]
            assert set(swing.moves_in) == set(after.selected) - set(before.selected)
            assert set(swing.moves_out) == set(before.selected) - set(after.selected)
            assert set(swing.undecided) == set(after.undecided)
            assert (swing.unit, swing.counted) == (unit.code, fact.counts)
            assert (swing.before, swing.after) == (before.row(unit.code).total, after.row(unit.code).total)


def _three(*facts: Fact) -> list[Entrant]:
    """One seat. a: 20 - 3 = 17; b: 20 - 6 = 14; c as given. Nobody has used or rating."""
    return [
        a_unit(a_fact("late", key="a1"), code="a", group="g"),
        a_unit(a_fact("late", key="b1"), a_fact("late", key="b2"), code="b", group="g"),
        a_unit(*facts, code="c", group="g"),
    ]


def test_a_deduction_that_is_lifted_and_a_refused_one_that_counts():
    refused = a_fact("late", 2, key="c1", counts=False)
    swings = sensitivity(_three(refused), CONTEXT, MIXED, "a")

    # c has 20 and the seat; with its refused deduction 14, and a (17) has it.
    assert [(swing.unit, swing.fact, swing.moves_in, swing.moves_out) for swing in swings] == [
        ("a", "a1", (), ("c",)),  # a would have 20 as well: tied across the line
        ("c", "c1", ("a",), ("c",)),
    ]
    assert swings[0].undecided == ("a", "c")
    assert swings[1].what.zh.startswith("若采信 类别late")
    assert swings[0].what.zh.startswith("若不计 类别late")
    assert (swings[1].before, swings[1].after) == (20, 14)


def test_a_lead_is_held_by_the_line_that_makes_it():
    # a is vetoed and still sets the measure: b and c get 10 and 20 by comparison, c loses 3.
    rated = [
        a_unit(a_fact("used", count, key=f"{name}1"), code=name, group="g")
        for name, count in (("a", 10), ("b", 5), ("c", 5))
    ]
    rated[2] = replace(rated[2], facts=(*rated[2].facts, a_fact("late", key="c2")))
    # Without its own line b falls behind c; without c's deduction both have 50.
    swings = sensitivity(rated, CONTEXT, MIXED, "a", {"a": "违法案件"})

    assert {swing.fact for swing in swings} == {"b1", "c2"}


def test_a_judgement_that_falls_away_leaves_its_indicator_waiting_and_says_so():
    scheme = load_scheme(frame('kind = "band"', maximum=20))
    units = [
        replace(a_unit(code="a", group="g"), bands=bands("i", "18", "18")),
        replace(a_unit(code="b", group="g"), bands=bands("i", "17", "17")),
    ]
    swings = sensitivity(units, CONTEXT, scheme, "a")

    assert {(swing.unit, swing.band.grade, swing.moves_in) for swing in swings} == {("a", "18", ("b",))}
    assert all("至少须 2 人" in swing.awaited[0].zh for swing in swings)


def test_the_on_time_share_goes_with_the_line_that_it_is_reckoned_from():
    scheme = default_scheme()
    area = scheme.area("supervision")
    counts = {each.code: 10 for each in area.exposures}
    same = [a_fact("sup-feedback-late", key=f"{name}1") for name in "ab"]
    units = [
        a_unit(same[0], a_fact("sup-sent-back", key="a2"), code="a", exposures=counts),
        a_unit(same[1], a_fact("sup-sent-back", key="b2"), code="b", exposures=counts),
        a_unit(a_fact("sup-sent-back", 2, key="c1"), code="c", exposures=counts),
    ]
    # All lose 4 points by deductions alike; c alone answered in time. Two seats for three.
    context = replace(CONTEXT, on_time=on_time_shares({("supervision", "county"): units}, scheme))
    before = rank(score_group(units, context, scheme, "supervision"), scheme)
    assert before.selected == ("c",)
    assert before.undecided == ("a", "b")

    swings = {swing.fact: swing for swing in sensitivity(units, context, scheme, "supervision")}
    assert swings["a1"].moves_in == ("a",)
    assert swings["a1"].undecided == ()


@pytest.mark.parametrize("units", [[], _three()[:1]])
def test_a_group_without_a_contest_has_no_deciding_line(units):
    assert sensitivity(units, CONTEXT, MIXED, "a") == ()
