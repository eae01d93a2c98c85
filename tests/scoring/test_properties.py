"""What holds for every year that can be thought of, on the default scheme."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.scoring import (
    Band,
    Entrant,
    Fact,
    Field,
    Kind,
    Scorecard,
    Standing,
    load_scheme,
    rank,
    score_group,
    shipped,
)
from tests.scoring.builders import CONTEXT

SCHEME = load_scheme(shipped("dazhou-2012"))
AREAS = [area.code for area in SCHEME.areas]
# Where every record but a few speaks against the unit.
STRICT = ["documents", "supervision", "emergency"]
DAYS = st.integers(0, 400).map(lambda ahead: date(2011, 12, 20) + timedelta(days=ahead))


def _value(field: Field) -> st.SearchStrategy:
    if field.type == "parts":
        return st.lists(st.sampled_from(field.values), unique=True).map(tuple)
    if field.type in ("level", "choice"):
        return st.sampled_from(field.values)
    return {
        "flag": st.booleans(),
        "date": DAYS,
        "text": st.sampled_from(["", "甲", "乙"]),
        "quantity": st.integers(0, 4).map(Decimal),
        "amount": st.decimals(1, 3, places=1),
    }[field.type]


@st.composite
def _facts(draw, kind: Kind, key: str) -> Fact:
    values = {
        field.code: draw(_value(field)) for field in kind.fields if field.required or draw(st.booleans())
    }
    return Fact(
        key=key,
        kind=kind.code,
        title=draw(st.sampled_from(["甲事项", "乙事项", "丙事项"])),
        on=draw(st.none() | DAYS),
        document=draw(st.sampled_from(["", "达市府函〔2012〕9号"])),
        quantity=Decimal(draw(st.integers(1, 5))),
        values=values,
        counts=draw(st.sampled_from([True, True, True, False])),
    )


@st.composite
def _units(draw, area_code: str, code: str, group: str = "county") -> Entrant:
    area = SCHEME.area(area_code)
    kinds = draw(st.lists(st.sampled_from(area.kinds), max_size=12))
    banded = [each.code for each in area.indicators if each.rule.kind == "band"]
    grades = draw(st.lists(st.sampled_from(["excellent", "good", "fair", "poor"]), max_size=4))
    return Entrant(
        code=code,
        name=code,
        group=group,
        facts=tuple(draw(_facts(kind, f"{code}-{place}")) for place, kind in enumerate(kinds)),
        bands=tuple(
            Band(each, f"评委{place}", grade) for each in banded for place, grade in enumerate(grades)
        ),
        exposures={
            each.code: Decimal(draw(st.sampled_from([0, 5, 10, 40])))
            for each in area.exposures
            if draw(st.integers(0, 9))
        },
        submitted=draw(st.sampled_from([True, True, True, False])),
        order=draw(st.integers(0, 2)),
    )


@st.composite
def _years(draw, most: int = 6, areas: Sequence[str] = AREAS) -> tuple[str, list[Entrant]]:
    area = draw(st.sampled_from(areas))
    group = draw(st.sampled_from(["county", "department"]))
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=most, unique=True))
    return area, [draw(_units(area, name, group)) for name in names]


def _cards(area: str, units: Sequence[Entrant]) -> tuple[Scorecard, ...]:
    return score_group(units, CONTEXT, SCHEME, area)


def _unlimited(unit: Entrant) -> Entrant:
    """The unit with every count there and a signature, so that it has a score."""
    exposures = {each.code: Decimal(40) for area in SCHEME.areas for each in area.exposures}
    return replace(unit, exposures=exposures, submitted=True)


@given(_years(), st.randoms(use_true_random=False))
def test_the_order_of_units_facts_and_bands_never_matters(year, random):
    area, units = year
    mixed = [
        replace(
            unit,
            facts=tuple(random.sample(unit.facts, len(unit.facts))),
            bands=tuple(random.sample(unit.bands, len(unit.bands))),
        )
        for unit in random.sample(units, len(units))
    ]

    def told(given: Sequence[Entrant]) -> list[str]:
        return [card.canonical_json() for card in _cards(area, given)]

    assert told(units) == told(mixed)
    assert rank(_cards(area, units), SCHEME) == rank(_cards(area, mixed)[::-1], SCHEME)


@given(_years())
def test_every_indicator_stays_between_nothing_and_its_maximum(year):
    area, units = year
    for card in _cards(area, units):
        assert all(0 <= each.points <= each.maximum for each in card.indicators)
        assert card.base is None or 0 <= card.base <= 100
        assert card.bonus is None or 0 <= card.bonus <= 5
        assert card.total is None or card.total == card.base + card.bonus


@given(_years(most=1, areas=STRICT), st.data())
def test_one_more_record_against_a_unit_never_raises_its_score(year, data):
    area, (unit,) = year
    against = [
        kind
        for kind in SCHEME.area(area).kinds_by("record")
        if kind.code not in ("doc-paper", "sup-proposal")
    ]
    more = data.draw(st.sampled_from(against).flatmap(lambda kind: _facts(kind, "more")))
    unit = _unlimited(unit)

    (before,) = _cards(area, [unit])
    (after,) = _cards(area, [replace(unit, facts=(*unit.facts, more))])

    assert after.total <= before.total
    assert after.deducted >= before.deducted


@given(_years(most=1), st.data())
def test_one_more_claim_of_a_unit_never_lowers_its_score(year, data):
    area, (unit,) = year
    more = data.draw(
        st.sampled_from(SCHEME.area(area).kinds_by("claim")).flatmap(lambda kind: _facts(kind, "more"))
    )
    unit = _unlimited(unit)

    (before,) = _cards(area, [unit])
    (after,) = _cards(area, [replace(unit, facts=(*unit.facts, more))])

    assert after.total >= before.total


@given(_years())
def test_a_refused_fact_counts_for_nothing(year):
    area, units = year
    without = [replace(unit, facts=tuple(fact for fact in unit.facts if fact.counts)) for unit in units]

    def points(given: Sequence[Entrant]) -> list[tuple[Decimal | None, Decimal, Standing]]:
        return [(card.total, card.deducted, card.standing) for card in _cards(area, given)]

    assert points(units) == points(without)


@given(_years())
def test_every_counted_fact_stands_in_a_line_of_its_card(year):
    area, units = year
    for unit, card in zip(
        sorted(units, key=lambda each: (each.order, each.code)), _cards(area, units), strict=True
    ):
        shown = {line.fact for each in card.indicators for line in each.lines}
        shown |= {line.fact for line in card.bonus_lines}
        own = {
            each
            for indicator in card.indicators
            for each in SCHEME.area(area).indicator(indicator.code).kinds
        }
        assert {fact.key for fact in unit.facts if fact.kind in own | {"honour"}} <= shown


@given(_years())
def test_scorecards_come_back_from_json_to_the_last_digit(year):
    area, units = year
    for card in _cards(area, units):
        assert Scorecard.from_dict(json.loads(card.canonical_json())) == card


@given(_years(most=8), st.sets(st.sampled_from("abcdefgh")))
def test_places_are_a_total_order_and_nobody_vetoed_or_out_is_selected(year, vetoed):
    area, units = year
    ranking = rank(
        _cards(area, [_unlimited(unit) for unit in units]), SCHEME, dict.fromkeys(vetoed, "失泄密事件")
    )

    placed = [row for row in ranking.rows if row.place is not None]
    assert {row.unit for row in ranking.rows} == {unit.code for unit in units}
    assert all(above.total >= below.total for above, below in pairwise(placed))
    for index, row in enumerate(placed):
        # Standard competition: one more than the number of those who stand strictly above.
        assert row.place == 1 + sum(other.place < row.place for other in placed)
        assert index == 0 or placed[index - 1].place <= row.place
    assert all(row.selected is False for row in ranking.rows if row.place is None)
    assert not set(ranking.selected) & vetoed
    assert len(ranking.selected) <= ranking.quota
    assert len(ranking.selected) + len(ranking.undecided) >= min(ranking.quota, len(placed))
    assert not set(ranking.selected) & set(ranking.undecided)


@given(_years(most=8))
def test_a_veto_of_a_selected_unit_moves_the_next_one_up(year):
    area, units = year
    cards = _cards(area, [_unlimited(unit) for unit in units])
    before = rank(cards, SCHEME)
    for unit in before.selected:
        after = rank(cards, SCHEME, {unit: "违法案件"})
        assert unit not in after.selected
        assert set(before.selected) - {unit} <= set(after.selected) | set(after.undecided)
