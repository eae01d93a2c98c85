"""Every indicator of three of dazhou-2012's areas with an example that was worked by hand from its table."""

from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import Fact, IndicatorScore
from tests.scoring.builders import a_fact, a_unit, bands, card_of, default_scheme, exposures_of

THREE = ("documents", "supervision", "emergency")


def _indicator(
    code: str, facts: list[Fact], counts: dict[str, int] | None = None, judged=()
) -> IndicatorScore:
    """One indicator for a county for which every other exposure is 10."""
    scheme = default_scheme()
    area = next(area for area in scheme.areas if any(each.code == code for each in area.indicators))
    exposures = {**exposures_of(scheme, area.code), **(counts or {})}
    unit = a_unit(*facts, exposures=exposures, bands=bands(code, *judged))
    return card_of(unit, scheme, area.code).indicator(code)


def _parts(kind: str, *parts: str) -> list[Fact]:
    return [a_fact(kind, parts=list(parts))]


def _row(assigned: date, done: date | None, why: str = "") -> Fact:
    return a_fact("sup-proposal", assigned=assigned, done=done, extension=why)


WORKED = [
    # 文电办理
    ("doc-filing", [], {}, "20"),
    # 20 - 越级 3 - 不按隶属 5 × 2 - 其他 2
    (
        "doc-filing",
        [a_fact("doc-bypass"), a_fact("doc-channel", pointed_out=True), a_fact("doc-other", taken=2)],
        {},
        "5",
    ),
    # 20 - 不按隶属 5 - 多头 3 - 倒流 3
    ("doc-filing", [a_fact("doc-channel"), a_fact("doc-multiple"), a_fact("doc-backflow")], {}, "9"),
    # 30 × (100 + 96 + 59) / 3 / 100 = 30 × 0.85
    (
        "doc-quality",
        [a_fact("doc-paper"), a_fact("doc-paper", minor=4), a_fact("doc-paper", major=True)],
        {},
        "25.5",
    ),
    # 30 × 49 / 100: a major fault and two further
    ("doc-quality", [a_fact("doc-paper", major=True, further=2)], {}, "14.7"),
    # 10 - 3 - 2 × 3
    ("doc-consult", [a_fact("doc-unconsulted"), a_fact("doc-unreviewed", 2)], {}, "1"),
    ("doc-consult", [a_fact("doc-unconsulted", 4)], {}, "0"),
    # 96 % of 50: two points below 98
    ("doc-timely", [a_fact("doc-late", 2)], {"doc-due": 50}, "13"),
    ("doc-timely", [a_fact("doc-late", 1)], {"doc-due": 50}, "15"),
    # 10 - 2 - 3; the second document took five working days and is not slow
    (
        "doc-early",
        [
            a_fact("doc-no-lead"),
            a_fact("doc-slow", written=date(2012, 9, 21), sent=date(2012, 9, 29)),
            a_fact("doc-slow", written=date(2012, 9, 21), sent=date(2012, 9, 28)),
        ],
        {},
        "5",
    ),
    ("doc-system", _parts("doc-system", "workflow", "digital"), {}, "6"),
    # 督查督办
    # 96.4 %: 1.6 points below, 2 each
    ("sup-once", [a_fact("sup-not-once", 18)], {"sup-assigned": 500}, "26.8"),
    ("sup-once", [a_fact("sup-not-once", 6)], {"sup-assigned": 50}, "0"),
    ("sup-once", [a_fact("sup-not-once", 5)], {"sup-assigned": 50}, "14"),
    # 20 - 3 × 2 - 5
    ("sup-feedback", [a_fact("sup-feedback-late", 3), a_fact("sup-unhandled")], {}, "9"),
    # 15 - 2 - 5
    ("sup-quality", [a_fact("sup-sent-back"), a_fact("sup-false")], {}, "8"),
    # 10 - 2 × 2
    ("sup-standing", [a_fact("sup-standing-late", 2)], {}, "6"),
    # sessions closed on 20 February: due 20 May; with a reason 20 August; assigned 1 April: due 1 July
    (
        "sup-proposal",
        [
            _row(date(2012, 2, 1), date(2012, 5, 20)),
            _row(date(2012, 2, 1), date(2012, 5, 21)),
            _row(date(2012, 2, 1), date(2012, 8, 20), "涉及省级审批"),
            _row(date(2012, 4, 1), date(2012, 7, 2)),
            _row(date(2012, 4, 1), None),
        ],
        {},
        "7",
    ),
    ("sup-duty", _parts("sup-duty", "duty", "proof"), {}, "2"),
    # 38 of 40 satisfied: 95 %, three points below 98
    ("sup-satisfied", [a_fact("sup-unsatisfied", 2)], {"sup-proposals": 40}, "4"),
    # 5 - 2, and 5 - 5
    ("sup-reply", [a_fact("sup-reply-form")], {}, "3"),
    ("sup-reply", [a_fact("sup-reply-untrue")], {}, "0"),
    # 应急管理
    ("emg-staff", _parts("emg-staff", "staff", "duties"), {}, "6"),
    # 27 of 36: three quarters of 6
    ("emg-base", [a_fact("emg-place", 27)], {"emg-places": 36}, "4.5"),
    # 35 - 5 - 10 - 10 - 2 - 1
    (
        "emg-report",
        [a_fact(f"emg-{kind}") for kind in ("late", "false", "missed", "follow-up-late", "incomplete")],
        {},
        "7",
    ),
    ("emg-report", [a_fact("emg-concealed")], {}, "0"),
    # 10 - 3 × 2
    ("emg-orders", [a_fact("emg-instruction-late", 3)], {}, "4"),
    ("emg-room", _parts("emg-room", "room", "rules"), {}, "3"),
    # 15 - 3 - 2 × 2
    ("emg-duty", [a_fact("emg-absent"), a_fact("emg-task-late", 2)], {}, "8"),
    ("emg-plans", _parts("emg-plan", "revised"), {}, "3"),
    # 3 of 5 plans: 60 %; 2 of 5: 40 %; 1 of 5: 20 %; 1 of 6: less
    ("emg-drills", [a_fact("emg-drill", 3)], {"emg-plan-count": 5}, "8"),
    ("emg-drills", [a_fact("emg-drill", 2)], {"emg-plan-count": 5}, "5"),
    ("emg-drills", [a_fact("emg-drill", 1)], {"emg-plan-count": 5}, "3"),
    ("emg-drills", [a_fact("emg-drill", 1)], {"emg-plan-count": 6}, "0"),
    ("emg-public", _parts("emg-public", "publicity", "training"), {}, "6"),
]


