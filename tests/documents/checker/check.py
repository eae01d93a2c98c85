"""Measures a circular's PDF against the thirty rules: value, limit and verdict for each."""

from portal.documents.content import Circular
from tests.documents.checker import rules_end, rules_head, rules_page
from tests.documents.checker.measure import Measured
from tests.documents.checker.parts import Parts
from tests.documents.checker.verdict import CHECKS, Verdict

MODULES = (rules_page, rules_head, rules_end)  # imported for the checks that they register


def check(pdf: bytes, circular: Circular) -> dict[int, Verdict]:
    """All thirty verdicts. A file that cannot be read at all fails every rule; nothing is raised."""
    try:
        parts = Parts(Measured(pdf))
    except Exception as error:  # not a PDF, or a broken one
        return {n: Verdict(n, f"cannot be read: {error}", "", holds=False) for n in sorted(CHECKS)}
    return {number: CHECKS[number](parts, circular) for number in sorted(CHECKS)}


def faults(pdf: bytes, circular: Circular) -> dict[int, str]:
    """Only the rules that do not hold, with what was measured."""
    return {n: v.value for n, v in check(pdf, circular).items() if not v.holds}
