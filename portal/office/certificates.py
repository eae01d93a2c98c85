"""荣誉证书: whether the year has them, issued with one deed, printed, taken back."""

from datetime import date
from typing import Any

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import current, hx
from portal.access import may, requires
from portal.decisionloaders import load_certificate
from portal.errors import NotFound, PortalError, Refused
from portal.extensions import db
from portal.forms import DeedForm, Form, ReasonForm, day, seen_version, short_text
from portal.jobs import start
from portal.jobs.batches import CERTIFICATES, FORMS
from portal.loaders import load_year
from portal.models import Certificate, Publication, Year
from portal.office.desk import office, shown_version
from portal.policy import Permission
from portal.printing import certificates_pdf
from portal.queries.certificates import HOLDING, certificates_of, due_awards, validities, validity_of
from portal.queries.decisions import publication_of
from portal.services import certificates as services
from portal.workflow import YearState


class IssueForm(Form):
    """What stands on all certificates that are issued together."""

    series = short_text(
        _l("证书字号"), longest=20, hint=_l("只写机关代字，例如“达市府办考”；年份和序号由系统编排")
    )
    issued_on = day(_l("证书日期"))


def _home(year: Year) -> str:
    return url_for("office.certificates", year=year.number)


def _published(year: Year) -> Publication | None:
    """What certificates can be issued for now; None where there is nothing."""
    return publication_of(db.session(), year) if year.state == YearState.published else None


@office.get("/<int:year>/office/certificates")
@requires(Permission.VIEW_OFFICE, on=load_year)
def certificates(found: Year) -> ResponseReturnValue:
    """Whether the year has certificates, those that were issued, and what each is worth."""
    session = db.session()
    edition, rows = _published(found), certificates_of(session, found)
    worth = validities(session, found, rows)
    return hx.render(
        "office/certificates.html",
        year_shown=found,
        edition=edition,
        due=due_awards(session, edition) if edition else [],
        rows=rows,
        worth=worth,
        printable={one.id for one in rows if worth[one.id] in HOLDING},
        runs_it=may(Permission.RUN_YEAR, found),
        archived=found.state == YearState.archived,
    )


@office.route("/<int:year>/office/certificates/setting", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def set_certificates(found: Year) -> ResponseReturnValue:
    """Switch certificates on for the year, or off, with the reason."""
    if found.state == YearState.archived:
        raise Refused("已归档的年度不再改动")
    form, on = ReasonForm(), not found.certificates
    if form.carried_out(
        lambda: services.set_certificates(
            current.work(), year=found, on=on, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("本年度发证书") if on else _("本年度不发证书"), "success")
        return hx.go(_home(found))
    return hx.render(
        "office/certificates_setting.html",
        status=form.status,
        form=form,
        year_shown=found,
        on=on,
        version=shown_version(found),
    )


@office.route("/<int:year>/office/certificates/issue", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def issue_certificates(found: Year) -> ResponseReturnValue:
    """Issue every certificate that is due, after a look at whose they are."""
    edition = _published(found)
    if edition is None or not found.certificates:
        raise Refused("开启发证书、结果公布以后才能发证书")
    form = IssueForm(data=_proposed(found, edition))
    made: list[Certificate] = []

    def issue() -> None:
        typed = services.Issue(form.series.data or "", form.issued_on.data)
        digest = request.form.get("digest", "")
        made[:] = services.issue_certificates(
            current.work(), year=found, issue=typed, digest=digest, address=_address
        )

    if form.carried_out(issue):
        flash(_("已发 %(count)s 份证书", count=len(made)), "success")
        return hx.go(_home(found))
    return hx.render(
        "office/certificates_issue.html",
        status=form.status,
        form=form,
        year_shown=found,
        edition=edition,
        due=due_awards(db.session(), edition),
    )


def _proposed(year: Year, edition: Publication) -> dict[str, Any]:
    """The 字号 of the last issue, else one after the circular's; today."""
    earlier = certificates_of(db.session(), year)
    stem = edition.circular_number.partition("〔")[0][:-1]  # without its 发 or 函
    series = earlier[-1].series if earlier else _("%(stem)s考", stem=stem)
    today: date = current.moment().date()
    return {"series": series, "issued_on": max(today, edition.issued_on)}


def _address(code: str) -> str:
    return url_for("public.certificate", code=code, _external=True)


@office.get("/office/certificates/<int:certificate_id>.pdf")
@requires(Permission.VIEW_OFFICE, on=load_certificate)
def certificate_pdf(found: Certificate) -> ResponseReturnValue:
    """One certificate to print; what no longer holds is not there."""
    if validity_of(db.session(), found) not in HOLDING:
        raise NotFound()
    try:
        content = certificates_pdf([found])
    except PortalError as fault:
        raise Refused(fault.message, **fault.values) from fault
    response = current_app.response_class(content, mimetype="application/pdf")
    name = f"zhengshu-{found.publication.year.number}-{found.serial}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@office.post("/<int:year>/office/certificates/print")
@requires(Permission.RUN_YEAR, on=load_year)
def print_certificates(found: Year) -> ResponseReturnValue:
    """Print all that hold, in the background: one PDF, or an archive with a file for each."""
    wanted = request.form.get("form", "pdf")
    if not DeedForm().validate_on_submit() or wanted not in FORMS:
        return hx.go(_home(found))
    subject = f"years/{found.id}/{wanted}"
    job = start(current.work(), year=found, kind=CERTIFICATES, subject=subject, arguments={"form": wanted})
    return hx.go(url_for("office.job", job_id=job.id))


@office.route("/office/certificates/<int:certificate_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_certificate)
def withdraw_certificate(found: Certificate) -> ResponseReturnValue:
    """Take a certificate back, with a reason: its code says so from then on."""
    form, year = ReasonForm(), found.publication.year
    if form.carried_out(
        lambda: services.withdraw_certificate(
            current.work(), certificate=found, reason=form.reason.data or ""
        )
    ):
        flash(_("证书已收回"), "success")
        return hx.go(_home(year))
    return hx.render(
        "office/certificate_withdraw.html",
        status=form.status,
        form=form,
        year_shown=year,
        certificate=found,
    )
