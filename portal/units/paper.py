"""The self-assessment on paper: from rows to what is printed for signature and seal."""

from flask import current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access import requires
from portal.documents.selfreport import Claimed, Part, SelfReport
from portal.errors import PortalError, Refused
from portal.extensions import db
from portal.factform import value_pairs
from portal.labels import long_date, plain_number
from portal.loaders import load_own_assessment
from portal.models import Assessment
from portal.policy import Permission
from portal.printing import self_report_pdf
from portal.queries.gaps import claimable_kinds, claims_of
from portal.queries.signed import SignedContent, signed_contents
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.units.blueprint import units


@units.get("/<int:year>/unit/areas/<area>/paper.pdf")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_own_assessment)
def paper(assessment: Assessment) -> ResponseReturnValue:
    """The self-assessment as PDF; until it is signed each page says that it is a draft."""
    try:
        content = self_report_pdf(report_of(assessment))
    except PortalError as fault:
        raise Refused(fault.message, **fault.values) from fault
    response = current_app.response_class(content, mimetype="application/pdf")
    name = f"ziping-{assessment.year.number}-{assessment.area}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.cache_control.no_store = True
    return response


def report_of(assessment: Assessment) -> SelfReport:
    """What is printed: once signed, the content that the signature covers."""
    scheme = scheme_of(assessment.year)
    area = scheme.area(assessment.area)
    claims = claims_of(assessment)
    signed = signed_contents(db.session(), claims)
    kinds = claimable_kinds(assessment, scheme)

    def claimed(codes: tuple[str, ...]) -> tuple[Claimed, ...]:
        return tuple(
            _claimed(signed[fact.id], kinds[fact.kind])
            for fact in claims
            if fact.kind in codes and fact.kind in kinds
        )

    parts = tuple(
        Part(one.title, one.clause, one.rule_text.zh, claimed(tuple(one.kinds)))
        for one in area.indicators_for(assessment.unit.group.value)
        if any(code in kinds and "claim" in kinds[code].by for code in one.kinds)
    )
    bonus = scheme.bonus
    authority = assessment.signed_under
    return SelfReport(
        year=assessment.year.number,
        unit=assessment.unit.office_name,
        area=area.title,
        clause=area.clause,
        panel=area.panel_title,
        parts=parts,
        honours=bonus and Part(bonus.title, bonus.clause, "", claimed((bonus.kind.code,))),
        narrative=assessment.narrative,
        signed_by=assessment.signed_by.name if assessment.signed_by else "",
        signed_on=assessment.signed_at.date() if assessment.signed_at else None,
        in_stead_of=authority.given_by.name if authority else "",
    )


def _claimed(content: SignedContent, kind: Kind) -> Claimed:
    said = [f"{label}：{text}" for label, text in value_pairs(kind, content.values)]
    if content.happened_on:
        said.append(long_date(content.happened_on))
    if content.document_number:
        said.append(content.document_number)
    if content.quantity != 1:
        said.append(_("数量 %(count)s", count=plain_number(content.quantity)))
    return Claimed(
        title=content.title or _("未写名称的事项"),
        said=tuple(said),
        note=content.note,
        evidence=tuple(file.name for file in content.evidence),
    )
