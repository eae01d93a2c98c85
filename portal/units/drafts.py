"""What is typed is kept as each field is left (product.md, "Lost drafts"), or given up by one's own wish."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound
from portal.factform import shown_form
from portal.forms import DeedForm, as_typed, held
from portal.loaders import (
    ScorecardSubject,
    load_claim,
    load_draft,
    load_own_assessment,
    load_own_scorecard,
)
from portal.models import Assessment, Draft, Fact
from portal.policy import Permission
from portal.queries.gaps import claimable_kinds
from portal.queries.years import scheme_of
from portal.services import drafts as services
from portal.units.blueprint import units
from portal.units.clashes import standing_of
from portal.units.keeping import keep, login_ended, sent
from portal.units.sayings import (
    OBJECTION_FIELDS,
    load_told_record,
    objection_keeping,
    statement_place,
    statement_text,
)
from portal.units.sheet import can_answer, kind_of
from portal.units.writing import form_key, names_of


@units.post("/<int:year>/unit/areas/<area>/facts/new/draft")
@requires(Permission.FILL, on=load_own_assessment, signed_out=login_ended)
def keep_new_fact(assessment: Assessment) -> ResponseReturnValue:
    """Keep a claim that is no fact yet."""
    kind = claimable_kinds(assessment, scheme_of(assessment.year)).get(request.args.get("kind", ""))
    key = form_key()
    if kind is None or not key:
        raise NotFound()
    typed = sent(as_typed(names_of(kind)), "")
    answer = keep(assessment, f"new/{key}", typed, held(shown_form(kind)), kind.code)
    back = url_for(
        "units.add_fact", year=assessment.year.number, area=assessment.area, kind=kind.code, draft=key
    )
    return answer if hx.wants_fragment() else hx.go(back)


@units.post("/unit/facts/<int:fact_id>/edit/draft")
@requires(Permission.FILL, on=load_claim, signed_out=login_ended)
def keep_fact(found: Fact) -> ResponseReturnValue:
    """Keep what is typed over a claim."""
    kind = kind_of(found)
    typed = sent(as_typed(names_of(kind)), request.form.get("version", ""))
    place, standing = f"facts/{found.id}", standing_of(kind, found)
    answer = keep(found.assessment, place, typed, standing, kind.code, note=_open(found))
    return answer if hx.wants_fragment() else hx.go(url_for("units.edit_fact", fact_id=found.id))


@units.post("/<int:year>/unit/areas/<area>/narrative/draft")
@requires(Permission.FILL, on=load_own_assessment, signed_out=login_ended)
def keep_narrative(assessment: Assessment) -> ResponseReturnValue:
    """Keep what is typed of the self-report."""
    typed = sent(as_typed(("narrative",)), request.form.get("seen", ""))
    answer = keep(assessment, "narrative", typed, {"narrative": [assessment.narrative]})
    back = url_for("units.narrative", year=assessment.year.number, area=assessment.area)
    return answer if hx.wants_fragment() else hx.go(back)


@units.post("/unit/facts/<int:fact_id>/answer/draft")
@requires(Permission.FILL, on=load_claim, signed_out=login_ended)
def keep_answer(found: Fact) -> ResponseReturnValue:
    """Keep what is typed of an answer to the panel."""
    typed = sent(as_typed(("reply",)), request.form.get("seen", ""))
    standing = {"reply": [found.reply]}
    answer = keep(found.assessment, f"replies/{found.id}", typed, standing, note=_open(found))
    back = url_for("units.fact", fact_id=found.id, _anchor="answer")
    return answer if hx.wants_fragment() else hx.go(back)


def _open(found: Fact) -> str | None:
    """No word of warning beside a claim that was returned and can be answered."""
    return "" if can_answer(found) else None


@units.post("/unit/facts/<int:fact_id>/statement/draft")
@requires(Permission.FILL, on=load_told_record, signed_out=login_ended)
def keep_statement(found: Fact) -> ResponseReturnValue:
    """Keep what is typed of a statement on a record."""
    typed = sent(as_typed(("text",)), request.form.get("version", ""))
    place, standing = statement_place(found), {"text": [statement_text(found)]}
    answer = keep(found.assessment, place, typed, standing, note="")
    back = url_for("units.fact", fact_id=found.id, _anchor="statement")
    return answer if hx.wants_fragment() else hx.go(back)


@units.post("/<int:year>/unit/areas/<area>/objections/draft")
@requires(Permission.ANSWER_SCORECARD, on=load_own_scorecard, signed_out=login_ended)
def keep_objection(subject: ScorecardSubject) -> ResponseReturnValue:
    """Keep what is typed of an objection to the scorecard."""
    kept = objection_keeping(subject.assessment)
    place = kept.place.partition("/")[2]
    answer = keep(subject.assessment, place, sent(as_typed(OBJECTION_FIELDS), ""), {}, note="")
    return answer if hx.wants_fragment() else hx.go(kept.form_url)


@units.post("/unit/drafts/<int:draft_id>/removal")
@requires(Permission.FILL, on=load_draft)
def drop_draft(draft: Draft) -> ResponseReturnValue:
    """Give up what was typed and not saved; what was saved before stays."""
    assessment = draft.assessment
    if DeedForm().validate_on_submit():
        services.drop_draft(current.work(), draft=draft)
        flash(_("草稿已丢弃，以前保存的内容没有变"), "success")
    leave = hx.show if hx.asks_for("entry") else hx.go
    return leave(url_for("units.area", year=assessment.year.number, area=assessment.area))
