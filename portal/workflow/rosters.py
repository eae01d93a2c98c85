"""A list of units and accounts that the office brings and the administrator carries out."""

from collections.abc import Mapping
from enum import StrEnum

from portal.policy import Permission
from portal.workflow.steps import Transition


class RosterState(StrEnum):
    kept = "kept"
    put_forward = "put_forward"
    carried_out = "carried_out"
    turned_down = "turned_down"
    called_off = "called_off"


class RosterAction(StrEnum):
    put_forward = "put_forward"
    carry_out = "carry_out"
    turn_down = "turn_down"
    call_off = "call_off"


_R, _r = RosterState, RosterAction

ROSTER: Mapping[tuple[RosterState, RosterAction], Transition[RosterState]] = {
    (_R.kept, _r.put_forward): Transition(_R.put_forward, Permission.RUN_YEAR),
    (_R.put_forward, _r.carry_out): Transition(_R.carried_out, Permission.MANAGE_ACCOUNTS),
    (_R.put_forward, _r.turn_down): Transition(_R.turned_down, Permission.MANAGE_ACCOUNTS, needs_reason=True),
    (_R.put_forward, _r.call_off): Transition(_R.called_off, Permission.RUN_YEAR),
}
