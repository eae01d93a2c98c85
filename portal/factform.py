"""The form of a fact, built from what the year's scheme says of its kind."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectMultipleField, ValidationError
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import DayField, ExactField, Form, day, long_text, options, required, short_text
from portal.models import Fact
from portal.scoring import Field, Kind
from portal.services.assessments import FactContent

PREFIX = "value_"

Typed = Mapping[str, list[str]]
"""Fields as a browser sends them: name → texts."""


class PartsField(SelectMultipleField):
    """Several of some parts, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _checks(field: Field) -> list[Any]:
    return [required()] if field.required else [Optional()]


def _choice(field: Field) -> Any:
    return RadioField(field.title, _checks(field), choices=options(field.options))


def _number(field: Field) -> Any:
    return ExactField(field.title, _checks(field), minimum=field.minimum, maximum=field.maximum)


REGISTRY: Mapping[str, Callable[[Field], Any]] = {
    "level": _choice,
    "choice": _choice,
    "parts": lambda field: PartsField(field.title, _checks(field), choices=options(field.options)),
    "quantity": _number,
    "amount": _number,
    "date": lambda field: DayField(field.title, _checks(field)),
    "flag": lambda field: BooleanField(field.title),
    "text": lambda field: short_text(field.title, needed=field.required),
}
"""A field of the scheme, by its type → a field of the form."""


def document_number(form: Any, field: Any) -> None:
    """Write 开府办发[2013]15号 with the brackets that documents have; refuse what cannot be a number."""
    text = "".join((field.data or "").translate(AS_PRINTED).split())
    field.data = BRACKETED.sub(r"〔\1〕", text)
    broken = any(mark in field.data for mark in "[]〔〕") and not NUMBERED.search(field.data)
    if broken:
        raise ValidationError(_("文号的年份或括号不对，例如 开府办发〔2013〕15号"))


AS_PRINTED = str.maketrans("０１２３４５６７８９［］【】〖〗", "0123456789[][][]")
BRACKETED = re.compile(r"[\[(（〔]([12]\d{3})[\])）〕]")
NUMBERED = re.compile(r"^[^\[\]〔〕]+〔[12]\d{3}〕[^\[\]〔〕]*\d[^\[\]〔〕]*$")


class FactForm(Form):
    """What every fact has. `for_kind` adds the fields that its kind has."""

    title = short_text(_l("事项名称"))
    happened_on = day(_l("日期"), needed=False)
    document_number = short_text(_l("文号"), needed=False, longest=80, checks=[document_number])
    quantity = ExactField(_l("数量"), [Optional()], minimum=Decimal(0))
    note = long_text(_l("说明"), needed=False)

    content_fields = frozenset({"title", "happened_on", "document_number", "quantity", "note"})

    def content(self, kind: Kind) -> FactContent:
        """What was typed, as the services take it."""
        values = {
            field.code: to_json(self[PREFIX + field.code].data)
            for field in kind.fields
            if self[PREFIX + field.code].data not in (None, "", [])
        }
        return FactContent(
            kind=kind.code,
            title=self.title.data or "",
            happened_on=self.happened_on.data,
            document_number=self.document_number.data or "",
            quantity=Decimal(1) if self.quantity.data is None else self.quantity.data,
            values=values,
            note=self.note.data or "",
        )


def to_json(value: Any) -> Any:
    """A typed value as JSON keeps it: decimals and dates as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_json(field: Field, value: Any) -> Any:
    """A kept value as the form shows it."""
    if value is None:
        return None
    if field.type in ("quantity", "amount"):
        return Decimal(str(value))
    if field.type == "date":
        return date.fromisoformat(value)
    return value


def form_for(
    kind: Kind,
    fact: Fact | None = None,
    base: type[FactForm] = FactForm,
    typed: Typed | None = None,
) -> FactForm:
    """The form for a fact of a kind, filled from `fact` where there is one.

    `typed`: what the fields hold instead, as somebody typed it; else what this request brought.
    """
    form_class, shown = _built(kind, fact, base)
    if typed is None:
        return form_class(data=shown)
    return form_class(_multi({"quantity": ["1"], **typed}))  # a field that is not there was emptied


def reader_for(kind: Kind, base: type[FactForm] = FactForm) -> Callable[[Typed], FactForm]:
    """How a spreadsheet's rows are checked: the same form, which no browser sent, filled and validated."""
    form_class, _shown = _built(kind, None, base)

    def read(typed: Typed) -> FactForm:
        form = form_class(_multi({"quantity": ["1"], **typed}), meta={"csrf": False})
        form.validate()
        return form

    return read


def shown_form(kind: Kind, fact: Fact | None = None) -> FactForm:
    """The form as it stands, whatever this request brought."""
    form_class, shown = _built(kind, fact, FactForm)
    return form_class(None, data=shown)


def _built(kind: Kind, fact: Fact | None, base: type[FactForm]) -> tuple[type[FactForm], dict[str, Any]]:
    fields: dict[str, UnboundField] = {PREFIX + f.code: REGISTRY[f.type](f) for f in kind.fields}
    form_class = type(f"{base.__name__}For{kind.code}", (base,), fields)
    shown: dict[str, Any] = {"quantity": Decimal(1)}
    if fact is not None:
        names = ("title", "happened_on", "document_number", "quantity", "note")
        shown = {name: getattr(fact, name) for name in names}
        shown |= {PREFIX + f.code: from_json(f, fact.values.get(f.code)) for f in kind.fields}
    return form_class, shown


def _multi(typed: Typed) -> MultiDict[str, str]:
    return MultiDict((name, text) for name, texts in typed.items() for text in texts)


def unasking(form: FactForm) -> FactForm:
    """The form of a draft: its title too must be there at the sign-off only."""
    form.title.validators = [one for one in form.title.validators if not isinstance(one, InputRequired)]
    form.title.flags.required = False
    return form


def value_pairs(kind: Kind, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A fact's own fields in words, (title, value), for pages that show it."""
    pairs = []
    for field in kind.fields:
        value = values.get(field.code)
        if value in (None, "", [], False):
            continue
        pairs.append((field.title, _in_words(field, value)))
    return pairs


def _in_words(field: Field, value: Any) -> str:
    if field.type == "flag":
        return _("是")
    if field.type in ("level", "choice"):
        return field.option(str(value))
    if field.type == "parts":
        return "、".join(field.option(str(part)) for part in value)
    return str(value)
