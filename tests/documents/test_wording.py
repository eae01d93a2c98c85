"""The words of the circular: what the snapshot says, in its order, and nothing of anybody else."""

import pytest

from portal.documents.circular import Level, Names, Paragraph, from_snapshot
from portal.documents.wording import chinese_number
from tests.documents.samples import snapshot, unit


def test_areas_groups_and_units_stand_in_the_snapshot_s_order() -> None:
    made = from_snapshot(snapshot(areas=2, counties=1, departments=2))
    (annex,) = made.annexes
    assert [b.text if isinstance(b, Paragraph) else b.names for b in annex.blocks[:10]] == [
        "一、文电办理先进单位",
        "（一）县（市、区）", ("市第1局办公室",),
        "（二）市级部门", ("市第1局办公室", "市第2局办公室"),
        "二、会务办理先进单位",
        "（一）县（市、区）", ("市第1局办公室",),
        "（二）市级部门", ("市第1局办公室", "市第2局办公室"),
    ]  # fmt: skip


def test_a_group_without_winners_says_so() -> None:
    blocks = from_snapshot(snapshot(areas=1, counties=0)).annexes[0].blocks
    assert blocks[2] == Paragraph("本年度无通报表扬单位。")


def test_own_words_of_the_office_go_first() -> None:
    made = from_snapshot(snapshot(title="关于表扬的通报", opening="第一段。\n\n第二段。", closing="完。"))
    assert made.title == "关于表扬的通报"
    assert [b.text for b in made.body if isinstance(b, Paragraph)] == ["第一段。", "第二段。", "完。"]


def test_the_genre_s_words_name_the_rules_the_year_and_the_areas() -> None:
    opening = from_snapshot(snapshot()).body[0]
    assert isinstance(opening, Paragraph)
    for part in (
        "根据《达州市政府系统办公室绩效工作评价试行办法》",
        "2012年度",
        "文电办理、会务办理和督查督办三个方面",
        "公示",
        "予以通报表扬",
    ):
        assert part in opening.text


def test_one_area_is_not_counted() -> None:
    opening = from_snapshot(snapshot(areas=1)).body[0]
    assert isinstance(opening, Paragraph)
    assert "文电办理方面的先进单位" in opening.text


def test_the_digest_is_printed_in_groups_below_the_list() -> None:
    made = from_snapshot(snapshot())
    note = made.annexes[0].blocks[-1]
    assert isinstance(note, Paragraph)
    assert note.level is Level.NOTE
    assert note.text.replace(" ", "") == made.digest == "0123456789abcdef" * 4
    assert from_snapshot(snapshot(digest="")).annexes[0].blocks[-1] == Names(
        tuple(str(unit(n)["name"]) for n in (1, 2, 3))
    )


def test_the_mark_is_the_issuer_s_with_the_word_for_paper_unless_given() -> None:
    assert from_snapshot(snapshot()).mark == "达州市人民政府办公室文件"
    assert from_snapshot(snapshot(mark="达州市人民政府办公室")).mark == "达州市人民政府办公室"


@pytest.mark.parametrize("field", ["year", "city", "issuer", "number", "issued_on", "addressees", "areas"])
def test_a_snapshot_without_a_field_is_refused_by_its_name(field: str) -> None:
    with pytest.raises(KeyError, match=field):
        from_snapshot({k: v for k, v in snapshot().items() if k != field})


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (7, "七"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九")],
)
def test_levels_are_numbered_in_chinese(number: int, words: str) -> None:
    assert chinese_number(number) == words
