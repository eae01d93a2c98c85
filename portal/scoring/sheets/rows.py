"""One row of the file as a fact, a count, a task, a judgement, or a word about the unit or the year."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from portal.scoring.facts import Band, Fact, Value
from portal.scoring.sheets.cells import CellError, a_count, a_day, an_option, plain, value_of, yes
from portal.scoring.sheets.heads import (
    AREA,
    COUNTS,
    DOCUMENT,
    GRADE,
    GROUP,
    KIND,
    ON,
    QUANTITY,
    REASON,
    SCORER,
    TITLE,
    UNIT,
    Row,
)
from portal.scoring.sheets.names import UNIT_WORDS, YEAR_WORDS, Named, Names, word_of
from portal.scoring.text import Text
from portal.scoring.vocabulary import Kind

T = TypeVar("T")
_ALWAYS = frozenset({AREA, GROUP, UNIT, KIND})
_OF_A_FACT = frozenset({TITLE, ON, DOCUMENT, QUANTITY, COUNTS, REASON})
# Which further cells a row of each sort may fill in.
_OF = {
    "fact": _OF_A_FACT,
    "exposure": frozenset({QUANTITY}),
    "target": frozenset({QUANTITY}),
    "band": frozenset({SCORER, GRADE}),
    "unit": frozenset({TITLE, QUANTITY, REASON}),
    "year": frozenset({ON, QUANTITY, REASON}),
}


@dataclass(frozen=True)
class Said:
    """What a row says. `what`: a word of names.py, or fact, exposure, target, band, unit (only named)."""

    what: str
    unit: str = ""
    group: str | None = None
    area: str | None = None
    code: str = ""
    fact: Fact | None = None
    band: Band | None = None
    amount: Decimal | None = None
    on: date | None = None
    reason: str = ""


class Reader:
    """Reads rows by the scheme. `complain` is told each fault: message, row number, column."""

    def __init__(self, names: Names, complain: Callable[[Text, int, str | None], None]) -> None:
        self.names, self.complain = names, complain

    def read(self, row: Row) -> Said | None:
        """What the row says, or None where it says nothing that can be used; its faults are told."""
        if UNIT not in row.cells:
            return self._of_the_year(row)
        areas = self.names.scheme.areas
        area = self._cell(row, AREA, self.names.area)
        if area is None and AREA not in row.cells and len(areas) == 1:
            area = areas[0].code
        group = self._cell(row, GROUP, self.names.group)
        unit = " ".join(row.cells[UNIT].split())
        if KIND not in row.cells:
            self._unused(row, frozenset())
            return Said("unit", unit, group, area if AREA in row.cells else None)
        word = word_of(plain(row.cells[KIND]), UNIT_WORDS)
        if word:
            return self._of_the_unit(row, word, unit, group, area)
        judged = SCORER in row.cells or GRADE in row.cells
        named = self._cell(row, KIND, lambda cell: self.names.named(cell, area, judged))
        if named is None:
            return None
        return self._of_the_area(row, named, unit, group)

    def _of_the_year(self, row: Row) -> Said | None:
        word = word_of(plain(row.cells.get(KIND, "")), YEAR_WORDS)
        if word is None:
            words = "、".join(YEAR_WORDS)
            self._tell(
                row,
                UNIT,
                f"缺少单位（只有 {words} 行不写单位）",
                f"the unit is missing (only {words.replace('、', ', ')} go without)",
            )
            return None
        self._unused(row, _OF["year"])
        column, read = (QUANTITY, _a_year) if word == "year" else (ON, a_day)
        value = self._needed(row, column, read)
        if isinstance(value, Decimal):
            return Said(word, amount=value)
        return Said(word, on=value) if isinstance(value, date) else None

    def _of_the_unit(
        self, row: Row, word: str, unit: str, group: str | None, area: str | None
    ) -> Said | None:
        self._unused(row, _OF["unit"])
        reason = row.cells.get(REASON) or row.cells.get(TITLE, "")
        order = self._needed(row, QUANTITY, a_count) if word == "decision" else None
        if word == "decision" and area is None:
            self._tell(row, AREA, "同分决定须写明领域", "a decision on a tie needs its area")
            return None
        whole = word != "decision" and AREA not in row.cells
        return Said(word, unit, group, None if whole else area, amount=order, reason=reason)

    def _of_the_area(self, row: Row, named: Named, unit: str, group: str | None) -> Said | None:
        self._unused(row, _OF[named.what], named.kind)
        if named.what == "fact" and named.kind:
            fact = self._fact(row, named.kind)
            return Said("fact", unit, group, named.area, named.code, fact=fact)
        if named.what == "band":
            band = self._band(row, named)
            return Said("band", unit, group, named.area, named.code, band=band) if band else None
        amount = self._needed(row, QUANTITY, a_count)
        return Said(named.what, unit, group, named.area, named.code, amount=amount)

    def _fact(self, row: Row, kind: Kind) -> Fact:
        counts = self._cell(row, COUNTS, yes)
        quantity = self._cell(row, QUANTITY, a_count)
        return Fact(
            key=str(row.number),
            kind=kind.code,
            # Without a title, facts must not look like one matter: the row tells them apart.
            title=row.cells.get(TITLE) or f"#{row.number}",
            on=self._cell(row, ON, a_day),
            document=row.cells.get(DOCUMENT, ""),
            quantity=Decimal(1) if quantity is None else quantity,
            values=dict(self._values(row, kind)),
            source=next(iter(sorted(kind.by, reverse=True))),
            counts=counts is not False,
            reason=row.cells.get(REASON, ""),
        )

    def _values(self, row: Row, kind: Kind) -> Iterator[tuple[str, Value]]:
        for field in kind.fields:
            column = next((name for name in (field.code, plain(field.title)) if name in row.extra), None)
            if column is None and field.required:
                self._tell(
                    row,
                    None,
                    f"缺少“{field.title}”：“{kind.title}”必须填写这一列",
                    f"“{field.title}” ({field.code}) is missing; “{kind.title}” needs it",
                )
            if column is not None:
                try:
                    yield field.code, value_of(field, row.extra[column])
                except CellError as error:
                    self.complain(error.message, row.number, column)

    def _band(self, row: Row, named: Named) -> Band | None:
        scorer = self._needed(row, SCORER, str)
        rule = named.rule
        grades = tuple((grade.code, grade.title) for grade in rule.grades) if rule else ()
        if grades:
            grade = self._needed(row, GRADE, lambda cell: an_option(cell, grades))
        else:
            grade = self._needed(row, GRADE, lambda cell: str(a_count(cell)))
        return Band(named.code, scorer, grade) if scorer and grade else None

    def _unused(self, row: Row, used: frozenset[str], kind: Kind | None = None) -> None:
        """Cells that nothing reads would be lost silently: they are faults."""
        own = {plain(name) for field in (kind.fields if kind else ()) for name in (field.code, field.title)}
        columns = [code for code in row.cells if code not in _ALWAYS | used]
        columns += [name for name in row.extra if name not in own]
        what = row.cells.get(KIND, "")
        for column in columns:
            self._tell(
                row,
                column,
                f"“{what}”没有这一项，应留空" if what else "没有类别的行只写单位和组别，应留空",
                f"“{what}” has no such cell; leave it empty",
            )

    def _cell(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(row.cells[column]) if column in row.cells else None
        except CellError as error:
            self.complain(error.message, row.number, column)
            return None

    def _needed(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        if column not in row.cells:
            what = row.cells.get(KIND, "")
            self._tell(row, column, f"缺少此项，“{what}”必须填写", f"is missing; “{what}” needs it")
        return self._cell(row, column, read)

    def _tell(self, row: Row, column: str | None, zh: str, en: str) -> None:
        self.complain(Text(zh, en), row.number, column)


def _a_year(cell: str) -> Decimal:
    value = a_count(cell)
    if value != value.to_integral_value() or not 1900 <= value <= 9998:
        raise CellError(f"“{cell}”应为年份，如 2012", f"“{cell}” should be a year such as 2012")
    return value
