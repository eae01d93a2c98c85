"""Indicators that come into the draft, go from it, or are measured by another rule."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Regexp

from portal import hx
from portal.access import requires
from portal.errors import Invalid
from portal.extensions import db
from portal.factform import PartsField
from portal.forms import DeedForm, ExactField, Form, options, required, short_text
from portal.models import SchemeSource, Year
from portal.office.desk import office, shown_version
from portal.office.scheme_draft import draft_page, held, save
from portal.office.scheme_edit import find_row, load_part
from portal.office.scheme_words import RULE_KINDS, key_title
from portal.policy import Permission
from portal.queries.schemes import draft_text
from portal.scoring.rules import RULES
from portal.services.scheme_text import Edit, changed, read

CODE = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SOURCES = (("claim", _l("单位申报")), ("record", _l("小组记录")), ("import", _l("导入")))


class IndicatorForm(Form):
    """A new indicator; its rule's numbers are filled in on its own page."""

    title = short_text(_l("名称"))
    code = short_text(
        _l("代码"),
        longest=40,
        hint=_l("小写字母、数字和连字符，例如 doc-archive；以后不再改"),
        checks=[Regexp(CODE, message=_l("只用小写字母、数字和连字符，以字母开头"))],
    )
    clause = short_text(_l("条款"), longest=20, hint=_l("例如 三(一)1"))
    maximum = ExactField(_l("满分"), [required()])
    by = PartsField(_l("来源"), [required(_l("请选择"))], choices=options(SOURCES))
    rule = RadioField(_l("计分规则"), [required(_l("请选择"))])


@office.route("/<int:year>/office/scheme/draft/areas/<area>/new", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_new_indicator(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """Add an indicator to an area; the check says what its rule still lacks."""
    found, area, _none = subject
    if back := held(found):
        return back
    text = draft_text(db.session(), found.scheme)
    index, table = find_row(read(text), "areas", area)
    form = IndicatorForm()
    form.rule.choices = options((code, title) for code, title in RULE_KINDS.items())

    def add() -> None:
        rows = table.get("indicators", [])
        if any(row.get("code") == form.code.data for row in rows):
            raise Invalid("这个代码已经有了", field="code")
        maximum = form.maximum.data
        row = {
            "code": form.code.data,
            "title": form.title.data,
            "clause": form.clause.data,
            "maximum": int(maximum) if maximum == int(maximum) else maximum,
            "by": list(form.by.data or ()),
            "rule": {"kind": form.rule.data},
        }
        edit = Edit(("areas", index, "indicators", len(rows)), row)
        save(found, changed(text, [edit]), SchemeSource.form, _("新增指标：%(title)s", title=form.title.data))

    if form.carried_out(add):
        return hx.go(
            url_for("office.scheme_indicator", year=found.number, area=area, indicator=form.code.data)
        )
    return hx.render(
        "office/scheme_new_indicator.html",
        status=form.status,
        form=form,
        year_shown=found,
        area=area,
        area_title=table.get("title", area),
        version=shown_version(found.scheme),
    )


@office.route(
    "/<int:year>/office/scheme/draft/areas/<area>/indicators/<indicator>/remove", methods=["GET", "POST"]
)
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_remove_indicator(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """Take an indicator out of the draft, after a confirmation."""
    found, area, indicator = subject
    if back := held(found):
        return back
    text = draft_text(db.session(), found.scheme)
    index, table = find_row(read(text), "areas", area)
    number, row = find_row(table, "indicators", indicator)
    title = str(row.get("title", indicator))
    form = DeedForm()

    def remove() -> None:
        edit = Edit(("areas", index, "indicators", number), None)
        save(found, changed(text, [edit]), SchemeSource.form, _("删去指标：%(title)s", title=title))

    if form.carried_out(remove):
        flash(_("已删去指标“%(title)s”；以前的稿子里还有", title=title), "info")
        return hx.go(draft_page(found))
    return hx.render(
        "office/scheme_remove_indicator.html",
        status=form.status,
        form=form,
        year_shown=found,
        area=area,
        indicator=indicator,
        title=title,
        version=shown_version(found.scheme),
    )


class RuleForm(Form):
    """Another kind of rule."""

    rule = RadioField(_l("换成"), [required(_l("请选择"))])


def carried(rule: dict[str, Any], kind: str) -> tuple[dict[str, Any], list[str]]:
    """A rule as one of another kind: what both kinds have stays. With the keys that go."""
    fields = RULES[kind].model_fields
    known = {info.alias or name for name, info in fields.items()}
    kept = {key: value for key, value in rule.items() if key in known and key != "kind"}
    return {"kind": kind, **kept}, [key for key in rule if key not in known]


@office.route(
    "/<int:year>/office/scheme/draft/areas/<area>/indicators/<indicator>/rule", methods=["GET", "POST"]
)
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_change_rule(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """Measure an indicator by another kind of rule: asks first, keeps what carries over."""
    found, area, indicator = subject
    if back := held(found):
        return back
    text = draft_text(db.session(), found.scheme)
    index, table = find_row(read(text), "areas", area)
    number, row = find_row(table, "indicators", indicator)
    title = str(row.get("title", indicator))
    rule = row["rule"] if isinstance(row.get("rule"), dict) else {}
    others = [(code, name) for code, name in RULE_KINDS.items() if code != rule.get("kind")]
    form = RuleForm()
    form.rule.choices = options(others)
    asking = request.method == "POST" and request.form.get("deed") != "confirm" and form.validate()

    def change() -> None:
        after, _gone = carried(rule, form.rule.data)
        edit = Edit(("areas", index, "indicators", number, "rule"), after)
        save(found, changed(text, [edit]), SchemeSource.form, _("换计分规则：%(title)s", title=title))

    if request.form.get("deed") == "confirm" and form.carried_out(change):
        return hx.go(url_for("office.scheme_indicator", year=found.number, area=area, indicator=indicator))
    after, gone = carried(rule, form.rule.data) if asking else ({}, [])
    return hx.render(
        "office/scheme_change_rule.html",
        status=form.status,
        form=form,
        year_shown=found,
        area=area,
        indicator=indicator,
        title=title,
        before=str(RULE_KINDS.get(str(rule.get("kind")), "")),
        asking=asking,
        kept=[key_title(key) for key in after if key != "kind"],
        gone=[key_title(key) for key in gone],
        version=shown_version(found.scheme),
    )
