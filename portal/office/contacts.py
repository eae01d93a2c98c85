"""联系表: whom to telephone in the units that have handed nothing in; to print, and as a spreadsheet."""

from urllib.parse import quote

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.labels import title_of
from portal.loaders import load_year
from portal.models import Account, Year
from portal.office.desk import office
from portal.office.reminders import LATE, Lacking, asked_for, lacking_of
from portal.policy import Permission
from portal.sheets.writing import TableSheet, sheet_name, write_table


@office.get("/<int:year>/office/contacts")
@requires(Permission.VIEW_OFFICE, on=load_year)
def contacts(found: Year) -> ResponseReturnValue:
    """The list to telephone by, with room to write what was said."""
    who = asked_for()
    return hx.render(
        "office/contacts.html",
        year_shown=found,
        who=who,
        rows=lacking_of(found, who),
        duties_of=duties_of,
        made_at=current.moment(),
    )


def duties_of(person: Account) -> str:
    """What somebody is in the unit, in words."""
    return "、".join(title_of(role) for role in sorted(person.roles))


@office.get("/<int:year>/office/contacts.xlsx")
@requires(Permission.VIEW_OFFICE, on=load_year)
def contacts_file(found: Year) -> ResponseReturnValue:
    """The same as a spreadsheet: one row for each person."""
    who = asked_for()
    title = _(
        "%(year)s年度%(what)s单位联系表",
        year=found.number,
        what=_("逾期未报") if who == LATE else _("尚未报送"),
    )
    heads = (
        _("单位"), _("组别"), _("单位电话"), _("未报送的项目"), _("姓名"), _("职责"), _("电话"), _("邮箱"),
        _("上次催报"), _("联系情况"),
    )  # fmt: skip
    rows = [line for row in lacking_of(found, who) for line in _lines(row)]
    sheet = TableSheet(sheet_name(title, set()), heads, rows, (18, 14, 18, 44, 12, 12, 18, 26, 18, 30))
    response = current_app.response_class(
        write_table(title, [sheet], current.moment()),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(title)}.xlsx"
    return response


def _lines(row: Lacking) -> list[list[str]]:
    unit, areas = row.unit, "、".join(title for title, _one in row.missing)
    head = [unit.name, title_of(unit.group), unit.telephone, areas]
    last = f"{row.reminded:%Y-%m-%d %H:%M}" if row.reminded else ""
    people = [[one.name, duties_of(one), one.telephone, one.email] for one in row.people] or [[""] * 4]
    return [[*head, *person, last, ""] for person in people]
