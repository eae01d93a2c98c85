"""Changes values in a scheme's TOML text; all else, comments and order included, stays as it is."""

import copy
import tomllib
from collections.abc import Callable, Iterable, MutableSequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Item

Path = tuple[str | int, ...]
"""The way to a value: keys of tables, numbers of rows, e.g. ("areas", 0, "indicators", 2, "maximum")."""


@dataclass(frozen=True)
class Edit:
    """A value put at a place; None takes what stands there away. A row after the last one is added."""

    path: Path
    value: Any


class NotTOML(ValueError):
    """The text cannot be read as TOML at all."""


def read(text: str) -> dict[str, Any]:
    """The text's plain data, numbers exact. Raises NotTOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise NotTOML(str(error)) from error


def changed(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits made. Raises NotTOML for a text that cannot be read.

    What comes out is read back and compared: exactly the edits differ, or RuntimeError.
    """
    ordered = in_order(edits)
    wanted = read(text)
    for edit in ordered:
        _put(wanted, edit, copy.deepcopy)
    # A list that the library cannot change in place is written anew as a whole.
    for way in (_in_place, _rewritten):
        result = way(text, ordered, wanted)
        if result is not None and _same(result, wanted):
            return result
    raise RuntimeError("the scheme's text could not be changed as asked")


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Changes and additions first, rows that go away last and from the end, so that numbers stay true."""
    found = list(edits)
    gone = [edit for edit in found if edit.value is None and isinstance(edit.path[-1], int)]
    rest = [edit for edit in found if edit not in gone]
    return [*rest, *sorted(gone, key=lambda edit: edit.path[-1], reverse=True)]


def _same(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return read(text) == wanted
    except NotTOML:
        return False


def _in_place(text: str, edits: list[Edit], _: dict[str, Any]) -> str | None:
    document = tomlkit.parse(text)
    try:
        for edit in edits:
            _put(document, edit, _item)
        return tomlkit.dumps(document)
    except (TOMLKitError, ValueError, IndexError):
        return None


def _rewritten(text: str, edits: list[Edit], wanted: dict[str, Any]) -> str | None:
    document = tomlkit.parse(text)
    done: set[Path] = set()
    for edit in edits:
        path = _outermost_list(document, edit.path)
        if path in done:
            continue
        done.add(path)
        place: Any = document
        value: Any = wanted
        for step in path[:-1]:
            place, value = place[step], value[step]
        place[path[-1]] = _item(value[path[-1]])
    return tomlkit.dumps(document)


def _outermost_list(document: Any, path: Path) -> Path:
    """The way to the first list of inline values on the path, or the whole path."""
    place = document
    for depth, step in enumerate(path[:-1], 1):
        place = place[step]
        if isinstance(place, Array | InlineTable):
            return path[:depth]
    return path


def _put(root: Any, edit: Edit, made: Callable[[Any], Any]) -> None:
    place: Any = root
    for step in edit.path[:-1]:
        if not isinstance(place, MutableSequence) and step not in place:
            place[step] = made({})
        place = place[step]
    last = edit.path[-1]
    if edit.value is None:
        if isinstance(last, int) or last in place:
            del place[last]
    elif isinstance(last, int) and last >= len(place):
        place.append(_table(edit.value) if isinstance(place, AoT) else made(edit.value))
    else:
        place[last] = made(edit.value)


def _table(value: dict[str, Any]) -> Item:
    table = tomlkit.table()
    for key, each in value.items():
        if isinstance(each, dict):
            table.append(key, _table(each))
        else:
            table.append(key, _item(each))
    table.add(tomlkit.nl())
    return table


def _item(value: Any) -> Item:
    """A plain value as TOML: numbers as they are written, tables inline, lists of tables row by row."""
    if isinstance(value, bool | int | str):
        return tomlkit.item(value)
    if isinstance(value, Decimal):
        written = f"{value:f}"
        return tomlkit.value(written)
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, each in value.items():
            table.append(key, _item(each))
        return table
    array = tomlkit.array()
    array.multiline(bool(value) and isinstance(value[0], dict))
    for each in value:
        array.append(_item(each))
    return array
