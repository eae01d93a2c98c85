"""How a table of transitions is written and asked."""

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
