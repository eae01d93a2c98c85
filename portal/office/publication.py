"""From the settled list to the circular: the notice (公示), and publication by two people."""

from datetime import date
from typing import Any

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.clock import day_end
from portal.decisionloaders import load_publication
from portal.errors import Invalid, PortalError, Refused
from portal.extensions import db
from portal.forms import ReasonForm, seen_version
from portal.loaders import load_year
from portal.models import Notice, Publication, Year
from portal.office.desk import office, shown_version
from portal.office.forms import CircularForm, ConfirmForm, CorrectionForm, MeetingForm
from portal.policy import Permission
from portal.printing import circular_pdf, must_be_printable
from portal.queries.chain import head_published
from portal.queries.circulars import circular_text_of
from portal.queries.decisions import editions_of, publication_proposed, publications_of, vetoed_in
from portal.queries.snapshot import selected_by_area
from portal.queries.years import notices_of, running_notices, scheme_of
from portal.services import notices as services
from portal.workflow import PUBLICATION, PublicationAction, YearState, available

ADDRESSEES = "各县、市、区人民政府，市政府各部门："


@office.get("/<int:year>/office/publication")
@requires(Permission.VIEW_OFFICE, on=load_year)
def publication(year: Year) -> ResponseReturnValue:
    """Where the year stands between the settled list and the circular, and what holds it."""
    session = db.session()
    proposed = publication_proposed(session, year)
    editions = editions_of(session, year)
    out = year.state.reached(YearState.published)
    runs_it = may(Permission.RUN_YEAR, year)
    holding = _holding(year)
    return hx.render(
        "office/publication.html",
        year_shown=year,
        published=editions[-1] if editions and out else None,
        trail_head=head_published(session, editions[-1]) if editions and out else "",
        editions=list(reversed(editions)),
        can_correct=runs_it and year.state == YearState.published and proposed is None,
        can_write=runs_it and year.state != YearState.archived,
        proposed=proposed,
        outdated=proposed is not None and bool(vetoed_in(session, proposed)),
        steps=_steps(proposed),
        earlier=[one for one in publications_of(session, year) if one.decided_at is not None],
        notices=_by_area(running_notices(session, year)),
        ended=[one for one in notices_of(session, year) if one.ended_at is not None],
        areas=selected_by_area(session, year) if year.state.reached(YearState.checking) else [],
        titles={area.code: area.title for area in scheme_of(year).areas},
        holding=holding,
        over={row.area: current.moment() >= day_end(row.last_day) for row in running_notices(session, year)},
        can_open=runs_it and year.state == YearState.deciding,
        can_recall=runs_it and year.state == YearState.notice,
        can_propose=may(Permission.PROPOSE_PUBLICATION, year) and not (holding or proposed),
    )


def _holding(year: Year) -> list[str]:
    """What stands in the way of the next of the two steps, in Chinese."""
    if year.state == YearState.notice:
        return services.missing_before_publication(db.session(), year, current.work())
    if year.state in (YearState.checking, YearState.deciding):
        return services.missing_before_notice(db.session(), year)
    return []


def _steps(proposed: Publication | None) -> list[PublicationAction]:
    """What this person can do with the proposal."""
    if proposed is None:
        return []
    return available(PUBLICATION, proposed.state, lambda permission: may(permission, proposed))


def _by_area(notices: list[Notice]) -> dict[str, Notice]:
    return {row.area: row for row in notices}


def _home(year: Year) -> str:
    return url_for("office.publication", year=year.number)


