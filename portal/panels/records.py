"""What a panel records about a unit: add with a reason, attach files, withdraw, release to the unit."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound
from portal.factform import form_for
from portal.forms import DeedForm, ReasonForm, seen_version
from portal.loaders import (
    FactEvidence,
    load_assessment,
    load_record,
    load_record_evidence,
    load_record_to_withdraw,
)
from portal.models import Assessment, Fact
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.facts import record_page
from portal.panels.forms import RecordForm
from portal.panels.units import unit_url
from portal.policy import Permission
from portal.scoring import Indicator, Kind
from portal.services import evidence as evidence_services
from portal.services import reviews as services
from portal.uploads import EvidenceForm, attach_each, examined, kept, limits
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
        unsent=views.unsent(),
        choices=choices,
        kind=kind,
        read_by=[indicator for indicator, own in choices if kind in own],
        form=form,
        limits=limits(),
    )


def _record_form(kind: Kind) -> RecordForm:
    form = form_for(kind, base=RecordForm)
    if not isinstance(form, RecordForm):
        raise TypeError("form_for gives a form of the class that it is asked for")
    return form


def _recorded(assessment: Assessment, kind: Kind, form: RecordForm) -> Fact | None:
    """The record, once it stands; None when the form was not sent or comes back with errors."""
    made: list[Fact] = []
    files = form.uploads()

    def add() -> None:
        examined(files)
        made.append(services.add_record(current.work(), assessment=assessment, content=form.content(kind)))

    if not form.carried_out(add):
        return None
    flash(_("已记录。告知单位之前，单位看不到这条记录"), "success")
    for one in [kept(made[0], upload) for upload in files]:
        if one.fault:
            flash(_("“%(name)s”：%(fault)s", name=one.name, fault=one.fault), "error")
    return made[0]


@panels.post("/panel/facts/<int:fact_id>/evidence")
@requires(Permission.REVIEW, on=load_record)
def attach(found: Fact) -> ResponseReturnValue:
    """Attach files to a record, declared free of secrets; each stands or is refused for itself."""
    form = EvidenceForm()
    outcomes = attach_each(found, form)
    if form.errors or not outcomes:
        return record_page(found, form, outcomes)
    flash(_("已上传 %(count)s 份材料", count=len(outcomes)), "success")
    return hx.go(url_for("panels.fact", fact_id=found.id, _anchor="files"))


@panels.post("/panel/facts/<int:fact_id>/evidence/<int:evidence_id>/remove")
@requires(Permission.REVIEW, on=load_record_evidence)
def detach(subject: FactEvidence) -> ResponseReturnValue:
    """Take a file off a record; its row stays."""
    if DeedForm().validate_on_submit():
        evidence_services.remove_evidence(current.work(), evidence=subject.evidence, fact=subject.fact)
        flash(_("材料已移除"), "success")
    return hx.go(url_for("panels.fact", fact_id=subject.fact.id))


@panels.route("/panel/facts/<int:fact_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.REVIEW, on=load_record_to_withdraw)
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
