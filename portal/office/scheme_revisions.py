"""The earlier states of a year's draft scheme: each can be read, compared and brought back."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from portal import hx
from portal.access import may, requires
from portal.extensions import db
from portal.forms import Form
from portal.loaders import load_year
from portal.models import SchemeSource, Year
from portal.office.desk import office
from portal.office.scheme import in_setup
from portal.office.scheme_draft import draft_page, mine, must_be_draft, save
from portal.office.scheme_words import SOURCES
from portal.policy import Permission
from portal.queries.scheme_changes import differences
from portal.queries.schemes import draft_text, revision_by_number, revisions_of
from portal.services.scheme_text import NotTOML, read


class RestoreForm(Form):
    """An earlier state of the draft."""

    number = HiddenField()


@office.get("/<int:year>/office/scheme/revisions")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_revisions(found: Year) -> ResponseReturnValue:
    """Every saved state of the draft; one of them with its text and what became different since."""
    session = db.session()
    number = request.args.get("number", type=int)
    chosen = revision_by_number(session, found, number) if number else None
    return hx.render(
        "office/scheme_revisions.html",
        year_shown=found,
        revisions=revisions_of(session, found),
        sources=SOURCES,
        chosen=chosen,
        changes=_count(chosen.text, draft_text(session, found.scheme)) if chosen else 0,
        can_restore=in_setup(found) and may(Permission.RUN_YEAR, found) and mine(found),
        version=found.scheme.version,
    )


def _count(before: str, after: str) -> int | None:
    """How many differences there are; None where a text cannot be read."""
    try:
        return len(differences(read(before), read(after)))
    except NotTOML:
        return None


@office.post("/<int:year>/office/scheme/revisions/restore")
@requires(Permission.RUN_YEAR, on=load_year)
def scheme_restore(found: Year) -> ResponseReturnValue:
    """Make an earlier state the draft again, as a new one; nothing in between goes."""
    must_be_draft(found)
    form = RestoreForm()
    number = int(form.number.data) if (form.number.data or "").isdigit() else 0
    if form.validate_on_submit():
        earlier = revision_by_number(db.session(), found, number)
        save(found, earlier.text, SchemeSource.earlier, _("第 %(number)s 稿", number=number))
    return hx.go(draft_page(found))
