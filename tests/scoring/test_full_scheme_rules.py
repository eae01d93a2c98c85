"""What dazhou-2012 says beside its points: exposures, bonus, veto, ties, quotas."""

from portal.scoring import load_scheme, shipped
from tests.scoring.builders import default_scheme

FULL = load_scheme(shipped("dazhou-2012"))
NEW = ("meetings", "research", "information", "website")

# What the table counts as exposure, as far as a row has one.
EXPOSED = """
mtg-plan 承办会议数
mtg-guests 承办会议数
mtg-papers 上会议题数
mtg-discipline 应参加会议数
mtg-service 承办会议数
mtg-followup 应回音件数
res-topics 下达课题数
res-late 下达课题数
res-papers 征稿数
inf-rate 报送数
inf-asked 约稿数
inf-true 报送数
web-open 应公开事项数
web-request 依申请公开申请件数
web-secrecy 发布条数
web-service 对外办事事项数
web-answer 来信数
web-public 评议人数
"""


def test_what_can_be_met_at_nothing_does_not_apply_as_the_table_has_it():
    found = {
        each.code: area.exposure(each.exposure).title
        for area in map(FULL.area, NEW)
        for each in area.indicators
        if each.exposure
    }

    assert found == dict(line.split() for line in EXPOSED.strip().split("\n"))


def test_bonus_veto_ties_and_notice_are_those_of_the_small_file():
    small = default_scheme()

    assert FULL.bonus.excludes == ("res-impact",)
    assert FULL.bonus == small.bonus.model_copy(update={"excludes": ("res-impact",)})
    assert (FULL.veto_grounds, FULL.ties) == (small.veto_grounds, small.ties)
    assert (FULL.notice_days, FULL.min_applicable, FULL.digits) == (5, 60, 2)
    assert all(area.quota == {"county": 2, "department": 3} for area in FULL.areas)
    assert sum(len(area.indicators) for area in FULL.areas) == 54
