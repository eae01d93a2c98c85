"""The audit trail, as the auditor reads it: filtered by person, object, deed and day, and as a table."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.dossier.blueprint import dossier
from portal.errors import Refused
from portal.extensions import db
from portal.forms import read_day
from portal.labels import moment
from portal.models import AuditRow
from portal.policy import Permission
from portal.queries.chain import as_lines, chain_end
from portal.queries.trail import PAGE, TrailFilter, trail_page, trail_people, trail_rows
from portal.sheets.writing import TableSheet, write_table
from portal.trailtold import told
from portal.trailwords import ACTIONS, SUBJECTS, action_title, subject_title

LAST_PAGE = 1_000_000
MOST_EXPORTED = 50_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Asked:
    """What stands in the address, as typed, and what it asks for. `fault`: what of it cannot be read."""

    typed: dict[str, str]
    wanted: TrailFilter
    fault: str = ""


def asked() -> Asked:
    """The filter in the address; a day that cannot be read is said, and asks for nothing."""
    names = ("person", "subject", "number", "action", "from", "to")
    typed = {name: request.args.get(name, "").strip() for name in names}
    fault, days = "", []
    for name in ("from", "to"):
        try:
            days.append(read_day(typed[name]) if typed[name] else None)
        except ValueError:
            days.append(None)
            fault = _("日期“%(typed)s”看不懂，请写作 2013-12-31", typed=typed[name])
    if days[0] and days[1] and days[0] > days[1]:
        fault = _("起止日期颠倒了：从 %(first)s 到 %(last)s", first=days[0], last=days[1])
    if typed["number"] and not (typed["number"].isascii() and typed["number"].isdigit()):
        fault = _("编号“%(typed)s”不是数字", typed=typed["number"])
    return Asked(typed, _filter(typed, *days), fault)


def _filter(typed: dict[str, str], first: date | None, last: date | None) -> TrailFilter:
    subject = typed["subject"]
    if "/" not in subject and typed["number"]:
        subject = f"{subject}/{typed['number']}"
    person = typed["person"]
    return TrailFilter(
        person=int(person) if person.isascii() and person.isdigit() else None,
        subject=subject,
        action=typed["action"],
        from_on=first,
        to_on=last,
    )


@dossier.get("/trail")
@requires(Permission.READ_TRAIL)
def trail() -> ResponseReturnValue:
    """The audit trail, newest first, with the chain's head."""
    session = db.session()
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found = asked()
    rows, total = ([], 0) if found.fault else trail_page(session, page, found.wanted)
    pages = max(1, -(-total // PAGE))
    given = {name: value for name, value in found.typed.items() if value}

    def address(number: int) -> str | None:
        return url_for("dossier.trail", page=number, **given) if 1 <= number <= pages else None

    return hx.render(
        "dossier/trail.html",
        "rows",
        rows=rows,
        total=total,
        page=page,
        pages=pages,
        previous_url=address(page - 1),
        next_url=address(page + 1),
        asked=found,
        given=given,
        people=[(one.id, f"{one.name}（{one.login}）") for one in trail_people(session)],
        subjects=sorted(((code, str(title)) for code, title in SUBJECTS.items()), key=lambda one: one[1]),
        actions=sorted(((code, str(title)) for code, title in ACTIONS.items()), key=lambda one: one[1]),
        head=chain_end(session),
        export_url=url_for("dossier.trail_table", **given) if total else "",
    )


@dossier.get("/trail.xlsx")
@requires(Permission.READ_TRAIL)
def trail_table() -> ResponseReturnValue:
    """The rows that are wanted as a table, the oldest first, with their hashes."""
    session = db.session()
    found = asked()
    if found.fault:
        raise Refused(found.fault)
    total = trail_page(session, 1, found.wanted)[1]
    if total > MOST_EXPORTED:
        raise Refused(
            "符合条件的有 %(total)s 行，一次最多导出 %(most)s 行，请按日期分次导出",
            total=total,
            most=MOST_EXPORTED,
        )
    heads = (
        _("序号"), _("时间"), _("操作人"), _("登录名"), _("操作"), _("对象"), _("编号"),
        _("变更前"), _("变更后"), _("理由"), _("来源"), _("前一行校验码"), _("本行校验码"),
    )  # fmt: skip
    sheet = TableSheet(
        _("审计记录"),
        heads,
        [_cells(row) for row in trail_rows(session, found.wanted)],
        (8, 18, 12, 16, 20, 16, 14, 40, 40, 40, 16, 20, 20),
    )
    content = write_table(_("审计记录"), [sheet], current.moment())
    response = current_app.response_class(content, mimetype=XLSX)
    name = f"trail-{current.moment():%Y%m%d-%H%M}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@dossier.get("/trail.jsonl")
@requires(Permission.READ_TRAIL)
def trail_chain() -> ResponseReturnValue:
    """The whole chain, whatever the filter: a part of it could not be verified."""
    lines = stream_with_context(as_lines(db.session()))
    response = current_app.response_class(lines, mimetype="application/jsonl")
    name = f"trail-{current.moment():%Y%m%d-%H%M}.jsonl"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _cells(row: AuditRow) -> tuple[Any, ...]:
    return (
        row.id,
        moment(row.at),
        row.account.name if row.account else _("系统"),
        row.account.login if row.account else "",
        action_title(row.action),
        subject_title(row.subject),
        row.subject,
        _lines(row.subject, row.before),
        _lines(row.subject, row.after),
        row.reason,
        row.origin,
        row.previous,
        row.hash,
    )


def _lines(subject: str, content: dict[str, Any]) -> str:
    return "\n".join(f"{name}：{value}" for name, value in told(subject, content))
