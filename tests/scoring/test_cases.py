"""Published schemes as scheme files, and the figures that were worked out for them by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.scoring import Scheme, Standing, load_scheme, rank, score_group
from tests.scoring.builders import CONTEXT, a_fact, a_unit, card_of

CASES = Path(__file__).parent / "cases"


def _case(name: str) -> Scheme:
    return load_scheme((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def _slow(sent: date):
    return a_fact("slow", written=date(2012, 9, 21), sent=sent)


@pytest.mark.parametrize(
    ("facts", "points", "standing"),
    [
        ([a_fact("bypass"), a_fact("other", taken=2)], 10, Standing.COMPETING),
        ([a_fact("channel", pointed_out=True), a_fact("multiple")], 2, Standing.COMPETING),
        ([a_fact("channel", pointed_out=True), a_fact("backflow", 2)], 0, Standing.INELIGIBLE),
        ([], 15, Standing.COMPETING),
        ([_slow(date(2012, 9, 28))], 15, Standing.COMPETING),
        ([_slow(date(2012, 9, 29))], 12, Standing.COMPETING),
    ],
    ids="ABCDEF",
)
def test_case_1_deyang_filing(facts, points, standing):
    card = card_of(a_unit(*facts, group="unit"), _case("case-1-deyang"), "filing")

    assert (card.total, card.standing) == (points, standing)


@pytest.mark.parametrize(
    ("facts", "points"),
    [([a_fact("late", 2)], 3), ([a_fact("missed"), a_fact("concealed")], 0), ([], 5)],
    ids="ABC",
)
def test_case_3_baoji_incident_reports(facts, points):
    assert card_of(a_unit(*facts, group="department"), _case("case-3-baoji"), "emergency").total == points


YEAR_2021 = replace(CONTEXT, year=2021)


def _paper(month: int, **faults):
    return a_fact("paper", on=date(2021, month, 15), **faults)


def test_case_5_mianzhu_the_mean_of_measured_quarters():
    papers = [
        _paper(1),
        _paper(2, minor=4),
        _paper(3, major=True),  # first quarter: (100 + 96 + 59) / 3 = 85
        _paper(7),
        _paper(9, major=True, further=1),  # third: (100 + 54) / 2 = 77
        _paper(12, minor=2),  # fourth: 98
    ]
    card = card_of(a_unit(*papers, group="unit"), _case("case-5-mianzhu"), "quality", YEAR_2021)

    assert card.total == Decimal("86.67")


def test_case_5_mianzhu_rounds_the_year_and_never_a_quarter():
    papers = [
        _paper(1),
        _paper(2, minor=4),
        _paper(3, major=True),
        _paper(10),
        _paper(11),
        _paper(12, minor=1),
    ]
    card = card_of(a_unit(*papers, group="unit"), _case("case-5-mianzhu"), "quality", YEAR_2021)

    assert card.total == Decimal("92.33")


PUBLISHED = [
    ("79.0", 1),
    ("77.1", 2),
    ("76.3", 3),
    ("76.0", 4),
    ("75.9", 5),
    ("73.3", 6),
    ("73.0", 7),
    ("72.3", 8),
    ("71.3", 9),
    ("71.3", 9),
    ("70.3", 11),
    ("70.2", 12),
    ("67.9", 13),
    ("65.4", 14),
    ("65.4", 14),
    ("64.3", 16),
]


@pytest.mark.parametrize("order", [1, -1])
def test_case_7_ties_share_a_place_and_the_next_is_skipped(order):
    scheme = _case("case-7-websites")
    units = [
        a_unit(a_fact("score", score=float(total)), code=f"m{place:02}", group="ministry")
        for place, (total, _) in enumerate(PUBLISHED)
    ]
    ranking = rank(score_group(units[::order], CONTEXT, scheme, "website"), scheme)

    assert [(str(row.total), row.place) for row in ranking.rows] == PUBLISHED


def test_case_7_two_units_tied_across_the_line_are_never_cut():
    scheme = _case("case-7-websites")
    units = [
        a_unit(a_fact("score", score=float(total)), code=f"m{place:02}", group="ministry")
        for place, (total, _) in enumerate(PUBLISHED)
    ]
    ranking = rank(score_group(units, CONTEXT, scheme, "website"), scheme)

    assert ranking.undecided == ("m08", "m09")
    assert len(ranking.selected) == 8
