"""An office's own table comes in: brought, read as its columns are chosen, looked at, taken in, withdrawn."""

from collections.abc import Sequence
from dataclasses import replace

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.ledgerloaders import PanelImport, load_panel_import
from portal.loaders import load_panel_area
from portal.models import ImportBatch, PanelArea
from portal.panels.blueprint import panels
from portal.panels.choices import Choices
from portal.panels.import_forms import (
    ColumnsForm,
    LayoutForm,
    WithdrawForm,
    columns_form,
    layout_form,
)
from portal.panels.tables import Table
from portal.panels.views import is_open
from portal.policy import Permission
from portal.queries.imports import batches_of, facts_of_batch
from portal.queries.years import scheme_of
from portal.services import imports as services
from portal.sheetforms import SheetForm, table_of
from portal.sheets.reading import column_letters
from portal.workflow import FactState

SHOWN = 300
"""How many rows a preview shows; the rest are counted."""


@panels.route("/<int:year>/panel/<area>/imports", methods=["GET", "POST"])
@requires(Permission.VIEW_QUEUE, on=load_panel_area)
def imports(area: PanelArea) -> ResponseReturnValue:
    """Bring a table; below, what one has brought so far."""
    form = SheetForm()
    made: list[ImportBatch] = []
    if form.carried_out(
        lambda: made.append(
            services.keep_panel_table(current.work(), year=area.year, area=area.area, table=table_of(form))
        )
    ):
        return hx.go(_url(area, made[0]))
    return hx.render(
        "panels/imports.html",
        status=form.status,
        form=form,
        area=area,
        title=scheme_of(area.year).area(area.area).title,
        works=is_open(area),
        batches=batches_of(db.session(), area, current.actor()),
        kept_days=services.KEPT_FOR.days,
    )


def _url(area: PanelArea, batch: ImportBatch) -> str:
    return url_for(
        "panels.import_table", year=area.year.number, area=area.area, batch_id=batch.id, _anchor="preview"
    )


@panels.route("/<int:year>/panel/<area>/imports/<int:batch_id>", methods=["GET", "POST"])
@requires(Permission.VIEW_QUEUE, on=load_panel_import)
def import_table(subject: PanelImport) -> ResponseReturnValue:
    """How a table is read, and what it would bring. A sent form changes how it is read, and no more."""
    table = Table(subject.row, subject.batch)
    layout = layout_form(table)
    columns = _columns_form(table)
    if request.form.get("step") == "layout":
        if layout.carried_out(lambda: _choose(table, _laid_out(table, layout))):
            return hx.go(_url(subject.row, subject.batch))
    elif columns.carried_out(lambda: _choose(table, _mapped(table, columns))):
        return hx.go(_url(subject.row, subject.batch))
    return _page(table, layout, columns)


def _columns_form(table: Table) -> ColumnsForm:
    said = [name for name in (table.choices.units or {}) if name in _names(table)]
    form = columns_form(table, [*said, *table.unknown], table.open)
    for number, name in enumerate(said):
        field = form[f"unit_{number}"]
        if request.method == "GET":
            field.data = (table.choices.units or {})[name]
    return form


def _names(table: Table) -> set[str]:
    place = table.columns.get("unit")
    rows = table.sheet[1]
    return {row[place].strip() for row in rows if place is not None and place < len(row)}


def _layout_of(choices: Choices) -> tuple[int, int, str]:
    return choices.sheet, choices.head, choices.kind


def _laid_out(table: Table, form: LayoutForm) -> Choices:
    if (form.sheet.data, form.head.data, form.kind.data or "") == _layout_of(table.choices):
        return table.choices  # nothing else was asked for: the columns stay as they were chosen
    rows = table.batch.sheets[form.sheet.data][1]
    heads = rows[form.head.data] if form.head.data < len(rows) else []
    found = table.guessed_columns(heads, form.kind.data or "")
    return replace(
        table.choices, sheet=form.sheet.data, head=form.head.data, kind=form.kind.data or "", columns=found
    )


