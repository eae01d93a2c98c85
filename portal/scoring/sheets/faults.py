"""What is wrong with a CSV file: everything at once, with its row and column as spreadsheets have them."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.scoring.text import Text

# More than anybody reads; the rest is counted.
MOST = 1000


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
        if self.row is None:
            return Text("文件", "file")
        if self.column is None:
            return Text(f"第 {self.row} 行", f"row {self.row}")
        at = letter(self.column)
        named = Text(f"({self.name})", f" ({self.name})") if self.name else Text("", "")
        return Text(f"第 {self.row} 行 {at} 列", f"row {self.row}, column {at}") + named

    def __str__(self) -> str:
        return f"{self.place}:{self.message}"


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
