"""What is wrong with a CSV file: everything at once, with its row and column as spreadsheets have them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from portal.scoring.text import Text

# More than anybody reads; the rest is counted.
MOST = 1000
# So many rows are listed where the same fault stands in many.
_ROWS = 40


def letter(column: int) -> str:
    """A column as spreadsheets call it: 0 → A, 26 → AA."""
    name, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


@dataclass(frozen=True)
class SheetFault:
    """One thing to correct.

    `row`: 1 is the headings, None the whole file. `column`: 0 is A; `name`: its heading.
    """

    message: Text
    row: int | None = None
    column: int | None = None
    name: str = ""

    @property
    def place(self) -> Text:
        """Where it stands, in words."""
        return _place(self, [] if self.row is None else [self.row])

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


def _place(fault: SheetFault, rows: list[int]) -> Text:
    if not rows:
        return Text("文件", "file")
    listed = "、".join(str(row) for row in rows[:_ROWS])
    more = Text(f" 等 {len(rows)} ", f" … ({len(rows)} rows)") if len(rows) > _ROWS else Text(" ", "")
    said = Text(f"第 {listed}{more.zh}行", f"row {listed.replace('、', ', ')}{more.en}")
    if fault.column is None:
        return said
    at = letter(fault.column)
    named = Text(f"（{fault.name}）", f" ({fault.name})") if fault.name else Text("", "")
    return said + Text(f" {at} 列", f", column {at}") + named


def summed(faults: Sequence[SheetFault]) -> Iterator[Text]:
    """One line for each fault, the same one in many rows said once with all of them."""
    rows: dict[SheetFault, list[int]] = {}
    for fault in faults:
        same = rows.setdefault(replace(fault, row=None), [])
        if fault.row is not None:
            same.append(fault.row)
    for fault, where in rows.items():
        yield _place(fault, where) + Text("：", ": ") + fault.message


class SheetError(Exception):
    """Nothing of the file was taken. `faults`: what was found; `more`: how many beyond those listed."""

    def __init__(self, faults: Sequence[SheetFault], more: int = 0) -> None:
        self.faults, self.more = tuple(faults), more
        super().__init__("\n".join(str(fault) for fault in self.faults))


class SheetFaults:
    """The faults collected while reading one file."""

    def __init__(self) -> None:
        self.found: list[SheetFault] = []
        self.more = 0

    def add(self, fault: SheetFault) -> None:
        if len(self.found) < MOST:
            self.found.append(fault)
        else:
            self.more += 1

    def settle(self) -> None:
        """Raises SheetError if there is any."""
        if self.found:
            raise SheetError(sorted(self.found, key=lambda fault: fault.row or 0), self.more)
