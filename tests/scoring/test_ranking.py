"""Places, ties, the quota line, and who never stands above it (四(一)–四(三))."""

from decimal import Decimal
from itertools import permutations

import pytest

from portal.scoring import Decision, Scorecard, Standing, Text, load_scheme, rank, shipped
from portal.scoring.text import NOTHING

SCHEME = load_scheme(shipped("dazhou-2012"))  # two counties


def _card(unit: str, total: str, standing: Standing = Standing.COMPETING, **more) -> Scorecard:
    points = Decimal(total) if standing in (Standing.COMPETING, Standing.INELIGIBLE) else None
    honours = {"national": 0, "provincial": 0, "municipal": 0} | more.pop("honours", {})
    return Scorecard(
        area="documents",
        unit=unit,
        name=unit,
        group="county",
        order=more.pop("order", 0),
        standing=standing,
        standing_reason=NOTHING,
        earned=points,
        applicable=Decimal(100),
        base=points,
        bonus=None if points is None else Decimal(0),
        total=points,
        deducted=Decimal(more.pop("deducted", 0)),
        honours=honours,
        on_time=more.pop("on_time", None),
        indicators=(),
    )


def _places(ranking) -> dict[str, int | None]:
    return {row.unit: row.place for row in ranking.rows}


def test_the_highest_totals_take_the_quota_and_the_line_tells_its_margin():
    ranking = rank([_card("a", "90.5"), _card("b", "88"), _card("c", "95.25"), _card("d", "88.5")], SCHEME)

    assert _places(ranking) == {"c": 1, "a": 2, "d": 3, "b": 4}
    assert ranking.selected == ("c", "a")
    line = ranking.line
    assert (line.last_in, line.first_out) == ("a", "d")
    assert (line.margin_in, line.margin_out) == (Decimal("2.0"), Decimal("-2.0"))
    assert line.rule.zh == "总分，相差 2 分"
    assert [str(row.margin) for row in ranking.rows] == ["6.75", "2.0", "-2.0", "-2.5"]


TIES = [
    (
        "national",
        {"honours": {"national": 1}},
        {"honours": {"provincial": 3, "municipal": 9}},
        "国家级荣誉数",
    ),
    ("provincial", {"honours": {"provincial": 1}}, {"honours": {"municipal": 9}}, "省级荣誉数"),
    ("municipal", {"honours": {"municipal": 1}, "deducted": 9}, {"deducted": 1}, "市级荣誉数"),
    (
        "deductions",
        {"deducted": "2.5", "on_time": Decimal("0.1")},
        {"deducted": 3, "on_time": Decimal(1)},
        "扣分较少",
    ),
    ("on-time", {"on_time": Decimal("0.95")}, {"on_time": Decimal("0.9")}, "督查督办按时率"),
]


@pytest.mark.parametrize(("_", "better", "worse", "rule"), TIES, ids=[tie[0] for tie in TIES])
@pytest.mark.parametrize("names", [("x", "y"), ("y", "x")])
def test_a_declared_tie_rule_gives_two_places_and_is_named(_, better, worse, rule, names):
    first, second = names
    cards = [_card(second, "80", **worse), _card("top", "99"), _card(first, "80", **better)]

    ranking = rank(cards, SCHEME)

    assert _places(ranking) == {"top": 1, first: 2, second: 3}
    assert ranking.selected == ("top", first)
    assert rule in ranking.line.rule.zh
    assert rule in ranking.row(first).decided_by.zh
    assert rule in ranking.row(second).decided_by.zh
    assert ranking.row("top").decided_by is None
    assert ranking.line.margin_in == 0


def test_the_on_time_share_is_skipped_where_a_unit_has_none():
    cards = [_card("x", "80", on_time=Decimal("0.1")), _card("y", "80")]

    ranking = rank([*cards, _card("top", "90")], SCHEME)

    assert ranking.undecided == ("x", "y")


def test_a_rule_splits_three_and_the_next_settles_the_two_that_are_left():
    cards = [
        _card("x", "80", honours={"national": 1}, deducted=2),
        _card("y", "80", honours={"national": 1}, deducted=1),
        _card("z", "80", deducted=0),
    ]
    ranking = rank(cards, SCHEME)

    assert _places(ranking) == {"y": 1, "x": 2, "z": 3}
    assert "扣分较少" in ranking.row("x").decided_by.zh
    assert "国家级荣誉数" in ranking.line.rule.zh


def test_a_tie_above_the_line_shares_its_place_and_the_next_is_skipped():
    ranking = rank([_card("a", "90"), _card("b", "90"), _card("c", "80")], SCHEME)

    assert _places(ranking) == {"a": 1, "b": 1, "c": 3}
    assert ranking.selected == ("a", "b")
    assert ranking.undecided == ()


def test_a_tie_below_the_line_is_nobody_s_business():
    ranking = rank(
        [_card("a", "90"), _card("b", "85"), _card("c", "80"), _card("d", "80"), _card("e", "70")], SCHEME
    )

    assert _places(ranking) == {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5}
    assert ranking.undecided == ()


