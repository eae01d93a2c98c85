"""The kinds of rule, by the name that a scheme file gives them."""

from portal.scoring.rules.band import Band
from portal.scoring.rules.base import Given, Outcome, Rule, Site
from portal.scoring.rules.checklist import Checklist
from portal.scoring.rules.deadline import Deadline
from portal.scoring.rules.deduction import Deduction
from portal.scoring.rules.in_periods import compared_by, faults_of, outcome_of, reads_of, words_of
from portal.scoring.rules.mean import Mean
from portal.scoring.rules.rate import Rate
from portal.scoring.rules.relative import Relative
from portal.scoring.rules.tally import Tally
from portal.scoring.rules.target import Target

RULES: dict[str, type[Rule]] = {
    "deduction": Deduction,
    "mean": Mean,
    "rate": Rate,
    "checklist": Checklist,
    "band": Band,
    "deadline": Deadline,
    "tally": Tally,
    "target": Target,
    "relative": Relative,
}

__all__ = [
    "RULES",
    "Given",
    "Outcome",
    "Rule",
    "Site",
    "compared_by",
    "faults_of",
    "outcome_of",
    "reads_of",
    "words_of",
]