@pytest.mark.parametrize(("code", "facts", "counts", "points"), WORKED)
def test_an_indicator_gives_the_points_worked_by_hand(code, facts, counts, points):
    assert _indicator(code, facts, counts).points == Decimal(points)


@pytest.mark.parametrize(
    ("judged", "points"),
    [
        (["excellent", "excellent"], "6"),
        (["excellent", "good"], "5.4"),
        (["good", "fair"], "4.2"),
        (["poor", "poor"], "0"),
        (["excellent", "fair", "good"], "4.8"),
    ],
)
def test_fewer_documents_are_judged_by_bands(judged, points):
    assert _indicator("doc-fewer", [a_fact("doc-fewer")], judged=judged).points == Decimal(points)


def test_every_indicator_of_the_three_areas_has_a_worked_example():
    areas = map(default_scheme().area, THREE)
    indicators = {indicator.code for area in areas for indicator in area.indicators}

    assert indicators == {code for code, *_ in WORKED} | {"doc-fewer"}


# The table of the design: code, clause, maximum, who supplies it, exposure.
TABLE = """
doc-filing 三(一)1 20 re 报文数
doc-quality 三(一)2 30 re 报文数
doc-consult 三(一)2 10 re 请示类公文数
doc-timely 三(一)3 15 re 应办件数
doc-early 三(一)3 10 re 报请事项数
doc-system 三(一)4 9 cl –
doc-fewer 三(一)4 6 cl –
sup-once 三(三)1 30 re 交办件数
sup-feedback 三(三)1 20 re 应反馈件数
sup-quality 三(三)1 15 re 交办件数
sup-standing 三(三)1 10 re 常务会议议定事项数
sup-proposal 三(三)2 10 re 建议提案承办件数
sup-duty 三(三)2 3 cl 建议提案承办件数
sup-satisfied 三(三)2 7 re 建议提案承办件数
sup-reply 三(三)2 5 re 建议提案承办件数
emg-staff 三(七)1 9 cl –
emg-base 三(七)1 6 cl 乡镇、街道、社区数
emg-report 三(七)2 35 re 突发事件数
emg-orders 三(七)2 10 re 批示件数
emg-room 三(七)3 5 cl –
emg-duty 三(七)3 15 re 值班抽查次数
emg-plans 三(七)4 6 cl –
emg-drills 三(七)4 8 cl 预案数
emg-public 三(七)4 6 cl –
"""