@office.route("/<int:year>/office/publication/notice", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def open_notice(year: Year) -> ResponseReturnValue:
    """Record the meeting that settled the list, and post the notice."""
    if year.state != YearState.deciding:
        raise Refused("只有在审定阶段才能开始公示")
    session = db.session()
    form = MeetingForm()
    if form.carried_out(
        lambda: services.open_notice(
            current.work(),
            year=year,
            meeting=services.Meeting(
                form.meeting_title.data or "", form.meeting_on.data, form.minutes.data or ""
            ),
            version=seen_version(),
        )
    ):
        flash(_("公示已开始"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/notice_new.html",
        status=form.status,
        form=form,
        year_shown=year,
        version=shown_version(year),
        missing=services.missing_before_notice(session, year),
        areas=selected_by_area(session, year),
        days=scheme_of(year).notice_days,
        last_day=_last_day(year),
    )


def _last_day(year: Year) -> date | None:
    """The day to which a notice posted now would run; None where the calendar does not reach."""
    work = current.work()
    try:
        return work.workdays.after(work.now.date(), scheme_of(year).notice_days)
    except Refused:
        return None


@office.route("/<int:year>/office/publication/recall", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def recall_notice(year: Year) -> ResponseReturnValue:
    """Take the notice back, with a reason."""
    if year.state != YearState.notice:
        raise Refused("现在没有公示可以撤回")
    form = ReasonForm()
    if form.carried_out(
        lambda: services.recall_notice(
            current.work(), year=year, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("公示已撤回，年度回到审定阶段"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/notice_recall.html",
        status=form.status,
        form=form,
        year_shown=year,
        version=shown_version(year),
    )


@office.route("/<int:year>/office/publication/propose", methods=["GET", "POST"])
@requires(Permission.PROPOSE_PUBLICATION, on=load_year)
def propose_publication(year: Year) -> ResponseReturnValue:
    """Freeze the result with the circular's particulars, for a second person to confirm."""
    session = db.session()
    if year.state != YearState.notice:
        raise Refused("结果须先公示")
    made = CorrectionForm if editions_of(session, year) else CircularForm
    text = circular_text_of(session, year)
    form = made(
        data={
            "number": text.number if text else "",
            "issued_on": current.moment().date(),
            "addressees": (text.addressees if text else "") or ADDRESSEES,
            "copies": text.copies if text else "",
        }
    )
    if form.carried_out(lambda: _propose(year, form)):
        flash(_("公布稿已提出，由办公室另一人确认"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/publication_new.html",
        status=form.status,
        form=form,
        year_shown=year,
        holding=services.missing_before_publication(session, year, current.work()),
        areas=selected_by_area(session, year),
    )


def _propose(year: Year, form: CircularForm) -> None:
    last_day = max(row.last_day for row in running_notices(db.session(), year))
    issued_on = form.issued_on.data
    if issued_on <= last_day:
        raise Invalid("成文日期须晚于公示期满日", field="issued_on")
    correction = form.correction.data or "" if isinstance(form, CorrectionForm) else ""
    services.propose_publication(
        current.work(),
        year=year,
        head=head_of(form),
        correction=correction,
        printable=must_be_printable,
    )


def head_of(form: CircularForm) -> services.CircularHead:
    """The circular's particulars as they were typed."""
    return services.CircularHead(
        form.number.data or "", form.issued_on.data, form.addressees.data or "", form.copies.data or ""
    )


@office.get("/office/publications/<int:publication_id>/circular.pdf")
@requires(Permission.VIEW_OFFICE, on=load_publication)
def circular_draft(found: Publication) -> ResponseReturnValue:
    """The circular of a proposal as it would be published."""
    if vetoed_in(db.session(), found):
        raise Refused("名单里有单位已被一票否决，这份通报不再提供")
    try:
        content = circular_pdf(found.snapshot, found.digest)
    except PortalError as fault:
        raise Refused(fault.message, **fault.values) from fault
    response = current_app.response_class(content, mimetype="application/pdf")
    name = f"tongbao-{found.year.number}-draft.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _decide(found: Publication, action: PublicationAction, form: Any, done: str) -> ResponseReturnValue:
    def decide() -> None:
        services.decide_publication(
            current.work(),
            publication=found,
            action=action,
            reason=form.reason.data if "reason" in form else "",
            version=seen_version(),
        )

    if form.carried_out(decide):
        flash(done, "success")
        return hx.go(_home(found.year))
    if action not in _steps(found):
        raise Refused("这份公布稿已经办理")
    return hx.render(
        "office/publication_step.html",
        status=form.status,
        form=form,
        action=action,
        publication=found,
        areas=[] if vetoed_in(db.session(), found) else found.selected,
        version=shown_version(found),
        holding=[]
        if found.year.state == YearState.published
        else services.missing_before_publication(db.session(), found.year, current.work()),
    )


@office.route("/office/publications/<int:publication_id>/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_PUBLICATION, on=load_publication)
def confirm_publication(found: Publication) -> ResponseReturnValue:
    """A second person publishes what was proposed."""
    return _decide(found, PublicationAction.publish, ConfirmForm(), _("评价结果已公布"))


@office.route("/office/publications/<int:publication_id>/refuse", methods=["GET", "POST"])
@requires(Permission.CONFIRM_PUBLICATION, on=load_publication)
def refuse_publication(found: Publication) -> ResponseReturnValue:
    """A second person does not confirm, with a reason."""
    return _decide(found, PublicationAction.refuse, ReasonForm(), _("公布稿未予确认，可以重新提出"))