def test_a_tie_across_the_line_is_returned_and_never_cut():
    ranking = rank([_card("a", "90"), _card("b", "80"), _card("c", "80"), _card("d", "70")], SCHEME)

    assert ranking.selected == ("a",)
    assert ranking.undecided == ("b", "c")
    assert _places(ranking) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert "并列跨越名额线" in ranking.line.rule.zh
    assert (ranking.line.last_in, ranking.line.first_out) == ("a", "d")


def test_three_tied_at_the_top_of_two_seats_select_nobody():
    ranking = rank([_card(unit, "80") for unit in "abc"], SCHEME)

    assert ranking.selected == ()
    assert ranking.undecided == ("a", "b", "c")
    assert ranking.line.last_in is None


def test_the_office_s_decision_settles_what_no_rule_does():
    cards = [_card("a", "90"), _card("b", "80"), _card("c", "80")]
    decisions = {"c": Decision(1, "主任办公会议定"), "b": Decision(2, "主任办公会议定")}

    ranking = rank(cards, SCHEME, decisions=decisions)

    assert ranking.selected == ("a", "c")
    assert ranking.undecided == ()
    assert "市政府办公室决定" in ranking.line.rule.zh


def test_a_decision_that_leaves_out_one_of_the_tied_decides_nothing():
    ranking = rank(
        [_card(unit, "80") for unit in "abc"], SCHEME, decisions={"a": Decision(1, ""), "b": Decision(2, "")}
    )

    assert ranking.undecided == ("a", "b", "c")


def test_a_decision_never_lifts_a_unit_over_a_higher_total_or_an_earlier_rule():
    cards = [_card("a", "90"), _card("b", "80", honours={"national": 1}), _card("c", "80")]

    ranking = rank(
        cards, SCHEME, decisions={"c": Decision(1, ""), "b": Decision(2, ""), "a": Decision(3, "")}
    )

    assert ranking.selected == ("a", "b")


def test_a_vetoed_unit_stays_in_the_list_without_a_place_and_the_next_moves_up():
    cards = [_card("a", "90"), _card("b", "85"), _card("c", "80"), _card("d", "75")]

    ranking = rank(cards, SCHEME, vetoes={"a": "失泄密事件"})

    assert ranking.selected == ("b", "c")
    row = ranking.row("a")
    assert (row.place, row.standing, row.reason, row.total, row.selected) == (
        None,
        "vetoed",
        Text("失泄密事件", "失泄密事件"),
        90,
        False,
    )
    assert _places(ranking) == {"b": 1, "c": 2, "d": 3, "a": None}


def test_units_without_a_place_are_listed_by_why_and_in_the_official_order():
    cards = [
        _card("undeclared", "0", Standing.UNDECLARED),
        _card("out-2", "0", Standing.NOT_COMPETING, order=2),
        _card("barred", "99", Standing.INELIGIBLE),
        _card("out-1", "0", Standing.NOT_COMPETING, order=1),
        _card("vetoed", "98"),
        _card("in", "50"),
    ]
    ranking = rank(cards, SCHEME, vetoes={"vetoed": Text("违法案件", "a case")})

    assert [row.unit for row in ranking.rows] == ["in", "vetoed", "barred", "out-1", "out-2", "undeclared"]
    assert [row.place for row in ranking.rows] == [1, None, None, None, None, None]
    assert ranking.selected == ("in",)
    assert ranking.row("undeclared").reason.zh == "未申报"


def test_a_veto_of_a_unit_that_has_no_place_anyway_marks_it_all_the_same():
    ranking = rank([_card("a", "0", Standing.UNDECLARED)], SCHEME, vetoes={"a": "违法案件"})

    assert ranking.row("a").standing == "vetoed"


def test_fewer_units_than_seats_are_all_in():
    ranking = rank([_card("a", "10")], SCHEME)

    assert ranking.selected == ("a",)
    assert "未超过名额" in ranking.line.rule.zh
    assert (ranking.line.last_in, ranking.line.first_out, ranking.row("a").margin) == ("a", None, None)


def test_nobody_competes_no_line():
    ranking = rank([_card("a", "0", Standing.UNDECLARED)], SCHEME)

    assert (ranking.line, ranking.selected, ranking.undecided) == (None, (), ())
    assert rank([], SCHEME).rows == ()


def test_the_order_in_which_units_come_changes_nothing():
    cards = [
        _card("a", "80"),
        _card("b", "80", order=1),
        _card("c", "80", honours={"municipal": 1}),
        _card("d", "70"),
    ]
    expected = rank(cards, SCHEME)

    assert all(rank(list(some), SCHEME) == expected for some in permutations(cards))


def test_places_do_not_follow_the_alphabet_or_the_official_order():
    ranking = rank([_card("a", "80", order=1), _card("z", "80", order=9)], SCHEME)

    assert _places(ranking) == {"a": 1, "z": 1}


def test_two_areas_or_one_unit_twice_are_refused():
    with pytest.raises(ValueError, match="twice"):
        rank([_card("a", "1"), _card("a", "2")], SCHEME)
    other = Scorecard.from_dict(_card("b", "1").to_dict() | {"group": "department"})
    with pytest.raises(ValueError, match="one group"):
        rank([_card("a", "1"), other], SCHEME)
