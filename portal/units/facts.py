"""The unit's claims: add, change, take back, answer what was returned."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.errors import Conflict, NotFound
from portal.extensions import db
from portal.factform import FactForm, form_for, unasking
from portal.forms import DeedForm, say_unread, seen_version
from portal.loaders import load_claim, load_own_assessment
from portal.models import Assessment, Fact
from portal.policy import Permission
from portal.queries.drafts import was_saved
from portal.queries.gaps import claimable_kinds, kinds_with_evidence
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.services import assessments as services
from portal.services.ordering import move_claim
from portal.units.areas import say_saved
from portal.units.blueprint import units
from portal.units.clashes import draft_clash, fact_clash, multi, reply_clash
from portal.units.factpage import area_link, fact_page
from portal.units.forms import ReplyForm
from portal.units.inline import done, place, sends, told_apart
from portal.units.keeping import Keeping, digest, keeping, login_ended, new_key, sent
from portal.units.replies import reply_keeping
from portal.units.reuse import warn_of_same_matters
from portal.units.sheet import asks_quantity, can_fill, item_of, kind_of
from portal.units.weighing import weight_of
from portal.units.writing import (
    beside,
    copied,
    drafting,
    form_key,
    keep_refused,
    names_of,
    sent_or_kept,
)
from portal.workflow import FactState


@units.route("/<int:year>/unit/areas/<area>/facts/new", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_own_assessment, signed_out=login_ended)
def add_fact(assessment: Assessment) -> ResponseReturnValue:
    """Claim a fact of the kind that `?kind=` names; `?draft=` names the form, `?copy=` its model."""
    kind = claimable_kinds(assessment, scheme_of(assessment.year)).get(request.args.get("kind", ""))
    if kind is None:
        raise NotFound()
    key = form_key()
    address = {"year": assessment.year.number, "area": assessment.area, "kind": kind.code}
    if not key and request.method == "GET" and (place() or not hx.wants_fragment()):
        return hx.show(url_for("units.add_fact", **address, draft=new_key(), copy=request.args.get("copy")))
    here = f"new/{key}" if key else ""
    kept = keeping(
        assessment,
        here,
        url_for("units.add_fact", **address, draft=key or None),
        url_for("units.keep_new_fact", **address, draft=key),
    )
    back = request.method == "GET" and not hx.wants_fragment() and kept.draft is None
    if back and was_saved(db.session(), kept.account_id, here):
        # The way back after the save: the empty form would make a second one of it.
        flash(_("这一项已经保存，就在下面。要改请按“修改”，另有一项请再按“填报”"), "info")
        return hx.go(url_for("units.area", year=assessment.year.number, area=assessment.area))
    typed = sent_or_kept(names_of(kind), kept) or copied(assessment, kind)
    form = unasking(form_for(drafting(kind), typed=typed))
    mine = sent(typed or {}, "")
    if request.method == "POST" and mine.loses_to(kept.draft):
        return draft_clash(kind, assessment, here, mine.fields, kept.typed)
    made: list[Fact] = []
    if form.carried_out(
        lambda: made.append(
            services.add_claim(current.work(), assessment=assessment, content=form.content(kind), place=here)
        )
    ):
        needs = kind.code in kinds_with_evidence(assessment, scheme_of(assessment.year))
        say_saved(assessment, _("已保存。请接着附上证明材料") if needs else "")
        warn_of_same_matters(made[0])
        return done(made[0], url_for("units.fact", fact_id=made[0].id, _anchor="evidence") if needs else "")
    return _form_page(form, kind, assessment, keep_refused(kept, assessment, mine, kind.code))


@units.route("/unit/facts/<int:fact_id>/edit", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_claim, signed_out=login_ended)
def edit_fact(found: Fact) -> ResponseReturnValue:
    """Change a claim that is a draft, or one that the panel returned."""
    kind, assessment = kind_of(found), found.assessment
    is_draft = found.state == FactState.draft
    here = f"facts/{found.id}"
    kept = keeping(
        assessment,
        here,
        url_for("units.edit_fact", fact_id=found.id),
        url_for("units.keep_fact", fact_id=found.id),
    )
    typed = sent_or_kept(names_of(kind), kept)
    form = form_for(drafting(kind) if is_draft else kind, found, typed=typed)
    if is_draft:
        unasking(form)
    mine = sent(typed or {}, str(seen_version()))
    if request.method == "POST" and mine.loses_to(kept.draft):
        return draft_clash(kind, assessment, here, mine.fields, kept.typed)
    try:
        saved = form.carried_out(
            lambda: services.edit_claim(
                current.work(), fact=found, content=form.content(kind), version=seen_version()
            )
        )
    except Conflict:
        keep_refused(kept, assessment, mine, kind.code)
        return fact_clash(kind, found, mine.fields)
    if saved:
        say_saved(assessment)
        warn_of_same_matters(found)
        if request.form.get("then") == "next" and (following := beside(found)[1]):
            return hx.go(url_for("units.edit_fact", fact_id=following.id))
        return done(found, "" if is_draft else url_for("units.fact", fact_id=found.id, _anchor="answer"))
    return _form_page(form, kind, assessment, keep_refused(kept, assessment, mine, kind.code), found)


def _form_page(
    form: FactForm, kind: Kind, assessment: Assessment, kept: Keeping, found: Fact | None = None
) -> ResponseReturnValue:
    scheme = scheme_of(assessment.year)
    area = scheme.area(assessment.area)
    group = assessment.unit.group.value
    status = form.status
    block = "entry" if place() else "weight"
    if hx.wants_fragment() and block == "weight":
        form.process(request.args)  # as typed so far: only weighed, nothing is kept
    elif request.method == "GET":
        say_unread(form)
    told_apart(form)
    return hx.render(
        "units/fact_form.html",
        block,
        status=status,
        place=place(),
        sends=sends,
        weight=weight_of(assessment, kind, form.content(kind), found),
        form=form,
        kind=kind,
        fact=found,
        keeping=kept,
        version=version_shown(kept, found),
        stale=found is not None and version_shown(kept, found) != str(found.version),
        beside=beside(found) if found else (None, None),
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


def version_shown(kept: Keeping, found: Fact | None) -> str:
    """The version that the form is typed over: the draft's where it goes on with one."""
    if kept.draft is not None and kept.draft.over:
        return kept.draft.over
    return str(found.version) if found else ""


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


