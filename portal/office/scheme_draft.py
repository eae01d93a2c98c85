"""The draft of a year's scheme: who has it in hand, its whole text, import, copy, its earlier states."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from portal import current, hx
from portal.access import may, requires
from portal.errors import Invalid, Refused
from portal.extensions import db
from portal.forms import DeedForm, Form, long_text, options, required, seen_version, short_text
from portal.loaders import load_year
from portal.models import SchemeSource, Year
from portal.office.desk import office, shown_version
from portal.office.scheme import in_setup, sides_of, text_of
from portal.policy import Permission
from portal.queries.schemes import check, draft_text, revisions_of
from portal.services import schemes as services
from portal.services.scheme_text import NotTOML, read
from portal.services.years import missing_before
from portal.workflow import YearAction

BIGGEST = 1024 * 1024
"""A file of more bytes is no scheme."""


class NoteForm(Form):
    """Taking the draft over from somebody."""

    reason = long_text(
        _l("接手的原因"), longest=400, hint=_l("对方会在这一页看到是谁接手的；已保存的内容都在")
    )


class TextForm(Form):
    """The whole file."""

    text = TextAreaField(_l("计分办法全文（TOML）"), [InputRequired(_l("请填写这一项"))])
    note = short_text(_l("改了什么"), needed=False, hint=_l("可以不填；会显示在以前的稿子里"))


class ImportForm(Form):
    """A file from elsewhere."""

    file = FileField(_l("计分办法文件（.toml，UTF-8）"), [FileRequired(_l("请选择文件"))])

    content: str = ""

    def validate_file(self, field: Any) -> None:
        """Keep the file's text; refuse what is no text."""
        data = field.data.read(BIGGEST + 1)
        if len(data) > BIGGEST:
            raise ValidationError(_("文件超过 1 MB，不是计分办法"))
        try:
            self.content = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("文件不是 UTF-8 编码的文字。请在编辑器里另存为 UTF-8")) from None


class CopyForm(Form):
    """Another year's scheme, or one that comes along."""

    side = RadioField(_l("复制哪一份"), [required(_l("请选择"))])


def draft_page(found: Year) -> str:
    """The address of the draft's desk."""
    return url_for("office.scheme_draft", year=found.number)


def must_be_draft(found: Year) -> None:
    """Raise Refused once the scheme is issued."""
    if not in_setup(found):
        raise Refused("计分办法已经印发，不能再改")


def mine(found: Year) -> bool:
    """Whether this person has the draft in hand."""
    return found.scheme.editor_id == current.actor().account_id


def held(found: Year) -> ResponseReturnValue | None:
    """The way back to the desk for somebody who opens a form without having the draft in hand."""
    must_be_draft(found)
    if request.method == "POST" or mine(found):
        return None
    flash(_("请先开始修改，再打开表单"), "warning")
    return hx.go(draft_page(found))


def said_after_saving(faults: int) -> None:
    """Flash what the check found in what was saved."""
    if faults:
        flash(_("已保存。还有 %(count)s 处错误，改正以前不能印发", count=faults), "warning")
    else:
        flash(_("已保存，检查通过"), "success")


def save(found: Year, text: str, source: SchemeSource, note: str = "") -> None:
    """Keep a new state of the draft by its service."""
    revision = services.save_draft(
        current.work(), year=found, text=text, source=source, version=seen_version(), note=note
    )
    said_after_saving(revision.faults)


@office.get("/<int:year>/office/scheme/draft")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_draft(found: Year) -> ResponseReturnValue:
    """The draft's desk: who is at it, what the check says, its parts, what is missing before the issue."""
    must_be_draft(found)
    session = db.session()
    text = draft_text(session, found.scheme)
    checked = check(text)
    try:
        data: dict[str, Any] | None = read(text)
    except NotTOML:
        data = None
    can_edit = may(Permission.RUN_YEAR, found)
    return hx.render(
        "office/scheme_draft.html",
        year_shown=found,
        issue=found.scheme,
        version=found.scheme.version,
        faults=checked.faults,
        areas=_tables(data, "areas"),
        tables=_tables,
        can_edit=can_edit,
        mine=can_edit and mine(found),
        form=NoteForm(formdata=None),
        revisions=revisions_of(session, found)[:1],
        missing=missing_before(current.work(), found, YearAction.issue_scheme),
    )


