"""The form over some sections of a scheme file; what was typed comes back as edits of what differs."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.factform import PartsField
from portal.forms import ExactField, Form, options, strip
from portal.office.scheme_fields import Section, Slot
from portal.office.scheme_words import key_title
from portal.services.scheme_text import Edit, Path

SEPARATOR = "、"
_LONG = frozenset({"note"})


class SchemeForm(Form):
    """A form of sections; `form_for` gives it its fields."""

    sections: Sequence[Section] = ()

    def edits(self) -> list[Edit]:
        """What was typed and differs from what the file says."""
        gone = [part.path for part in _parts(self.sections) if part.removal and self[part.removal].data]
        found = [Edit(path, None) for path in gone]
        rows: dict[Path, dict[str, Any]] = {}
        new = [part.path for part in _parts(self.sections) if part.empty]
        for part in _parts(self.sections):
            for slot in (*part.slots, *part.aside):
                value = _typed(self[slot.name].data, slot)
                if value == slot.shown or _within(slot.path, gone):
                    continue
                if part.empty:
                    root = next(path for path in new if slot.path[: len(path)] == path)
                    _put_in(rows.setdefault(root, {}), slot.path[len(root) :], value)
                else:
                    found.append(Edit(slot.path, value))
        return [*found, *(_addition(path, row) for path, row in rows.items())]


def _put_in(row: dict[str, Any], way: Path, value: Any) -> None:
    """Put a value into a row that is new, making the tables on its way."""
    for step in way[:-1]:
        row = row.setdefault(str(step), {})
    row[str(way[-1])] = value


def _addition(path: Path, row: dict[str, Any]) -> Edit:
    """A new row; the first one makes the list."""
    return Edit(path[:-1], [row]) if path[-1] == 0 else Edit(path, row)


def form_for(sections: Sequence[Section]) -> SchemeForm:
    """The form of some sections, filled with what the file says."""
    fields: dict[str, Any] = {}
    shown: dict[str, Any] = {}
    for part in _parts(sections):
        for slot in (*part.slots, *part.aside):
            fields[slot.name] = _field(slot)
            shown[slot.name] = _as_text(slot)
        if part.removal:
            fields[part.removal] = BooleanField(_("删去这一项"))
    form: SchemeForm = type("SchemeFormOfSections", (SchemeForm,), fields)(data=shown)
    form.sections = tuple(sections)
    return form


def _parts(sections: Sequence[Section]) -> Iterator[Section]:
    for one in sections:
        yield from one.all_sections()


def _within(path: Path, gone: Sequence[Path]) -> bool:
    return any(path[: len(each)] == each for each in gone)


def _field(slot: Slot) -> Any:
    of_group = len(slot.path) > 1 and slot.path[-2] in ("quota", "groups")
    rows = str(slot.path[-3]) if len(slot.path) > 2 and isinstance(slot.path[-2], int) else ""
    title = slot.hint if of_group else key_title(slot.key, rows)
    hint = "" if title == slot.hint else slot.hint
    if slot.kind == "flag":
        return BooleanField(title)
    if slot.kind == "several":
        return PartsField(title, choices=options(_with_current(slot, slot.shown)), validators=[Optional()])
    if slot.kind == "choice":
        known = [("", _("（不填）")), *_with_current(slot, [slot.shown] if slot.shown else [])]
        return SelectField(title, choices=options(known), validators=[Optional()])
    if slot.kind == "number":
        return ExactField(title, [Optional()], description=hint)
    area = TextAreaField if slot.key in _LONG else StringField
    return area(title, [Optional()], filters=[strip], description=hint)


def _with_current(slot: Slot, current: Sequence[Any]) -> list[tuple[str, str]]:
    """The choices, and what the file says where it is none of them: a wrong value is kept until changed."""
    known = [value for value, _ in slot.choices]
    return [*slot.choices, *((str(each), str(each)) for each in current if each not in known)]


def _as_text(slot: Slot) -> Any:
    """What the file says as the field shows it; None for a number that is none."""
    if slot.kind in ("listed", "numbers"):
        return SEPARATOR.join(str(each) for each in slot.shown)
    if slot.kind == "number":
        sound = isinstance(slot.shown, int | Decimal) and not isinstance(slot.shown, bool)
        return Decimal(slot.shown) if sound else None
    return slot.shown


def _typed(data: Any, slot: Slot) -> Any:
    """What was typed as the file has it; what the file says where nothing was changed."""
    if slot.kind == "flag":
        return bool(data)
    if slot.kind == "number":
        if data is None:
            return None if _as_text(slot) is not None else slot.shown
        return data if "." in str(data) else int(data)
    if slot.kind == "several":
        return slot.shown if set(data or ()) == set(slot.shown) else list(data or ()) or None
    if slot.kind in ("listed", "numbers"):
        return _split(data or "", slot)
    return data or (slot.shown if slot.shown == "" else None)


def _split(text: str, slot: Slot) -> Any:
    parts = [part.strip() for part in text.replace(",", SEPARATOR).replace("，", SEPARATOR).split(SEPARATOR)]
    given: list[Any] = [part for part in parts if part]
    if slot.kind == "numbers":
        given = [Decimal(part) if _is_number(part) else part for part in given]
    return slot.shown if given == list(slot.shown) else given or None


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
