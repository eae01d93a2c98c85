"""Sign-off (审签): what leaves the unit leaves it under its head's name, or under 授权代签.

Nothing reaches a panel unsigned. What a signature covers stands in the trail with who gave it, and in whose
stead.
"""

from typing import Any

from portal.errors import Refused
from portal.models import Assessment, Fact, SigningAuthority, Source
from portal.policy import Role
from portal.queries.authorities import authority_for
from portal.queries.gaps import gaps_of
from portal.queries.years import scheme_of
from portal.services.assessments import ANSWERING, must_be_in_time, touch
from portal.services.work import Work, check_version, service
from portal.workflow import ASSESSMENT, FACT, AssessmentAction, FactAction, FactState, step


def _move(
    work: Work, assessment: Assessment, action: AssessmentAction, reason: str = "", **said: Any
) -> None:
    before = assessment.state
    assessment.state = step(ASSESSMENT, before, action, reason)
    after = {"state": assessment.state, **said}
    work.audit(action.value, assessment, before={"state": before}, after=after, reason=reason)


@service
def send_for_signoff(work: Work, *, assessment: Assessment, version: int) -> None:
    """Hand the self-assessment to the unit's head (审签). Refused after the deadline, and while something
    that must be there is missing (`portal.queries.gaps`)."""
    check_version(assessment, version)
    must_be_in_time(work, assessment)
    if any(gap.blocking for gap in gaps_of(assessment, scheme_of(assessment.year), work.account_id)):
        raise Refused("还有必须填写的内容没有补齐，请看送审签页面上的清单")
    touch(work, assessment)
    assessment.decline_reason = ""
    _move(work, assessment, AssessmentAction.send_for_signoff)


@service
def recall(work: Work, *, assessment: Assessment, version: int) -> None:
    """Take the self-assessment back from the head's desk to change it."""
    check_version(assessment, version)
    _move(work, assessment, AssessmentAction.recall)


@service
def sign(work: Work, *, assessment: Assessment, version: int) -> None:
    """Sign: the self-assessment leaves the unit with all its claims. Refused after the deadline.

    By default the one who signs is not the last who edited; only the head himself may sign his own hand.
    """
    check_version(assessment, version)
    must_be_in_time(work, assessment)
    authority = must_be_entitled(work, assessment.unit_id, assessment.edited_by_id)
    for fact in assessment.facts:
        if fact.source == Source.claim and fact.state == FactState.draft:
            fact.state = step(FACT, fact.state, FactAction.sign)
            fact.signed_at = work.now
    assessment.signed_by_id = work.account_id
    assessment.signed_at = work.now
    assessment.signed_under_id = authority.id if authority else None
    _move(work, assessment, AssessmentAction.sign, **_said(work, assessment, authority))


@service
def decline(work: Work, *, assessment: Assessment, reason: str, version: int) -> None:
    """Send the self-assessment back to the reporters, with the head's reason."""
    check_version(assessment, version)
    assessment.decline_reason = reason
    _move(work, assessment, AssessmentAction.decline, reason)


@service
def decline_replies(work: Work, *, assessment: Assessment, reason: str, version: int) -> None:
    """Send the answers to returned facts back to the reporters, with the head's reason; the texts stay."""
    check_version(assessment, version)
    for fact in _replied(assessment):
        fact.state = step(FACT, fact.state, FactAction.decline, reason)
    assessment.decline_reason = reason
    _move(work, assessment, AssessmentAction.decline_replies, reason)


def _replied(assessment: Assessment) -> list[Fact]:
    """The claims whose answers wait for the signature; refused where there is none, or no more time."""
    if assessment.year.state not in ANSWERING:
        raise Refused("评价小组的审核阶段已经结束，不能再答复")
    found = [fact for fact in assessment.facts if fact.state == FactState.replied]
    if not found:
        raise Refused("没有待签的答复")
    return found


@service
def sign_replies(work: Work, *, assessment: Assessment, version: int) -> None:
    """Sign the answers to returned facts, and these alone; they go back to the panel."""
    check_version(assessment, version)
    replied = _replied(assessment)
    authority = must_be_entitled(work, assessment.unit_id, assessment.edited_by_id)
    assessment.decline_reason = ""
    for fact in replied:
        fact.state = step(FACT, fact.state, FactAction.sign)
        fact.signed_at = work.now
    _move(work, assessment, AssessmentAction.sign_replies, **_said(work, assessment, authority))


def must_be_entitled(work: Work, unit_id: int, edited_by: int | None) -> SigningAuthority | None:
    """Under whose authorisation the person signs; None for a head, who signs in his own name.

    Asked inside the transaction: an authorisation that was revoked a moment ago is none.
    """
    if Role.head in work.actor.roles:
        return None  # in his own name
    authority = authority_for(work.session, work.account_id, work.now.date())
    if authority is None or authority.unit_id != unit_id:
        raise Refused("您没有在有效期内的代签授权，请由单位负责人审签")
    if edited_by == work.account_id:
        raise Refused("您是最后修改的人，不能代签；请由单位负责人或者另一位受托人审签")
    return authority


def _said(work: Work, assessment: Assessment, authority: SigningAuthority | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if authority is not None:
        said = {"authority": authority.id, "in_stead_of": authority.given_by.name}
    if assessment.edited_by_id == work.account_id:
        said["own_edit"] = True
    return said
