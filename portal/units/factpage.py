"""One fact's page: what it says, its evidence, what the panel decided, and the forms of its deeds."""

from collections.abc import Sequence

from flask import url_for
from flask.typing import ResponseReturnValue

from portal import current, hx
from portal.access import may, requires
from portal.extensions import db
from portal.filecards import cards_of
from portal.forms import Form
from portal.labels import named
from portal.loaders import load_unit_fact
from portal.models import Evidence, Fact, Source
from portal.policy import Permission
from portal.queries.assessments import kept_files
from portal.queries.entrants import held_back
from portal.queries.gaps import kinds_with_evidence
from portal.queries.looks import is_new_to
from portal.queries.years import scheme_of
from portal.services.statements import statement_is_open
from portal.units.blueprint import units
from portal.units.forms import DeclineForm, KeptFilesForm, ReplyForm, StatementForm
from portal.units.replies import reply_keeping, reply_seen, reply_shown
from portal.units.reuse import same_files, same_matters
from portal.units.sayings import statement_keeping, statement_text, statement_version
from portal.units.sheet import item_of
from portal.uploads import EvidenceForm, Outcome, limits
from portal.workflow import FactState


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


def fact_page(
    found: Fact,
    *,
    evidence_form: EvidenceForm | None = None,
    outcomes: Sequence[Outcome] = (),
    kept_form: KeptFilesForm | None = None,
    reply_form: ReplyForm | None = None,
    statement_form: StatementForm | None = None,
    decline_form: DeclineForm | None = None,
    sent: Form | None = None,
) -> ResponseReturnValue:
    """The fact's page, with the form that came back from one of its deeds."""
    back = evidence_form or kept_form or reply_form or statement_form or decline_form or sent
    standing = found.open_statement
    kept = kept_files(db.session(), found) if found.source == Source.claim else []
    assessment = found.assessment
    claimed = found.source == Source.claim
    typing = reply_keeping(found) if claimed else statement_keeping(found)
    said = statement_text(found) if claimed or not typing.draft else "".join(typing.typed.get("text", []))
    return hx.render(
        "units/fact.html",
        status=back.status if back else 200,
        fact=found,
        item=item_of(found, kinds_with_evidence(assessment, scheme_of(assessment.year))),
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        back_url=area_link(found),
        sent=back,
        attaching=evidence_form is not None or kept_form is not None,
        outcomes=outcomes,
        kept=cards_of(kept),
        kept_form=kept_form,
        serves={file.id: _served(file) for file in kept},
        same_files=same_files(found),
        same_matters=same_matters(found) if found.source == Source.claim else [],
        double=held_back(found) if claimed else None,
        answering=reply_form is not None,
        evidence_form=evidence_form or EvidenceForm(formdata=None),
        reply_form=reply_form or ReplyForm(formdata=None, data={"reply": reply_shown(found, typing)}),
        keeping=typing,
        reply_seen=reply_seen(found, typing),
        limits=limits(),
        stating=statement_form is not None,
        statement=standing,
        new_to_me=is_new_to(db.session(), found, current.actor().account_id),
        statement_form=statement_form or StatementForm.over(standing, said),
        statement_version=statement_version(found, typing),
        statable=statement_is_open(found),
        can_state=may(Permission.FILL, found) and statement_is_open(found),
        can_sign_statement=(
            standing is not None
            and not standing.decline_reason
            and may(Permission.SIGN, found)
            and statement_is_open(found)
        ),
        declining=decline_form is not None,
        decline_form=decline_form or DeclineForm(formdata=None),
        statement_files={one.id: cards_of(one.evidence) for one in found.statements},
        can_attach=may(Permission.FILL, found),
    )


def _served(file: Evidence) -> str:
    """The facts that a file serves, in words."""
    titles = [named(fact) for fact in file.facts if fact.state != FactState.withdrawn]
    return "、".join(titles)
