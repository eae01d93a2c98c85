"""名册: what a spreadsheet of units and accounts says, every row checked, with all faults at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.errors import Invalid
from portal.factrows import Fault
from portal.labels import TITLES, said, title_of
from portal.models import Group, Section, Unit
from portal.policy import Role
from portal.queries.accounts import all_accounts, all_sections, all_units
from portal.sentences import Sentence
from portal.services.accounts import GRANTED, AccountContent
from portal.services.units import UnitContent
from portal.sheets.heads import head_key
from portal.sheets.writing import Column, FormSheet, TableSheet, write_form

CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,39}")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
BETWEEN = re.compile(r"[、，,;；\n]+")


@dataclass(frozen=True)
class Row:
    """One row of the list as the pages show it: what it would make, "" where it is there already."""

    number: int
    title: str
    words: str
    there: bool = False
    faulty: bool = False


@dataclass
class Reading:
    """What a list would make, and all that is wrong with it."""

    units: list[UnitContent] = field(default_factory=list)
    accounts: list[tuple[AccountContent, str]] = field(default_factory=list)
    unit_rows: list[Row] = field(default_factory=list)
    account_rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def makes_something(self) -> bool:
        """Whether it can be carried out."""
        return not self.faults and bool(self.units or self.accounts)


def unit_columns() -> dict[str, Column]:
    """The columns of the units' sheet, by their field."""
    groups = tuple(str(TITLES[Group][group.value]) for group in Group)
    return {
        "code": Column(_("代码*"), hint=_("小写字母、数字、点和连字符，例如 kaijiang；各年度沿用")),
        "name": Column(_("简称*"), hint=_("例如 开江县、市财政局")),
        "office_name": Column(_("办公室全称*"), hint=_("通报中的写法"), width=30),
        "group": Column(_("组别*"), "choice", groups, _("从下拉列表选择")),
        "position": Column(_("机构序列*"), "number", (), _("1 到 9999 的整数，名单按此排列")),
        "telephone": Column(_("办公室电话"), width=18),
    }


def account_columns() -> dict[str, Column]:
    """The columns of the accounts' sheet, by their field."""
    roles = "、".join(title_of(role) for role in Role if role in GRANTED)
    return {
        "login": Column(_("登录名*"), hint=_("小写字母、数字、点和连字符，例如 kaijiang-wang")),
        "name": Column(_("姓名*")),
        "home": Column(_("单位或科室*"), hint=_("写简称，与“单位”表或系统里的一致"), width=22),
        "roles": Column(_("角色"), hint=_("可填：%(roles)s；几个角色用顿号隔开", roles=roles), width=24),
        "telephone": Column(_("电话"), width=18),
        "email": Column(_("邮箱"), hint=_("催报邮件发到这里，可不填"), width=26),
    }


def units_sheet() -> str:
    """What the units' sheet is called."""
    return _("单位")


def accounts_sheet() -> str:
    """What the accounts' sheet is called."""
    return _("账号")


def template_of(at: object) -> bytes:
    """The list to fill in, with a guide."""
    sheets = {units_sheet(): unit_columns(), accounts_sheet(): account_columns()}
    rows = [
        [name, column.head, column.hint] for name, columns in sheets.items() for column in columns.values()
    ]
    guide = TableSheet(_("填写说明"), (_("工作表"), _("栏目"), _("怎样填")), rows, (12, 18, 70))
    lead = [
        _("每行一个单位或一个人，带 * 的必填；已经有的会自动跳过，不会改动。"),
        _("上传后先预览，全部无误才能报系统管理员建立；登录链接由系统管理员交给本人。"),
    ]
    forms = [FormSheet(name, tuple(columns.values())) for name, columns in sheets.items()]
    return write_form(_("单位和账号名册"), forms, guide, lead, _("选项"), at)  # type: ignore[arg-type]


