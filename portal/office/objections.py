"""异议: what the units object to, and the office's answers with reasons."""

from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.amends import amends
from portal.decisionloaders import load_objection
from portal.errors import NotFound, Refused
from portal.extensions import db
from portal.factform import value_pairs
from portal.forms import options, seen_version
from portal.loaders import load_year
from portal.models import Channel, Fact, Objection, Year
from portal.office.answer_forms import (
    COUNT,
    GRADE,
    AddingAnswerForm,
    AnswerForm,
    FactAnswerForm,
    RegisterForm,
    answer_form,
    area_choices,
)
from portal.office.desk import office, shown_version
from portal.office.forms import units_to_choose
from portal.policy import Permission
from portal.queries.assessments import assessment_of
from portal.queries.decisions import fact_of_objection, facts_in_changes, objections_of
from portal.queries.handling import Changeable, changeable, part_taken
from portal.queries.years import scheme_of, units_of
from portal.scoring import Area, Kind
from portal.services import answers as services
from portal.services import objections as raising
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
        can_register=may(Permission.ANSWER_OBJECTION, year) and year.state in raising.REGISTER_STAGES,
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
    fact = fact_of_objection(db.session(), found)
    return hx.render("office/objection.html", actions=actions, **_shown(found, fact))


def _kind_of(found: Objection, fact: Fact | None) -> Kind | None:
    return scheme_of(found.year).area(found.area).kind(fact.kind) if fact is not None else None


def _fact_of(found: Objection, change: Changeable) -> Fact | None:
    """The fact that is contested: named by the objection, or by whoever answers it, in the address."""
    if found.fact_id is not None:
        return fact_of_objection(db.session(), found)
    named = request.args.get("fact", type=int)
    return next((fact for fact in change.facts if fact.id == named), None)


def _shown(found: Objection, fact: Fact | None) -> dict[str, Any]:
    area = scheme_of(found.year).area(found.area)
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
        "changed": amends(found, facts_in_changes(db.session(), [found])),
        "overdue": is_overdue(found),
        "part": part_taken(db.session(), found, fact, current.actor().account_id),
    }


@office.route("/office/objections/<int:objection_id>/answer", methods=["GET", "POST"])
@requires(Permission.ANSWER_OBJECTION, on=load_objection)
def answer_objection(found: Objection) -> ResponseReturnValue:
    """Answer with reasons; upholding one decides its fact anew, adds what was forgotten (`kind` in the
    address), or puts a band or a count right."""
    change = changeable(db.session(), found)
    fact = _fact_of(found, change)
    new = _new_kind(change) if fact is None else None
    kind = new or _kind_of(found, fact)
    form = answer_form(kind, fact, change, adds=new is not None)

    def answer() -> None:
        services.answer_objection(
            current.work(),
            objection=found,
            action=ObjectionAction(form.action.data),
            answer=form.answer.data or "",
            version=seen_version(),
            change=_change(form, fact, kind),
        )

    if form.carried_out(answer):
        flash(_("已答复"), "success")
        return hx.go(url_for("office.objection", objection_id=found.id))
    if found.state != ObjectionState.raised and not form.is_submitted():
        raise Refused("这件异议已经答复")
    here = url_for("office.answer_objection", objection_id=found.id)
    return hx.render(
        "office/objection_answer.html",
        status=form.status,
        form=form,
        new=new,
        version=shown_version(found),
        grade_fields=[form[f"{GRADE}{one.band.id}"] for one in change.bands],
        count_fields=[form[f"{COUNT}{code}"] for code, _title, _number in change.counts],
        facts=[] if found.fact_id else [(one, f"{here}?fact={one.id}") for one in change.facts],
        kinds=_by_indicator(change, here),
        here=_here(here, found, fact, new),
        unnamed=here if new is not None or (fact is not None and not found.fact_id) else "",
        **_shown(found, fact),
    )


def _here(here: str, found: Objection, fact: Fact | None, new: Kind | None) -> str:
    """The address with what whoever answers has named in it."""
    if new is not None:
        return f"{here}?kind={new.code}"
    return here if found.fact_id or fact is None else f"{here}?fact={fact.id}"


def _new_kind(change: Changeable) -> Kind | None:
    """What was forgotten, by its kind in the address; raises NotFound for one that the area has not."""
    wanted = request.args.get("kind", "")
    kind = next((one for _indicator, one in change.kinds if one.code == wanted), None)
    if wanted and kind is None:
        raise NotFound()
    return kind


def _by_indicator(change: Changeable, here: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be added, under its indicator: (kind, address) pairs."""
    found: dict[str, list[tuple[str, str]]] = {}
    for indicator, kind in change.kinds:
        found.setdefault(indicator.title, []).append((kind.title, f"{here}?kind={kind.code}"))
    return list(found.items())


def _change(form: AnswerForm, fact: Fact | None, kind: Kind | None) -> services.Change:
    """What the answer changes, where it upholds the objection."""
    if form.action.data != ObjectionAction.uphold.value:
        return services.NO_CHANGE
    decided: dict[str, Any] = {}
    if kind is not None and isinstance(form, AddingAnswerForm):
        decided["added"] = form.content(kind)
    if kind is not None and isinstance(form, FactAnswerForm):
        decided["decision"] = form.chosen
        if form.adjusts:
            decided |= {"quantity": form.quantity.data, "values": form.values(kind)}
    return services.Change(fact=fact, grades=form.grades(), counts=form.counts(), **decided)


@office.route("/<int:year>/office/objections/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_OBJECTION, on=load_year)
def register_objection(year: Year) -> ResponseReturnValue:
    """Take down an objection that came by telephone or letter, also against a selection."""
    session = db.session()
    form = RegisterForm(data={"received_on": current.moment().date(), "from_unit": 0})
    units = units_of(session, year)
    form.unit.offer(units_to_choose(units))
    form.from_unit.choices = options([(0, _("不代表参评单位")), *((unit.id, unit.name) for unit in units)])
    form.area.choices = area_choices(scheme_of(year).areas)
    made: list[Objection] = []

    def register() -> None:
        made.append(
            raising.register_objection(
                current.work(),
                assessment=assessment_of(session, year, form.unit.data, form.area.data),
                caller=raising.Caller(
                    channel=Channel(form.channel.data),
                    name=form.complainant.data or "",
                    received_on=form.received_on.data,
                    unit=next((unit for unit in units if unit.id == form.from_unit.data), None),
                ),
                text=form.text.data or "",
                against_selection=form.about.data == "selection",
            )
        )

    if form.carried_out(register):
        flash(_("已登记，由办公室另一人答复"), "success")
        return hx.go(url_for("office.objection", objection_id=made[0].id))
    return hx.render(
        "office/objection_new.html",
        status=form.status,
        form=form,
        year_shown=year,
        can_register=year.state in raising.REGISTER_STAGES,
    )
