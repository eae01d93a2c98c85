"""The four other areas of dazhou-2012, with examples that were worked by hand from the table."""

from datetime import date
from decimal import Decimal

import pytest

from portal.scoring import Fact, IndicatorScore, Standing, load_scheme, score_group, shipped
from tests.scoring.builders import CONTEXT, a_fact, a_unit, bands, card_of, exposures_of

FULL = load_scheme(shipped("dazhou-2012"))
NEW = ("meetings", "research", "information", "website")


def _indicator(code: str, facts: list[Fact], counts=None, group: str = "county", judged=()) -> IndicatorScore:
    area = next(area for area in FULL.areas if any(each.code == code for each in area.indicators))
    exposures = {**exposures_of(FULL, area.code), **(counts or {})}
    unit = a_unit(*facts, exposures=exposures, group=group, bands=bands(code, *judged))
    return card_of(unit, FULL, area.code).indicator(code)


def _impact(kind: str, matter: str, **said: str) -> Fact:
    return a_fact(kind, matter=matter, **said)


WORKED = [
    # 会务办理: 15 - 2 - 5 - 3
    ("mtg-plan", [a_fact("mtg-unplanned"), a_fact("mtg-unapproved"), a_fact("mtg-clash")], {}, "5"),
    ("mtg-guests", [a_fact("mtg-overcalled", 2)], {}, "3"),
    # 30 - 2 × 2 - 3 - 3
    (
        "mtg-papers",
        [a_fact("mtg-paper-returned", 2), a_fact("mtg-paper-late"), a_fact("mtg-disagreed")],
        {},
        "20",
    ),
    # 25 - 5 - 1 - 2 - 2 - 1 - 2 - 5
    (
        "mtg-discipline",
        [
            a_fact(f"mtg-{kind}")
            for kind in ("absent", "unregistered", "no-leave", "substitute", "tardy", "disorder", "secrecy")
        ],
        {},
        "7",
    ),
    ("mtg-ledger", [a_fact("mtg-ledger", parts=["ledger"])], {}, "3"),
    # 47 of 50: 94 %, six points below
    ("mtg-followup", [a_fact("mtg-answered", 47)], {"mtg-to-answer": 50}, "4"),
    # 政务调研: three of four assigned
    ("res-topics", [a_fact("res-topic", 3)], {"res-assigned": 4}, "18.75"),
    ("res-late", [a_fact("res-topic-late")], {}, "2"),
    # 20 - 2 × 2 - 3
    ("res-papers", [a_fact("res-paper-late", 2), a_fact("res-paper-returned")], {}, "13"),
    ("res-own", [a_fact("res-study", 4)], {}, "8"),
    ("res-own", [a_fact("res-study", 6)], {}, "10"),
    # One report at its highest level: 10 for 甲; 乙 8; 丙 3
    (
        "res-impact",
        [
            _impact("res-adopted", "甲", use="decision"),
            _impact("res-instructed", "甲", level="provincial"),
            _impact("res-adopted", "乙", use="policy"),
            _impact("res-promoted", "丙", level="municipal"),
        ],
        {},
        "21",
    ),
    # 信息服务, a county's task is 180: 2 × 30 + 5 × 6 = 90
    (
        "inf-task",
        [a_fact("inf-adopted", 30, journal="municipal"), a_fact("inf-adopted", 6, journal="municipal-key")],
        {},
        "22.5",
    ),
    # 20 × 9 + 10 × 4 + 3 + 5 = 228 of 180: 126.67 %, 26.67 of 50
    (
        "inf-over",
        [
            a_fact("inf-instructed", 9, level="national"),
            a_fact("inf-adopted", 4, journal="national"),
            a_fact("inf-adopted", journal="provincial"),
            a_fact("inf-adopted", journal="provincial-key"),
        ],
        {},
        "5.33",
    ),
    # 25 of 100
    ("inf-rate", [a_fact("inf-adopted", 25, journal="municipal")], {"inf-sent": 100}, "6"),
    ("inf-asked", [a_fact("inf-request-late")], {}, "10"),
    ("inf-asked", [a_fact("inf-request-late", 2)], {}, "0"),
    ("inf-true", [a_fact("inf-untrue")], {}, "5"),
    # three of the four are taken high enough
    (
        "inf-problem",
        [
            a_fact("inf-problem", taken=taken)
            for taken in ("national", "provincial", "instructed", "municipal")
        ],
        {},
        "6",
    ),
    # 政府网站建设: 15 - 3 - 2 × 2
    ("web-open", [a_fact("web-open-late", 3), a_fact("web-unopened", 2)], {}, "8"),
    ("web-guide", [a_fact("web-guide", parts=["guide", "report"])], {}, "6"),
    ("web-request", [a_fact("web-request-late"), a_fact("web-request-wrong")], {}, "3"),
    ("web-secrecy", [a_fact("web-unreviewed")], {}, "3"),
    # 15 - 5 - 2 - 3
    ("web-health", [a_fact("web-stale"), a_fact("web-no-figures"), a_fact("web-unanswered")], {}, "5"),
    ("web-service", [a_fact("web-service", parts=["guides", "online"])], {}, "8"),
    ("web-answer", [a_fact("web-answer-late")], {}, "6"),
    # 86 of 100: four points below 90, half a point each
    ("web-public", [a_fact("web-content", 86)], {"web-voters": 100}, "3"),
    # the only unit of the group is its best
    ("web-rating", [a_fact("web-rating", score=62)], {}, "5"),
]
BANDED = [
    ("mtg-service", "mtg-hosting", "9"),
    ("res-quality", "res-report", "9"),
    ("web-new", "web-new", "5.4"),
    ("web-design", None, "9"),
]


