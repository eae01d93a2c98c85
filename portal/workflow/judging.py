"""What units and panels do: one unit's self-assessment of an area, its facts, the panel's area."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class AssessmentState(StrEnum):
    draft = "draft"
    awaiting_signoff = "awaiting_signoff"
    declined = "declined"
    submitted = "submitted"
    in_review = "in_review"
    scored = "scored"


class AssessmentAction(StrEnum):
    send_for_signoff = "send_for_signoff"
    recall = "recall"
    sign = "sign"
    decline = "decline"
    take_in = "take_in"
    sign_replies = "sign_replies"
    decline_replies = "decline_replies"
    score = "score"
    reopen = "reopen"


_A, _a = AssessmentState, AssessmentAction

ASSESSMENT: Mapping[tuple[AssessmentState, AssessmentAction], Transition[AssessmentState]] = {
    (_A.draft, _a.send_for_signoff): Transition(_A.awaiting_signoff, Permission.FILL),
    (_A.declined, _a.send_for_signoff): Transition(_A.awaiting_signoff, Permission.FILL),
    (_A.awaiting_signoff, _a.recall): Transition(_A.draft, Permission.FILL),
    (_A.awaiting_signoff, _a.sign): Transition(_A.submitted, Permission.SIGN),
    (_A.awaiting_signoff, _a.decline): Transition(_A.declined, Permission.SIGN, needs_reason=True),
    (_A.submitted, _a.take_in): Transition(_A.in_review, Permission.REVIEW),
    (_A.in_review, _a.sign_replies): Transition(_A.in_review, Permission.SIGN),
    (_A.in_review, _a.decline_replies): Transition(_A.in_review, Permission.SIGN, needs_reason=True),
    (_A.in_review, _a.score): Transition(_A.scored, Permission.LEAD_PANEL),
    (_A.scored, _a.reopen): Transition(_A.in_review, Permission.LEAD_PANEL, needs_reason=True),
}

EDITABLE = frozenset({_A.draft, _A.declined})
"""While a self-assessment may be written in; after that only returned facts unlock."""


class FactState(StrEnum):
    """A claim goes draft → signed → verified; a record goes recorded → released."""

    draft = "draft"
    signed = "signed"
    accepted = "accepted"
    adjusted = "adjusted"
    rejected = "rejected"
    returned = "returned"
    replied = "replied"
    recorded = "recorded"
    released = "released"
    withdrawn = "withdrawn"


class FactAction(StrEnum):
    sign = "sign"
    accept = "accept"
    adjust = "adjust"
    reject = "reject"
    give_back = "give_back"
    reply = "reply"
    decline = "decline"
    release = "release"
    withdraw = "withdraw"
    remove = "remove"
    take_back = "take_back"


_F, _f = FactState, FactAction
_review = Permission.REVIEW


def _verified_from(state: FactState) -> dict[tuple[FactState, FactAction], Transition[FactState]]:
    """A verification can be given, and given anew until the panel closes the area."""
    return {
        (state, _f.accept): Transition(_F.accepted, _review),
        (state, _f.adjust): Transition(_F.adjusted, _review, needs_reason=True),
        (state, _f.reject): Transition(_F.rejected, _review, needs_reason=True),
        (state, _f.give_back): Transition(_F.returned, _review, needs_reason=True),
    }


FACT: Mapping[tuple[FactState, FactAction], Transition[FactState]] = {
    (_F.draft, _f.sign): Transition(_F.signed, Permission.SIGN),
    (_F.draft, _f.remove): Transition(_F.withdrawn, Permission.FILL),
    **_verified_from(_F.signed),
    **_verified_from(_F.accepted),
    **_verified_from(_F.adjusted),
    **_verified_from(_F.rejected),
    # Accepting several at once can be a mistake of one press.
    (_F.accepted, _f.take_back): Transition(_F.signed, _review),
    # An unanswered return must not hold up the area: the panel can still decide it.
    **_verified_from(_F.returned),
    (_F.returned, _f.reply): Transition(_F.replied, Permission.FILL),
    (_F.replied, _f.reply): Transition(_F.replied, Permission.FILL),
    (_F.replied, _f.sign): Transition(_F.signed, Permission.SIGN),
    (_F.replied, _f.decline): Transition(_F.returned, Permission.SIGN, needs_reason=True),
    # Nor may an answer that its head never signs.
    **_verified_from(_F.replied),
    (_F.recorded, _f.release): Transition(_F.released, _review),
    (_F.recorded, _f.withdraw): Transition(_F.withdrawn, _review, needs_reason=True),
    (_F.released, _f.withdraw): Transition(_F.withdrawn, _review, needs_reason=True),
    # What a record says wrongly is put right by whoever upholds an objection, and by nobody else.
    (_F.released, _f.adjust): Transition(_F.released, Permission.ANSWER_OBJECTION, needs_reason=True),
}

COUNTING = frozenset({_F.accepted, _F.adjusted, _F.recorded, _F.released})
"""Facts that a score is made of. The others are shown with their reason and count nothing."""

AS_DECIDED = frozenset({_F.adjusted, _F.released})
"""Facts that count as the last decision on them has it: an adjusted claim, a record that was put right."""

UNDECIDED = frozenset({_F.signed, _F.returned, _F.replied})
"""Claims that a panel has yet to decide before it can close."""

DECIDED = frozenset({_F.accepted, _F.adjusted, _F.rejected})
"""Claims on which a decision stands; when what it applied to changes, it is stale."""

VERIFICATIONS = {_f.accept, _f.adjust, _f.reject, _f.give_back}
"""The four decisions that a reviewer has on a claim."""


class PanelAreaState(StrEnum):
    open = "open"
    closed = "closed"


class PanelAreaAction(StrEnum):
    close = "close"
    reopen = "reopen"


PANEL_AREA: Mapping[tuple[PanelAreaState, PanelAreaAction], Transition[PanelAreaState]] = {
    (PanelAreaState.open, PanelAreaAction.close): Transition(PanelAreaState.closed, Permission.CLOSE_AREA),
    (PanelAreaState.closed, PanelAreaAction.reopen): Transition(
        PanelAreaState.open, Permission.CLOSE_AREA, needs_reason=True
    ),
}