class _Sheet:
    """One sheet while it is read: cells by field, faults by place."""

    def __init__(self, name: str, rows: Sequence[Sequence[str]], columns: Mapping[str, Column]) -> None:
        self.name, self.rows, self.columns = name, rows, columns
        heads = {head_key(column.head): code for code, column in columns.items()}
        self.places = {
            heads[head_key(text)]: place
            for place, text in enumerate(rows[0] if rows else ())
            if head_key(text) in heads
        }
        self.faults: list[Fault] = []
        for code, column in columns.items():
            if column.head.endswith("*") and code not in self.places:
                message = _("缺少“%(head)s”这一列", head=column.head)
                self.faults.append(Fault(name, 1, 0, "", message, _("请用下载的模板，不改表头")))

    def lines(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Each filled row: its number, its cells."""
        if self.faults:
            return
        for number, row in enumerate(self.rows[1:], 2):
            cells = {
                code: row[place].strip() if place < len(row) else "" for code, place in self.places.items()
            }
            if any(cells.values()):
                yield number, {code: cells.get(code, "") for code in self.columns}

    def fault(self, number: int, code: str, message: str, right: str = "") -> None:
        """Say what is wrong in a cell."""
        column = self.columns.get(code)
        place = self.places[code] + 1 if code in self.places else 0
        hint = right or (column.hint if column else "")
        self.faults.append(Fault(self.name, number, place, column.head if column else "", message, hint))

    def required(self, number: int, cells: Mapping[str, str], longest: Mapping[str, int]) -> None:
        """What must be filled in, and how long it may be."""
        for code, column in self.columns.items():
            if column.head.endswith("*") and not cells[code]:
                self.fault(number, code, _("没有填写"))
            elif len(cells[code]) > longest.get(code, 40):
                self.fault(number, code, _("太长，最多 %(most)s 个字", most=longest.get(code, 40)))


def reading_of(session: Session, sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> Reading:
    """What the list says as units and accounts stand now."""
    found = Reading()
    given = {head_key(name): (name, rows) for name, rows in sheets if any(any(row) for row in rows)}
    units, accounts = given.get(head_key(units_sheet())), given.get(head_key(accounts_sheet()))
    standing = all_units(session)
    if units:
        _read_units(found, _Sheet(*units, unit_columns()), standing)
    if accounts:
        homes = _Homes(standing, all_sections(session), found.units)
        logins = {one.login: one.name for one in all_accounts(session)}
        _read_accounts(found, _Sheet(*accounts, account_columns()), homes, logins)
    if not found.unit_rows and not found.account_rows and not found.faults:
        names = _("可用的：%(names)s", names=f"{units_sheet()}、{accounts_sheet()}")
        found.faults.append(Fault("", 0, 0, "", _("表里没有填写任何单位或账号"), names))
    return found


def _read_units(found: Reading, sheet: _Sheet, standing: Sequence[Unit]) -> None:
    by_code = {unit.code: unit for unit in standing}
    names = {unit.name: unit.code for unit in standing}
    groups = {str(TITLES[Group][group.value]): group for group in Group}
    for number, cells in sheet.lines():
        before, code = len(sheet.faults), cells["code"]
        known = by_code.get(code)
        sheet.required(number, cells, {"name": 60, "office_name": 80})
        if code and not CODE.fullmatch(code):
            sheet.fault(number, "code", _("只能用小写字母、数字、点和连字符"))
        if cells["name"] and names.setdefault(cells["name"], code) != code:
            sheet.fault(number, "name", _("这个简称已被另一单位使用"))
        if known is not None and known.name != cells["name"]:
            right = _("更名请在单位页办理，或换一个代码")
            sheet.fault(number, "code", _("这个代码是“%(name)s”的", name=known.name), right)
        if code in {one.code for one in found.units}:
            sheet.fault(number, "code", _("这个代码前面已经出现过"))
        if cells["group"] and cells["group"] not in groups:
            sheet.fault(number, "group", _("没有这个组别"), "、".join(groups))
        if cells["position"] and not _place(cells["position"]):
            sheet.fault(number, "position", _("请填写 1 到 9999 的整数"))
        fine = len(sheet.faults) == before
        if fine and known is None:
            found.units.append(
                UnitContent(
                    code,
                    cells["name"],
                    cells["office_name"],
                    groups[cells["group"]],
                    _place(cells["position"]),
                    cells["telephone"],
                )
            )
        words = f"{cells['office_name']}，{cells['group']}"
        found.unit_rows.append(Row(number, cells["name"] or code, words, known is not None, not fine))
    found.faults += sheet.faults


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and 1 <= int(text) <= 9999 else 0


class _Homes:
    """Units and sections as people name them; units that the same list makes by their code."""

    def __init__(
        self, units: Sequence[Unit], sections: Sequence[Section], new: Sequence[UnitContent]
    ) -> None:
        self.units = {name: unit for unit in units for name in (unit.name, unit.office_name)}
        self.sections = {section.name: section for section in sections}
        self.new = {name: one.code for one in new for name in (one.name, one.office_name)}

    def content(self, cells: Mapping[str, str], roles: frozenset[Role]) -> tuple[AccountContent, str] | None:
        """The account with its home, and the code of a unit still to be made; None for a home unknown."""
        home = cells["home"]
        code = "" if home in self.units else self.new.get(home, "")
        unit = self.units.get(home) or (Unit(name=home) if code else None)
        section = None if unit else self.sections.get(home)
        if unit is None and section is None:
            return None
        named = (cells["login"], cells["name"], cells["telephone"])
        return AccountContent(*named, unit, section, roles, cells["email"]), code


def _read_accounts(found: Reading, sheet: _Sheet, homes: _Homes, logins: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for number, cells in sheet.lines():
        before, login = len(sheet.faults), cells["login"]
        sheet.required(number, cells, {"email": 120, "home": 80, "roles": 80})
        if login and not CODE.fullmatch(login):
            sheet.fault(number, "login", _("只能用小写字母、数字、点和连字符"))
        if login in seen:
            sheet.fault(number, "login", _("这个登录名前面已经出现过"))
        seen.add(login)
        there = login in logins
        if there and logins[login] != cells["name"]:
            message = _("这个登录名是“%(name)s”的", name=logins[login])
            sheet.fault(number, "login", message, _("请换一个登录名"))
        if cells["email"] and not ADDRESS.fullmatch(cells["email"]):
            sheet.fault(number, "email", _("不是完整的邮箱地址"))
        made = _account(sheet, number, cells, homes)
        fine = len(sheet.faults) == before
        if fine and made is not None and not there:
            found.accounts.append(made)
        found.account_rows.append(
            Row(
                number,
                cells["name"] or login,
                f"{login}，{cells['home']}，{cells['roles'] or '—'}",
                there,
                not fine,
            )
        )
    found.faults += sheet.faults


def _account(
    sheet: _Sheet, number: int, cells: Mapping[str, str], homes: _Homes
) -> tuple[AccountContent, str] | None:
    titles = {title_of(role): role for role in Role}
    words = [word for word in BETWEEN.split(cells["roles"].replace(" ", "")) if word]
    for word in words:
        if word not in titles:
            sheet.fault(number, "roles", _("没有“%(role)s”这个角色", role=word[:20]))
    roles = frozenset(titles[word] for word in words if word in titles)
    made = homes.content(cells, roles)
    if made is None:
        if cells["home"]:
            sheet.fault(number, "home", _("没有“%(name)s”这个单位或科室", name=cells["home"][:40]))
        return None
    try:
        made[0].check()
    except Invalid as wrong:
        sheet.fault(number, "roles", said(Sentence(wrong.message, **wrong.values)))
    return made
