"""A rule's verdict: what was measured, what the limit is, whether it holds. Measuring never raises."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from portal.documents.content import Circular
from tests.documents.checker.parts import Parts


@dataclass(frozen=True)
class Verdict:
    """`holds` is the verdict; `value` and `limit` say why, in words and millimetres."""

    rule: int
    value: str
    limit: str
    holds: bool


Findings = list[str]
Check = Callable[[Parts, Circular], Verdict]
CHECKS: dict[int, Check] = {}


def rule(number: int, limit: str) -> Callable[[Callable[[Parts, Circular], Findings]], Check]:
    """A check is a function that returns its faults. What it cannot find or measure is a fault too."""

    def register(check: Callable[[Parts, Circular], Findings]) -> Check:
        @wraps(check)
        def judged(parts: Parts, circular: Circular) -> Verdict:
            try:
                faults = check(parts, circular)
            except Exception as error:  # a checker that stops at a strange file finds nothing in it
                faults = [f"cannot be measured: {type(error).__name__} {error}"]
            return Verdict(number, "; ".join(faults) or "as it should be", limit, not faults)

        CHECKS[number] = judged
        return judged

    return register


def off(what: str, value: float, wanted: float, tolerance: float) -> Findings:
    """A fault if `value` is further from `wanted` than `tolerance`."""
    return (
        [] if abs(value - wanted) <= tolerance else [f"{what} {value:.2f}, not {wanted:.2f} ± {tolerance:g}"]
    )


def unless(condition: bool, fault: str) -> Findings:
    return [] if condition else [fault]
