"""A workbook's cells as text, read within limits. What comes in was made by a stranger.

An archive says of its parts what it likes, and a sheet can put one cell at its far corner so that a reader
makes room for seventeen thousand million. So each part is unpacked here, no further than the limit, packed
anew, and walked through once, before the reader that lays out cells is given anything.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from portal.errors import Invalid
from portal.evidence.office import office_type

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 48 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
MOST_SHEETS = 30
LONGEST_CELL = 6000
MOST_TEXT = 4_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SKIPPED = re.compile(r"^xl/(media|drawings|charts|embeddings|printerSettings|externalLinks)/", re.IGNORECASE)
_CELL = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its name, and its rows of texts from A1 on, all as wide as the widest."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_sheets(content: bytes) -> list[Sheet]:
    """The visible sheets of an XLSX file, in their order.

    Raises Invalid, at the field `file`, for what is no XLSX file, is too large, or hides something.
    """
    if len(content) > LARGEST_FILE:
        raise Invalid("表格文件超过 %(limit)s MB", field="file", limit=LARGEST_FILE // 1024 // 1024)
    if office_type(content) != XLSX:
        raise Invalid("只接收 XLSX 表格；WPS、Excel 的旧格式请另存为 XLSX 后再上传", field="file")
    safe = _packed_anew(content)
    try:
        found = list(_laid_out(safe))
        _must_fit(found)
        return found
    except Invalid:
        raise
    except (CalamineError, OSError, ValueError):
        raise _unreadable() from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # the reader's own word for a bug met; it has no import
            raise
        raise _unreadable() from None


def _must_fit(sheets: Sequence[Sheet]) -> None:
    rows = sum(len(sheet.rows) for sheet in sheets)
    if (
        rows > MOST_ROWS
        or sum(len(cell) for sheet in sheets for row in sheet.rows for cell in row) > MOST_TEXT
    ):
        raise Invalid("表格太大：所有工作表合起来最多 %(rows)s 行（含表头）", field="file", rows=MOST_ROWS)


def _unreadable() -> Invalid:
    return Invalid("表格打不开，可能已损坏或加了密码；请重新导出后再上传", field="file")


def _too_much() -> Invalid:
    return Invalid("文件解压后过大，未予接收", field="file")


def _packed_anew(content: bytes) -> bytes:
    """The same workbook, of parts that were really unpacked here; pictures and the like are left out."""
    kept, left = io.BytesIO(), LARGEST_UNPACKED
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as made,
        ):
            for part in archive.infolist():
                if part.is_dir() or _SKIPPED.match(part.filename):
                    continue
                with archive.open(part) as opened:
                    body = opened.read(left + 1)
                left -= len(body)
                if left < 0:
                    raise _too_much()
                if part.filename.endswith((".xml", ".rels")):
                    _walk(body, cells="worksheets/" in part.filename)
                made.writestr(part.filename, body)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise _unreadable() from None
    return kept.getvalue()


class _Places:
    """Where a sheet's cells stand, as the reader will count them."""

    def __init__(self) -> None:
        self.row = self.column = self.cells = 0
        self.far = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins. A cell that holds nothing (only a format) may stand anywhere."""
        local = name.rpartition(":")[2]
        if local == "row":
            said = attributes.get("r", "")
            self.row, self.column = (int(said) if said.isdecimal() else self.row + 1), 0
        elif local == "c":
            self.column += 1
            self.far = self._is_far(attributes.get("r", ""))
        elif local in ("v", "is", "f") and self.far:
            raise Invalid(
                "表格太大：一张表最多 %(rows)s 行（含表头）、%(columns)s 列，请删去多余的内容",
                field="file",
                rows=MOST_ROWS,
                columns=MOST_COLUMNS,
            )

    def _is_far(self, said: str) -> bool:
        found = _CELL.match(said.upper())
        if said and not found:
            return True
        row, column = self.row, self.column
        if found:
            row, column = int(found[2]), column_number(found[1])
            self.column = column
        return row > MOST_ROWS or column > MOST_COLUMNS


def _walk(body: bytes, *, cells: bool) -> None:
    """Go through a part once: a declared document type is refused, and a cell beyond the limits."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    if cells:
        parser.StartElementHandler = _Places().start
    try:
        parser.Parse(body, True)
    except expat.ExpatError:
        raise _unreadable() from None


def _refuse(*_declared: object) -> None:
    raise _unreadable()


def _laid_out(content: bytes) -> Iterable[Sheet]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
    ]
    if len(shown) > MOST_SHEETS:
        raise Invalid("工作表太多，最多 %(count)s 张", field="file", count=MOST_SHEETS)
    for name in shown:
        laid = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
        yield Sheet(name, _without_end(tuple(text_of(cell) for cell in row) for row in laid))


def _without_end(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Without the empty rows at the end."""
    found = list(rows)
    while found and not any(found[-1]):
        found.pop()
    return tuple(found)


def text_of(cell: object) -> str:
    """A cell as a person would type it: 3 and not 3.0, 2013-05-01, 是 for TRUE."""
    if cell is None or isinstance(cell, time | timedelta):
        return "" if cell is None else str(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.10f}".rstrip("0").rstrip(".") if abs(cell) < 1e15 else f"{cell:g}"
    return "".join(c for c in str(cell) if c.isprintable() or c == "\n").strip()[:LONGEST_CELL]


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
