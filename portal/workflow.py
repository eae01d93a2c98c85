"""The states of a year, an assessment, a fact, a panel's area, a veto, an objection, a publication, a job.

One table each: (state, action) -> transition. This is the only place that knows which step is
legal; services ask `step`, screens ask `available`, so that they cannot disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from portal.errors import Invalid, Refused
from portal.policy import Permission

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True)
class Transition(Generic[S]):
    """Where an action leads, who may take it, and whether it needs a reason."""

    to: S
    permission: Permission
    needs_reason: bool = False


# -- the year ---------------------------------------------------------------------------------


class YearState(StrEnum):
    """The stages of a year, in their order."""

    setup = "setup"
    recording = "recording"
    reporting = "reporting"
    reviewing = "reviewing"
    checking = "checking"
    deciding = "deciding"
    notice = "notice"
    published = "published"
    archived = "archived"

    def reached(self, other: "YearState") -> bool:
        """Whether this stage is the other one or a later one."""
        stages = list(YearState)
        return stages.index(self) >= stages.index(other)


class YearAction(StrEnum):
    issue_scheme = "issue_scheme"
    open_reporting = "open_reporting"
    close_reporting = "close_reporting"
    open_checking = "open_checking"
    close_checking = "close_checking"
    open_notice = "open_notice"
    recall_notice = "recall_notice"
    publish = "publish"
    archive = "archive"


_run = Permission.RUN_YEAR

YEAR: Mapping[tuple[YearState, YearAction], Transition[YearState]] = {
    (YearState.setup, YearAction.issue_scheme): Transition(YearState.recording, _run),
    (YearState.recording, YearAction.open_reporting): Transition(YearState.reporting, _run),
    (YearState.reporting, YearAction.close_reporting): Transition(YearState.reviewing, _run),
    (YearState.reviewing, YearAction.open_checking): Transition(YearState.checking, _run),
    (YearState.checking, YearAction.close_checking): Transition(YearState.deciding, _run),
    (YearState.deciding, YearAction.open_notice): Transition(YearState.notice, _run),
    (YearState.notice, YearAction.recall_notice): Transition(YearState.deciding, _run, needs_reason=True),
    (YearState.notice, YearAction.publish): Transition(YearState.published, Permission.CONFIRM_PUBLICATION),
    (YearState.published, YearAction.archive): Transition(YearState.archived, _run),
}

# -- one unit's self-assessment of one area -----------------------------------------------------


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
    (_A.in_review, _a.score): Transition(_A.scored, Permission.LEAD_PANEL),
    (_A.scored, _a.reopen): Transition(_A.in_review, Permission.LEAD_PANEL, needs_reason=True),
}

EDITABLE = frozenset({_A.draft, _A.declined})
"""While a self-assessment may be written in; after that only returned facts unlock."""

# -- one fact ---------------------------------------------------------------------------------


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
    # Nor may an answer that its head never signs.
    **_verified_from(_F.replied),
    (_F.recorded, _f.release): Transition(_F.released, _review),
    (_F.recorded, _f.withdraw): Transition(_F.withdrawn, _review, needs_reason=True),
    (_F.released, _f.withdraw): Transition(_F.withdrawn, _review, needs_reason=True),
}

COUNTING = frozenset({_F.accepted, _F.adjusted, _F.recorded, _F.released})
"""Facts that a score is made of. The others are shown with their reason and count nothing."""

UNDECIDED = frozenset({_F.signed, _F.returned, _F.replied})
"""Claims that a panel has yet to decide before it can close."""

DECIDED = frozenset({_F.accepted, _F.adjusted, _F.rejected})
"""Claims on which a decision stands; when what it applied to changes, it is stale."""

VERIFICATIONS = {_f.accept, _f.adjust, _f.reject, _f.give_back}
"""The four decisions that a reviewer has on a claim."""

# -- a panel's area ---------------------------------------------------------------------------


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

# -- a veto (四(三)) ----------------------------------------------------------------------------


class VetoState(StrEnum):
    proposed = "proposed"
    confirmed = "confirmed"
    refused = "refused"
    withdrawal_proposed = "withdrawal_proposed"
    withdrawn = "withdrawn"


class VetoAction(StrEnum):
    confirm = "confirm"
    refuse = "refuse"
    propose_withdrawal = "propose_withdrawal"
    confirm_withdrawal = "confirm_withdrawal"
    refuse_withdrawal = "refuse_withdrawal"


_V, _v = VetoState, VetoAction

VETO: Mapping[tuple[VetoState, VetoAction], Transition[VetoState]] = {
    (_V.proposed, _v.confirm): Transition(_V.confirmed, Permission.CONFIRM_VETO),
    (_V.proposed, _v.refuse): Transition(_V.refused, Permission.CONFIRM_VETO, needs_reason=True),
    (_V.confirmed, _v.propose_withdrawal): Transition(
        _V.withdrawal_proposed, Permission.PROPOSE_VETO, needs_reason=True
    ),
    (_V.withdrawal_proposed, _v.confirm_withdrawal): Transition(_V.withdrawn, Permission.CONFIRM_VETO),
    (_V.withdrawal_proposed, _v.refuse_withdrawal): Transition(
        _V.confirmed, Permission.CONFIRM_VETO, needs_reason=True
    ),
}

IN_FORCE = frozenset({_V.confirmed, _V.withdrawal_proposed})
"""A veto holds until its withdrawal is confirmed."""

# -- an objection -----------------------------------------------------------------------------


class ObjectionState(StrEnum):
    raised = "raised"
    upheld = "upheld"
    dismissed = "dismissed"


class ObjectionAction(StrEnum):
    uphold = "uphold"
    dismiss = "dismiss"


OBJECTION: Mapping[tuple[ObjectionState, ObjectionAction], Transition[ObjectionState]] = {
    (ObjectionState.raised, ObjectionAction.uphold): Transition(
        ObjectionState.upheld, Permission.ANSWER_OBJECTION, needs_reason=True
    ),
    (ObjectionState.raised, ObjectionAction.dismiss): Transition(
        ObjectionState.dismissed, Permission.ANSWER_OBJECTION, needs_reason=True
    ),
}

# -- a publication ----------------------------------------------------------------------------


class PublicationState(StrEnum):
    proposed = "proposed"
    published = "published"
    refused = "refused"


class PublicationAction(StrEnum):
    publish = "publish"
    refuse = "refuse"


PUBLICATION: Mapping[tuple[PublicationState, PublicationAction], Transition[PublicationState]] = {
    (PublicationState.proposed, PublicationAction.publish): Transition(
        PublicationState.published, Permission.CONFIRM_PUBLICATION
    ),
    (PublicationState.proposed, PublicationAction.refuse): Transition(
        PublicationState.refused, Permission.CONFIRM_PUBLICATION, needs_reason=True
    ),
}

# -- a job: work in the background ----------------------------------------------------------------


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    done = "done"
    failed = "failed"
    stopped = "stopped"


class JobAction(StrEnum):
    """People stop and retry; the other steps are the worker's, for whoever started the job."""

    begin = "begin"
    put_back = "put_back"
    finish = "finish"
    fail = "fail"
    stop = "stop"
    retry = "retry"


