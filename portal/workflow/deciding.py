"""What the general office decides: vetoes (四(三)), objections, publications."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


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
