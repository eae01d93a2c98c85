"""Sign-off (审签): send, recall, sign, decline, and sign the answers to what was returned."""

from dataclasses import dataclass

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.extensions import db
from portal.forms import DeedForm, Form, seen_version
from portal.loaders import load_own_assessment
from portal.models import Assessment, SigningAuthority
from portal.policy import Permission, Role
from portal.queries.assessments import facts_for_unit
from portal.queries.authorities import authority_for
from portal.queries.changes import changes_since_decline, changes_since_return
from portal.queries.gaps import claims_of, gaps_of, kinds_with_evidence
from portal.queries.preview import preview_of
from portal.queries.years import scheme_of
from portal.services import signing as services
from portal.units.blueprint import units
from portal.units.changes import Told, told
from portal.units.deadlines import deadline_of
from portal.units.forms import DeclineForm
from portal.units.reuse import claimed_twice_links
from portal.units.sheet import Item, item_of
from portal.units.words import gap_links
from portal.workflow import ASSESSMENT, AssessmentAction, FactState, available


def _items(assessment: Assessment, states: frozenset[FactState] | None = None) -> list[Item]:
    needing = kinds_with_evidence(assessment, scheme_of(assessment.year))
    claims = claims_of(assessment)
    return [item_of(fact, needing) for fact in claims if states is None or fact.state in states]


def _actions(assessment: Assessment) -> list[AssessmentAction]:
    return available(ASSESSMENT, assessment.state, lambda permission: may(permission, assessment))


def _area_url(assessment: Assessment) -> str:
    return url_for("units.area", year=assessment.year.number, area=assessment.area)


def _desk_url(assessment: Assessment) -> str:
    return url_for("units.desk", year=assessment.year.number)


@units.route("/<int:year>/unit/areas/<area>/sending", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_own_assessment)
def send(assessment: Assessment) -> ResponseReturnValue:
    """Send for sign-off: the page lists what is missing, with the way there. Only what blocks, blocks."""
    form = DeedForm()
    gaps = gaps_of(assessment, scheme_of(assessment.year), current.actor().account_id)
    blocking = [gap for gap in gaps if gap.blocking]
    if form.is_submitted() and blocking:
        form.add_fault("", _("还有 %(count)s 项须先补齐", count=len(blocking)))
    elif form.carried_out(
        lambda: services.send_for_signoff(current.work(), assessment=assessment, version=seen_version())
    ):
        flash(_("已送审签，请单位负责人登录后审签"), "success")
        return hx.go(_area_url(assessment))
    return hx.render(
        "units/sending.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        blocking=gap_links(blocking, assessment),
        advice=gap_links([gap for gap in gaps if not gap.blocking], assessment)
        + claimed_twice_links(assessment),
        items=_items(assessment),
        deadline=deadline_of(assessment, current.moment()),
        can_send=AssessmentAction.send_for_signoff in _actions(assessment),
    )


@units.post("/<int:year>/unit/areas/<area>/recall")
@requires(Permission.FILL, on=load_own_assessment)
def recall(assessment: Assessment) -> ResponseReturnValue:
    """Take the self-assessment back from the head's desk to change it."""
    if DeedForm().validate_on_submit():
        services.recall(current.work(), assessment=assessment, version=seen_version())
        flash(_("已撤回，可以继续修改"), "success")
    return hx.go(_area_url(assessment))


@dataclass(frozen=True)
class Papers:
    """What lies on the desk of who signs. `own_edit`: this person wrote in it last; `authority`: signs in
    the head's stead, who alone may sign his own hand."""

    items: list[Item]
    own_edit: bool
    authority: SigningAuthority | None

    @property
    def barred(self) -> bool:
        """Whether somebody else must sign."""
        return self.own_edit and self.authority is not None


def _papers(assessment: Assessment, states: frozenset[FactState] | None = None) -> Papers:
    who = current.actor()
    authority = None
    if not who.has(Role.head):
        authority = authority_for(db.session(), who.account_id, current.moment().date())
    return Papers(_items(assessment, states), assessment.edited_by_id == who.account_id, authority)


