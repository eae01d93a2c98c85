"""The unit's claims: look at one, add, change, take back, answer what was returned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Conflict, NotFound
from portal.extensions import db
from portal.factform import FactForm, form_for, value_pairs
from portal.filecards import cards_of
from portal.forms import DeedForm, seen_version
from portal.labels import plain_number
from portal.loaders import load_claim, load_own_assessment, load_unit_fact
from portal.models import Assessment, Evidence, Fact, Source
from portal.policy import Permission
from portal.queries.assessments import kept_files
from portal.queries.gaps import claimable_kinds, kinds_with_evidence
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.services import assessments as services
from portal.services.assessments import FactContent
from portal.units.areas import say_saved
from portal.units.blueprint import units
from portal.units.forms import EvidenceForm, KeptFilesForm, ReplyForm
from portal.units.sheet import asks_quantity, can_fill, item_of, kind_of
from portal.units.weighing import weight_of
from portal.workflow import FactState


def drafting(kind: Kind) -> Kind:
    """The kind as a draft's form asks for it: only the sign-off insists on its fields."""
    loose = tuple(field.model_copy(update={"required": False}) for field in kind.fields)
    return kind.model_copy(update={"fields": loose})


def area_link(fact: Fact) -> str:
    """Back to the fact's place on its area's page."""
    assessment = fact.assessment
    area = scheme_of(assessment.year).area(assessment.area)
    group = assessment.unit.group.value
    found = next((one.code for one in area.indicators_for(group) if fact.kind in one.kinds), "")
    anchor = f"indicator-{found}" if found else "honours"
    return url_for("units.area", year=assessment.year.number, area=assessment.area, _anchor=anchor)


@units.get("/unit/facts/<int:fact_id>")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_unit_fact)
def fact(found: Fact) -> ResponseReturnValue:
    """One fact: what it says, its evidence, what the panel decided and why."""
    return fact_page(found)


@dataclass(frozen=True)
class Outcome:
    """What became of one of several files: kept, or why not."""

    name: str
    fault: str = ""


def fact_page(
    found: Fact,
    *,
    evidence_form: EvidenceForm | None = None,
    outcomes: Sequence[Outcome] = (),
    kept_form: KeptFilesForm | None = None,
    reply_form: ReplyForm | None = None,
) -> ResponseReturnValue:
    """The fact's page, with the form that came back from one of its deeds."""
    sent = evidence_form or kept_form or reply_form
    kept = kept_files(db.session(), found) if found.source == Source.claim else []
    assessment = found.assessment
    return hx.render(
        "units/fact.html",
        status=sent.status if sent else 200,
        fact=found,
        item=item_of(found, kinds_with_evidence(assessment, scheme_of(assessment.year))),
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        back_url=area_link(found),
        sent=sent,
        attaching=evidence_form is not None or kept_form is not None,
        outcomes=outcomes,
        kept=cards_of(kept),
        kept_form=kept_form,
        serves={file.id: _served(file) for file in kept},
        answering=reply_form is not None,
        evidence_form=evidence_form or EvidenceForm(formdata=None),
        reply_form=reply_form or ReplyForm(formdata=None, data={"reply": found.reply}),
        limits=evidence_limits(),
        can_attach=may(Permission.FILL, found),
    )


def _served(file: Evidence) -> str:
    """The facts that a file serves, in words."""
    titles = [fact.title for fact in file.facts if fact.state != FactState.withdrawn]
    return "、".join(titles)


def evidence_limits() -> dict[str, int]:
    """What is said before a file is chosen: the largest file and sending in MB, how many at once."""
    config, mb = current_app.config, 1024 * 1024
    return {
        "one": config["EVIDENCE_LIMIT"] // mb,
        "all": config["MAX_CONTENT_LENGTH"] // mb,
        "count": config["EVIDENCE_AT_ONCE"],
    }


@units.route("/<int:year>/unit/areas/<area>/facts/new", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_own_assessment)
def add_fact(assessment: Assessment) -> ResponseReturnValue:
    """Claim a fact of the kind that `?kind=` names."""
    kind = claimable_kinds(assessment, scheme_of(assessment.year)).get(request.args.get("kind", ""))
    if kind is None:
        raise NotFound()
    form = form_for(drafting(kind))
    made: list[Fact] = []
    if form.carried_out(
        lambda: made.append(
            services.add_claim(current.work(), assessment=assessment, content=form.content(kind))
        )
    ):
        needs = kind.code in kinds_with_evidence(assessment, scheme_of(assessment.year))
        say_saved(assessment, _("已保存。请接着附上证明材料") if needs else "")
        if needs:
            return hx.go(url_for("units.fact", fact_id=made[0].id, _anchor="evidence"))
        return hx.go(area_link(made[0]))
    return _form_page(form, kind, assessment)