def _tables(data: Any, key: str) -> list[dict[str, Any]]:
    found = data.get(key) if isinstance(data, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


@office.route("/<int:year>/office/scheme/draft/begin", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_begin(found: Year) -> ResponseReturnValue:
    """Take the draft in hand; from another person with a note."""
    must_be_draft(found)
    other = found.scheme.editor if found.scheme.editor and not mine(found) else None
    form = NoteForm() if other else DeedForm()
    if form.carried_out(
        lambda: services.begin_editing(
            current.work(),
            year=found,
            version=seen_version(),
            note=(form.reason.data or "") if other else "",
        )
    ):
        flash(_("现在由您修改计分办法"), "success")
        return hx.go(draft_page(found))
    return hx.render(
        "office/scheme_begin.html",
        status=form.status,
        form=form,
        year_shown=found,
        other=other,
        since=found.scheme.editing_since,
        version=shown_version(found.scheme),
    )


@office.post("/<int:year>/office/scheme/draft/end")
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_end(found: Year) -> ResponseReturnValue:
    """Put the draft down."""
    must_be_draft(found)
    form = DeedForm()
    if form.validate_on_submit():
        services.end_editing(current.work(), year=found, version=seen_version())
        flash(_("已结束修改，其他人可以接着改"), "success")
    return hx.go(draft_page(found))


@office.route("/<int:year>/office/scheme/draft/text", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_text(found: Year) -> ResponseReturnValue:
    """The whole file in one field, checked beside."""
    if back := held(found):
        return back
    current_text = draft_text(db.session(), found.scheme)
    form = TextForm(data={"text": current_text})
    typed = (form.text.data or "").replace("\r\n", "\n")
    checking = request.form.get("deed") == "check"
    if not checking and form.carried_out(lambda: save(found, typed, SchemeSource.text, form.note.data or "")):
        return hx.go(url_for("office.scheme_text", year=found.number))
    return hx.render(
        "office/scheme_text.html",
        "check",
        status=200 if checking else form.status,
        form=form,
        year_shown=found,
        version=shown_version(found.scheme),
        faults=check(typed).faults,
        unsound=False,
        words="",
    )


@office.route("/<int:year>/office/scheme/draft/import", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_import(found: Year) -> ResponseReturnValue:
    """Take a file from elsewhere as the draft; the one before stays among the earlier ones."""
    if back := held(found):
        return back
    form = ImportForm()

    def take() -> None:
        try:
            read(form.content)
        except NotTOML:
            raise Invalid("%(fault)s", field="file", fault=_first_fault(form.content)) from None
        save(found, form.content, SchemeSource.file, form.file.data.filename or "")

    if form.carried_out(take):
        return hx.go(draft_page(found))
    return hx.render(
        "office/scheme_import.html",
        status=form.status,
        form=form,
        year_shown=found,
        version=shown_version(found.scheme),
    )


def _first_fault(text: str) -> str:
    return str(check(text).faults[0])


@office.route("/<int:year>/office/scheme/draft/copy", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_copy(found: Year) -> ResponseReturnValue:
    """Begin again from last year's scheme, or another one."""
    if back := held(found):
        return back
    sides = sides_of(found)
    form = CopyForm(data={"side": sides[0][0]})
    form.side.choices = options(sides)

    def take() -> None:
        side = form.side.data or ""
        save(found, text_of(found, side) or "", SchemeSource.copy, dict(sides)[side])

    if form.carried_out(take):
        return hx.go(draft_page(found))
    return hx.render(
        "office/scheme_copy.html",
        status=form.status,
        form=form,
        year_shown=found,
        version=shown_version(found.scheme),
    )
