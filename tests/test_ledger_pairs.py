"""The two sides of the ledger: what is one matter, whatever the order of rows and of sides."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.matching import NEAR, Matter, Sided, pairs

DAY = date(2013, 5, 6)
MATTERS = st.builds(
    Matter,
    st.sampled_from(["关于经费的请示", "关于 经费的请示", "季度通报", ""]),
    st.one_of(st.none(), st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))),
    st.sampled_from(["", "", "开府〔2013〕3号", "开府[2013]03号", "开府〔2013〕4号"]),
)


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[list[Sided], list[Sided]]:
    found = draw(st.lists(MATTERS, max_size=12))
    sides = draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    named = [Sided(key, matter) for key, matter in enumerate(found, 1)]
    left = [one for one, side in zip(named, sides, strict=True) if side]
    return left, [one for one in named if one not in left]


@given(ledgers(), st.randoms())
def test_the_order_of_rows_never_matters(both: tuple[list[Sided], list[Sided]], luck: object) -> None:
    ones, others = both
    mixed, mixed_others = list(ones), list(others)
    luck.shuffle(mixed)  # type: ignore[attr-defined]
    luck.shuffle(mixed_others)  # type: ignore[attr-defined]
    assert pairs(mixed, mixed_others) == pairs(ones, others)


@given(ledgers())
def test_it_does_not_matter_which_side_is_asked(both: tuple[list[Sided], list[Sided]]) -> None:
    ones, others = both
    assert sorted((b, a) for a, b in pairs(others, ones)) == pairs(ones, others)


@given(ledgers())
def test_each_matter_is_in_one_pair_at_most_and_of_its_own_side(
    both: tuple[list[Sided], list[Sided]],
) -> None:
    ones, others = both
    found = pairs(ones, others)
    here, there = [a for a, _ in found], [b for _, b in found]
    assert len(set(here)) == len(here)
    assert len(set(there)) == len(there)
    assert set(here) <= {one.key for one in ones}
    assert set(there) <= {one.key for one in others}


@given(ledgers())
def test_no_two_that_are_left_over_could_still_be_paired(both: tuple[list[Sided], list[Sided]]) -> None:
    ones, others = both
    found = pairs(ones, others)
    left = [one for one in ones if one.key not in {a for a, _ in found}]
    left_others = [one for one in others if one.key not in {b for _, b in found}]
    assert pairs(left, left_others) == []


def _one(key: int, title: str = "请示", day: date | None = DAY, number: str = "") -> Sided:
    return Sided(key, Matter(title, day, number))


def test_a_number_goes_before_a_title_and_the_nearer_day_before_the_farther() -> None:
    claim = _one(1, number="开府〔2013〕3号")
    assert pairs([claim], [_one(2), _one(3, "另一题", None, "开府[2013]3号")]) == [(1, 3)]
    near, far = _one(4, day=DAY + timedelta(days=1)), _one(5, day=DAY - timedelta(days=3))
    assert pairs([_one(1)], [far, near]) == [(1, 4)]


def test_one_title_is_one_matter_only_while_the_days_are_near() -> None:
    assert pairs([_one(1)], [_one(2, day=DAY + timedelta(days=NEAR))]) == [(1, 2)]
    assert pairs([_one(1)], [_one(2, day=DAY + timedelta(days=NEAR + 1))]) == []
    assert pairs([_one(1)], [_one(2, day=None)]) == []


def test_what_neither_side_dates_is_one_matter_by_its_name_and_a_dated_one_goes_before() -> None:
    assert pairs([_one(1, day=None)], [_one(2, day=None)]) == [(1, 2)]
    assert pairs([_one(1, day=None), _one(3)], [_one(2), _one(4, day=None)]) == [(1, 4), (3, 2)]