def _mapped(table: Table, form: ColumnsForm) -> Choices:
    said = [name for name in (table.choices.units or {}) if name in _names(table)]
    others = {name: one for name, one in (table.choices.units or {}).items() if name not in said}
    units = {**others, **form.units([*said, *table.unknown])}
    return replace(table.choices, columns=form.columns(), title=form.title.data or "", units=units)


def _choose(table: Table, choices: Choices) -> None:
    table.choices = choices
    services.choose_columns(
        current.work(),
        batch=table.batch,
        choices=choices.to_dict(),
        signature=table.signature,
        version=seen_version(),
    )


def _page(
    table: Table, layout: LayoutForm, columns: ColumnsForm, deed: DeedForm | None = None
) -> ResponseReturnValue:
    batch, area = table.batch, table.area
    back = next((form for form in (deed, layout, columns) if form and form.status == 422), None)
    facts = facts_of_batch(db.session(), batch) if batch.taken_at else []
    shown = [fact for fact in facts if may(Permission.REVIEW, fact)]
    return hx.render(
        "panels/import.html",
        status=back.status if back else 200,
        back=back,
        area=area,
        batch=batch,
        title=table.scheme_area.title,
        table=table,
        layout=layout,
        columns=columns,
        letters=[column_letters(n + 1) for n in range(max(map(len, table.sheet[1]), default=0))],
        beginning=_beginning(table),
        lines=table.rows[:SHOWN],
        more=max(0, len(table.rows) - SHOWN),
        faults=table.faults[:SHOWN],
        faults_more=max(0, len(table.faults) - SHOWN),
        adding=len(table.chosen(())),
        alike=sum(bool(row.line.like) for row in table.rows),
        wanted=request.form.getlist("row"),
        works=is_open(area),
        facts=shown[:SHOWN],
        facts_more=max(0, len(shown) - SHOWN),
        released=any(fact.state == FactState.released for fact in facts),
    )


def _beginning(table: Table) -> list[tuple[int, Sequence[str], bool]]:
    """The rows around the head: (number, cells, whether it is the head)."""
    head = table.choices.head
    first = max(0, head - 2)
    rows = table.sheet[1][first : head + 4]
    return [(number + 1, row, number == head) for number, row in enumerate(rows, first)]


@panels.post("/<int:year>/panel/<area>/imports/<int:batch_id>/take")
@requires(Permission.VIEW_QUEUE, on=load_panel_import)
def take_import(subject: PanelImport) -> ResponseReturnValue:
    """Take in what the preview showed, all of it or nothing."""
    table, form = Table(subject.row, subject.batch), DeedForm()
    if form.carried_out(lambda: _take(table)):
        flash(_("已导入。告知单位之前，单位看不到这些记录，也可以整批撤销"), "success")
        return hx.go(_url(subject.row, subject.batch))
    return _page(table, layout_form(table), _columns_form(table), form)


def _take(table: Table) -> None:
    if not table.complete and table.batch.taken_at is None:
        raise Refused("表格还有错误，或者还有单位没有对上，一行也没有导入")
    if table.exposure:
        services.take_counts(
            current.work(),
            batch=table.batch,
            code=table.exposure,
            counts=[(one.assessment, one.value) for one in table.counts],
            version=seen_version(),
        )
        return
    rows = table.chosen(request.form.getlist("row"))
    services.take_records(
        current.work(),
        batch=table.batch,
        rows=[(row.assessment, row.line.content) for row in rows if row.assessment and row.line.content],
        version=seen_version(),
    )


@panels.route("/<int:year>/panel/<area>/imports/<int:batch_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.VIEW_QUEUE, on=load_panel_import)
def withdraw_import(subject: PanelImport) -> ResponseReturnValue:
    """Take a whole table back, with a reason, while no unit has been told of any of it."""
    form, batch = WithdrawForm(), subject.batch
    if form.carried_out(
        lambda: services.withdraw_batch(
            current.work(), batch=batch, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("已整批撤销"), "success")
        return hx.go(_url(subject.row, batch))
    return hx.render(
        "panels/import_withdraw.html",
        status=form.status,
        form=form,
        area=subject.row,
        batch=batch,
        title=scheme_of(subject.row.year).area(subject.row.area).title,
    )