_J, _j = JobState, JobAction

JOB: Mapping[tuple[JobState, JobAction], Transition[JobState]] = {
    (_J.queued, _j.begin): Transition(_J.running, _run),
    (_J.running, _j.put_back): Transition(_J.queued, _run),
    (_J.running, _j.finish): Transition(_J.done, _run),
    (_J.running, _j.fail): Transition(_J.failed, _run),
    (_J.queued, _j.stop): Transition(_J.stopped, _run),
    (_J.running, _j.stop): Transition(_J.stopped, _run),
    # Only where its worker died: the service looks at the last sign of life.
    (_J.running, _j.retry): Transition(_J.queued, _run),
    (_J.failed, _j.retry): Transition(_J.queued, _run),
    (_J.stopped, _j.retry): Transition(_J.queued, _run),
}

UNDER_WAY = frozenset({_J.queued, _J.running})
"""Jobs that are not over: of one kind and subject there is never more than one."""

PRESSED = frozenset({_j.stop, _j.retry})
"""The steps of a job that people take."""

# -- asking the tables --------------------------------------------------------------------------


def step(table: Mapping[tuple[S, A], Transition[S]], state: S, action: A, reason: str = "") -> S:
    """The state that `action` leads to from `state`.

    Raises Refused when the table has no such step, Invalid when it needs a reason and has none.
    """
    transition = table.get((state, action))
    if transition is None:
        raise Refused("当前状态不允许这项操作，请刷新页面查看最新状态")
    if transition.needs_reason and not reason.strip():
        raise Invalid("这项操作须写明理由", field="reason")
    return transition.to


def available(
    table: Mapping[tuple[S, A], Transition[S]], state: S, may: Callable[[Permission], bool]
) -> list[A]:
    """The actions that a person has in a state, in the table's order: its buttons."""
    return [action for (at, action), t in table.items() if at == state and may(t.permission)]
