"""A spreadsheet's rows as facts: checked by the same forms as what is typed, each fault with its cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from flask_babel import gettext as _

from portal.errors import Invalid
from portal.factform import PREFIX, FactForm, reader_for, value_pairs
from portal.labels import plain_number
from portal.matching import Matter, document_key, title_key
from portal.models import Fact, Year
from portal.scoring import Field, Kind
from portal.services.assessments import FactContent
from portal.sheets.reading import column_letters

YES = frozenset(["是", "有", "√", "✓", "✔", "1", "y", "yes", "true"])
NO = frozenset(["否", "无", "×", "0", "n", "no", "false"])
BETWEEN = re.compile(r"[、，,;；\n]+")


@dataclass(frozen=True)
class Asked:
    """A column of a kind of fact. `field` is the kind's own, None for what every fact has."""

    name: str
    title: str
    field: Field | None = None
    required: bool = False

    @property
    def right(self) -> str:
        """What stands there when it is right, in words."""
        return _right_of(self.field) if self.field else _COMMON[self.name]()


_COMMON: Mapping[str, Callable[[], str]] = {
    "title": lambda: _("填事项的名称，最多 200 个字"),
    "happened_on": lambda: _("例如 2013-05-21，不晚于今天"),
    "document_number": lambda: _("例如 开府办发〔2013〕15号"),
    "quantity": lambda: _("填大于零的整数，不填按 1 计"),
    "note": lambda: _("最多 5000 个字"),
}


def _right_of(field: Field) -> str:
    titles = "、".join(title for _code, title in field.options)
    if field.type in ("level", "choice"):
        return _("可填：%(titles)s", titles=titles)
    if field.type == "parts":
        return _("可填其中几项，用顿号隔开：%(titles)s", titles=titles)
    if field.type in ("quantity", "amount"):
        low, high = field.minimum, field.maximum
        if low is not None and high is not None:
            return _("填数字，%(low)s 到 %(high)s", low=plain_number(low), high=plain_number(high))
        return _("填数字")
    if field.type == "date":
        return _("例如 2013-05-21")
    return _("填“是”或“否”") if field.type == "flag" else _("最多 200 个字")


def columns_of(kind: Kind, *, quantity: bool) -> list[Asked]:
    """What a sheet of the kind asks, in the form's order. `quantity`: whether a count means anything."""
    first = [
        Asked("title", _("事项名称"), required=True),
        Asked("happened_on", _("日期")),
        Asked("document_number", _("文号")),
    ]
    if quantity:
        first.append(Asked("quantity", _("数量")))
    own = [Asked(PREFIX + one.code, one.title, one, one.required) for one in kind.fields]
    return [*first, *own, Asked("note", _("说明"))]


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell (or a row, a sheet), and what would be right. Rows and columns from 1."""

    sheet: str
    row: int
    column: int
    head: str
    message: str
    right: str = ""

    @property
    def place(self) -> str:
        """Where it is, as a person looks for it."""
        if not self.row:
            return _("整张表")
        if not self.column:
            return _("第 %(row)s 行", row=self.row)
        return _("第 %(row)s 行 %(column)s 列", row=self.row, column=column_letters(self.column))


@dataclass(frozen=True)
class Line:
    """One row: what it would add, or its faults. `lacks`: what must be there before the unit's head signs.

    `like`: the fact, or the earlier row, that it looks like.
    """

    sheet: str
    row: int
    kind: Kind
    content: FactContent | None
    faults: tuple[Fault, ...] = ()
    lacks: tuple[str, ...] = ()
    like: str = ""
    title: str = ""

    @property
    def says(self) -> list[tuple[str, str]]:
        """The kind's own fields and the note, as they would be added."""
        if self.content is None:
            return []
        note = [(_("说明"), self.content.note)] if self.content.note else []
        return [*value_pairs(self.kind, self.content.values), *note]

    @property
    def key(self) -> str:
        """The row's name in a form."""
        return f"{self.sheet}!{self.row}"


