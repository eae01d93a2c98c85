"""A year's scheme to read: on the page, on paper, as a file, beside last year's."""

from dataclasses import dataclass

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import hx
from portal.access import may, requires
from portal.documents import schemebook
from portal.documents.content import Level, Paragraph
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.loaders import load_year
from portal.models import Year
from portal.office.desk import office
from portal.office.scheme_words import key_title, value_title
from portal.policy import Permission
from portal.printing import scheme_pdf
from portal.queries.scheme_changes import Change, differences, names_in
from portal.queries.schemes import draft_text, issued_years
from portal.queries.years import scheme_of
from portal.scoring import shipped
from portal.services.scheme_text import NotTOML, read
from portal.workflow import YearState

SHIPPED = "dazhou-2012"
"""The scheme that comes along."""


def in_setup(year: Year) -> bool:
    """Whether the scheme is still a draft."""
    return year.state == YearState.setup


@office.get("/<int:year>/office/scheme")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme(found: Year) -> ResponseReturnValue:
    """The year's scheme as the issued document reads."""
    shown = scheme_of(found)
    shown_blocks = schemebook.blocks(shown)
    return hx.render(
        "office/scheme.html",
        year_shown=found,
        scheme=shown,
        blocks=shown_blocks,
        contents=[
            (block.text, f"#part-{at}", False) for at, block in enumerate(shown_blocks) if _is_part(block)
        ],
        anchors=list(range(len(shown_blocks))),
        draft=in_setup(found),
        faults=found.scheme.faults if in_setup(found) else 0,
        can_edit=may(Permission.RUN_YEAR, found) and in_setup(found),
    )


def _is_part(block: object) -> bool:
    return isinstance(block, Paragraph) and block.level is Level.ONE


@office.get("/<int:year>/office/scheme.pdf")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_paper(found: Year) -> ResponseReturnValue:
    """The same as PDF."""
    try:
        content = scheme_pdf(scheme_of(found), draft=in_setup(found))
    except PortalError as fault:
        raise Refused(fault.message, **fault.values) from fault
    response = current_app.response_class(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"jifenbanfa-{found.number}.pdf")
    return response


@office.get("/<int:year>/office/scheme.toml")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_file(found: Year) -> ResponseReturnValue:
    """The scheme's file to keep or to edit elsewhere: the draft as it was last saved, faults included."""
    text = draft_text(db.session(), found.scheme)
    response = current_app.response_class(text, mimetype="application/toml")
    name = f"jifenbanfa-{found.number}{'-draft' if in_setup(found) else ''}.toml"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@dataclass(frozen=True)
class Told:
    """One difference in words."""

    place: str
    what: str
    before: str
    after: str


def told(change: Change, names: dict[str, str]) -> Told:
    """A difference as people say it: 文电办理 › 规范报送 › 满分, 20, 25."""
    steps = [title or key_title(key) for key, title in change.place]
    if change.what == "value":
        steps.append(names.get(change.key) or key_title(change.key))
    before, after = (value_title(value, names) for value in (change.before, change.after))
    what = {
        "value": _("改动"),
        "added": _("新增"),
        "removed": _("删去"),
        "order": _("次序"),
    }[change.what]
    if change.what == "order":
        steps.append(key_title(change.key))
    if change.what == "added":
        before, after = "", _row(change.after, names)
    if change.what == "removed":
        before, after = _row(change.before, names), ""
    return Told(" › ".join(steps), what, before, after)


def _row(row: object, names: dict[str, str]) -> str:
    if not isinstance(row, dict):
        return value_title(row, names)
    return value_title({k: v for k, v in row.items() if k not in ("code", "title")}, names)


def sides_of(found: Year) -> list[tuple[str, str]]:
    """What the scheme can be compared with or tried on, as (value, title) pairs: last year's first."""
    years = [
        (str(one.number), _("%(year)s 年度", year=one.number)) for one in issued_years(db.session(), found)
    ]
    earlier = [pair for pair in years if int(pair[0]) < found.number]
    later = [pair for pair in years if int(pair[0]) > found.number]
    return [*earlier, *later, (SHIPPED, _("随附的计分办法（达州市，2012 年度）"))]


def text_of(found: Year, side: str) -> str | None:
    """The text of a scheme to compare with or to copy; None for what is not offered."""
    if side == SHIPPED:
        return shipped(SHIPPED)
    years = {str(one.number): one for one in issued_years(db.session(), found)}
    return years[side].scheme.text if side in years else None


@office.get("/<int:year>/office/scheme/changes")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_changes(found: Year) -> ResponseReturnValue:
    """What is different from last year's scheme, or from another one."""
    sides = sides_of(found)
    chosen = request.args.get("against", "")
    if chosen not in dict(sides):
        chosen = sides[0][0]
    after_text, before_text = draft_text(db.session(), found.scheme), text_of(found, chosen) or ""
    try:
        before, after = read(before_text), read(after_text)
    except NotTOML:
        changes = None
    else:
        names = {**names_in(before), **names_in(after)}
        changes = [told(change, names) for change in differences(before, after)]
    return hx.render(
        "office/scheme_changes.html",
        "changes",
        year_shown=found,
        sides=sides,
        chosen=chosen,
        against=dict(sides)[chosen],
        changes=changes,
    )
