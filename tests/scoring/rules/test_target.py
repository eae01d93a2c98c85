"""任务完成 keeps what it promises: against the unit's own task, its group's, or a count."""

from decimal import Decimal

import pytest

from tests.scoring.builders import a_fact, fields, frame, scored

ROW = 'entries = [{ kind = "used", points = 2 }, { kind = "lost", points = -3 }]'
TARGETS = 'targets = [{ code = "points", title = "目标分值", groups = { g = 20 } }]'
TASK = frame(f'kind = "target"\ntarget = "points"\n{ROW}', ["used", "lost"], 45, area=TARGETS)
OVER = frame(
    f'kind = "target"\ntarget = "points"\nbegin = 100\nfull = 150\n{ROW}', ["used", "lost"], 10, area=TARGETS
)
COUNTED = frame(
    'kind = "target"\nof_exposure = "set"\nentries = [{ kind = "used", points = 1 }]',
    ["used"],
    25,
    exposures=["set"],
)


@pytest.mark.parametrize(
    ("used", "points"), [(0, "0"), (5, "22.5"), (9, "40.5"), (10, "45"), (15, "45"), (500, "45")]
)
def test_points_in_proportion_up_to_the_task(used, points):
    assert scored(TASK, a_fact("used", used)).points == Decimal(points)


@pytest.mark.parametrize(
    ("used", "points"), [(0, "0"), (9, "0"), (10, "0"), (11, "2"), (12, "4"), (15, "10"), (99, "10")]
)
def test_what_goes_beyond_the_task_on_a_line_of_its_own(used, points):
    assert scored(OVER, a_fact("used", used)).points == Decimal(points)


@pytest.mark.parametrize(("own", "points"), [(None, "22.5"), (10, "45"), (40, "11.25")])
def test_a_unit_s_own_task_goes_before_its_group_s(own, points):
    targets = {} if own is None else {"points": Decimal(own)}

    assert scored(TASK, a_fact("used", 5), targets=targets).points == Decimal(points)


def test_less_than_nothing_done_is_nothing():
    assert scored(TASK, a_fact("lost", 4)).points == 0


@pytest.mark.parametrize(("done", "points"), [(0, "0"), (1, "8.33"), (2, "16.67"), (3, "25"), (4, "25")])
def test_a_count_can_be_the_task(done, points):
    assert scored(COUNTED, a_fact("used", done), exposures={"set": 3}).points == Decimal(points)


def test_no_task_does_not_apply_and_an_unknown_one_is_waited_for():
    assert not scored(COUNTED, exposures={"set": 0}).applies
    waiting = scored(COUNTED, a_fact("used"))
    assert (waiting.waiting, waiting.points) == (True, 0)
    unset = scored(TASK.replace(", groups = { g = 20 }", ""), a_fact("used"))
    assert unset.sentence.zh == "等待下达目标分值"


def test_the_sentence_tells_what_was_done_of_what():
    found = scored(TASK, a_fact("used", 9))

    assert found.sentence.zh == "完成 18，目标分值 20，完成率 90%，得 40.5 分"


def test_levels_are_said_together():
    rows = ", ".join(
        f'{{ kind = "used", points = {points}, when = {{ field = "level", is = "{level}" }} }}'
        for level, points in (("high", 5), ("low", 2))
    )
    text = frame(
        f'kind = "target"\ntarget = "points"\nentries = [{rows}]',
        ["used:" + fields("level level high|low")],
        45,
        area=TARGETS,
    )

    assert scored(text).rule.zh.startswith("类别used按字段level每件：high +5、low +2 分；完成目标分值的 100%")
