"""What a form over any table of a scheme file consists of, read off the model that reads the table.

Each value of the table is a slot, named by its way. Tables in tables are sections; a list of tables
gets one empty row more, a table that may be there and is not an empty one.
"""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from flask_babel import gettext as _
from pydantic import BaseModel

from portal.office.scheme_words import VALUES, key_title
from portal.services.scheme_text import Path

_KIND_KEYS = frozenset(
    {"kind", "counts", "fails", "of", "documents", "fact", "facts", "rows", "measured_by", "late"}
)
_EXPOSURE_KEYS = frozenset({"exposure", "of_exposure", "counts_exposure", "no_exposure_no_competition"})
_MAIN = frozenset(
    {"code", "title", "kind", "points", "maximum", "percent", "at_least", "by", "field", "is", "note"}
)


@dataclass(frozen=True)
class Names:
    """What a code may be chosen from, as (code, title): an area's kinds, exposures, targets; the groups."""

    kinds: Sequence[tuple[str, str]] = ()
    exposures: Sequence[tuple[str, str]] = ()
    targets: Sequence[tuple[str, str]] = ()
    groups: Sequence[tuple[str, str]] = ()

    def for_key(self, key: str) -> Sequence[tuple[str, str]]:
        """The choices of a key; none where any text will do."""
        if key in _KIND_KEYS:
            return self.kinds
        if key in _EXPOSURE_KEYS:
            return self.exposures
        return {"groups": self.groups, "target": self.targets}.get(key, ())


@dataclass(frozen=True)
class Slot:
    """One value: its way from the file's root, its kind, what is shown, what it may be chosen from."""

    path: Path
    kind: Literal["number", "text", "flag", "choice", "several", "listed", "numbers"]
    shown: Any
    choices: Sequence[tuple[str, str]] = ()
    hint: str = ""

    @property
    def key(self) -> str:
        """The last key of the way."""
        return str(self.path[-1])

    @property
    def name(self) -> str:
        """The field's name in the form."""
        return name_of(self.path)


@dataclass
class Section:
    """A table: its title, its values (the less usual ones aside), the tables in it.

    `removal` names the check box that takes a row or a table away; `empty` is one that is not there yet.
    `up`, `down`: whether the row has a neighbour to change places with.
    """

    title: str
    path: Path
    slots: list[Slot] = field(default_factory=list)
    aside: list[Slot] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)
    removal: str = ""
    empty: bool = False
    up: bool = False
    down: bool = False

    @property
    def place(self) -> str:
        """The row's name for the buttons that move it."""
        return name_of(self.path)

    def all_slots(self) -> Iterator[Slot]:
        """Every value of this table and the tables in it."""
        yield from (*self.slots, *self.aside)
        for part in self.parts:
            yield from part.all_slots()

    def all_sections(self) -> Iterator["Section"]:
        """This table and the tables in it."""
        yield self
        for part in self.parts:
            yield from part.all_sections()


def name_of(path: Path) -> str:
    """A way as the name of a field."""
    return "v-" + "-".join(str(step) for step in path)


def section(
    model: type[BaseModel],
    table: Mapping[str, Any],
    path: Path,
    names: Names,
    title: str = "",
    without: frozenset[str] = frozenset(),
    empty: bool = False,
) -> Section:
    """The form's part for a table as `model` reads it. `without`: keys that are not offered."""
    made = Section(title, path, empty=empty)
    hints = typing.get_type_hints(model)
    for attribute, info in model.model_fields.items():
        key = info.alias or attribute
        if key in without or (key == "kind" and typing.get_origin(hints[attribute]) is Literal):
            continue
        shape = _plain(hints[attribute])
        inner = _model_in(shape)
        if inner is not None:
            may_go = not info.is_required()
            made.parts.extend(_inner(inner, shape, table.get(key), (*path, key), names, empty, may_go))
            continue
        default = None if info.is_required() else info.get_default()
        found = list(_slots(shape, key, table, path, names, default))
        usual = key in table or info.is_required() or key in _MAIN
        (made.slots if usual else made.aside).extend(found)
    return made


def _plain(shape: Any) -> Any:
    """A type without its None."""
    if isinstance(shape, types.UnionType) or typing.get_origin(shape) is typing.Union:
        return next(each for each in typing.get_args(shape) if each is not type(None))
    return shape


def _model_in(shape: Any) -> type[BaseModel] | None:
    inner = typing.get_args(shape)[0] if typing.get_origin(shape) is tuple else shape
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _inner(
    model: type[BaseModel],
    shape: Any,
    value: Any,
    path: Path,
    names: Names,
    empty: bool,
    may_go: bool,
) -> Iterator[Section]:
    title = key_title(str(path[-1]))
    if typing.get_origin(shape) is tuple:
        yield from rows(model, value, path, names, empty)
    elif isinstance(value, Mapping):
        made = section(model, value, path, names, title)
        made.removal = name_of((*path, "remove")) if may_go else ""
        yield made
    else:
        yield section(model, {}, path, names, _("增加：%(what)s", what=title), empty=True)


def rows(
    model: type[BaseModel], value: Any, path: Path, names: Names, inside_empty: bool = False
) -> Iterator[Section]:
    """A list of tables, and one empty row to add."""
    title = key_title(str(path[-1]))
    found = value if isinstance(value, list) else []
    for index, row in enumerate(found):
        if isinstance(row, Mapping):
            own = row.get("title") or dict(names.kinds).get(str(row.get("kind")), "")
            numbered = f"{title} {index + 1}" + (f" · {own}" if own else "")
            part = section(model, row, (*path, index), names, numbered)
            part.removal = name_of((*path, index, "remove"))
            part.up, part.down = index > 0, index < len(found) - 1
            yield part
    if not inside_empty:
        what = _("增加：%(what)s", what=title)
        yield section(model, {}, (*path, len(found)), names, what, empty=True)


def _slots(
    shape: Any, key: str, table: Mapping[str, Any], path: Path, names: Names, default: Any
) -> Iterator[Slot]:
    way, value = (*path, key), table.get(key)
    origin = typing.get_origin(shape)
    if origin is dict:
        given = value if isinstance(value, Mapping) else {}
        for code, title in names.groups:
            yield Slot((*way, code), "number", given.get(code), hint=title)
    elif shape is bool:
        yield Slot(way, "flag", bool(default) if value is None else bool(value))
    elif origin is Literal:
        choices = [(each, str(VALUES.get(each, each))) for each in typing.get_args(shape)]
        yield Slot(way, "choice", value if value is not None else default, choices)
    elif shape in (Decimal, int):
        hint = "" if default is None else _("不填即 %(default)s", default=default)
        yield Slot(way, "number", value, hint=hint)
    elif origin in (tuple, frozenset):
        yield from _listed(shape, key, value, way, names)
    elif shape is str:
        yield Slot(way, "choice" if names.for_key(key) else "text", value, names.for_key(key))


def _listed(shape: Any, key: str, value: Any, way: Path, names: Names) -> Iterator[Slot]:
    of = typing.get_args(shape)[0]
    items = value if isinstance(value, list) else [] if value is None else [value]
    if typing.get_origin(of) is Literal:
        choices = [(each, str(VALUES.get(each, each))) for each in typing.get_args(of)]
        yield Slot(way, "several", items, choices)
    elif of is Decimal:
        yield Slot(way, "numbers", items, hint=_("几个数用“、”隔开"))
    elif of is str and names.for_key(key):
        yield Slot(way, "several", items, names.for_key(key))
    elif of is str:
        yield Slot(way, "listed", items, hint=_("几项用“、”隔开"))
