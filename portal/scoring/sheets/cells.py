"""One cell as what it should be: a date, a number, yes or no, one of the options."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from portal.scoring.facts import Value
from portal.scoring.text import Text, number
from portal.scoring.vocabulary import Field

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "true", "1", "1.0"})
_NO = frozenset({"否", "无", "不", "×", "n", "no", "false", "0", "0.0"})
_BETWEEN = re.compile(r"[、,,;;|/\n]+")


class CellError(Exception):
    """What the cell should be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.message = Text(zh, en)


@lru_cache(4096)
def plain(cell: str) -> str:
    """The cell with full-width digits and letters made plain, and no blanks around it."""
    return unicodedata.normalize("NFKC", cell).strip()


def a_day(cell: str) -> date:
    """2012-09-21, 2012/9/21, 2012年9月21日 or 20120921. Raises CellError."""
    found = _DATE.fullmatch(plain(cell)) or _DIGITS.fullmatch(plain(cell))
    try:
        year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise CellError(
            f"“{cell}”应为日期，如 2012-09-21", f"“{cell}” should be a date such as 2012-09-21"
        ) from None


def a_number(cell: str) -> Decimal:
    """A plain number, exact. Raises CellError."""
    try:
        value = Decimal(plain(cell))
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise CellError(
            f"“{cell}”应为数，如 2 或 1.5，不带单位",
            f"“{cell}” should be a number such as 2 or 1.5, without unit",
        )
    return value


def a_count(cell: str) -> Decimal:
    """A number that is not below zero. Raises CellError."""
    value = a_number(cell)
    if value < 0:
        raise CellError(f"“{cell}”应不小于 0", f"“{cell}” should not be below 0")
    return value


def yes(cell: str) -> bool:
    """是 or 否. Raises CellError."""
    word = plain(cell).lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError(f"“{cell}”应为“是”或“否”", f"“{cell}” should be yes or no (是 or 否)")


def an_option(cell: str, options: tuple[tuple[str, str], ...]) -> str:
    """The code of an option that is named by its code or its title. Raises CellError."""
    word = plain(cell)
    for code, title in options:
        if word in (code, plain(title)):
            return code
    titles = "、".join(title for _, title in options)
    raise CellError(
        f"“{cell}”应为其中之一：{titles}", f"“{cell}” should be one of {titles.replace('、', ', ')}"
    )


def value_of(field: Field, cell: str) -> Value:
    """What a field of a fact says. Raises CellError."""
    if field.type in ("level", "choice"):
        return an_option(cell, field.options)
    if field.type == "parts":
        return _parts(field, cell)
    if field.type == "date":
        return a_day(cell)
    if field.type == "flag":
        return yes(cell)
    return cell.strip() if field.type == "text" else _bounded(field, cell)


def _parts(field: Field, cell: str) -> tuple[str, ...]:
    """Options side by side; a title that holds a separator itself is found as a whole."""
    left, found = plain(cell), []
    for code, title in sorted(field.options, key=lambda option: -len(option[1])):
        whole = plain(title)
        if _BETWEEN.search(whole) and whole in left:
            left = left.replace(whole, "、")
            found.append(code)
    found += [an_option(part, field.options) for part in _BETWEEN.split(left) if part.strip()]
    return tuple(value for value in field.values if value in found)


def _bounded(field: Field, cell: str) -> Decimal:
    value = a_number(cell)
    if field.type == "quantity" and value != value.to_integral_value():
        raise CellError(f"“{cell}”应为整数", f"“{cell}” should be a whole number")
    if field.minimum is not None and value < field.minimum:
        least = number(field.minimum)
        raise CellError(f"“{cell}”应不小于 {least}", f"“{cell}” should be at least {least}")
    if field.maximum is not None and value > field.maximum:
        most = number(field.maximum)
        raise CellError(f"“{cell}”应不大于 {most}", f"“{cell}” should be at most {most}")
    return value
