"""扣分制 keeps what it promises, on schemes of one indicator of 20 points."""

from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import Standing, load_scheme
from tests.scoring.builders import a_fact, a_unit, card_of, fields, frame, scored

PLAIN = frame(
    'kind = "deduction"\nincidents = [{ kind = "late", points = 3 }, { kind = "lost", points = 5 }]',
    ["late", "lost"],
)
REVIEWED = frame(
    'kind = "deduction"\nincidents = [{ kind = "other", points_from = "taken" }]',
    ["other:" + fields("taken amount 1 3")],
)
DOUBLED = frame(
    'kind = "deduction"\nincidents = ['
    '{ kind = "late", points = 3, times = [{ by = 2, when = { field = "seen" } }] },'
    ' { kind = "lost", points = 5 }]',
    ["late:" + fields("seen flag"), "lost:" + fields("seen flag")],
)
BY_LEVEL = frame(
    'kind = "deduction"\nincidents = [{ kind = "late", points = 1, times = ['
    '{ by = 3, when = { field = "level", is = ["high", "top"] } },'
    ' { by = 1.5, when = { field = "again" } }] }]',
    ["late:" + fields("level choice low|high|top", "again flag")],
)


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([], "20"),
        ([a_fact("late")], "17"),
        ([a_fact("late", 2)], "14"),
        ([a_fact("late"), a_fact("lost")], "12"),
        ([a_fact("late", 5), a_fact("lost")], "0"),
        ([a_fact("late", 7)], "0"),
        ([a_fact("lost", 4)], "0"),
        ([a_fact("lost", 40)], "0"),
    ],
)
def test_each_incident_takes_its_points_and_the_floor_holds(facts, points):
    assert scored(PLAIN, *facts).points == Decimal(points)


def test_a_floor_above_zero_holds():
    text = frame('kind = "deduction"\nfloor = 8\nincidents = [{ kind = "late", points = 3 }]', ["late"])

    assert [scored(text, a_fact("late", n)).points for n in (0, 3, 4, 5, 9)] == [20, 11, 8, 8, 8]
    assert "按 8 分计" in scored(text, a_fact("late", 5)).note.zh


@pytest.mark.parametrize(("taken", "points"), [("1", "19"), ("2", "18"), ("2.5", "17.5"), ("3", "17")])
def test_a_reviewer_fixes_the_amount_within_the_range(taken, points):
    assert scored(REVIEWED, a_fact("other", taken=float(taken))).points == Decimal(points)


@pytest.mark.parametrize("taken", [0, 0.9, 3.1, 10, None])
def test_an_amount_that_is_missing_or_out_of_range_keeps_the_indicator_waiting(taken):
    found = scored(REVIEWED, a_fact("other", taken=taken) if taken is not None else a_fact("other"))

    assert found.waiting
    assert found.points == 0
    assert not found.lines[0].used
    assert "1–3" in found.lines[0].reason.zh


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ([a_fact("late", seen=True)], "14"),
        ([a_fact("late", seen=False)], "17"),
        ([a_fact("late", 2, seen=True)], "8"),
        ([a_fact("lost", seen=True)], "15"),
        ([a_fact("late", seen=True), a_fact("lost", seen=True)], "9"),
    ],
)
def test_a_multiplier_belongs_to_its_kind_alone(facts, points):
    assert scored(DOUBLED, *facts).points == Decimal(points)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({"level": "low"}, "19"),
        ({"level": "high"}, "17"),
        ({"level": "top"}, "17"),
        ({"level": "low", "again": True}, "18.5"),
        ({"level": "top", "again": True}, "15.5"),
    ],
)
def test_multipliers_follow_levels_and_multiply_with_each_other(values, points):
    assert scored(BY_LEVEL, a_fact("late", **values)).points == Decimal(points)


def test_the_line_says_how_the_points_were_reckoned():
    (line,) = scored(DOUBLED, a_fact("late", 2, title="某请示", document="府函〔2012〕5号", seen=True)).lines

    assert line.text.zh == "类别late：某请示 × 2（府函〔2012〕5号），3 分×2 件×2 倍（字段seen）"
    assert line.points == Decimal(-12)


ZEROING = frame(
    'kind = "deduction"\nincidents = ['
    '{ kind = "late", points = 3 }, { kind = "hidden", zero = true, ineligible = true }]',
    ["late", "hidden"],
)


def test_a_kind_that_zeroes_takes_everything_and_the_unit_s_chance():
    card = card_of(a_unit(a_fact("late"), a_fact("hidden"), group="g"), load_scheme(ZEROING))

    assert card.indicator("i").points == 0
    assert card.standing is Standing.INELIGIBLE
    assert card.total == 0


