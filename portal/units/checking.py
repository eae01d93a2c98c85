"""The unit checks its scorecard (得分核对): confirm it, or object; and what became of its objections."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.amends import Row, amends
from portal.extensions import db
from portal.factform import Typed
from portal.forms import DeedForm
from portal.loaders import ScorecardSubject, load_own_scorecard, load_year
from portal.models import Assessment, Fact, Objection, Year
from portal.policy import Permission
from portal.queries.assessments import facts_for_unit
from portal.queries.decisions import facts_in_changes, objections_of, titles_of_facts
from portal.queries.scores import scorecard_of
from portal.queries.years import scheme_of
from portal.services import objections as services
from portal.units.blueprint import units
from portal.units.clashes import multi, objection_clash
from portal.units.forms import ObjectionForm
from portal.units.keeping import sent
from portal.units.sayings import OBJECTION_FIELDS, objection_keeping
from portal.units.writing import keep_refused, sent_or_kept
from portal.workflow import YearState


@units.route("/<int:year>/unit/areas/<area>/scorecard/confirmation", methods=["GET", "POST"])
@requires(Permission.ANSWER_SCORECARD, on=load_own_scorecard)
def confirm_scorecard(subject: ScorecardSubject) -> ResponseReturnValue:
    """Say that the scorecard was checked and is right; first a page that shows the points."""
    assessment = subject.assessment
    form = DeedForm()
    if form.carried_out(lambda: services.confirm_scorecard(current.work(), assessment=assessment)):
        flash(_("已确认得分无误"), "success")
        return hx.go(url_for("units.desk", year=assessment.year.number))
    return hx.render(
        "units/confirmation.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        card=scorecard_of(db.session(), assessment),
        scorecard_url=scorecard_url(assessment),
        can_confirm=assessment.year.state == YearState.checking and assessment.checked_at is None,
    )


def scorecard_url(assessment: Assessment) -> str:
    """The page that explains the points."""
    return url_for(
        "dossier.scorecard",
        year=assessment.year.number,
        area=assessment.area,
        unit_id=assessment.unit_id,
    )


@units.route("/<int:year>/unit/areas/<area>/objections/new", methods=["GET", "POST"])
@requires(Permission.ANSWER_SCORECARD, on=load_own_scorecard)
def object_to_scorecard(subject: ScorecardSubject) -> ResponseReturnValue:
    """Object to the scorecard, to one of its indicators or to one fact; it holds publication."""
    assessment = subject.assessment
    facts = facts_for_unit(assessment)
    kept = objection_keeping(assessment)
    place = kept.place.partition("/")[2]
    typed = sent_or_kept(OBJECTION_FIELDS, kept)
    mine = sent(typed or {}, "")
    if request.method == "POST" and mine.loses_to(kept.draft):
        return objection_clash(assessment, place, kept.typed, mine.fields)
    form = objection_form(assessment, facts, typed)
    chosen = next((fact for fact in facts if str(fact.id) == form.fact.data), None)
    if form.carried_out(
        lambda: services.raise_objection(
            current.work(),
            assessment=assessment,
            indicator=form.indicator.data or _read_by(assessment, chosen),
            text=form.text.data or "",
            fact=chosen,
            place=place,
        )
    ):
        flash(_("异议已提交，市政府办公室将在五个工作日内答复"), "success")
        return hx.go(url_for("units.objections", year=assessment.year.number))
    return hx.render(
        "units/objection.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        scorecard_url=scorecard_url(assessment),
        keeping=keep_refused(kept, assessment, mine),
        can_object=assessment.year.state in services.OPEN_STAGES,
    )


def _read_by(assessment: Assessment, fact: Fact | None) -> str:
    """The indicator that reads a fact, where only the fact was chosen; "" for an honour."""
    area = scheme_of(assessment.year).area(assessment.area)
    own = area.indicators_for(assessment.unit.group.value)
    return next((one.code for one in own if fact is not None and fact.kind in one.kinds), "")


def objection_form(assessment: Assessment, facts: list[Fact], typed: Typed | None) -> ObjectionForm:
    """The form with the scorecard's own indicators and facts to choose from, with what was typed."""
    area = scheme_of(assessment.year).area(assessment.area)
    asked = {"indicator": request.args.get("indicator", ""), "fact": request.args.get("fact", "")}
    form = (
        ObjectionForm(formdata=None, data=asked)
        if typed is None
        else ObjectionForm(multi({"indicator": [""], "fact": [""], **typed}))
    )
    indicators = [(one.code, one.title) for one in area.indicators_for(assessment.unit.group.value)]
    form.indicator.choices = [("", _("整张得分表")), *indicators]
    form.fact.choices = [("", _("不针对具体事项"))] + [(str(fact.id), fact.title) for fact in facts]
    return form


@units.get("/<int:year>/unit/objections")
@requires(Permission.VIEW_UNIT_DESK, on=load_year)
def objections(year: Year) -> ResponseReturnValue:
    """The unit's own objections of a year with their answers."""
    unit_id = current.actor().unit_id
    scheme = scheme_of(year)
    found = objections_of(db.session(), year, by_unit_id=unit_id) if unit_id is not None else []
    return hx.render(
        "units/objections.html",
        year_row=year,
        objections=found,
        titles=titles_of_facts(db.session(), found),
        changed=_changed(found, unit_id),
        areas={area.code: area for area in scheme.areas},
        can_object=year.state in services.OPEN_STAGES,
        on_notice=year.state == YearState.notice,
    )


def _changed(found: list[Objection], unit_id: int | None) -> dict[int, list[Row]]:
    """What each of the unit's objections put right of its own score; of another unit's, nothing."""
    facts = facts_in_changes(db.session(), found)
    return {one.id: amends(one, facts) if one.unit_id == unit_id else [] for one in found}
