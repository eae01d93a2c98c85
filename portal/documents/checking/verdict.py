"""A rule's verdict: what was measured, what the limit is, whether it holds. Measuring never raises."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps

from portal.documents.checking.expected import Expected
from portal.documents.checking.parts import Parts


class Outcome(StrEnum):
    """A rule holds, is broken, or has nothing on this paper to judge."""

    HOLDS = "holds"
    BREACH = "breach"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Verdict:
    """`value` says what was measured, in words and millimetres: of a breach its faults, else its figures.

    Of a rule that has nothing to judge it says why.
    """

    rule: int
    name: str
    limit: str
    value: str
    outcome: Outcome

    @property
    def holds(self) -> bool:
        return self.outcome is not Outcome.BREACH


@dataclass(frozen=True)
class Finding:
    """One thing measured: its label and value, and the fault if it is one."""

    what: str
    value: float | str
    fault: str = ""


class NothingToJudge(Exception):
    """The paper has nothing of what the rule is about, and need not."""


Findings = list[Finding]
Check = Callable[[Parts, Expected], Verdict]
CHECKS: dict[int, Check] = {}
_MOST = 8  # faults that are told of one rule


def rule(number: int, name: str, limit: str) -> Callable[[Callable[[Parts, Expected], Findings]], Check]:
    """A check is a function that returns what it found. What it cannot find or measure is a fault too."""

    def register(check: Callable[[Parts, Expected], Findings]) -> Check:
        @wraps(check)
        def judged(parts: Parts, expected: Expected) -> Verdict:
            try:
                value, outcome = _judged(check(parts, expected))
            except NothingToJudge as reason:
                value, outcome = str(reason), Outcome.NOT_APPLICABLE
            except Exception as error:  # a checker that stops at a strange file finds nothing in it
                value, outcome = f"测不出 cannot be measured: {error}", Outcome.BREACH
            return Verdict(number, name, limit, value, outcome)

        CHECKS[number] = judged
        return judged

    return register


def _judged(found: Findings) -> tuple[str, Outcome]:
    faults = list(dict.fromkeys(one.fault for one in found if one.fault))
    if not faults:
        return summary(found), Outcome.HOLDS
    if len(faults) > _MOST:
        faults = [*faults[:_MOST], f"另有 {len(faults) - _MOST} 处 more"]
    return "; ".join(faults), Outcome.BREACH


def summary(found: Findings) -> str:
    """Each thing once, with the smallest and the largest value that it had."""
    said: dict[str, list[float | str]] = {}
    for one in found:
        said.setdefault(one.what, []).append(one.value)
    return (
        "; ".join(f"{what} {_span(values)}" for what, values in said.items() if what)
        or "相符 as it should be"
    )


def _span(values: list[float | str]) -> str:
    numbers = sorted(v for v in values if not isinstance(v, str))
    if len(numbers) < len(values):
        return "、".join(dict.fromkeys(str(v) for v in values))
    low, high = _figure(numbers[0]), _figure(numbers[-1])
    return low if low == high else f"{low}–{high}"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else re.sub(r"^-(0\.0+)$", r"\1", f"{value:.2f}")


def off(what: str, value: float, wanted: float, tolerance: float, where: str = "") -> Findings:
    """What was measured; a fault if it is further from `wanted` than `tolerance`."""
    place = f"{where} " if where else ""
    good = abs(value - wanted) <= tolerance
    return [
        Finding(
            what,
            value,
            "" if good else f"{place}{what} {_figure(value)}，应为 not {_figure(wanted)} ± {tolerance:g}",
        )
    ]


def seen(what: str, value: float | str) -> Findings:
    """What was measured and cannot be wrong by itself."""
    return [Finding(what, value)]


def unless(condition: bool, fault: str) -> Findings:
    return [] if condition else [Finding("", "", fault)]
