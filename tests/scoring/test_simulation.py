"""A year under another scheme: who would move, worked by hand, and nothing where nothing differs."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings

from portal.scoring import Text, load_scheme, rank, score_group, shipped, simulate
from tests.scoring.builders import CONTEXT, a_fact, a_unit, default_scheme, frame
from tests.scoring.test_properties import STRICT, _years

OWN = frame(
    'kind = "deduction"\nincidents = [{ kind = "late", points = 3 }, { kind = "lost", points = 5 }]',
    ["late", "lost"],
)
YEAR = {
    ("a", "g"): [
        a_unit(a_fact("late"), code="a", group="g"),  # 17; with late at 6: 14
        a_unit(a_fact("lost"), code="b", group="g"),  # 15; 15
        a_unit(a_fact("lost"), a_fact("lost"), code="c", group="g"),  # 10; 10
    ]
}


def _run(draft: str, **more):
    return simulate(YEAR, CONTEXT, load_scheme(OWN), load_scheme(draft), **more)


def test_dearer_lateness_changes_the_one_selection():
    found = _run(OWN.replace('"late", points = 3', '"late", points = 6'))
    (shift,) = found.shifts

    assert (len(found.changed), len(found.shifts)) == (1, 1)
    assert (shift.moves_in, shift.moves_out) == (("b",), ("a",))
    assert [(m.unit, m.place_before, m.place_after, m.total_before, m.total_after) for m in shift.moved] == [
        ("b", 2, 1, 15, 15),
        ("a", 1, 2, 17, 14),
    ]


def test_a_change_that_moves_points_and_nobody_changes_no_selection():
    found = _run(OWN.replace('"late", points = 3', '"late", points = 4'))

    assert found.changed == ()
    assert [move.unit for move in found.shifts[0].moved] == ["a"]


def test_a_veto_holds_under_both_schemes():
    found = _run(OWN.replace('"late", points = 3', '"late", points = 6'), vetoes={"b": Text("违法案件", "x")})

    assert found.changed == ()


def test_another_quota_is_another_selection():
    (shift,) = _run(OWN.replace("g = 1", "g = 2")).shifts

    assert (shift.moves_in, shift.moves_out, shift.moved) == (("b",), (), ())


def test_what_only_the_draft_asks_for_is_named_and_not_guessed():
    draft = OWN.replace("exposures = []", 'exposures = [{ code = "filed", title = "报文数" }]').replace(
        'by = ["record", "claim"]\n\n', 'by = ["record", "claim"]\nexposure = "filed"\n'
    )
    assert 'exposure = "filed"' in draft
    (shift,) = _run(draft).shifts

    assert set(shift.awaited) == {"a", "b", "c"}
    assert "等待登记报文数" in shift.awaited["a"][0].zh


def test_an_area_that_only_one_of_the_schemes_has_is_a_changed_selection():
    found = _run(OWN.replace('code = "a"', 'code = "b"'))

    assert [(shift.area, shift.before is None, shift.after is None) for shift in found.shifts] == [
        ("b", True, False),
        ("a", False, True),
    ]
    assert len(found.changed) == 2


def test_the_shares_that_settle_ties_are_those_of_each_scheme():
    own = default_scheme()
    text = shipped("dazhou-2012").replace('late = ["sup-feedback-late", "sup-unhandled"]', "late = []")
    counts = {each.code: 10 for each in own.area("supervision").exposures}
    units = [
        a_unit(a_fact("sup-feedback-late"), code="a", exposures=counts),
        a_unit(a_fact("sup-sent-back"), code="b", exposures=counts),
        a_unit(a_fact("sup-sent-back"), code="c", exposures=counts),
    ]
    found = simulate({("supervision", "county"): units}, CONTEXT, own, load_scheme(text))
    shift = next(each for each in found.shifts if (each.area, each.group) == ("supervision", "county"))

    # 98 each: b and c answered in time, until the draft counts nothing as late
    assert shift.before.selected == ("b", "c")
    assert shift.after.undecided == ("a", "b", "c")


@settings(max_examples=25)
@given(_years(areas=STRICT))
def test_the_same_scheme_moves_nobody_and_is_the_ranking_itself(year):
    area, units = year
    scheme = default_scheme()
    contest = (area, units[0].group)
    found = simulate({contest: units}, CONTEXT, scheme, scheme)

    assert found.changed == ()
    assert all(not shift.moved and not shift.awaited for shift in found.shifts)
    assert len(found.shifts) == len(scheme.areas) * len(scheme.groups)
    shift = next(each for each in found.shifts if (each.area, each.group) == contest)
    on_time = {
        card.unit: card.on_time for card in (row.card for row in shift.after.rows) if card.on_time is not None
    }
    context = replace(CONTEXT, on_time={unit: Decimal(share) for unit, share in on_time.items()})
    assert shift.after == rank(score_group(units, context, scheme, area), scheme)
