"""折算 keeps what it promises: the group's best in full, the others in proportion."""

from decimal import Decimal

import pytest

from portal.scoring import load_scheme, score_group
from tests.scoring.builders import CONTEXT, a_fact, a_unit, fields, frame

RATED = load_scheme(
    frame(
        'kind = "relative"\nneeded = true\nentries = [{ kind = "rating", points_from = "score" }]',
        ["rating:" + fields("score amount 0 100")],
        maximum=5,
    )
)
COUNTED = load_scheme(
    frame('kind = "relative"\nentries = [{ kind = "used", points = 2 }]', ["used"], maximum=10)
)


def _points(scheme, *units) -> dict[str, Decimal]:
    return {card.unit: card.indicator("i").points for card in score_group(units, CONTEXT, scheme, "a")}


def _rated(code: str, score: float, **more):
    return a_unit(a_fact("rating", score=score), code=code, group="g", **more)


def test_the_best_gets_the_full_points_and_the_others_in_proportion():
    assert _points(RATED, _rated("a", 80), _rated("b", 60), _rated("c", 20)) == {
        "a": 5,
        "b": Decimal("3.75"),
        "c": Decimal("1.25"),
    }


def test_two_best_both_get_the_full_points():
    assert _points(RATED, _rated("a", 80), _rated("b", 80)) == {"a": 5, "b": 5}


def test_a_group_without_points_gets_none():
    assert _points(COUNTED, a_unit(code="a", group="g"), a_unit(code="b", group="g")) == {"a": 0, "b": 0}
    assert _points(RATED, _rated("a", 0), _rated("b", 0)) == {"a": 0, "b": 0}


@pytest.mark.parametrize("away", [{"submitted": False}, {"competes": False}])
def test_a_unit_that_takes_no_part_sets_no_standard(away):
    found = _points(RATED, _rated("a", 100, **away), _rated("b", 50))

    assert found["b"] == 5
    assert found["a"] == 5


def test_a_missing_rating_is_waited_for_where_it_is_needed():
    cards = score_group([a_unit(code="a", group="g"), _rated("b", 50)], CONTEXT, RATED, "a")

    assert cards[0].indicator("i").waiting
    assert not cards[1].indicator("i").waiting


def test_the_sentence_names_the_group_s_best():
    (card, _) = score_group([_rated("a", 60), _rated("b", 80)], CONTEXT, RATED, "a")

    assert card.indicator("i").sentence.zh == "60，本组最高 80，得 3.75 分"
