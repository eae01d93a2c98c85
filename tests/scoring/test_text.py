"""Numbers are rounded half up, exactly, and written without idle zeros."""

from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.scoring.text import as_decimal, number, percent, ratio, round_half_up


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (Fraction("2.345"), 2, "2.35"),
        (Fraction("2.3449999999999999999999999999999999"), 2, "2.34"),
        (Fraction("-2.345"), 2, "-2.35"),
        (Fraction("-0.004"), 2, "0.00"),
        (Fraction(1, 3), 2, "0.33"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(554, 6), 2, "92.33"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(0), 2, "0.00"),
        (Fraction(100), 2, "100.00"),
    ],
)
def test_a_half_goes_away_from_zero(value, digits, rounded):
    assert str(round_half_up(value, digits)) == rounded


@given(st.fractions(), st.integers(0, 6))
def test_rounding_moves_by_no_more_than_half_a_digit(value, digits):
    assert abs(Fraction(round_half_up(value, digits)) - value) <= Fraction(1, 2 * 10**digits)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**9), max_value=10**9))
def test_a_value_that_ends_stays_exact(value):
    assert as_decimal(Fraction(value), 2) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("3.00"), "3"),
        (Decimal("3.20"), "3.2"),
        (Decimal(300), "300"),
        (Fraction(1, 3), "0.33"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 1024), "0"),
        (0, "0"),
        (-5, "-5"),
    ],
)
def test_numbers_are_written_without_idle_zeros(value, written):
    assert number(value) == written


def test_percentages_have_at_most_two_decimals():
    assert [percent(Fraction(n, 110)) for n in (106, 110)] == ["96.36%", "100%"]


def test_a_quotient_does_not_depend_on_the_caller_s_precision():
    plain = ratio(Decimal(1), Decimal(3))
    with localcontext() as context:
        context.prec = 3
        context.rounding = ROUND_UP
        assert ratio(Decimal(1), Decimal(3)) == plain
