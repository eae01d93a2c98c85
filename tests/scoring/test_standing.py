"""Who takes part in an area, and what bars a unit from being selected or holds its score down."""

import pytest

from portal.scoring import Standing
from tests.scoring.builders import a_fact
from tests.scoring.two_indicators import one_card, two


@pytest.mark.parametrize(
    ("least", "standing"),
    [("60", Standing.COMPETING), ("60.5", Standing.NOT_COMPETING), ("0", Standing.COMPETING)],
)
def test_a_unit_with_too_few_applicable_points_does_not_compete(least, standing):
    scheme = two(("min_applicable = 0", f"min_applicable = {least}"))
    card = one_card(sent=0, scheme=scheme)

    assert card.standing is standing
    assert (card.total is None) is (standing is Standing.NOT_COMPETING)


def test_where_nothing_applies_nobody_competes():
    card = one_card(filed=0, sent=0)

    assert card.standing is Standing.NOT_COMPETING
    assert (card.earned, card.base, card.bonus, card.total) == (None, None, None, None)


def test_no_signed_submission_is_no_score():
    card = one_card(a_fact("late"), submitted=False)

    assert card.standing is Standing.UNDECLARED
    assert (card.earned, card.base, card.bonus, card.total) == (None, None, None, None)
    assert card.indicator("i").points == 57


def test_the_office_s_reason_stands_with_a_unit_that_does_not_compete():
    card = one_card(competes=False, competes_reason="机构当年新设", submitted=False)

    assert (card.standing, card.standing_reason.zh, card.total) == (
        Standing.NOT_COMPETING,
        "机构当年新设",
        None,
    )


@pytest.mark.parametrize("away", [{"submitted": False}, {"competes": False}])
def test_nothing_is_awaited_of_a_unit_that_takes_no_part(away):
    assert one_card(filed=None).pending
    assert not one_card(filed=None, **away).pending


@pytest.mark.parametrize(
    ("assigned", "standing"),
    [(0, Standing.NOT_COMPETING), (1, Standing.COMPETING), (None, Standing.COMPETING)],
)
def test_no_assigned_matter_no_competition(assigned, standing):
    scheme = two(("quota = { g = 1 }", 'quota = { g = 1 }\nno_exposure_no_competition = "filed"'))
    card = one_card(filed=assigned, scheme=scheme)

    assert card.standing is standing
    assert bool(card.pending) is (assigned is None)


def test_without_assigned_matters_only_a_contradiction_is_awaited():
    scheme = two(("quota = { g = 1 }", 'quota = { g = 1 }\nno_exposure_no_competition = "filed"'))

    assert not one_card(filed=0, sent=None, scheme=scheme).pending
    assert len(one_card(a_fact("late"), filed=0, sent=None, scheme=scheme).pending) == 1


def test_a_cap_holds_the_whole_area_and_ends_the_chance():
    card = one_card(a_fact("down"))

    assert (card.total, card.standing) == (59, Standing.INELIGIBLE)
    assert [note.zh for note in card.notes] == ["本领域至多计 59 分", "单项否决（二）"]


def test_a_cap_never_raises_a_score():
    card = one_card(a_fact("down"), a_fact("late", 20))

    assert card.total == 40


def test_a_cap_that_zeroes_leaves_nothing():
    assert one_card(a_fact("down"), scheme=two(("at_most = 59", "at_most = 0"))).total == 0


def test_a_cap_without_a_limit_bars_and_leaves_the_score():
    card = one_card(a_fact("down"), scheme=two(("at_most = 59\n", "")))

    assert (card.total, card.standing) == (100, Standing.INELIGIBLE)


def test_a_cap_can_limit_without_barring_and_wait_for_several():
    scheme = two(("at_most = 59", "at_most = 59\nselectable = true\ncount = 2"))

    assert one_card(a_fact("down"), scheme=scheme).total == 100
    assert one_card(a_fact("down", 2), scheme=scheme).total == 59
    assert one_card(a_fact("down", 2), scheme=scheme).standing is Standing.COMPETING


def test_a_refused_fact_caps_nothing():
    assert one_card(a_fact("down", counts=False)).total == 100
