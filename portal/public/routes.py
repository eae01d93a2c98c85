"""What anybody may see: the published results and their circular, the notice, a sign of life."""

from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.access import public as open_to_all
from portal.clock import day_end
from portal.errors import NotFound
from portal.extensions import db
from portal.failures import back
from portal.forms import DeedForm
from portal.loaders import load_year
from portal.models import Notice, Publication
from portal.policy import Permission
from portal.printing import circular_pdf
from portal.queries.assessments import assessments_of_unit
from portal.queries.certificates import certificate_by_code, validity_of
from portal.queries.chain import head_published
from portal.queries.decisions import editions_of, published, vetoed_among, vetoed_in
from portal.queries.settings import installation_of
from portal.queries.snapshot import selected_by_area, selected_without
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
    found = published(session)
    out = vetoed_among(session, found)
    return hx.render(
        "public/home.html",
        publications=[(one, not out[one.id]) for one in found],
        on_notice=on_notice,
    )


def _editions(year: int) -> list[Publication]:
    """What was published of a year, the first edition first; NotFound where nothing was."""
    found = editions_of(db.session(), load_year(year))
    if not found:
        raise NotFound()
    return found


def _edition(year: int, edition: int) -> Publication:
    found = next((one for one in _editions(year) if one.edition == edition), None)
    if found is None:
        raise NotFound()
    return found


@public.get("/results/<int:year>")
@open_to_all
def results(year: int) -> ResponseReturnValue:
    """The selected units of a published year: nobody's losing score is published."""
    editions = _editions(year)
    return _results(editions[-1], editions)


@public.get("/results/<int:year>/editions/<int:edition>")
@open_to_all
def edition(year: int, edition: int) -> ResponseReturnValue:
    """One edition of a year's result, also one that was put right since."""
    return _results(_edition(year, edition), _editions(year))


def _results(shown: Publication, editions: list[Publication]) -> ResponseReturnValue:
    out = vetoed_in(db.session(), shown)
    return hx.render(
        "public/results.html",
        publication=shown,
        areas=selected_without(shown.selected, out),
        taken_out=len(out),
        editions=editions,
        newest=editions[-1],
        trail_head=head_published(db.session(), shown),
        own_unit=_own_unit(shown),
        reopened=not shown.year.state.reached(YearState.published),
    )


def _own_unit(shown: Publication) -> int | None:
    """The unit whose score sheet the person may have, where it was judged in that year."""
    who = current.actor()
    if who.unit_id is None or not may(Permission.VIEW_UNIT_DESK):
        return None
    judged = assessments_of_unit(db.session(), shown.year, who.unit_id)
    return who.unit_id if judged else None


@public.get("/results/<int:year>/circular.pdf")
@open_to_all
def circular(year: int) -> ResponseReturnValue:
    """The circular (通报) of a published year, from its frozen snapshot."""
    return _circular(_editions(year)[-1])


@public.get("/results/<int:year>/editions/<int:edition>/circular.pdf")
@open_to_all
def edition_circular(year: int, edition: int) -> ResponseReturnValue:
    """The circular of one edition."""
    return _circular(_edition(year, edition))


def _circular(publication: Publication) -> ResponseReturnValue:
    if vetoed_in(db.session(), publication):
        # Nobody gets a paper that names a unit which was vetoed since (四(三)).
        raise NotFound()
    content = circular_pdf(publication.snapshot, publication.digest)
    response = current_app.response_class(content, mimetype="application/pdf")
    name = f"tongbao-{publication.year.number}"
    name += f"-{publication.edition}.pdf" if publication.edition > 1 else ".pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@public.get("/notices/<int:year>")
@open_to_all
def notice(year: int) -> ResponseReturnValue:
    """The notice (公示): who is to be selected, until when objections are taken."""
    found = load_year(year)
    if found.state != YearState.notice:
        raise NotFound()
    session = db.session()
    running = running_notices(session, found)
    return hx.render(
        "public/notice.html",
        year_on_notice=found,
        areas=selected_by_area(session, found),
        notices={row.area: row for row in running},
        left={row.area: _left(row) for row in running},
        now=current.moment(),
    )


def _left(row: Notice) -> int | None:
    """How many working days the notice still runs, today not counted; None when it is over."""
    now = current.moment()
    if now >= day_end(row.last_day):
        return None
    return current.work().workdays.between(now.date(), row.last_day)


@public.get("/certificates")
@open_to_all
def certificates() -> ResponseReturnValue:
    """Where anybody confirms a certificate (荣誉证书) by the code that stands on it."""
    typed = request.args.get("code", "").strip()[:40]
    return _certificate(typed) if typed else hx.render("public/certificate.html", typed="")


@public.get("/certificates/<code>")
@open_to_all
def certificate(code: str) -> ResponseReturnValue:
    """What a certificate's QR leads to: whether it holds and what was awarded, nothing else."""
    return _certificate(code.strip()[:40])


def _certificate(typed: str) -> ResponseReturnValue:
    session = db.session()
    found = certificate_by_code(session, typed)
    if found is None:
        return hx.render("public/certificate.html", status=404, typed=typed)
    return hx.render(
        "public/certificate.html",
        typed=found.spoken_code,
        certificate=found,
        worth=validity_of(session, found),
        newest=editions_of(session, found.publication.year)[-1],
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
