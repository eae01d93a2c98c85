"""What would raise an indicator: each sentence that is said holds when it is followed."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.scoring import Entrant, load_scheme, score_group, shipped
from portal.scoring.raising import MOST, raises
from portal.scoring.text import round_half_up
from tests.scoring.builders import CONTEXT, a_fact, a_unit, fields, frame
from tests.scoring.test_properties import _units

SCHEME = load_scheme(shipped("dazhou-2012"))
UNITS = st.sampled_from([area.code for area in SCHEME.areas]).flatmap(
    lambda area: st.tuples(st.just(area), _units(area, "a"))
)


def _points(unit: Entrant, area: str, indicator: str) -> Decimal:
    (card,) = score_group([unit], CONTEXT, SCHEME, area)
    return card.indicator(indicator).points


@settings(max_examples=40)
@given(UNITS, st.integers(0, 365))
def test_whoever_follows_a_suggestion_gains_what_was_said_on_any_day_of_the_year(drawn, days):
    code, unit = drawn
    area = SCHEME.area(code)
    day = date.fromordinal(date(2012, 1, 1).toordinal() + days)
    for indicator in area.indicators_for(unit.group):
        before = _points(unit, code, indicator.code)
        for one in raises(unit, indicator, area, CONTEXT):
            fact = replace(one.fact, on=day)
            after = _points(replace(unit, facts=(*unit.facts, fact)), code, indicator.code)
            assert abs((after - before) - round_half_up(one.gain, 2)) <= Decimal("0.01"), one.text.zh
            said = re.search(r"加 ([\d.]+) 分", one.text.zh)
            assert said is not None
            assert abs(Fraction(said.group(1)) - one.gain) <= Fraction(1, 200)
            assert ("到满分" in one.text.zh) == (after == indicator.maximum)


@settings(max_examples=20)
@given(UNITS)
def test_a_full_or_waiting_indicator_is_left_alone_and_few_ways_are_named_the_best_first(drawn):
    code, unit = drawn
    area = SCHEME.area(code)
    for indicator in area.indicators_for(unit.group):
        found = raises(unit, indicator, area, CONTEXT)
        assert len(found) <= MOST
        assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
        if _points(unit, code, indicator.code) == indicator.maximum:
            assert found == ()


def _said(rule: str, *kinds: str, facts=(), maximum: int = 30) -> list[str]:
    scheme = load_scheme(frame(rule, kinds, maximum=maximum))
    area = scheme.area("a")
    unit = a_unit(*facts, group="g")
    return [one.text.zh for one in raises(unit, area.indicator("i"), area, CONTEXT)]


TALLY = 'kind = "tally"\nentries = [{ kind = "use", points = 3 }]'


def test_one_more_and_the_full_points_are_said_in_plain_words():
    assert _said(TALLY, "use") == ["再有 1 件“类别use”，加 3 分"]
    nine = [a_fact("use", quantity=9)]
    assert _said(TALLY, "use", facts=nine) == ["再有 1 件“类别use”，加 3 分，到满分 30 分"]
    assert _said(TALLY, "use", facts=[a_fact("use", quantity=10)]) == []


def test_a_kind_that_needs_an_amount_nobody_can_guess_is_not_suggested():
    assert _said(TALLY, "use: " + fields("size quantity 1 9")) == []
