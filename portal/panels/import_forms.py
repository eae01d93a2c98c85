"""The forms of an office's own table: which sheet and head, which column says what, which unit is meant."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from portal.forms import Form, long_text, options, short_text
from portal.models import Assessment
from portal.panels.tables import COUNT, SKIP, Table
from portal.sheets.heads import LOOKED_AT
from portal.sheets.reading import column_letters

COLUMN = "column_"
UNIT = "unit_"
UNUSED = -1
MOST_UNKNOWN = 60
"""More names than this that match no unit: the wrong column was chosen."""


class LayoutForm(Form):
    """Which sheet, which row is its head, what the rows are."""

    sheet = SelectField(_l("工作表"), coerce=int)
    head = SelectField(_l("表头在第几行"), coerce=int)
    kind = SelectField(_l("每一行是什么"))


def layout_form(table: Table) -> LayoutForm:
    """The layout as it is chosen, remembered or guessed."""
    form = LayoutForm(
        data={"sheet": table.choices.sheet, "head": table.choices.head, "kind": table.choices.kind}
    )
    form.sheet.choices = options((n, name) for n, (name, _rows) in enumerate(table.batch.sheets))
    rows = max(len(rows) for _name, rows in table.batch.sheets)
    form.head.choices = options((n, _("第 %(row)s 行", row=n + 1)) for n in range(min(rows, LOOKED_AT)))
    area = table.scheme_area
    kinds = [(one.code, one.title) for one in area.kinds_by("import")]
    counts = [(f"{COUNT}{one.code}", _("基数：%(title)s", title=one.title)) for one in area.exposures]
    form.kind.choices = options([("", _("请选择")), *kinds, *counts])
    return form


class ColumnsForm(Form):
    """Which column says what; names that match no unit."""

    title = short_text(_l("统一的事项名称"), needed=False, hint=_l("表里没有名称一列时填写，每行都用它。"))

    def columns(self) -> dict[str, int]:
        """Field → column, for those that are used."""
        found = {
            name.removeprefix(COLUMN): field.data
            for name, field in self._fields.items()
            if name.startswith(COLUMN)
        }
        return {name: place for name, place in found.items() if place is not None and place >= 0}

    def units(self, names: list[str]) -> dict[str, int]:
        """Name in the table → unit's id or SKIP, for those that were chosen."""
        found = {}
        for number, name in enumerate(names[:MOST_UNKNOWN]):
            chosen = self[f"{UNIT}{number}"].data
            if chosen is not None and chosen != UNUSED:
                found[name] = chosen
        return found


def columns_form(table: Table, names: list[str], assessments: list[Assessment]) -> ColumnsForm:
    """The columns as chosen, remembered or guessed; `names`: what stands in the unit's column unmatched."""
    heads = [
        (n, _("%(column)s 列 %(head)s", column=column_letters(n + 1), head=head[:20]))
        for n, head in enumerate(table.heads)
    ]
    fields: dict[str, Any] = {
        f"{COLUMN}{one.name}": SelectField(
            one.title, coerce=int, choices=options([(UNUSED, _("没有这一列")), *heads])
        )
        for one in table.asked
    }
    units = [(one.unit_id, one.unit.name) for one in assessments]
    for number, name in enumerate(names[:MOST_UNKNOWN]):
        offered = options([(UNUSED, _("请选择")), (SKIP, _("跳过这些行")), *units])
        fields[f"{UNIT}{number}"] = SelectField(name, coerce=int, choices=offered)
    form_class = type("ColumnsFormOfTable", (ColumnsForm,), fields)
    shown: Mapping[str, Any] = {
        f"{COLUMN}{one.name}": table.columns.get(one.name, UNUSED) for one in table.asked
    }
    made: ColumnsForm = form_class(data={"title": table.choices.title, **shown})
    return made


class WithdrawForm(Form):
    """A reason to take a whole table back."""

    reason = long_text(_l("撤销理由"))
