"""What an administrator may do to the general office's accounts only once one of its people agrees."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class ConsentState(StrEnum):
    asked = "asked"
    agreed = "agreed"
    carried_out = "carried_out"
    refused = "refused"
    withdrawn = "withdrawn"
    founding = "founding"


class ConsentAction(StrEnum):
    agree = "agree"
    carry_out = "carry_out"
    refuse = "refuse"
    withdraw = "withdraw"


_C, _c = ConsentState, ConsentAction

CONSENT: Mapping[tuple[ConsentState, ConsentAction], Transition[ConsentState]] = {
    (_C.asked, _c.agree): Transition(_C.agreed, Permission.CONSENT_TO_ACCOUNT),
    (_C.asked, _c.refuse): Transition(_C.refused, Permission.CONSENT_TO_ACCOUNT, needs_reason=True),
    (_C.asked, _c.withdraw): Transition(_C.withdrawn, Permission.MANAGE_ACCOUNTS),
    (_C.agreed, _c.carry_out): Transition(_C.carried_out, Permission.MANAGE_ACCOUNTS),
}
"""`founding`, the first office person, whom nobody was there to agree to, leads nowhere."""