@dataclass(frozen=True)
class Reader:
    """Checks rows of one kind. `places`: column's name → index in the row."""

    kind: Kind
    columns: Sequence[Asked]
    year: Year
    today: date
    recorded: bool

    @cached_property
    def _read(self) -> Callable[[Mapping[str, list[str]]], FactForm]:
        """The kind's form. A unit's row may still lack what only the sign-off insists on."""
        loose = tuple(one.model_copy(update={"required": False}) for one in self.kind.fields)
        return reader_for(self.kind if self.recorded else self.kind.model_copy(update={"fields": loose}))

    def lines(
        self, sheet: str, rows: Sequence[Sequence[str]], first: int, places: Mapping[str, int]
    ) -> list[Line]:
        """Every row that holds something, checked. `first` is the number of the first row."""
        wanted = [(number, row) for number, row in enumerate(rows, first) if any(row)]
        return [self.line(sheet, row, number, places) for number, row in wanted]

    def line(self, sheet: str, row: Sequence[str], number: int, places: Mapping[str, int]) -> Line:
        """One row, checked."""
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        typed: dict[str, list[str]] = {}
        faults: dict[str, str] = {}
        for column in self.columns:
            text = cells.get(column.name, "")
            if not text:
                continue
            try:
                typed[column.name] = _as_sent(column, text)
            except ValueError as fault:
                faults[column.name] = str(fault)
        form = self._read(typed)
        for name, errors in form.errors.items():
            if name and name not in faults:
                faults[name] = str(errors[0])
        content = form.content(self.kind)
        for name, message in self._impossible(content):
            faults.setdefault(name, message)
        told = {column.name: column for column in self.columns}
        named = tuple(
            Fault(
                sheet,
                number,
                places[name] + 1 if name in places else 0,
                told[name].title if name in told else "",
                message,
                told[name].right if name in told else "",
            )
            for name, message in faults.items()
        )
        return Line(
            sheet,
            number,
            self.kind,
            None if named else content,
            tuple(sorted(named, key=lambda one: one.column)),
            tuple(
                one.title
                for one in self.columns
                if one.required and one.name not in typed and one.name not in faults
            ),
            title=cells.get("title", ""),
        )

    def _impossible(self, content: FactContent) -> list[tuple[str, str]]:
        """What the services would refuse, one by one so that none hides another."""
        found = []
        for alone in (replace(content, quantity=Decimal(1)), replace(content, happened_on=None)):
            try:
                alone.check(self.year, self.today, recorded=self.recorded)
            except Invalid as fault:
                found.append((fault.field, _(fault.message, **fault.values)))
        return found


def _as_sent(column: Asked, text: str) -> list[str]:
    """A cell as the form would be sent it: options by their codes. Raises ValueError in words."""
    field = column.field
    if field is None or not (field.options or field.type == "flag"):
        return [text]
    if field.type == "flag":
        plain = text.strip().casefold()
        if plain not in YES | NO:
            raise ValueError(_("“%(text)s”不是“是”或“否”", text=text[:40]))
        return ["y"] if plain in YES else []
    codes = {title_key(title): code for code, title in field.options}
    codes |= {title_key(code): code for code, _title in field.options}
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    wanted = parts if field.type == "parts" else [text]
    unknown = [part for part in wanted if title_key(part) not in codes]
    if unknown:
        raise ValueError(_("“%(text)s”不在可填的范围内", text="、".join(unknown)[:80]))
    return [codes[title_key(part)] for part in wanted]


class Known:
    """What stands already: finds whether a matter is among it, or among rows that came before."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._seen: dict[tuple[str, ...], str] = {}
        for fact in facts:
            self.add(Matter(fact.title, fact.happened_on, fact.document_number), fact.title)

    def add(self, matter: Matter, name: str) -> None:
        """One more that stands."""
        for key in self._keys(matter):
            self._seen.setdefault(key, name)

    def like(self, matter: Matter) -> str:
        """The name of what looks like the same matter, or ""."""
        return next((self._seen[key] for key in self._keys(matter) if key in self._seen), "")

    def marked(self, line: Line) -> Line:
        """The row with what it looks like; from then on it stands too."""
        if line.content is None:
            return line
        matter = Matter(line.content.title, line.content.happened_on, line.content.document_number)
        like = self.like(matter)
        self.add(matter, _("本表第 %(row)s 行", row=line.row))
        return replace(line, like=like)

    @staticmethod
    def _keys(matter: Matter) -> list[tuple[str, ...]]:
        found: list[tuple[str, ...]] = []
        if number := document_key(matter.document_number):
            found.append(("number", number))
        if (title := title_key(matter.title)) and matter.happened_on:
            found.append(("title", title, matter.happened_on.isoformat()))
        return found
