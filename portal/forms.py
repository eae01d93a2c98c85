"""What all forms share: Chinese messages, exact numbers, and one way to carry a form out."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from portal.errors import Invalid, Refused

SHORT = 200
LONG = 5000

Filter = Callable[[Any], Any]


class Form(FlaskForm):
    """A form whose messages are Chinese and that loses nothing typed.

    `carried_out` validates and then makes the change; what the service refuses appears in the form,
    at its field where it names one.
    """

    class Meta(FlaskForm.Meta):
        locales = ("zh_Hans_CN",)

    def carried_out(self, change: Callable[[], object]) -> bool:
        """Whether a sent form was valid and its change was made. A GET gives False."""
        if not self.validate_on_submit():
            return False
        if request.form.get("resumed"):
            self.add_fault("", _("已重新登录，填写的内容都在。请核对后再保存一次"))
            return False
        try:
            change()
        except Invalid as fault:
            self.add_fault(fault.field, _(fault.message, **fault.values))
            return False
        except Refused as refusal:
            self.add_fault("", _(refusal.message, **refusal.values))
            return False
        return True

    def add_fault(self, field: str, message: str) -> None:
        """Put a message at a field, or at the whole form when there is no such field."""
        if field in self._fields:
            target: Field = self._fields[field]
            target.errors = [*target.errors, message]
        else:
            self.form_errors.append(message)

    @property
    def status(self) -> int:
        """422 when the form comes back with errors, else 200."""
        return 422 if self.errors or self.form_errors else 200


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, title) pairs as what select and radio fields offer."""
    return [SelectChoice(value, title) for value, title in pairs]


UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control and format characters that come along when text is copied from a chat or a PDF: they are not seen,
make two like titles unlike, and turn what follows round."""


def strip(value: str | None) -> str:
    """Without white space around, and without what nobody sees."""
    return UNSEEN.sub("", value or "").strip()


class Filled(InputRequired):
    """A field that must be filled, and not with white space alone (U+3000 included)."""

    def __call__(self, form: Any, field: Field) -> None:
        """Raise StopValidation for a field that holds nothing."""
        first = field.raw_data[0] if field.raw_data else None
        if isinstance(first, str) and not strip(first):
            field.raw_data = []
        super().__call__(form, field)


class AtMost:
    """So many characters and no more, said with how many there are.

    The browser is told nothing of it: it would cut off what is pasted, without a word.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Any, field: Field) -> None:
        """Raise ValidationError for a text that is longer; a new line is one character."""
        count = len((field.data or "").replace("\r\n", "\n"))
        if count > self.most:
            raise ValidationError(_("最多 %(most)s 个字，现在有 %(count)s 个", most=self.most, count=count))


def required(message: Any = None) -> InputRequired:
    """A field that must be filled."""
    return Filled(message or _l("请填写这一项"))


def short_text(
    label: Any, *, needed: bool = True, longest: int = SHORT, hint: Any = "", checks: Sequence[Any] = ()
) -> StringField:
    """A line of text; `checks` are further validators."""
    first = required() if needed else Optional()
    return StringField(
        label,
        [first, AtMost(longest), *checks],
        filters=[strip],
        description=hint,
    )


def long_text(label: Any, *, needed: bool = True, longest: int = LONG, hint: Any = "") -> TextAreaField:
    """Several lines of text."""
    checks = [required()] if needed else [Optional()]
    return TextAreaField(
        label,
        [*checks, AtMost(longest)],
        filters=[strip],
        description=hint,
    )


def day(label: Any, *, needed: bool = True, hint: Any = "") -> DateField:
    """A date; an unreadable one is kept in the field, with a message beside it."""
    return DayField(label, [required() if needed else Optional()], description=hint)


def read_day(typed: str) -> date:
    """2012-09-21, and as people type it: 2012/9/21, 2012.9.21, 20120921, 2012年9月21日, in full width too.

    ValueError for anything else.
    """
    plain = unicodedata.normalize("NFKC", typed).strip().rstrip("日").replace("年", "-").replace("月", "-")
    plain = re.sub("[/.\u3002]", "-", plain)  # the last one is what an input method makes of a dot
    if re.fullmatch(r"[12]\d{7}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    year, month, number = (int(part) for part in plain.split("-"))
    return date(year, month, number)


class DayField(DateField):
    """A date whose message is Chinese."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it as `read_day` does."""
        if not valuelist or not valuelist[0].strip():
            return
        try:
            self.data = read_day(valuelist[0])
        except ValueError:
            self.data = None
            raise ValueError(_("请填写日期，例如 2012-09-21")) from None


class ExactField(StringField):
    """An exact decimal number, never a float."""

    widget_type = "number"

    def __init__(
        self,
        label: Any,
        validators: list[Any] | None = None,
        *,
        minimum: Decimal | None = None,
        maximum: Decimal | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, validators, **rest)
        self.minimum, self.maximum = minimum, maximum
        self.render_kw = {**(self.render_kw or {}), "inputmode": "decimal", "autocomplete": "off"}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; full-width digits as an input method gives them are fine."""
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        try:
            number = Decimal(valuelist[0].strip().replace(",", "").replace("．", "."))
        except InvalidOperation:
            raise ValueError(_("请填写数字")) from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** 9:
            raise ValueError(_("数字超出范围"))
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -4:
            raise ValueError(_("最多四位小数"))
        self.data = number

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def pre_validate(self, form: Any) -> None:
        """Hold the number within its limits."""
        if self.data is None:
            return
        if self.minimum is not None and self.data < self.minimum:
            raise ValidationError(_("不能小于 %(minimum)s", minimum=f"{self.minimum:f}"))
        if self.maximum is not None and self.data > self.maximum:
            raise ValidationError(_("不能大于 %(maximum)s", maximum=f"{self.maximum:f}"))


def as_typed(names: Iterable[str]) -> dict[str, list[str]]:
    """The sent form's fields of these names, as they were typed; empty ones left out."""
    return tidy({name: request.form.getlist(name) for name in names})


def tidy(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Fields in one spelling: line ends as on paper, nothing that is empty or blank."""
    found = {
        name: [text.replace("\r\n", "\n") for text in texts if text.strip()] for name, texts in fields.items()
    }
    return {name: texts for name, texts in found.items() if texts}


def held(form: FlaskForm) -> dict[str, list[str]]:
    """What a form holds, as a browser would send it."""
    return tidy({field.name: _texts(field) for field in form if not isinstance(field, CSRFTokenField)})


def _texts(field: Field) -> list[str]:
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []
    if isinstance(field, SelectMultipleField):
        return [str(one) for one in field.data or []]
    if isinstance(field, SelectField):
        return [] if field.data is None else [str(field.data)]
    return [str(field._value() or "")]


def say_unread(form: FlaskForm) -> None:
    """Say at each field of a form that is only shown what in it cannot be read."""
    for field in form:
        field.errors = [str(error) for error in field.process_errors]


def seen_version() -> int:
    """The version of the row that the sent form was filled in on; 0 (never current) when missing."""
    try:
        return int(request.form.get("version", "0"))
    except ValueError:
        return 0


class ReasonForm(Form):
    """A deed that needs a reason and nothing else."""

    reason = long_text(_l("理由"))


class OptionalReasonForm(Form):
    """A deed for which a reason may be given."""

    reason = long_text(_l("理由"), needed=False)


class DeedForm(Form):
    """A deed that needs no more than the press of a button."""
