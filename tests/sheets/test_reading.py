"""What a stranger's spreadsheet says, within limits."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.sheets import reading
from portal.sheets.heads import guess_columns, guess_head, signature
from portal.sheets.reading import column_letters, column_number, read_sheets
from tests.evidence.files import bomb, excel, lying, word
from tests.sheets.books import book, changed

SHEET = "xl/worksheets/sheet1.xml"


def test_cells_come_as_a_person_would_type_them() -> None:
    found = read_sheets(book({"甲": [["名称", None], [3, 2.5], [date(2013, 5, 1), True], ["=1+1", ""]]}))
    assert found[0].rows == (("名称", ""), ("3", "2.5"), ("2013-05-01", "是"), ("=1+1", ""))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"a,b\n1,2",
        word(),
        excel(),
        bomb(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    ],
    ids=["empty", "cut off", "csv", "word", "hollow", "bomb", "old"],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheets(content)
    assert refused.value.field == "file"


def test_a_part_that_says_it_is_small_is_never_unpacked_further_than_it_says() -> None:
    with pytest.raises(Invalid):
        read_sheets(lying(book({"甲": [["名称"]]})))


def test_more_than_the_limit_is_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 4000)
    with pytest.raises(Invalid, match="解压后过大"):
        read_sheets(book({"甲": [["名称" * 5000]]}))


@pytest.mark.parametrize(
    "far",
    [
        b'<c r="XFD1" t="inlineStr"><is><t>x</t></is></c>',
        b"<c r='B1048576'><v>1</v></c>",
        b'<c s=">" r="B1048576"><v>1</v></c>',
        b'<c r="nonsense"><v>1</v></c>',
    ],
)
def test_one_cell_at_the_far_corner_makes_no_room_for_all_that_is_between(far: bytes) -> None:
    content = changed(book({"甲": [["名称"]]}), SHEET, lambda body: body.replace(b"</row>", far + b"</row>"))
    with pytest.raises(Invalid, match=r"表格太大"):
        read_sheets(content)


def test_a_row_that_says_it_is_far_down_is_as_far() -> None:
    content = changed(
        book({"甲": [["名称"]]}),
        SHEET,
        lambda body: re.sub(rb'<row r="1"[^>]*><c r="A1"', b'<row r="999999"><c', body),
    )
    with pytest.raises(Invalid, match=r"表格太大"):
        read_sheets(content)


def test_a_far_cell_that_only_has_a_format_does_not_matter() -> None:
    far = b'<c r="XFD1" s="1"/>'
    content = changed(book({"甲": [["名称"]]}), SHEET, lambda body: body.replace(b"</row>", far + b"</row>"))
    assert read_sheets(content)[0].rows == (("名称",),)


def test_a_declared_document_type_is_refused() -> None:
    content = changed(
        book({"甲": [["名称"]]}),
        SHEET,
        lambda body: body.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1),
    )
    with pytest.raises(Invalid):
        read_sheets(content)


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(Invalid, match="5000"):
        read_sheets(book({"甲": [["x"]] * 2600, "乙": [["x"]] * 2600}))


@given(st.binary(max_size=400))
def test_no_bytes_do_anything_but_be_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_sheets(b"PK\x03\x04" + content)


@given(st.integers(1, 20_000))
def test_columns_are_named_as_the_programs_name_them(number: int) -> None:
    assert column_number(column_letters(number)) == number
    assert (column_letters(1), column_letters(26), column_letters(27)) == ("A", "Z", "AA")


WORDS = {
    "unit": ["单位", "来文单位"],
    "title": ["标题", "文件标题"],
    "happened_on": ["日期"],
    "note": ["备注"],
}


def test_the_head_is_found_below_a_title_and_its_columns_by_their_words() -> None:
    rows = [
        ("2013年退文登记表", "", "", "", ""),
        ("填表：秘书科", "", "", "", ""),
        ("序号", "来文单位", "文件标题", "退文日期", "备注（原因）"),
        ("1", "开江县", "关于请求解决经费的请示", "2013-03-04", "多头报送"),
    ]
    assert guess_head(rows, WORDS) == 2
    assert guess_columns(rows[2], WORDS) == {"unit": 1, "title": 2, "happened_on": 3, "note": 4}


def test_a_table_is_known_again_by_its_heads_however_they_are_spaced() -> None:
    assert (
        signature(["序号", "单位 名称"])
        == signature(["序号 ", "单位名称"])
        != signature(["单位名称", "序号"])
    )
