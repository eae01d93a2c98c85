"""The draft's forms: the scheme's own values, an area, its words, an indicator with its rule."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import hx
from portal.access import requires
from portal.errors import Conflict, NotFound
from portal.extensions import db
from portal.forms import seen_version
from portal.loaders import load_year
from portal.models import SchemeSource, Year
from portal.office.desk import office, shown_version
from portal.office.scheme_draft import held, save
from portal.office.scheme_fields import Names, Section, rows, section
from portal.office.scheme_form import SchemeForm, form_for
from portal.office.scheme_words import RULE_KINDS, key_title, value_title
from portal.policy import Permission
from portal.queries.schemes import Checked, check, draft_text
from portal.scoring import Text
from portal.scoring.bonus import Bonus
from portal.scoring.rules import RULES
from portal.scoring.scheme import AreaHead, Cap, Head, IndicatorHead, Regulation, Rounding, Tie
from portal.scoring.vocabulary import ExposureKind, Kind, TargetKind, VetoGround
from portal.services.scheme_text import Edit, NotTOML, Path, changed, read

Sections = Callable[[dict[str, Any]], list[Section]]
"""The tables that a form is about, from the draft's data."""


def load_part(year: int, area: str = "", indicator: str = "") -> tuple[Year, str, str]:
    """The year with the codes of an area and an indicator of its draft."""
    return load_year(year), area, indicator


def _names(data: Mapping[str, Any], area: Mapping[str, Any] | None = None) -> Names:
    def pairs(table: Any, key: str) -> list[tuple[str, str]]:
        found = table.get(key) if isinstance(table, Mapping) else None
        items = found if isinstance(found, list) else []
        return [(str(e.get("code")), str(e.get("title"))) for e in items if isinstance(e, Mapping)]

    bonus = data.get("bonus")
    own = bonus.get("kind") if isinstance(bonus, Mapping) else None
    also = [(str(own.get("code")), str(own.get("title")))] if isinstance(own, Mapping) else []
    kinds = [*pairs(area, "kinds"), *also] if area is not None else []
    return Names(kinds, pairs(area, "exposures"), pairs(area, "targets"), pairs(data, "groups"))


def _table(data: Any, key: str) -> dict[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def find_row(data: Mapping[str, Any], key: str, code: str) -> tuple[int, dict[str, Any]]:
    """A row of a list by its code; raises NotFound."""
    found = data.get(key)
    for index, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict) and row.get("code") == code:
            return index, row
    raise NotFound()


def _general(data: dict[str, Any]) -> list[Section]:
    names = _names(data)
    head = section(Head, data, (), names, _("总则"))
    regulation = section(
        Regulation, _table(data, "regulation"), ("regulation",), names, key_title("regulation")
    )
    rounding = section(Rounding, _table(data, "rounding"), ("rounding",), names, key_title("rounding"))
    parts = [head, regulation, rounding]
    if isinstance(data.get("bonus"), dict):
        without = frozenset({"kind", "field"})
        parts.append(section(Bonus, data["bonus"], ("bonus",), names, key_title("bonus"), without))
    parts.extend(rows(Tie, data.get("ties"), ("ties",), names))
    parts.extend(rows(VetoGround, data.get("veto_grounds"), ("veto_grounds",), names))
    return parts


def _area(data: dict[str, Any], code: str) -> list[Section]:
    index, area = find_row(data, "areas", code)
    path: Path = ("areas", index)
    names = _names(data, area)
    return [
        section(AreaHead, area, path, names, str(area.get("title", code)), frozenset({"code"})),
        *rows(ExposureKind, area.get("exposures"), (*path, "exposures"), names),
        *rows(TargetKind, area.get("targets"), (*path, "targets"), names),
        *rows(Cap, area.get("caps"), (*path, "caps"), names),
    ]


def _kinds(data: dict[str, Any], code: str) -> list[Section]:
    index, area = find_row(data, "areas", code)
    return list(rows(Kind, area.get("kinds"), ("areas", index, "kinds"), _names(data, area)))


def _indicator(data: dict[str, Any], code: str, indicator: str) -> list[Section]:
    index, area = find_row(data, "areas", code)
    number, table = find_row(area, "indicators", indicator)
    path: Path = ("areas", index, "indicators", number)
    names = _names(data, area)
    title = str(table.get("title", indicator))
    parts = [section(IndicatorHead, table, path, names, title, frozenset({"code"}))]
    rule = _table(table, "rule")
    model = RULES.get(str(rule.get("kind")))
    if model is not None:
        what = _("计分规则：%(kind)s", kind=str(RULE_KINDS[str(rule["kind"])]))
        parts.append(section(model, rule, (*path, "rule"), names, what))
    return parts


