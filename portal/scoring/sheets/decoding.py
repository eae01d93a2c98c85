"""From bytes to rows: whichever encoding Excel or WPS saved it in, said and never guessed silently."""

import codecs
import csv
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from portal.scoring.sheets.faults import SheetError, SheetFault
from portal.scoring.text import Text

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# GB18030 reads every GBK and GB2312 file.
_CHINESE = "gb18030"
TITLES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", _CHINESE: "GBK"}
NAMES = {"utf-8": "utf-8-sig", "gbk": _CHINESE, "utf-16": "utf-16"}
_SEPARATORS = (",", "\t", ";")

Tick = Callable[[int, int], None]


def decoded(source: IO[bytes], declared: str | None) -> tuple[IO[bytes], str]:
    """A temporary file with the same text in UTF-8, and the encoding that it came in.

    `declared`: `utf-8`, `gbk` or `utf-16`, else it is found out: by its mark, then UTF-8 if all of it
    is, then GBK. `source` is read from its present place on and must be seekable. Raises SheetError.
    """
    start = source.tell()
    head = source.read(4)
    _refuse_workbooks(head)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    candidates = [NAMES[declared]] if declared else [marked] if marked else ["utf-8-sig", _CHINESE]
    for name in candidates:
        source.seek(start)
        copy = _copied(source, name)
        if copy is not None:
            return copy, name
    tried = "、".join(TITLES[name] for name in candidates)
    raise SheetError(
        [
            SheetFault(
                Text(
                    f"不是 {tried} 编码的文本；请在 Excel 或 WPS 中另存为“CSV UTF-8”",
                    f"is no text in {tried.replace('、', ' or ')}; save it as “CSV UTF-8” in Excel or WPS",
                )
            )
        ]
    )


def _refuse_workbooks(head: bytes) -> None:
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        said = Text(
            "是 Excel 工作簿，不是 CSV；请另存为“CSV UTF-8”", "is a workbook, no CSV; save it as “CSV UTF-8”"
        )
        raise SheetError([SheetFault(said)])
    if not head:
        raise SheetError([SheetFault(Text("是空文件", "is empty"))])


def _copied(source: IO[bytes], encoding: str) -> IO[bytes] | None:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - it is the sheet's as long as the sheet is open
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := source.read(_CHUNK):
            copy.write(decoder.decode(chunk).encode())
        copy.write(decoder.decode(b"", True).encode())
    except UnicodeError:
        copy.close()
        return None
    copy.seek(0)
    return copy


class Records:
    """The rows of a decoded file, each with where it begins, so that one can be read again later."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = file.seek(0, 2)
        file.seek(0)
        first = file.readline().decode()
        self.separator = max(_SEPARATORS, key=first.count)

    def each(self, tick: Tick | None = None) -> Iterator[tuple[int, int, list[str]]]:
        """Row number (the headings are 1), offset, cells. Raises SheetError for quotes that never end."""
        self.file.seek(0)
        number = 0
        while True:
            offset, number = self.file.tell(), number + 1
            cells = self._next(number)
            if cells is None:
                return
            if tick and number % 500 == 0:
                tick(self.file.tell(), self.size)
            yield number, offset, cells

    def at(self, offset: int) -> list[str]:
        """The cells of the row that begins there."""
        self.file.seek(offset)
        return self._next(0) or []

    def _next(self, number: int) -> list[str] | None:
        lines = iter(self.file.readline, b"")
        reader = csv.reader((line.decode() for line in lines), delimiter=self.separator, strict=True)
        try:
            return next(reader)
        except StopIteration:
            return None
        except csv.Error as error:
            said = Text(
                f"引号不成对或单元格过长（{error}）", f"unbalanced quotes or too long a cell ({error})"
            )
            raise SheetError([SheetFault(said, number)]) from error
