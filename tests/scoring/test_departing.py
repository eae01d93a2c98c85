"""A departure swaps one selected unit for another and touches nothing else of the ranking."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from portal.scoring import Departure, depart, load_scheme, rank, score_group
from tests.scoring.builders import CONTEXT, a_fact, a_unit, frame

SCHEME = load_scheme(frame('kind = "deduction"\nincidents = [{ kind = "late", points = 3 }]', ["late"]))
UNITS = "abcdef"


def _ranking(late: list[int], vetoes: dict[str, str]):
    units = [
        a_unit(*(a_fact("late", key=f"{code}{n}") for n in range(count)), code=code, group="g")
        for code, count in zip(UNITS, late, strict=True)
    ]
    return rank(score_group(units, CONTEXT, SCHEME, "a"), SCHEME, vetoes)


@given(
    st.lists(st.integers(0, 6), min_size=6, max_size=6),
    st.sets(st.sampled_from(UNITS), max_size=2),
    st.lists(st.tuples(st.sampled_from(UNITS + "z"), st.sampled_from(UNITS)), max_size=4),
)
def test_the_number_of_selected_stays_and_nobody_without_a_place_comes_in(late, vetoed, wanted):
    before = _ranking(late, dict.fromkeys(vetoed, "失泄密事件"))
    after = depart(before, [Departure(unit, other, "理由") for unit, other in wanted])
    assert len(after.selected) == len(before.selected)
    assert not set(after.selected) & (vetoed | set(before.undecided))
    assert (after.line, after.undecided, after.quota) == (before.line, before.undecided, before.quota)
    for old, new in zip(before.rows, after.rows, strict=True):
        assert replace(new, selected=old.selected, departed=old.departed) == old
        assert bool(new.departed) == (new.selected != old.selected)