@units.route("/<int:year>/unit/areas/<area>/signing", methods=["GET", "POST"])
@requires(Permission.SIGN, on=load_own_assessment)
def sign(assessment: Assessment) -> ResponseReturnValue:
    """The head sees all that leaves the unit, and signs."""
    form = DeedForm()
    if form.carried_out(lambda: services.sign(current.work(), assessment=assessment, version=seen_version())):
        flash(_("已审签，自评已报送评价小组"), "success")
        return hx.go(_desk_url(assessment))
    return _signing_page(assessment, form, DeclineForm(formdata=None))


@units.post("/<int:year>/unit/areas/<area>/declining")
@requires(Permission.SIGN, on=load_own_assessment)
def decline(assessment: Assessment) -> ResponseReturnValue:
    """Send it back to the reporters with a reason."""
    form = DeclineForm()
    if form.carried_out(
        lambda: services.decline(
            current.work(), assessment=assessment, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("已退回填报员修改"), "success")
        return hx.go(_desk_url(assessment))
    return _signing_page(assessment, form, form)


def _signing_page(assessment: Assessment, sent: Form, decline_form: DeclineForm) -> ResponseReturnValue:
    actions = _actions(assessment)
    gaps = gaps_of(assessment, scheme_of(assessment.year))
    changes = changes_since_decline(db.session(), assessment)
    return hx.render(
        "units/signing.html",
        status=sent.status,
        sent=sent,
        decline_form=decline_form,
        declining=sent is decline_form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        papers=_papers(assessment),
        changes=told(changes) if changes else None,
        card=preview_of(assessment, facts_for_unit(assessment)),
        missing=gap_links(gaps, assessment) + claimed_twice_links(assessment),
        deadline=deadline_of(assessment, current.moment()),
        can_sign=AssessmentAction.sign in actions,
        can_decline=AssessmentAction.decline in actions,
    )


@units.route("/<int:year>/unit/areas/<area>/replies/signing", methods=["GET", "POST"])
@requires(Permission.SIGN, on=load_own_assessment)
def sign_replies(assessment: Assessment) -> ResponseReturnValue:
    """The head signs the answers to returned facts, and these alone."""
    form = DeedForm()
    if form.carried_out(
        lambda: services.sign_replies(current.work(), assessment=assessment, version=seen_version())
    ):
        flash(_("答复已审签，已交回评价小组"), "success")
        return hx.go(_desk_url(assessment))
    return _replies_page(assessment, form, DeclineForm(formdata=None))


@units.post("/<int:year>/unit/areas/<area>/replies/declining")
@requires(Permission.SIGN, on=load_own_assessment)
def decline_replies(assessment: Assessment) -> ResponseReturnValue:
    """Send the answers back to the reporters with a reason."""
    form = DeclineForm()
    if form.carried_out(
        lambda: services.decline_replies(
            current.work(), assessment=assessment, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("答复已退回填报员修改"), "success")
        return hx.go(_desk_url(assessment))
    return _replies_page(assessment, form, form)


def _replies_page(assessment: Assessment, sent: Form, decline_form: DeclineForm) -> ResponseReturnValue:
    papers = _papers(assessment, frozenset({FactState.replied}))
    return hx.render(
        "units/replies.html",
        status=sent.status,
        form=sent,
        decline_form=decline_form,
        declining=sent is decline_form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        papers=papers,
        changed=_by_fact(assessment, papers),
        still_returned=_items(assessment, frozenset({FactState.returned})),
        can_sign=AssessmentAction.sign_replies in _actions(assessment),
    )


def _by_fact(assessment: Assessment, papers: Papers) -> dict[int, Told]:
    """What was changed in each answered fact since the panel gave it back."""
    changes = changes_since_return(db.session(), assessment, [item.fact for item in papers.items])
    return {one.fact.id: one for one in told(changes).facts}