@pytest.mark.parametrize(("code", "facts", "counts", "points"), WORKED)
def test_an_indicator_gives_the_points_worked_by_hand(code, facts, counts, points):
    assert _indicator(code, facts, counts).points == Decimal(points)


@pytest.mark.parametrize(("code", "claim", "points"), BANDED)
def test_what_a_panel_judges_by_bands(code, claim, points):
    facts = [a_fact(claim)] if claim else []

    assert _indicator(code, facts, judged=["excellent", "good"]).points == Decimal(points)


def test_departments_study_less_and_earn_more_for_each():
    assert _indicator("res-own", [a_fact("res-study", 2)], group="department").points == 8
    assert _indicator("res-own", [a_fact("res-study", 9)], group="department").points == 10


def test_the_best_rated_website_of_the_group_sets_the_measure():
    units = [a_unit(a_fact("web-rating", score=score), code=f"u{score}") for score in (80, 64)]
    cards = score_group(units, CONTEXT, FULL, "website")

    assert [card.indicator("web-rating").points for card in cards] == [4, 5]


def test_a_dead_website_holds_the_area_at_59_and_bars_the_unit():
    facts = [a_fact("web-fatal", case="down"), a_fact("web-guide", parts=["guide", "catalogue", "report"])]
    unit = a_unit(
        *facts,
        a_fact("web-service", parts=["guides", "online", "audiences"]),
        a_fact("web-content", 10),
        a_fact("web-rating", score=90),
        exposures=exposures_of(FULL, "website"),
    )
    card = card_of(unit, FULL, "website")

    assert (card.total, card.standing) == (59, Standing.INELIGIBLE)


def test_no_public_services_no_online_services_to_judge():
    found = _indicator("web-service", [], {"web-services": 0})

    assert not found.applies


def test_a_report_that_earned_in_its_area_earns_no_bonus_again():
    formal = {"on": date(2012, 5, 1), "document": "川办函〔2012〕3号", "level": "provincial"}
    honours = [a_fact("honour", matter="甲报告", **formal), a_fact("honour", matter="乙经验", **formal)]
    unit = a_unit(
        _impact("res-promoted", "甲报告", level="provincial"),
        *honours,
        exposures=exposures_of(FULL, "research"),
    )
    card = card_of(unit, FULL, "research")

    assert card.bonus == 2
    assert [line.used for line in card.bonus_lines] == [False, True]
    assert "不再加分" in card.bonus_lines[0].reason.zh


# The table of the design: code, clause, maximum, who supplies it.
TABLE = """
mtg-plan 三(二)1 15 re
mtg-guests 三(二)1 5 re
mtg-papers 三(二)2 30 re
mtg-discipline 三(二)3 25 re
mtg-service 三(二)3 10 cl
mtg-ledger 三(二)4 5 cl
mtg-followup 三(二)4 10 cl,re
res-topics 三(四) 25 re
res-late 三(四) 5 re
res-papers 三(四) 20 re
res-own 三(四) 10 cl
res-impact 三(四) 30 cl
res-quality 三(四) 10 cl
inf-task 三(五) 45 re
inf-over 三(五) 10 re
inf-rate 三(五) 10 re
inf-asked 三(五) 15 re
inf-true 三(五) 10 re
inf-problem 三(五) 10 cl
web-open 三(六)1 15 re
web-guide 三(六)1 9 cl
web-request 三(六)1 10 re
web-secrecy 三(六)1 5 re
web-new 三(六)1 6 cl
web-design 三(六)2 10 re
web-health 三(六)2 15 re
web-service 三(六)2 12 cl
web-answer 三(六)2 8 re
web-public 三(六)2 5 re
web-rating 三(六)2 5 re
"""


def test_every_row_of_the_table_stands_in_the_file_and_no_other():
    rows = {
        code: (clause, Decimal(maximum), by)
        for code, clause, maximum, by in map(str.split, TABLE.strip().split("\n"))
    }
    found = {each.code: each for area in NEW for each in FULL.area(area).indicators}

    assert found.keys() == rows.keys()
    for code, (clause, maximum, by) in rows.items():
        assert (found[code].clause, found[code].maximum) == (clause, maximum)
        assert ("claim" in found[code].by, "record" in found[code].by) == ("cl" in by, "re" in by)


def test_every_indicator_of_the_four_areas_has_a_worked_example():
    indicators = {indicator.code for area in NEW for indicator in FULL.area(area).indicators}

    assert indicators == {code for code, *_ in WORKED} | {code for code, *_ in BANDED}


def test_the_seven_areas_stand_in_the_regulation_s_order():
    assert [area.code for area in FULL.areas] == [
        "documents",
        "meetings",
        "supervision",
        "research",
        "information",
        "website",
        "emergency",
    ]


def test_one_panel_judges_documents_and_meetings():
    assert FULL.area("meetings").panel == FULL.area("documents").panel
    assert {area.panel for area in FULL.areas} == {
        "documents-meetings",
        "supervision",
        "research",
        "information",
        "website",
        "emergency",
    }
