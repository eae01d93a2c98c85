"""逐件评分 keeps what it promises: each document by itself, then their mean, rounded once."""

from datetime import date
from decimal import Decimal

import pytest

from tests.scoring.builders import a_fact, fields, frame, scored

PAPER = "paper:" + fields("minor amount", "major flag", "further quantity", "score amount")
RULE = (
    'kind = "mean"\ndocuments = "paper"\nminor = "minor"\nmajor = "major"\nmajor_score = 59\n'
    'further = "further"\neach_further = 5\n'
)
YEAR = frame(RULE, [PAPER], maximum=100)
QUARTERS = frame(RULE + 'periods = { per = "quarter" }', [PAPER], maximum=100)
THIRTY = frame(RULE, [PAPER], maximum=30, exposures=["filed"], indicator='exposure = "filed"')


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({}, 100),
        ({"minor": 4}, 96),
        ({"minor": 100}, 0),
        ({"minor": 130}, 0),
        ({"major": True}, 59),
        ({"major": True, "minor": 4}, 59),
        ({"major": True, "further": 1}, 54),
        ({"major": True, "further": 3}, 44),
        ({"major": True, "further": 12}, 0),
        ({"major": False, "further": 2}, 100),
    ],
)
def test_one_document_by_its_faults(values, points):
    assert scored(YEAR, a_fact("paper", **values)).points == points


def test_a_third_of_a_point_is_rounded_once_at_the_end():
    # 30 × (100 + 100 + 95) / 300 = 29.5; 30 × (100 + 99 + 99) / 300 = 29.8
    assert scored(
        THIRTY, a_fact("paper", 2), a_fact("paper", minor=5), exposures={"filed": 3}
    ).points == Decimal("29.50")
    assert scored(
        THIRTY, a_fact("paper"), a_fact("paper", 2, minor=1), exposures={"filed": 3}
    ).points == Decimal("29.80")


def test_a_quantity_is_so_many_documents_of_the_same_score():
    assert scored(YEAR, a_fact("paper", 3), a_fact("paper", minor=20)).points == 95


def test_no_pieces_of_a_document_are_no_document():
    assert not scored(QUARTERS, a_fact("paper", 0, on=date(2012, 2, 1), minor=50)).applies
    assert (
        scored(QUARTERS, a_fact("paper", 0, on=date(2012, 2, 1)), a_fact("paper", on=date(2012, 5, 1))).points
        == 100
    )


def test_nothing_filed_does_not_apply():
    assert not scored(THIRTY, exposures={"filed": 0}).applies


def test_filed_and_not_scored_yet_is_waited_for_and_earns_nothing():
    found = scored(THIRTY, exposures={"filed": 4})

    assert (found.applies, found.waiting, found.points) == (True, True, 0)


def test_the_year_is_the_mean_of_the_measured_quarters():
    papers = [
        a_fact("paper", on=date(2012, 2, 1)),  # first quarter: (100 + 80) / 2 = 90
        a_fact("paper", on=date(2012, 3, 31), minor=20),
        a_fact("paper", on=date(2012, 4, 1), minor=30),  # second: 70
    ]

    assert scored(QUARTERS, *papers).points == 80
    assert scored(YEAR, *papers).points == Decimal("83.33")


def test_a_document_without_a_date_cannot_be_put_into_a_quarter():
    found = scored(QUARTERS, a_fact("paper"))

    assert found.waiting
    assert "缺少日期" in found.lines[0].reason.zh


def test_a_score_can_be_given_as_it_is():
    text = frame('kind = "mean"\ndocuments = "paper"\nscore_from = "score"\nstart = 10', [PAPER], maximum=50)

    assert scored(text, a_fact("paper", score=7), a_fact("paper", score=8)).points == Decimal("37.5")
    assert scored(text, a_fact("paper")).waiting
