"""What a panel records about a unit: add with a reason, attach files, withdraw, release to the unit."""

from dataclasses import replace

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound, PortalError
from portal.evidence.store import Store
from portal.factform import form_for
from portal.forms import DeedForm, ReasonForm, seen_version
from portal.loaders import FactEvidence, load_assessment, load_record, load_record_evidence
from portal.models import Assessment, Fact
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.facts import record_page
from portal.panels.forms import RecordForm, UploadForm
from portal.panels.units import unit_url
from portal.policy import Permission
from portal.scoring import Indicator, Kind
from portal.services import evidence as evidence_services
from portal.services import reviews as services
from portal.services.evidence import Upload
from portal.services.work import Work
from portal.workflow import FactAction, FactState


def record_kinds(assessment: Assessment) -> list[tuple[Indicator, list[Kind]]]:
    """What a panel can record about the unit, under the indicators that read it."""
    area = views.area_of(assessment)
    kinds = {kind.code: kind for kind in area.kinds_by("record")}
    found = [
        (indicator, [kinds[code] for code in indicator.kinds if code in kinds])
        for indicator in area.indicators_for(assessment.unit.group.value)
    ]
    return [(indicator, own) for indicator, own in found if own]


@panels.route("/<int:year>/panel/<area>/units/<int:unit_id>/records/new", methods=["GET", "POST"])
@requires(Permission.REVIEW, on=load_assessment)
def new_record(assessment: Assessment) -> ResponseReturnValue:
    """Record a fact about the unit: first its kind (`kind` in the address), then its content."""
    choices = record_kinds(assessment)
    wanted = request.args.get("kind", "")
    kind = next((one for _indicator, own in choices for one in own if one.code == wanted), None)
    if wanted and kind is None:
        raise NotFound()
    form = _record_form(kind) if kind else None
    if kind and form and (made := _recorded(assessment, kind, form)):
        return hx.go(url_for("panels.fact", fact_id=made.id))
    return hx.render(
        "panels/record_new.html",
        status=form.status if form else 200,
        assessment=assessment,
        scheme_area=views.area_of(assessment),
        works=views.is_open(views.area_row(assessment)),
        choices=choices,
        kind=kind,
        read_by=[indicator for indicator, own in choices if kind in own],
        form=form,
    )


def _record_form(kind: Kind) -> RecordForm:
    form = form_for(kind, base=RecordForm)
    if not isinstance(form, RecordForm):
        raise TypeError("form_for gives a form of the class that it is asked for")
    return form


def _recorded(assessment: Assessment, kind: Kind, form: RecordForm) -> Fact | None:
    """The record, once it stands; None when the form was not sent or comes back with errors."""
    made: list[Fact] = []
    upload = form.upload()

    def add() -> None:
        if upload is not None:
            _must_fit(upload)
        made.append(services.add_record(current.work(), assessment=assessment, content=form.content(kind)))

    if not form.carried_out(add):
        return None
    flash(_("已记录。告知单位之前，单位看不到这条记录"), "success")
    if upload is not None:
        try:
            # The form's one key stands for the record; the file is a second change.
            _attach(replace(current.work(), request_key=""), made[0], upload)
        except PortalError as fault:
            flash(_(fault.message, **fault.values), "error")
    return made[0]


def _must_fit(upload: Upload) -> None:
    """Refuse a file that could not be kept before anything is recorded. Raises Invalid."""
    evidence_services.examine(
        Store(current_app.config["EVIDENCE_FOLDER"]), upload, current_app.config["EVIDENCE_LIMIT"]
    )


def _attach(work: Work, found: Fact, upload: Upload) -> None:
    evidence_services.attach(
        work,
        store=Store(current_app.config["EVIDENCE_FOLDER"]),
        fact=found,
        upload=upload,
        limit=current_app.config["EVIDENCE_LIMIT"],
    )


@panels.post("/panel/facts/<int:fact_id>/evidence")
@requires(Permission.REVIEW, on=load_record)
def attach(found: Fact) -> ResponseReturnValue:
    """Attach a file to a record."""
    form = UploadForm()
    upload = form.upload()
    if form.carried_out(lambda: _attach(current.work(), found, upload) if upload else None):
        flash(_("材料已附上"), "success")
        return hx.go(url_for("panels.fact", fact_id=found.id))
    return record_page(found, form)


@panels.post("/panel/facts/<int:fact_id>/evidence/<int:evidence_id>/remove")
@requires(Permission.REVIEW, on=load_record_evidence)
def detach(subject: FactEvidence) -> ResponseReturnValue:
    """Take a file off a record; its row stays."""
    if DeedForm().validate_on_submit():
        evidence_services.remove_evidence(current.work(), evidence=subject.evidence, fact=subject.fact)
        flash(_("材料已移除"), "success")
    return hx.go(url_for("panels.fact", fact_id=subject.fact.id))


@panels.route("/panel/facts/<int:fact_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.REVIEW, on=load_record)
def withdraw(found: Fact) -> ResponseReturnValue:
    """Withdraw a record that was wrong, with a reason."""
    form = ReasonForm()
    assessment = found.assessment
    if form.carried_out(
        lambda: services.withdraw_record(
            current.work(), fact=found, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("记录已撤销"), "success")
        return hx.go(unit_url(assessment, "records"))
    return hx.render(
        "panels/withdraw.html",
        status=form.status,
        form=form,
        fact=found,
        row=views.fact_row(found),
        assessment=assessment,
        scheme_area=views.area_of(assessment),
        can_withdraw=views.can(found, FactAction.withdraw, views.area_row(assessment)),
    )


@panels.route("/<int:year>/panel/<area>/units/<int:unit_id>/records/release", methods=["GET", "POST"])
@requires(Permission.REVIEW, on=load_assessment)
def release(assessment: Assessment) -> ResponseReturnValue:
    """Show the unit what was recorded about it; first named one by one."""
    rows = [row for row in views.fact_rows(assessment, claims=False) if row.fact.state == FactState.recorded]
    if DeedForm().validate_on_submit():
        named = {int(key) for key in request.form.getlist("fact") if key.isdigit()}
        count = services.release_records(current.work(), assessment=assessment, only=named)
        flash(_("已告知单位 %(count)s 条记录", count=count), "success")
        return hx.go(unit_url(assessment, "records"))
    return hx.render(
        "panels/release.html",
        assessment=assessment,
        scheme_area=views.area_of(assessment),
        rows=rows,
        works=views.is_open(views.area_row(assessment)),
    )
