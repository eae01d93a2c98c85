"""One matter under many ways of typing it: keys that agree, and keys that say nothing."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.matching import Likeness, Matter, document_key, same_matter, title_key

DAY = date(2013, 5, 6)
WAYS = [
    "达市府办〔2013〕6号",
    "达市府办[2013]6号",
    "达市府办［2013］6号",
    "达市府办【2013】6号",
    "达市府办（2013）6号",
    "达市府办(2013)6号",
    "达市府办〔２０１３〕６号",
    "达市府办 〔2013〕 6 号",
    "达市府办〔2013〕　6号　",
    "达市府办〔2013〕06号",
    "达市府办〔2013〕第6号",
    "《达市府办〔2013〕6号》".strip("《》"),
]


@pytest.mark.parametrize("typed", WAYS)
def test_one_number_typed_in_many_ways_is_one_document(typed: str) -> None:
    assert document_key(typed) == document_key(WAYS[0])


@pytest.mark.parametrize(
    "other",
    [
        "达市府办〔2013〕60号",
        "达市府办〔2012〕6号",
        "达市府办函〔2013〕6号",
        "川办〔2013〕6号",
        "达市府办〔2013〕6号-1",
    ],
)
def test_another_number_is_another_document(other: str) -> None:
    assert document_key(other) != document_key(WAYS[0])


@pytest.mark.parametrize("vague", ["", "无", "　", "6号", "第6号", "〔2013〕6号", "待补", "-", "1", "见附件"])
def test_what_names_no_document_equals_nothing(vague: str) -> None:
    assert document_key(vague) == ""
    assert same_matter(Matter("甲", None, vague), Matter("乙", None, vague)) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于“三公”经费的报告", "关于三公经费的报告"),
        ("防汛 应急演练", "防汛应急演练"),
        ("《值班制度》（修订）", "值班制度(修订)"),
        ("ＩＴ培训２期", "it培训2期"),
    ],
)
def test_a_title_is_its_letters_and_digits(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


def test_a_title_counts_only_with_its_day() -> None:
    one = Matter("防汛演练", DAY)
    assert same_matter(one, Matter("防汛 演练", DAY)) == Likeness.title_and_day
    assert same_matter(one, Matter("防汛演练", date(2013, 5, 7))) is None
    assert same_matter(Matter("防汛演练"), Matter("防汛演练")) is None


def test_the_number_decides_whatever_the_title_says() -> None:
    one, other = Matter("一", DAY, WAYS[0]), Matter("二", None, WAYS[6])
    assert same_matter(one, other) == Likeness.document


def _wide(text: str) -> str:
    """As an input method types it: full-width letters, digits and brackets."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


TYPED = st.text(st.sampled_from("达市府办川政发函第号〔〕[]（）()【】 　0123456789６AbＢ-—、，"), max_size=30)
NUMBERS = st.builds(
    "{}〔{}〕{}号".format,
    st.sampled_from(["川府", "达市府办函", "国办发明电"]),
    st.integers(1990, 2030),
    st.integers(1, 9999),
)


@given(NUMBERS, st.sampled_from("〔[（(【［"), st.text(" 　\u200b", max_size=3), st.booleans())
def test_width_brackets_and_spaces_never_make_another_document(
    number: str, bracket: str, space: str, wide: bool
) -> None:
    close = {"〔": "〕", "[": "]", "（": "）", "(": ")", "【": "】", "［": "］"}[bracket]
    typed = space.join(number.replace("〔", bracket).replace("〕", close))
    assert document_key(_wide(typed) if wide else typed) == document_key(number) != ""


@given(NUMBERS, NUMBERS)
def test_two_numbers_share_a_key_only_when_they_are_one(one: str, other: str) -> None:
    assert (document_key(one) == document_key(other)) == (one == other)


@given(TYPED)
def test_a_key_is_its_own_key_and_fits_its_column(typed: str) -> None:
    assert document_key(document_key(typed)) == document_key(typed)
    assert len(document_key(typed * 20)) <= 80


@given(st.text(max_size=300))
def test_any_title_has_a_stable_key_whatever_its_form(title: str) -> None:
    key = title_key(title)
    assert title_key(key) == key
    assert title_key(unicodedata.normalize("NFKC", title)) == key
    assert len(key) <= 200
    assert document_key(document_key(title)) == document_key(title)


@given(
    st.builds(Matter, TYPED, st.sampled_from([None, DAY]), TYPED),
    st.builds(Matter, TYPED, st.sampled_from([None, DAY]), TYPED),
)
def test_likeness_is_mutual(one: Matter, other: Matter) -> None:
    assert same_matter(one, other) == same_matter(other, one)