@units.post("/unit/facts/<int:fact_id>/move")
@requires(Permission.FILL, on=load_claim)
def move_fact(found: Fact) -> ResponseReturnValue:
    """Show a claim one place higher or lower (`to`: up or down) among those of its indicator."""
    if DeedForm().validate_on_submit():
        move_claim(current.work(), fact=found, up=request.form.get("to") == "up")
    return done(found)


@units.post("/unit/facts/<int:fact_id>/answer")
@requires(Permission.FILL, on=load_claim)
def answer(found: Fact) -> ResponseReturnValue:
    """Answer what the panel returned; the head signs before it goes back."""
    kept = reply_keeping(found)
    typed = sent_or_kept(("reply",), kept) or {}
    form = ReplyForm(multi(typed))
    mine = sent(typed, request.form.get("seen", ""))
    if mine.loses_to(kept.draft):
        return reply_clash(found, kept.typed, mine.fields, colleague=False)
    version = found.version if mine.over == digest(found.reply) else 0
    try:
        saved = form.carried_out(
            lambda: services.reply_to_return(
                current.work(), fact=found, reply=form.reply.data or "", version=version
            )
        )
    except Conflict:
        keep_refused(kept, found.assessment, mine)
        return reply_clash(found, {"reply": [found.reply]}, mine.fields, colleague=True)
    if saved:
        flash(_("答复已保存，请单位负责人审签后交回评价小组"), "success")
        return hx.go(url_for("units.desk", year=found.assessment.year.number))
    keep_refused(kept, found.assessment, mine)
    return fact_page(found, reply_form=form)
