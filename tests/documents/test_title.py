"""Titles broken by sense into a trapezoid or lozenge (rule 14)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.title import MOST, break_title, length
from tests.documents.samples import ISSUER

TITLES = [
    f"{ISSUER}关于表扬2012年度政府系统办公室绩效工作先进单位的通报",
    f"{ISSUER}关于2012年度政府系统办公室绩效工作评价结果的通报",
    f"{ISSUER}关于印发达州市政府系统办公室绩效工作评价试行办法的通知",
    "关于表扬2012年度政府系统办公室绩效工作先进单位的通报",
    "2012年度政府系统办公室绩效工作先进单位名单",
]


@pytest.mark.parametrize("title", TITLES)
def test_rule_14_a_title_is_a_trapezoid_or_lozenge(title: str) -> None:
    lines = break_title(title, [ISSUER])
    assert "".join(lines) == title
    steps = [length(b) - length(a) for a, b in pairwise(lines)]
    assert all(steps), "two lines of one length make a rectangle"
    assert not any(a < 0 < b for a, b in pairwise(steps)), "an hourglass"


@pytest.mark.parametrize("title", TITLES)
def test_rule_14_no_word_is_cut(title: str) -> None:
    lines = break_title(title, [ISSUER])
    for word in (ISSUER, "办公室", "绩效工作", "先进单位", "通报", "2012年度", "关于"):
        assert sum(line.count(word) for line in lines) == title.count(word)


def test_rule_14_the_office_s_own_break_goes_first() -> None:
    assert break_title("达州市人民政府\n办公室通报") == ("达州市人民政府", "办公室通报")


def test_a_line_of_the_office_s_own_that_is_too_long_is_broken_by_sense() -> None:
    assert break_title("通报\n关于表扬2012年度政府系统办公室绩效工作先进单位的通报")[0] == "通报"
    assert len(break_title("通报\n关于表扬2012年度政府系统办公室绩效工作先进单位的通报")) == 3


def test_a_short_title_stays_on_one_line() -> None:
    assert break_title("关于表扬先进单位的通报") == ("关于表扬先进单位的通报",)


@given(st.text(alphabet="关于达州市的2013年（）、，通报办公室", min_size=1, max_size=300))
def test_any_title_is_broken_in_time_and_nothing_is_lost(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title.strip()
    assert all(length(line) <= MOST + 1 or set(line) <= set("（）、，的") for line in lines)
