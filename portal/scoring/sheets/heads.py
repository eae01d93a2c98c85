"""The first row: which column holds what."""

from dataclasses import dataclass

from portal.scoring.sheets.cells import plain
from portal.scoring.sheets.faults import SheetFault, SheetFaults, letter
from portal.scoring.sheets.names import Names
from portal.scoring.text import Text

AREA, GROUP, UNIT, KIND, TITLE = "area", "group", "unit", "kind", "title"
ON, DOCUMENT, QUANTITY, COUNTS, REASON = "on", "document", "quantity", "counts", "reason"
SCORER, GRADE = "scorer", "grade"
TITLES = {
    AREA: "领域",
    GROUP: "组别",
    UNIT: "单位",
    KIND: "类别",
    TITLE: "事项",
    ON: "日期",
    DOCUMENT: "文号",
    QUANTITY: "数量",
    COUNTS: "计入",
    REASON: "理由",
    SCORER: "评委",
    GRADE: "等次",
}
_NEEDED = (UNIT, KIND)


@dataclass(frozen=True)
class Row:
    """One row: its number, and the cells that are filled in, by column."""

    number: int
    cells: dict[str, str]
    extra: dict[str, str]


class Heads:
    """The columns: the fixed ones, and those that are fields of a kind of fact."""

    def __init__(self, cells: list[str], names: Names, faults: SheetFaults) -> None:
        self.fixed: dict[str, int] = {}
        self.extra: dict[str, int] = {}
        self.titles = [cell.strip() for cell in cells]
        known = {title: code for code, title in TITLES.items()} | {code: code for code in TITLES}
        for place, cell in enumerate(cells):
            self._take(place, plain(cell), known, names, faults)
        for code in _NEEDED:
            if code not in self.fixed:
                title = TITLES[code]
                said = Text(f"缺少“{title}”列", f"there is no column “{title}” ({code})")
                faults.add(SheetFault(said, 1))

    def _take(self, place: int, name: str, known: dict[str, str], names: Names, faults: SheetFaults) -> None:
        if not name:
            return
        columns, key = (self.fixed, known[name]) if name in known else (self.extra, name)
        if key in columns:
            said = Text("这一列出现两次", "this column stands twice")
        elif name in known or name in names.fields:
            columns[key] = place
            return
        else:
            own = "、".join(TITLES.values())
            said = Text(
                f"没有这一列；可用：{own}，以及事项的字段",
                f"there is no such column; there are {own.replace('、', ', ')}, and the fields of facts",
            )
        faults.add(SheetFault(said, 1, place, self.titles[place]))

    def row(self, number: int, cells: list[str], faults: SheetFaults) -> Row | None:
        """The filled cells of a row by column, or None for an empty one."""
        filled = {place for place, cell in enumerate(cells) if cell.strip()}
        if not filled:
            return None
        for place in sorted(filled):
            if place >= len(self.titles) or not self.titles[place]:
                said = Text(
                    f"{letter(place)} 列没有列名，却有内容", "there is a cell and no heading above it"
                )
                faults.add(SheetFault(said, number, place))
        return Row(
            number,
            {code: cells[place].strip() for code, place in self.fixed.items() if place in filled},
            {name: cells[place].strip() for name, place in self.extra.items() if place in filled},
        )

    def fault(self, message: Text, number: int, column: str | None) -> SheetFault:
        """A fault in a row, at a column where one is named."""
        place = self.fixed.get(column or "", self.extra.get(column or ""))
        return SheetFault(message, number, place, "" if place is None else self.titles[place])
