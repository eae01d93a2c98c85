"""The circular's text, edited with its pages beside it (GB/T 9704-2012); what is proposed freezes it."""

from dataclasses import asdict

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.documents.lettertext import ANNEX, BODY, FIELDS, TITLE
from portal.errors import Invalid, PortalError
from portal.extensions import db
from portal.forms import seen_version
from portal.loaders import load_year
from portal.models import CircularText, Year
from portal.office.circular_forms import CircularTextForm
from portal.office.desk import office
from portal.policy import Permission
from portal.printing import CircularPage, circular_preview, load_circular_page
from portal.queries.circulars import as_if_published, circular_text_of
from portal.services.circulars import Wording, check_wording, write_circular_text
from portal.workflow import YearState


@office.route("/<int:year>/office/circular", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def circular_text(year: Year) -> ResponseReturnValue:
    """Write the circular's text; `deed=look` shows its pages as they would be, and keeps nothing."""
    row = circular_text_of(db.session(), year)
    form = CircularTextForm(data=_standing(row))
    if request.form.get("deed") == "look":
        form.validate_on_submit()
    elif form.carried_out(
        lambda: write_circular_text(current.work(), year=year, wording=_typed(form), version=seen_version())
    ):
        flash(_("通报文稿已保存"), "success")
        return hx.go(url_for("office.circular_text", year=year.number))
    pages, fault = _pages(year, form)
    return hx.render(
        "office/circular.html",
        "preview",
        status=form.status,
        form=form,
        year_shown=year,
        row=row,
        version=seen_version() if request.method == "POST" else (row.version if row else 0),
        fields=[(f"{{{name}}}", about) for name, about in FIELDS.items()],
        can_write=year.state != YearState.archived,
        pages=pages,
        fault=fault,
    )


def _standing(row: CircularText | None) -> dict[str, object]:
    """What stands in the form: the office's words, the genre's where it wrote none."""
    found = {name: getattr(row, name) for name in Wording.__dataclass_fields__} if row else {}
    default = {"title": TITLE, "body": BODY, "annex_title": ANNEX}
    return {**found, **{name: found.get(name) or text for name, text in default.items()}}


def _typed(form: CircularTextForm) -> Wording:
    """The form's text; where it is the genre's own, nothing, so that better words of a later version hold."""
    own = {name: (form[name].data or "").replace("\r\n", "\n") for name in ("title", "body", "annex_title")}
    default = {"title": TITLE, "body": BODY, "annex_title": ANNEX}
    return Wording(
        number=form.number.data or "",
        addressees=form.addressees.data or "",
        copies=form.copies.data or "",
        printed_on=form.printed_on.data,
        survey=bool(form.survey.data),
        **{name: "" if text == default[name] else text for name, text in own.items()},
    )


def _pages(year: Year, form: CircularTextForm) -> tuple[list[str], str]:
    """The addresses of the pages' pictures, or why there are none; a fault goes to its field as well."""
    if form.errors:
        return [], _("有一处填写不对，改好以后再看样稿")
    wording = _typed(form)
    issued_on = wording.printed_on or current.moment().date()
    try:
        check_wording(wording)
        snapshot = as_if_published(db.session(), year, asdict(wording), issued_on)
        shown = circular_preview(snapshot)
    except Invalid as fault:
        if fault.field in form and request.method == "POST":
            form.add_fault(fault.field, _(fault.message, **fault.values))
        return [], _(fault.message, **fault.values)
    except PortalError as fault:
        return [], _(fault.message, **fault.values)
    return [
        url_for("office.circular_page", year=year.number, digest=shown.digest, page=number)
        for number in range(1, shown.pages + 1)
    ], ""


@office.get("/<int:year>/office/circular/pages/<digest>/<int:page>.png")
@requires(Permission.RUN_YEAR, on=load_circular_page)
def circular_page(found: CircularPage) -> ResponseReturnValue:
    """One page of a preview as a picture; it is kept for a while under what it shows."""
    response = current_app.response_class(found.picture, mimetype="image/png")
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    return response
