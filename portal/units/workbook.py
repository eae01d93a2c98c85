"""A unit's spreadsheet: the template of an area, what a filled one says, and its facts to take away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal import current
from portal.factform import value_pairs
from portal.factrows import Asked, Fault, Known, Line, Reader, columns_of
from portal.labels import said, title_of
from portal.models import Assessment
from portal.queries.assessments import facts_for_unit
from portal.queries.gaps import claimable_kinds, claims_of, kinds_with_evidence
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.sheets.heads import head_key
from portal.sheets.writing import Column, FormSheet, Shape, TableSheet, sheet_name, write_form, write_table
from portal.units.reuse import claimed_elsewhere
from portal.units.sheet import asks_quantity, kind_of
from portal.workflow import AS_DECIDED

WIDTHS = {"title": 40, "document_number": 24, "note": 40, "happened_on": 13, "quantity": 8}


@dataclass(frozen=True)
class Page:
    """A sheet of the template: its name, its kind of fact, its columns."""

    name: str
    kind: Kind
    columns: list[Asked]


def pages_of(assessment: Assessment) -> list[Page]:
    """The template's sheets: one for each kind of fact that the unit can claim in the area."""
    taken = {_guide_name().casefold(), _options_name().casefold()}
    kinds = claimable_kinds(assessment, scheme_of(assessment.year)).values()
    return [
        Page(sheet_name(kind.title, taken), kind, columns_of(kind, quantity=asks_quantity(assessment, kind)))
        for kind in kinds
    ]


def _guide_name() -> str:
    return _("填写说明")


def _options_name() -> str:
    return _("选项")


def template_of(assessment: Assessment) -> bytes:
    """The area's template, with a guide: clause, rule in words, what may stand in each column."""
    area = scheme_of(assessment.year).area(assessment.area)
    pages = pages_of(assessment)
    title = _(
        "%(year)s年度%(area)s自评，%(unit)s",
        year=assessment.year.number,
        area=area.title,
        unit=assessment.unit.name,
    )
    lead = [
        _("每种事项一张工作表，每行填一项；带 * 的必填。表名和表头请不要改，用不着的表空着即可。"),
        _("证明材料在系统里逐项上传，不放在表格里。填好后在自评页面“用表格填报”处上传，先预览，再确认。"),
    ]
    heads = (_("工作表"), _("条款"), _("计分规则"), _("栏目"), _("怎样填"), _("材料"))
    guide = TableSheet(_guide_name(), heads, _guide_rows(assessment, pages), (20, 12, 60, 24, 44, 12))
    return write_form(
        title,
        [FormSheet(page.name, tuple(_column(asked) for asked in page.columns)) for page in pages],
        guide,
        lead,
        _options_name(),
        current.moment(),
    )


def _column(asked: Asked) -> Column:
    field = asked.field
    shapes: Mapping[str, Shape] = {
        "date": "day",
        "quantity": "number",
        "amount": "number",
        "level": "choice",
        "choice": "choice",
        "flag": "choice",
    }
    shape: Shape = "text"
    if field is not None:
        shape = shapes.get(field.type, "text")
    elif asked.name in ("happened_on", "quantity"):
        shape = "day" if asked.name == "happened_on" else "number"
    choices: tuple[str, ...] = ()
    if field is not None and shape == "choice":
        choices = (_("是"), _("否")) if field.type == "flag" else tuple(title for _c, title in field.options)
    head = f"{asked.title}*" if asked.required else asked.title
    return Column(head, shape, choices, asked.right, WIDTHS.get(asked.name, 22))


def _guide_rows(assessment: Assessment, pages: Sequence[Page]) -> list[list[str]]:
    scheme = scheme_of(assessment.year)
    needing = kinds_with_evidence(assessment, scheme)
    rows = []
    for page in pages:
        clause, rule = "", ""
        for one in scheme.area(assessment.area).indicators_for(assessment.unit.group.value):
            if page.kind.code in one.kinds:
                clause, rule = one.clause, said(one.rule_text)
                rule = f"{one.title}：{rule}" + (f"（{one.note}）" if one.note else "")
                break
        if not rule and scheme.bonus is not None:
            clause, rule = scheme.bonus.clause, said(scheme.bonus.words())
        for number, asked in enumerate(page.columns):
            first = number == 0
            files = _("须附") if page.kind.code in needing else _("可附")
            rows.append(
                [
                    page.name,
                    clause if first else "",
                    rule if first else "",
                    f"{asked.title}*" if asked.required else asked.title,
                    asked.right,
                    files if first else "",
                ]
            )
    return rows


