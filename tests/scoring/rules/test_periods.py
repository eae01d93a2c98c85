"""Months and quarters that are scored and then averaged or summed, by figures worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import SchemeError, load_scheme, score_group
from tests.scoring.builders import CONTEXT, a_fact, a_unit, fields, frame, scored

LATE = 'kind = "deduction"\nincidents = [{ kind = "late", points = 3 }]\n'
USED = 'kind = "tally"\nentries = [{ kind = "used", points = 2 }]\n'


def _on(month: int, day: int = 10) -> date:
    return date(2012, month, day)


def test_a_deduction_of_each_quarter_is_averaged_and_a_quiet_quarter_stays_full():
    text = frame(LATE + 'periods = { per = "quarter" }', ["late"], maximum=10)
    # 10 - 3 × 4 → 0; 10 - 3 = 7; 10; 10: (0 + 7 + 10 + 10) / 4 = 6.75. Over the year at once: 0.
    facts = [a_fact("late", 4, on=_on(1)), a_fact("late", on=_on(6, 30))]

    assert scored(text, *facts).points == Decimal("6.75")
    assert scored(frame(LATE, ["late"], maximum=10), *facts).points == 0


def test_a_period_can_be_scored_out_of_other_points_than_the_indicator_s():
    text = frame(LATE + 'periods = { per = "half-year", each = 100 }', ["late"], maximum=20)
    # (94 + 100) / 2 = 97 of 100; 20 × 97 / 100
    assert scored(text, a_fact("late", 2, on=_on(6, 30))).points == Decimal("19.4")


def test_a_tally_is_capped_every_month_and_then_summed_up_to_the_maximum():
    text = frame(USED + 'periods = { per = "month", combine = "sum", each = 5 }', ["used"], maximum=12)
    # January 8 → 5; February 4; March 2: 11
    facts = [a_fact("used", 4, on=_on(1)), a_fact("used", 2, on=_on(2, 29)), a_fact("used", on=_on(3, 1))]

    assert scored(text, *facts).points == 11
    # April 6 → 5: 16, at most 12
    found = scored(text, *facts, a_fact("used", 3, on=_on(4)))
    assert found.points == 12
    assert "至多计 12 分" in found.note.zh
    assert "1月：至多计 5 分" in found.note.zh


def test_a_rate_of_each_quarter_leaves_out_the_quarters_without_a_denominator():
    rule = (
        'kind = "rate"\ncounts = "met"\nof = ["met", "missed"]\nlinear = true\nperiods = { per = "quarter" }'
    )
    text = frame(rule, ["met", "missed"], maximum=10)
    # first quarter 3 of 4 → 7.5; third 1 of 1 → 10; the others nothing: 8.75
    facts = [a_fact("met", 3, on=_on(2)), a_fact("missed", on=_on(3)), a_fact("met", on=_on(9))]

    assert scored(text, *facts).points == Decimal("8.75")
    assert not scored(text).applies


def test_thirds_of_periods_are_rounded_once_at_the_end():
    rule = 'kind = "mean"\ndocuments = "paper"\nminor = "minor"\nperiods = { per = "quarter" }'
    text = frame(rule, ["paper:" + fields("minor amount")], maximum=100)
    # 85; (100 + 100 + 99) / 3 = 99.666…: (85 + 299/3) / 2 = 92.33, not 92.34
    facts = [
        a_fact("paper", on=_on(1), minor=15),
        a_fact("paper", 2, on=_on(10)),
        a_fact("paper", on=_on(11), minor=1),
    ]

    assert scored(text, *facts).points == Decimal("92.33")


def test_a_quarter_counts_only_where_something_shows_that_it_is_measured():
    periods = 'periods = { per = "quarter", measured_by = "filed" }'
    text = frame(LATE + periods, ["late", "filed"], maximum=10)
    # Filed in the first and second quarter only: (7 + 10) / 2; nobody wins by the silent two.
    filed = [a_fact("filed", 5, on=_on(1)), a_fact("filed", on=_on(5))]
    found = scored(text, *filed, a_fact("late", on=_on(2)))

    assert found.points == Decimal("8.5")
    assert "2 个季度平均 8.5 分" in found.sentence.zh
    assert not scored(text).applies


def test_a_fact_in_a_quarter_that_is_not_measured_has_to_be_put_right():
    periods = 'periods = { per = "quarter", measured_by = "filed" }'
    text = frame(LATE + periods, ["late", "filed"], maximum=10)
    found = scored(text, a_fact("filed", on=_on(1)), a_fact("late", on=_on(8)))

    assert found.waiting
    assert "第3季度没有类别filed" in found.lines[-1].reason.zh


@pytest.mark.parametrize(("day", "why"), [(None, "缺少日期"), (date(2011, 12, 31), "日期不在 2012 年内")])
def test_a_fact_that_belongs_to_no_period_is_waited_for(day, why):
    text = frame(LATE + 'periods = { per = "month" }', ["late"], maximum=10)
    found = scored(text, a_fact("late", on=day))

    assert found.waiting
    assert why in found.lines[0].reason.zh


def test_a_date_field_can_say_which_period_a_fact_belongs_to():
    rule = LATE + 'periods = { per = "half-year", date = "happened" }'
    text = frame(rule, ["late:" + fields("happened date")], maximum=10)
    # on is in the second half, what happened in the first: (7 + 10) / 2
    fact = a_fact("late", on=_on(12), happened=_on(6))

    assert scored(text, fact).points == Decimal("8.5")


def test_the_best_of_the_group_is_sought_in_every_period():
    rule = 'kind = "relative"\nentries = [{ kind = "used", points = 1 }]\nperiods = { per = "half-year" }'
    scheme = load_scheme(frame(rule, ["used"], maximum=10))
    one = a_unit(a_fact("used", 4, on=_on(1)), a_fact("used", 1, on=_on(7)), code="a", group="g")
    two = a_unit(a_fact("used", 2, on=_on(2)), a_fact("used", 2, on=_on(8)), code="b", group="g")
    cards = score_group([one, two], CONTEXT, scheme, "a")

    # a: 10 and 5; b: 5 and 10
    assert [card.indicator("i").points for card in cards] == [Decimal("7.5"), Decimal("7.5")]


def test_a_target_in_periods_is_the_task_of_one_period():
    rule = (
        'kind = "target"\ntarget = "monthly"\nentries = [{ kind = "used", points = 1 }]\n'
        'periods = { per = "month", combine = "sum", each = 1 }'
    )
    area = 'targets = [{ code = "monthly", title = "每月任务", groups = { g = 4 } }]'
    text = frame(rule, ["used"], maximum=12, area=area)
    # January 2 of 4 → 0.5; February 8 of 4 → 1
    assert scored(text, a_fact("used", 2, on=_on(1)), a_fact("used", 8, on=_on(2))).points == Decimal("1.5")


def test_the_deductions_that_settle_a_tie_are_those_that_reached_the_points():
    text = frame(LATE + 'periods = { per = "quarter" }', ["late"], maximum=10)
    (card,) = score_group([a_unit(a_fact("late", on=_on(1)), group="g")], CONTEXT, load_scheme(text), "a")

    assert (card.total, card.deducted) == (Decimal("9.25"), Decimal("0.75"))


def test_the_words_say_how_the_periods_are_put_together():
    mean = load_scheme(frame(LATE + 'periods = { per = "quarter", each = 100 }', ["late"], maximum=20))
    summed = load_scheme(
        frame(USED + 'periods = { per = "month", combine = "sum", each = 5 }', ["used"], maximum=12)
    )

    words = mean.area("a").indicator("i").rule_text
    assert words.zh.endswith("每季度分别计分，取平均；得分=20×平均分÷100")
    assert words.zh.startswith("满分 100 分")
    assert summed.area("a").indicator("i").rule_text.zh.endswith("每月分别计分，相加；合计至多 12 分")
    assert "each month by itself" in summed.area("a").indicator("i").rule_text.en


@pytest.mark.parametrize(
    ("rule", "place", "says"),
    [
        (LATE + 'periods = { per = "week" }', "periods.per", "应为其中之一"),
        (LATE + 'periods = { per = "month", date = "lost" }', "periods.date", "没有字段 lost"),
        (LATE + 'periods = { per = "month", measured_by = "lost" }', "periods.measured_by", "没有事项类别"),
        (LATE + 'periods = { per = "month", combine = "sum", each = 21 }', "periods.each", "应不大于满分 20"),
        ('kind = "band"\nperiods = { per = "month" }', "periods", "不能分期"),
        (
            'kind = "rate"\nfails = "late"\nlinear = true\nperiods = { per = "month" }',
            "",
            "分母写 of",
        ),
        (
            'kind = "target"\nof_exposure = "filed"\nentries = [{ kind = "late", points = 1 }]\n'
            'periods = { per = "month" }',
            "of_exposure",
            "一期的任务",
        ),
    ],
)
def test_periods_that_cannot_be_scored_are_refused(rule, place, says):
    text = frame(rule, ["late"], exposures=["filed"], indicator='exposure = "filed"')
    with pytest.raises(SchemeError) as refused:
        load_scheme(text)

    faults = [fault for fault in refused.value.faults if fault.place.endswith(f"rule.{place}".rstrip("."))]
    assert any(says in fault.message.zh for fault in faults), refused.value.faults


def test_only_the_year_that_is_judged_counts():
    text = frame(LATE + 'periods = { per = "quarter" }', ["late"], maximum=10)

    assert scored(text, a_fact("late", on=_on(1)), context=replace(CONTEXT, year=2013)).waiting
