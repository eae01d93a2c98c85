"""What differs between two schemes, value by value; read off the files' data, faulty or not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Step = tuple[str, str]
"""A key of the file, and the title of the row that was gone into (or "")."""

_IDENTITY = ("kind", "by", "level", "at_least", "field")


@dataclass(frozen=True)
class Change:
    """One difference. `value`: `key` was `before` and is `after` (None: not given); `added`, `removed`: a
    whole row, as the file has it; `order`: rows stand in another order, named by their titles."""

    what: Literal["value", "added", "removed", "order"]
    place: tuple[Step, ...]
    key: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Everything that differs, in the order of the later file."""
    return list(_tables(before, after, (), {**names_in(before), **names_in(after)}))


def names_in(data: Any) -> dict[str, str]:
    """Every declared code with its title."""
    found: dict[str, str] = {}
    if isinstance(data, Mapping):
        code, title = data.get("code"), data.get("title")
        if isinstance(code, str) and isinstance(title, str):
            found[code] = title
        for value in data.values():
            found.update(names_in(value))
    elif isinstance(data, list):
        for value in data:
            found.update(names_in(value))
    return found


def _tables(
    before: Mapping[str, Any], after: Mapping[str, Any], place: tuple[Step, ...], names: Mapping[str, str]
) -> Iterator[Change]:
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if _is_rows(old) or _is_rows(new):
            yield from _rows(old or [], new or [], place, key, names)
        elif isinstance(old or new, Mapping):
            yield from _tables(_table(old), _table(new), (*place, (key, "")), names)
        else:
            yield Change("value", place, key, old, new)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _rows(
    before: Sequence[Any], after: Sequence[Any], place: tuple[Step, ...], key: str, names: Mapping[str, str]
) -> Iterator[Change]:
    old, new = _identified(before), _identified(after)
    for name, row in new.items():
        step = (*place, (key, _title(row, names)))
        if name in old:
            yield from _tables(_table(old[name]), _table(row), step, names)
        else:
            yield Change("added", step, key, None, row)
    for name, row in old.items():
        if name not in new:
            yield Change("removed", (*place, (key, _title(row, names))), key, row, None)
    common = [name for name in old if name in new]
    if common != [name for name in new if name in old]:
        titles = [[_title(row, names) for row in rows.values()] for rows in (old, new)]
        yield Change("order", place, key, *titles)


def _identified(rows: Sequence[Any]) -> dict[tuple[str, int], Any]:
    """Rows by what they are about, counted where several are about the same."""
    found: dict[tuple[str, int], Any] = {}
    for row in rows:
        name = str(row)
        if isinstance(row, Mapping):
            name = str(row.get("code") or [row.get(key) for key in _IDENTITY])
        count = sum(known == name for known, _ in found)
        found[name, count] = row
    return found


def _title(row: Any, names: Mapping[str, str]) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    if isinstance(row.get("title"), str):
        return str(row["title"])
    for key in ("code", *_IDENTITY):
        if isinstance(row.get(key), str):
            return names.get(row[key], row[key])
    return ""