@pytest.mark.parametrize("row", TABLE.split("\n")[1:-1])
def test_an_indicator_stands_in_the_file_as_in_the_table(row):
    code, clause, maximum, by, exposure = row.split()
    scheme = default_scheme()
    area = next(area for area in scheme.areas if any(each.code == code for each in area.indicators))
    found = area.indicator(code)

    assert found.clause == clause
    assert found.maximum == Decimal(maximum)
    assert found.by == ({"claim"} if by == "cl" else {"record", "import"})
    assert found.exposure is None if exposure == "–" else area.exposure(found.exposure).title == exposure
    assert found.evidence_required is (by == "cl")


def test_areas_panels_and_quotas_follow_the_regulation():
    found = [
        (area.code, area.title, area.panel, area.panel_title, dict(area.quota))
        for area in map(default_scheme().area, THREE)
    ]

    quota = {"county": 2, "department": 3}
    assert found == [
        ("documents", "文电办理", "documents-meetings", "综合秘书科、秘书五科", quota),
        ("supervision", "督查督办", "supervision", "市政府督查室", quota),
        ("emergency", "应急管理", "emergency", "市政府应急办", quota),
    ]


def test_global_rules_follow_the_design():
    scheme = default_scheme()

    assert [(level.code, level.points) for level in scheme.bonus.levels] == [
        ("national", 3),
        ("provincial", 2),
        ("municipal", 1),
    ]
    assert (scheme.bonus.cap, scheme.notice_days, scheme.digits, scheme.min_applicable) == (5, 5, 2, 60)
    assert [ground.title for ground in scheme.veto_grounds] == [
        "重大工作失误",
        "失泄密事件",
        "重大违纪行为",
        "违法案件",
    ]
    assert [(tie.by, tie.level) for tie in scheme.ties] == [
        ("honours", "national"),
        ("honours", "provincial"),
        ("honours", "municipal"),
        ("deductions", None),
        ("on-time", None),
        ("decision", None),
    ]


def test_a_department_s_emergency_area_is_re_based_without_townships():
    scheme = default_scheme()
    exposures = exposures_of(scheme, "emergency")
    facts = [
        *_parts("emg-staff", "staff", "duties", "responsibility"),
        *_parts("emg-room", "room", "people", "rules"),
    ]

    card = card_of(a_unit(*facts, group="department", exposures=exposures), scheme, "emergency")

    # 9 + 35 + 10 + 5 + 15 of 94, the rest not claimed: 74 × 100 / 94
    assert not card.indicator("emg-base").applies
    assert (card.earned, card.applicable, card.base) == (74, 94, Decimal("78.72"))


def test_no_assigned_matter_means_no_competing_in_supervision():
    scheme = default_scheme()
    card = card_of(
        a_unit(exposures={**exposures_of(scheme, "supervision"), "sup-assigned": 0}), scheme, "supervision"
    )

    assert str(card.standing) == "not_competing"
    assert card.total is None
    assert "交办件数" in card.standing_reason.zh


def test_a_concealed_incident_ends_the_unit_s_chance_in_emergency():
    scheme = default_scheme()
    unit = a_unit(a_fact("emg-concealed"), exposures=exposures_of(scheme, "emergency"))

    assert str(card_of(unit, scheme, "emergency").standing) == "ineligible"


def test_filing_used_up_ends_the_unit_s_chance_in_documents():
    scheme = default_scheme()
    unit = a_unit(a_fact("doc-bypass", 7), exposures=exposures_of(scheme, "documents"))

    assert str(card_of(unit, scheme, "documents").standing) == "ineligible"