@dataclass(frozen=True)
class Reading:
    """What a filled table says: its rows, and faults that belong to no row."""

    lines: list[Line]
    general: list[Fault]

    @property
    def faults(self) -> list[Fault]:
        """Every fault, in the table's order."""
        return [*self.general, *(fault for line in self.lines for fault in line.faults)]


def reading_of(
    assessment: Assessment, sheets: Sequence[tuple[str, Sequence[Sequence[str]]]], today: date
) -> Reading:
    """A filled template, every row checked, with all faults at once."""
    pages = {head_key(page.name): page for page in pages_of(assessment)}
    passed = {head_key(_guide_name()), head_key(_options_name())}
    known = Known(claims_of(assessment))
    for matter, name in claimed_elsewhere(assessment):
        known.add(matter, name)
    lines: list[Line] = []
    general: list[Fault] = []
    for name, rows in sheets:
        page = pages.get(head_key(name))
        if head_key(name) in passed or not any(any(row) for row in rows):
            continue
        if page is None:
            names = "、".join(one.name for one in pages.values())
            general.append(
                Fault(name, 0, 0, "", _("模板里没有这张工作表"), _("可用的：%(names)s", names=names))
            )
            continue
        places, faults = _places(page, name, rows)
        general += faults
        reader = Reader(page.kind, page.columns, assessment.year, today, recorded=False)
        lines += [known.marked(line) for line in reader.lines(name, rows[1:], 2, places)]
    if not lines and not general:
        general.append(Fault("", 0, 0, "", _("表里没有填写任何事项"), _("从第 2 行起，每行填一项")))
    return Reading(lines, general)


def _places(page: Page, name: str, rows: Sequence[Sequence[str]]) -> tuple[dict[str, int], list[Fault]]:
    """Where each column stands, by the heads in the first row; what is too much there, or missing."""
    heads = {head_key(asked.title): asked.name for asked in page.columns}
    places: dict[str, int] = {}
    faults = []
    for place, text in enumerate(rows[0]):
        found = heads.get(head_key(text))
        if found and found not in places:
            places[found] = place
        elif any(place < len(row) and row[place] for row in rows[1:]):
            message = _("模板里没有“%(head)s”这一列", head=text[:40]) if text else _("这一列没有表头")
            if found:
                message = _("“%(head)s”这一列重复了", head=text[:40])
            faults.append(Fault(name, 1, place + 1, text, message, _("请用下载的模板，不改表头")))
    if "title" not in places:
        faults.append(Fault(name, 1, 0, "", _("缺少“事项名称”这一列"), _("请用下载的模板，不改表头")))
    return places, faults


def chosen(reading: Reading, wanted: Sequence[str]) -> list[Line]:
    """The rows that would be added: those without a likeness, and the others that the person names."""
    return [line for line in reading.lines if line.content and (not line.like or line.key in wanted)]


def export_of(assessment: Assessment) -> bytes:
    """The unit's facts in an area as it may see them, with their states and the panel's reasons."""
    area = scheme_of(assessment.year).area(assessment.area)
    heads = (
        _("指标"), _("事项类别"), _("事项名称"), _("日期"), _("文号"), _("数量"), _("内容"), _("说明"),
        _("来源"), _("状态"), _("核定数量"), _("核定内容"), _("理由"), _("材料份数"),
    )  # fmt: skip
    titles = {
        code: one.title
        for one in reversed(area.indicators_for(assessment.unit.group.value))
        for code in one.kinds
    }
    rows = []
    for fact in facts_for_unit(assessment):
        kind, decided = kind_of(fact), fact.verification
        adjusted = decided if decided is not None and fact.state in AS_DECIDED else None
        rows.append(
            [
                titles.get(fact.kind, _("加分")),
                kind.title,
                fact.title,
                fact.happened_on,
                fact.document_number,
                fact.quantity,
                _words(kind, fact.values),
                fact.note,
                str(title_of(fact.source)),
                str(title_of(fact.state)),
                adjusted.quantity if adjusted else None,
                _words(kind, adjusted.values) if adjusted else "",
                decided.reason if decided else "",
                len(fact.evidence),
            ]
        )
    widths = (18, 18, 40, 12, 24, 8, 30, 40, 10, 14, 10, 30, 40, 10)
    return write_table(
        area.title, [TableSheet(sheet_name(area.title, set()), heads, rows, widths)], current.moment()
    )


def _words(kind: Kind, values: Mapping[str, object]) -> str:
    return "；".join(_("%(title)s：%(text)s", title=t, text=w) for t, w in value_pairs(kind, values))
