"""What was published, kept: its file for checking elsewhere; its correction as a further edition."""

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.decisionloaders import load_publication
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.forms import ReasonForm, seen_version
from portal.loaders import load_year
from portal.models import Publication, Year
from portal.office.desk import office, shown_version
from portal.office.forms import CorrectionForm
from portal.office.publication import head_of
from portal.policy import Permission
from portal.printing import must_be_printable
from portal.queries.decisions import editions_of, vetoed_in
from portal.queries.resultfile import result_file as file_of
from portal.services import editions as services
from portal.workflow import PublicationState, YearState


@office.get("/office/publications/<int:publication_id>/result.json")
@requires(Permission.VIEW_OFFICE, on=load_publication)
def result_file(found: Publication) -> ResponseReturnValue:
    """The frozen result as one file: `bin/portal verify --file` checks it on any machine."""
    if found.state == PublicationState.refused:
        raise NotFound()
    if found.state != PublicationState.published and vetoed_in(db.session(), found):
        raise Refused("名单里有单位已被一票否决，这份公布稿作废，请退回后重新提出")
    response = current_app.response_class(file_of(found.snapshot, found.digest), mimetype="application/json")
    name = f"kaoping-{found.year.number}-{found.digest[:12]}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _must_be_out(year: Year) -> None:
    if year.state != YearState.published:
        raise Refused("只有已公布、还没有归档的结果才能更正")


def _home(year: Year) -> str:
    return url_for("office.publication", year=year.number)


@office.route("/<int:year>/office/publication/correct", methods=["GET", "POST"])
@requires(Permission.PROPOSE_PUBLICATION, on=load_year)
def propose_correction(year: Year) -> ResponseReturnValue:
    """A further edition for what was wrong in the circular, the lists being the same."""
    _must_be_out(year)
    last = editions_of(db.session(), year)[-1]
    form = CorrectionForm(
        data={
            "number": last.circular_number,
            "issued_on": current.moment().date(),
            "addressees": last.addressees,
            "copies": last.copies,
        }
    )
    if form.carried_out(
        lambda: services.propose_correction(
            current.work(),
            year=year,
            head=head_of(form),
            correction=form.correction.data or "",
            printable=must_be_printable,
        )
    ):
        flash(_("更正稿已提出，由办公室另一人确认"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/publication_correct.html",
        status=form.status,
        form=form,
        year_shown=year,
        last=last,
        areas=last.selected,
    )


@office.route("/<int:year>/office/publication/reopen", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def reopen_result(year: Year) -> ResponseReturnValue:
    """Settle a published result anew, with a reason: the list may change, and is posted afresh."""
    _must_be_out(year)
    form = ReasonForm()
    if form.carried_out(
        lambda: services.reopen_result(
            current.work(), year=year, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("年度回到审定阶段；已公布的版本在新版公布之前仍然公开"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/publication_reopen.html",
        status=form.status,
        form=form,
        year_shown=year,
        version=shown_version(year),
    )