@pytest.mark.parametrize(("count", "points"), [(0, "20"), (1, "15"), (2, "0"), (3, "0")])
def test_from_so_many_incidents_on_nothing_is_left(count, points):
    text = frame('kind = "deduction"\nzero_from = 2\nincidents = [{ kind = "late", points = 5 }]', ["late"])

    assert scored(text, a_fact("late", count)).points == Decimal(points)


@pytest.mark.parametrize(
    ("count", "standing"), [(1, Standing.COMPETING), (3, Standing.COMPETING), (4, Standing.INELIGIBLE)]
)
def test_used_up_points_end_the_unit_s_chance_where_the_scheme_says_so(count, standing):
    text = frame(
        'kind = "deduction"\nexhausted = "ineligible"\nincidents = [{ kind = "late", points = 5 }]', ["late"]
    )

    assert card_of(a_unit(a_fact("late", count), group="g"), load_scheme(text)).standing is standing


def test_used_up_points_alone_do_not_bar_a_unit_where_the_scheme_does_not_say_so():
    assert card_of(a_unit(a_fact("lost", 4), group="g"), load_scheme(PLAIN)).standing is Standing.COMPETING


@pytest.mark.parametrize(("count", "points"), [(1, "17"), (2, "14"), (3, "13"), (9, "13")])
def test_a_kind_takes_at_most_its_limit(count, points):
    text = frame('kind = "deduction"\nincidents = [{ kind = "late", points = 3, at_most = 7 }]', ["late"])

    assert scored(text, a_fact("late", count)).points == Decimal(points)


SPANS = frame(
    'kind = "deduction"\nincidents = [{ kind = "slow", points = 3, '
    'span = { from = "written", to = "on", over = 5, days = "working" } }]',
    ["slow:" + fields("written date")],
)
PER_DAY = frame(
    'kind = "deduction"\nincidents = [{ kind = "slow", points = 0.5, per = "day", '
    'span = { from = "due", to = "done" } }]',
    ["slow:" + fields("due date", "done date")],
)


@pytest.mark.parametrize(
    ("sent", "points"),
    [
        (date(2012, 9, 21), "20"),
        (date(2012, 9, 27), "20"),
        (date(2012, 9, 28), "20"),
        (date(2012, 9, 29), "17"),  # a Saturday that was worked: the sixth working day
        (date(2012, 10, 7), "17"),
        (date(2012, 9, 1), "20"),
    ],
)
def test_a_span_counts_working_days_by_the_calendar(sent, points):
    assert scored(SPANS, a_fact("slow", on=sent, written=date(2012, 9, 21))).points == Decimal(points)


def test_a_fact_that_misses_the_condition_is_shown_and_not_counted():
    found = scored(SPANS, a_fact("slow", on=date(2012, 9, 28), written=date(2012, 9, 21)))

    assert not found.lines[0].used
    assert "未达到扣分条件" in found.lines[0].reason.zh


@pytest.mark.parametrize(("day", "points"), [(9, "20"), (10, "20"), (11, "19.5"), (14, "18"), (30, "10")])
def test_points_for_each_day_beyond_the_span(day, points):
    fact = a_fact("slow", due=date(2012, 3, 10), done=date(2012, 3, day))

    assert scored(PER_DAY, fact).points == Decimal(points)


def test_a_condition_picks_the_row_that_holds():
    text = frame(
        'kind = "deduction"\nincidents = ['
        '{ kind = "fault", points = 1, when = { field = "weight", is = "minor" } },'
        '{ kind = "fault", points = 4, when = { field = "weight", is = "major" } }]',
        ["fault:" + fields("weight choice minor|major")],
    )

    found = scored(text, a_fact("fault", weight="minor"), a_fact("fault", weight="major"))

    assert [line.points for line in found.lines] == [-1, -4]
    assert found.points == 15


def test_the_card_keeps_all_that_was_taken_beyond_the_floor():
    card = card_of(a_unit(a_fact("lost", 5), group="g"), load_scheme(PLAIN))

    assert (card.total, card.deducted) == (0, 25)


def test_the_sentence_names_the_incidents_and_what_they_took():
    assert scored(PLAIN).sentence.zh == "无扣分事项"
    assert (
        scored(PLAIN, a_fact("late", 2), a_fact("lost")).sentence.zh
        == "类别late 2 件、类别lost 1 件，扣 11 分"
    )
