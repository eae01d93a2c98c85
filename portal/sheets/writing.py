"""Workbooks that go out: a template to fill in, a table to read. Every text is a text, never a formula."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROWS_TO_FILL = 300
HEAD_COLOUR = "#E8EEF4"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""With these a text becomes a formula where somebody edits or pastes it."""

Shape = Literal["text", "day", "number", "choice"]
Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Column:
    """A column to fill in: its head, how its cells look, what may be chosen, and how to fill it in."""

    head: str
    shape: Shape = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""
    width: int = 16


@dataclass(frozen=True)
class FormSheet:
    """A sheet to fill in, one row for each thing."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class TableSheet:
    """A sheet to read."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...] = ()


class _Book:
    """A workbook being written, with its formats."""

    def __init__(self, title: str, at: datetime) -> None:
        self.kept = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.kept, options)
        self.book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": HEAD_COLOUR, "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        wrap = {"text_wrap": True, "valign": "top"}
        self.text = self.book.add_format({**wrap, "num_format": "@"})
        self.marked = self.book.add_format({**wrap, "num_format": "@", "quote_prefix": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.number = self.book.add_format({"num_format": "0.####", "valign": "top"})
        self.title = self.book.add_format({"bold": True, "font_size": 14})

    def closed(self) -> bytes:
        self.book.close()
        return self.kept.getvalue()

    def heads(self, sheet: Worksheet, heads: Sequence[str]) -> None:
        sheet.set_row(0, 32)
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, self.head)
        sheet.freeze_panes(1, 0)

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        """Write one cell by what it is; a text that looks like a formula keeps its mark as a text."""
        if cell is None or cell == "":
            return
        if isinstance(cell, date):
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self.day)
        elif isinstance(cell, int | Decimal):
            sheet.write_number(row, column, cell, self.number)
        else:
            marked = cell.startswith(FORMULA_SIGNS)
            sheet.write_string(row, column, cell, self.marked if marked else self.text)


def write_form(
    title: str,
    sheets: Sequence[FormSheet],
    guide: TableSheet,
    lead: Sequence[str],
    options_name: str,
    at: datetime,
) -> bytes:
    """A template: the guide first, with `lead` above its table, then the sheets to fill in."""
    book = _Book(title, at)
    _write_guide(book, title, guide, lead)
    made = [(one, book.book.add_worksheet(one.name)) for one in sheets]
    choices = book.book.add_worksheet(options_name)
    choices.hide()
    taken = 0
    for form, sheet in made:
        book.heads(sheet, [column.head for column in form.columns])
        for place, column in enumerate(form.columns):
            sheet.set_column(place, place, column.width, _shaped(book, column.shape))
            if column.choices:
                _list(book, choices, taken, column.choices)
            _check(sheet, place, column, options_name, taken)
            taken += bool(column.choices)
    if made:
        made[0][1].activate()
    return book.closed()


def _write_guide(book: _Book, title: str, guide: TableSheet, lead: Sequence[str]) -> None:
    sheet = book.book.add_worksheet(guide.name)
    sheet.write_string(0, 0, title, book.title)
    for number, line in enumerate(lead, 1):
        sheet.write_string(number, 0, line)
    start = len(lead) + 2
    for place, head in enumerate(guide.heads):
        sheet.write_string(start, place, head, book.head)
        sheet.set_column(place, place, guide.widths[place])
    for number, row in enumerate(guide.rows, start + 1):
        for place, cell in enumerate(row):
            book.put(sheet, number, place, cell)


def _shaped(book: _Book, shape: Shape) -> Format:
    return {"day": book.day, "number": book.number}.get(shape, book.text)


def _list(book: _Book, sheet: Worksheet, column: int, choices: Sequence[str]) -> None:
    for row, text in enumerate(choices):
        sheet.write_string(row, column, text, book.text)


def _check(sheet: Worksheet, place: int, column: Column, options_name: str, taken: int) -> None:
    rule: dict[str, object] = {"ignore_blank": True}
    if column.choices:
        letters = xlsxwriter.utility.xl_col_to_name(taken, col_abs=True)
        rule |= {
            "validate": "list",
            "source": f"='{options_name}'!{letters}$1:{letters}${len(column.choices)}",
        }
    elif column.shape == "day":
        rule |= {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1), "error_type": "warning"}
    elif column.shape == "number":
        rule |= {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"}
    else:
        rule |= {"validate": "any"}
    if column.hint:
        rule |= {"input_title": column.head[:32], "input_message": column.hint[:255]}
    if len(rule) > 2:
        sheet.data_validation(1, place, ROWS_TO_FILL, place, rule)


def write_table(title: str, sheets: Sequence[TableSheet], at: datetime) -> bytes:
    """A workbook to read."""
    book = _Book(title, at)
    for table in sheets:
        sheet = book.book.add_worksheet(table.name)
        book.heads(sheet, table.heads)
        for place in range(len(table.heads)):
            sheet.set_column(place, place, table.widths[place] if place < len(table.widths) else 14)
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row):
                book.put(sheet, number, place, cell)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.heads) - 1)
    return book.closed()


def sheet_name(title: str, taken: set[str]) -> str:
    """A title as a sheet may be called: 31 characters, some signs not, and not as another one."""
    plain = "".join("_" if c in "[]:*?/\\'" else c for c in title).strip()[:28] or "表"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name.casefold())
    return name
