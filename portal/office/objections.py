"""异议: what the units object to, and the office's answers with reasons."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.factform import value_pairs
from portal.forms import seen_version
from portal.loaders import load_objection, load_year
from portal.models import Fact, Objection, Source, Year
from portal.office.desk import office, shown_version
from portal.office.forms import ClaimAnswerForm, answer_form
from portal.policy import Permission
from portal.queries.decisions import fact_of_objection, objections_of
from portal.queries.years import scheme_of
from portal.scoring import Area, Kind
from portal.services import objections as services
from portal.workflow import OBJECTION, ObjectionAction, ObjectionState, available


@office.get("/<int:year>/office/objections/")
@requires(Permission.VIEW_OFFICE, on=load_year)
def objections(year: Year) -> ResponseReturnValue:
    """The year's objections, open ones first; filtered by state and area in the address."""
    found = objections_of(db.session(), year)
    state, area = request.args.get("state", ""), request.args.get("area", "")
    scheme = scheme_of(year)
    return hx.render(
        "office/objections.html",
        "list",
        year_shown=year,
        objections=[
            (one, _indicator_title(scheme.area(one.area), one))
            for one in found
            if (not state or one.state == state) and (not area or one.area == area)
        ],
        open_count=sum(one.state == ObjectionState.raised for one in found),
        overdue=sum(is_overdue(one) for one in found),
        total=len(found),
        areas=[(one.code, one.title) for one in scheme.areas],
        titles={one.code: one.title for one in scheme.areas},
        state=state,
        area=area,
        today=current.moment().date(),
    )


def is_overdue(objection: Objection) -> bool:
    """Whether the answer is late: five working days have gone by."""
    return objection.state == ObjectionState.raised and current.moment().date() > objection.due_on


def _indicator_title(area: Area, objection: Objection) -> str:
    """The indicator that the objection names, or nothing."""
    return next((i.title for i in area.indicators if i.code == objection.indicator), "")


@office.get("/office/objections/<int:objection_id>")
@requires(Permission.VIEW_OFFICE, on=load_objection)
def objection(found: Objection) -> ResponseReturnValue:
    """One objection: what is contested, how it was decided before, and the answer."""
    actions = available(OBJECTION, found.state, lambda permission: may(permission, found))
    return hx.render("office/objection.html", actions=actions, **_shown(found))


def _kind_of(found: Objection, fact: Fact | None) -> Kind | None:
    return scheme_of(found.year).area(found.area).kind(fact.kind) if fact is not None else None


def _shown(found: Objection) -> dict[str, Any]:
    area = scheme_of(found.year).area(found.area)
    fact = fact_of_objection(db.session(), found)
    kind = _kind_of(found, fact)
    verifications = []
    if fact is not None and kind is not None:
        verifications = [(one, value_pairs(kind, one.values)) for one in reversed(fact.verifications)]
    return {
        "objection": found,
        "area": area,
        "indicator_title": _indicator_title(area, found),
        "fact": fact,
        "kind": kind,
        "fact_values": value_pairs(kind, fact.values) if fact is not None and kind is not None else [],
        "verifications": verifications,
        "overdue": is_overdue(found),
        "took_part": fact is not None and _took_part(fact),
    }


def _took_part(fact: Fact) -> bool:
    """Whether this person verified the fact: then somebody else must answer."""
    return any(seen.by_id == current.actor().account_id for seen in fact.verifications)


@office.route("/office/objections/<int:objection_id>/answer", methods=["GET", "POST"])
@requires(Permission.ANSWER_OBJECTION, on=load_objection)
def answer_objection(found: Objection) -> ResponseReturnValue:
    """Answer with reasons; upholding one about a claim decides the claim anew."""
    fact = fact_of_objection(db.session(), found)
    claim = fact if fact is not None and fact.source == Source.claim else None
    kind = _kind_of(found, claim)
    form = answer_form(kind, claim)

    def answer() -> None:
        services.answer_objection(
            current.work(),
            objection=found,
            action=ObjectionAction(form.action.data),
            answer=form.answer.data or "",
            version=seen_version(),
            **_decision(form, kind),
        )

    if form.carried_out(answer):
        flash(_("已答复"), "success")
        return hx.go(url_for("office.objection", objection_id=found.id))
    if found.state != ObjectionState.raised and not form.is_submitted():
        raise Refused("这件异议已经答复")
    return hx.render(
        "office/objection_answer.html",
        status=form.status,
        form=form,
        claim=claim,
        version=shown_version(found),
        **_shown(found),
    )


def _decision(form: Any, kind: Kind | None) -> dict[str, Any]:
    """The claim's new verification, where one is given."""
    if kind is None or not isinstance(form, ClaimAnswerForm):
        return {}
    if form.action.data != ObjectionAction.uphold.value:
        return {}
    adjusted = {"quantity": form.quantity.data, "values": form.values(kind)} if form.adjusts else {}
    return {"decision": form.chosen, **adjusted}