@units.route("/unit/facts/<int:fact_id>/edit", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_claim)
def edit_fact(found: Fact) -> ResponseReturnValue:
    """Change a claim that is a draft, or one that the panel returned."""
    kind = kind_of(found)
    asked = drafting(kind) if found.state == FactState.draft else kind
    form = form_for(asked, found)
    if form.carried_out(
        lambda: _or_compare(
            found,
            form,
            lambda: services.edit_claim(
                current.work(), fact=found, content=form.content(kind), version=seen_version()
            ),
        )
    ):
        say_saved(found.assessment)
        if found.state == FactState.draft:
            return hx.go(area_link(found))
        return hx.go(url_for("units.fact", fact_id=found.id, _anchor="answer"))
    return _form_page(form, kind, found.assessment, found)


def _form_page(
    form: FactForm, kind: Kind, assessment: Assessment, found: Fact | None = None
) -> ResponseReturnValue:
    scheme = scheme_of(assessment.year)
    area = scheme.area(assessment.area)
    group = assessment.unit.group.value
    if hx.wants_fragment():
        form.process(request.args)  # as typed so far: only weighed, nothing is kept
    return hx.render(
        "units/fact_form.html",
        "weight",
        status=form.status,
        weight=weight_of(assessment, kind, form.content(kind), found),
        form=form,
        kind=kind,
        fact=found,
        item=item_of(found, kinds_with_evidence(assessment, scheme)) if found else None,
        assessment=assessment,
        scheme_area=area,
        indicator=next((one for one in area.indicators_for(group) if kind.code in one.kinds), None),
        bonus=scheme.bonus if scheme.bonus and scheme.bonus.kind.code == kind.code else None,
        asks_quantity=asks_quantity(assessment, kind),
        needs_evidence=kind.code in kinds_with_evidence(assessment, scheme),
        open_now=can_fill(assessment) if found is None else None,
        back_url=url_for("units.area", year=assessment.year.number, area=assessment.area)
        if found is None
        else area_link(found),
    )


def _or_compare(found: Fact, form: FactForm, change: Callable[[], None]) -> None:
    """Make the change; when somebody was faster, put both contents side by side in one wording."""
    try:
        change()
    except Conflict as clash:
        kind = kind_of(found)
        standing = FactContent(
            kind=found.kind,
            title=found.title,
            happened_on=found.happened_on,
            document_number=found.document_number,
            quantity=found.quantity,
            values=found.values,
            note=found.note,
        )
        theirs, mine = content_pairs(kind, standing), content_pairs(kind, form.content(kind))
        raise Conflict(clash.message, theirs=theirs, mine=mine) from None


def content_pairs(kind: Kind, content: FactContent) -> list[tuple[str, str]]:
    """A fact's content in words, (label, text), empty ones left out."""
    pairs = [
        (_("事项名称"), content.title),
        (_("日期"), content.happened_on.isoformat() if content.happened_on else ""),
        (_("文号"), content.document_number),
        *value_pairs(kind, content.values),
        (_("数量"), plain_number(content.quantity)),
        (_("说明"), content.note.replace("\r\n", "\n")),
    ]
    return [(label, text) for label, text in pairs if text]


@units.route("/unit/facts/<int:fact_id>/removal", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_claim)
def remove_fact(found: Fact) -> ResponseReturnValue:
    """Take back a claim that has not been signed; first a page that says so."""
    form = DeedForm()
    back_url = area_link(found)
    assessment = found.assessment
    if form.carried_out(lambda: services.remove_claim(current.work(), fact=found, version=seen_version())):
        flash(_("已删除"), "success")
        return hx.go(back_url)
    return hx.render(
        "units/removal.html",
        status=form.status,
        form=form,
        fact=found,
        kind=kind_of(found),
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        back_url=back_url,
    )


@units.post("/unit/facts/<int:fact_id>/answer")
@requires(Permission.FILL, on=load_claim)
def answer(found: Fact) -> ResponseReturnValue:
    """Answer what the panel returned; the head signs before it goes back."""
    form = ReplyForm()
    if form.carried_out(
        lambda: services.reply_to_return(
            current.work(), fact=found, reply=form.reply.data or "", version=seen_version()
        )
    ):
        flash(_("答复已保存，请单位负责人审签后交回评价小组"), "success")
        return hx.go(url_for("units.desk", year=found.assessment.year.number))
    return fact_page(found, reply_form=form)