def _edit(found: Year, sections_of: Sections, here: str, **shown: Any) -> ResponseReturnValue:
    """One form over some tables of the draft: shown, checked beside, saved."""
    if back := held(found):
        return back
    text = draft_text(db.session(), found.scheme)
    try:
        sections = sections_of(read(text))
    except NotTOML:
        flash(_("草稿的写法有误，表单打不开。请先在全文里改正"), "warning")
        return hx.go(url_for("office.scheme_text", year=found.number))
    form = form_for(sections)
    checking = request.form.get("deed") == "check"
    if not checking and form.carried_out(lambda: _save(found, text, form)):
        return hx.go(here)
    valid = form.validate() if checking else True
    edits = form.edits() if request.method == "POST" else []
    checked = check(changed(text, edits) if edits else text)
    return hx.render(
        "office/scheme_form.html",
        "check",
        status=200 if checking else form.status,
        form=form,
        sections=sections,
        year_shown=found,
        here=here,
        version=shown_version(found.scheme),
        faults=checked.faults,
        unsound=not valid,
        words=_words(checked, shown.get("area", ""), shown.get("indicator", "")),
        **shown,
    )


def _words(checked: Checked, area: str, indicator: str) -> Text | str:
    """The rule of an indicator as it would read."""
    if checked.scheme is None or not indicator:
        return ""
    try:
        return checked.scheme.area(area).indicator(indicator).rule_text
    except KeyError:
        return ""


def _save(found: Year, text: str, form: SchemeForm) -> None:
    edits = form.edits()
    after = changed(text, edits) if edits else text
    # A row that also goes away leaves no place to move to.
    if swap := None if any(edit.value is None for edit in edits) else _swap(form):
        after = changed(after, [swapped(read(after), *swap)])
    if after == text and seen_version() == found.scheme.version:
        flash(_("没有改动"), "info")
        return
    try:
        save(found, after, SchemeSource.form, _note(form))
    except Conflict as conflict:
        raise Conflict(conflict.message, *_both(form, edits)) from None


def _swap(form: SchemeForm) -> tuple[Path, int] | None:
    """The row that a pressed button moves, and by how many places."""
    parts = [each for one in form.sections for each in one.all_sections()]
    up, down = request.form.get("up"), request.form.get("down")
    for part in parts:
        if (part.up and up == part.place) or (part.down and down == part.place):
            return part.path, -1 if up else 1
    return None


def swapped(data: Any, path: Path, by: int) -> Edit:
    """A row and its neighbour in each other's place: the edit of the whole list."""
    for step in path[:-1]:
        data = data[step]
    at, found = int(path[-1]), list(data)
    found[at], found[at + by] = found[at + by], found[at]
    return Edit(path[:-1], found)


def _note(form: SchemeForm) -> str:
    return form.sections[0].title if form.sections else ""


def _both(form: SchemeForm, edits: list[Edit]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What stands now and what was sent, field by field; what has no place any more is listed as sent."""
    theirs, mine = [], []
    touched = {edit.path: edit.value for edit in edits}
    for part in (each for one in form.sections for each in one.all_sections()):
        for slot in (*part.slots, *part.aside):
            if slot.path in touched:
                label = f"{part.title} › {key_title(slot.key)}"
                theirs.append((label, value_title(slot.shown, {})))
                mine.append((label, value_title(touched[slot.path], {})))
    known = {slot.path for one in form.sections for slot in one.all_slots()}
    others = [edit for edit in edits if edit.path not in known]
    mine.extend((_("增加或删去"), value_title(edit.value, {})) for edit in others)
    sent = [(name, value) for name, value in request.form.items() if name.startswith("v-") and value]
    mine.extend((name.removeprefix("v-"), value) for name, value in sent if name not in form)
    return theirs, mine


@office.route("/<int:year>/office/scheme/draft/general", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_general(found: Year) -> ResponseReturnValue:
    """Title, notice, rounding, bonus, ties and veto grounds."""
    here = url_for("office.scheme_general", year=found.number)
    return _edit(found, _general, here, heading=_("总则、加分、同分、一票否决"))


@office.route("/<int:year>/office/scheme/draft/areas/<area>", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_area(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """An area: panel, quota, weight, counts, tasks, 单项否决."""
    found, area, _none = subject
    here = url_for("office.scheme_area", year=found.number, area=area)
    return _edit(found, lambda data: _area(data, area), here, heading=_("领域"), area=area)


@office.route("/<int:year>/office/scheme/draft/areas/<area>/kinds", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_kinds(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """The kinds of fact of an area, with their fields."""
    found, area, _none = subject
    here = url_for("office.scheme_kinds", year=found.number, area=area)
    return _edit(found, lambda data: _kinds(data, area), here, heading=_("事项类别"), area=area)


@office.route("/<int:year>/office/scheme/draft/areas/<area>/indicators/<indicator>", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_part)
def scheme_indicator(subject: tuple[Year, str, str]) -> ResponseReturnValue:
    """An indicator: points, sources, 口径, and every number of its rule."""
    found, area, indicator = subject
    here = url_for("office.scheme_indicator", year=found.number, area=area, indicator=indicator)
    return _edit(
        found,
        lambda data: _indicator(data, area, indicator),
        here,
        heading=_("指标"),
        area=area,
        indicator=indicator,
    )
