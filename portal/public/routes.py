"""What anybody may see: the published results and their circular, the notice, a sign of life."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import public as open_to_all
from portal.access import requires
from portal.errors import NotFound
from portal.extensions import db
from portal.failures import back
from portal.forms import DeedForm
from portal.loaders import load_year
from portal.policy import Permission
from portal.printing import circular_pdf
from portal.queries.decisions import publication_of, published
from portal.queries.settings import installation_of
from portal.queries.snapshot import selected_by_area
from portal.queries.years import all_years, running_notices
from portal.services.settings import move_demo_clock
from portal.workflow import YearState

public = Blueprint("public", __name__)


@public.get("/")
@open_to_all
def home() -> ResponseReturnValue:
    """The published results and the notices that run now."""
    session = db.session()
    on_notice = [year for year in all_years(session) if year.state == YearState.notice]
    return hx.render("public/home.html", publications=published(session), on_notice=on_notice)


@public.get("/results/<int:year>")
@open_to_all
def results(year: int) -> ResponseReturnValue:
    """The selected units of a published year: nobody's losing score is published."""
    found = load_year(year)
    publication = publication_of(db.session(), found)
    if publication is None:
        raise NotFound()
    return hx.render("public/results.html", publication=publication, areas=publication.selected)


@public.get("/results/<int:year>/circular.pdf")
@open_to_all
def circular(year: int) -> ResponseReturnValue:
    """The circular (通报) of a published year, from its frozen snapshot."""
    found = load_year(year)
    publication = publication_of(db.session(), found)
    if publication is None:
        raise NotFound()
    content = circular_pdf(publication.snapshot, publication.digest)
    response = current_app.response_class(content, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"tongbao-{year}.pdf")
    return response


@public.get("/notices/<int:year>")
@open_to_all
def notice(year: int) -> ResponseReturnValue:
    """The notice (公示): who is to be selected, until when objections are taken."""
    found = load_year(year)
    if found.state != YearState.notice:
        raise NotFound()
    session = db.session()
    return hx.render(
        "public/notice.html",
        year_on_notice=found,
        areas=selected_by_area(session, found),
        notices={row.area: row for row in running_notices(session, found)},
    )


@public.post("/demo/clock")
@requires(Permission.MOVE_DEMO_CLOCK)
def move_clock() -> ResponseReturnValue:
    """Move the demo's clock on by `days`; refused in any other database."""
    days = request.args.get("days", "1")
    if not DeedForm().validate_on_submit() or days not in ("1", "7"):
        abort(400)
    now = move_demo_clock(current.work(), by=timedelta(days=int(days)))
    flash(_("演示时间已调到 %(now)s", now=f"{now:%Y-%m-%d %H:%M}"), "success")
    return hx.go(back())


@public.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    """A sign of life for a watchdog: the database answers."""
    installation_of(db.session())
    return {"status": "ok"}
