"""One matter on both sides of the ledger: a claim and a record of the same kind, of which one may count.

What the panel has on record counts, and the claim beside it does not, until somebody who judges the unit
has said that they are two different matters (docs/decisions/0013). No statement is made for it: what was
said stands in the claim's own row.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.matching import Matter, Sided, pairs
from portal.models import Fact, Source
from portal.queries.dossiers import ScoredFact
from portal.sentences import Sentence
from portal.workflow import COUNTING, FactState


class Verdict(StrEnum):
    """What was said of a claim and a record that look alike."""

    same = "same_matter"
    apart = "two_matters"


@dataclass(frozen=True)
class Double:
    """A claim and the record of the same kind that is, or looks like, the same matter."""

    claim: Fact | ScoredFact
    record: Fact | ScoredFact

    @property
    def settled(self) -> bool:
        """Whether somebody has said that they are one matter."""
        return verdict_on(self.claim, self.record) == Verdict.same

    @property
    def reason(self) -> Sentence:
        """Why the claim does not count."""
        if self.settled:
            return Sentence("与小组记录“%(title)s”是同一件，只计记录", title=self.record.title)
        return Sentence("与小组记录“%(title)s”像是同一件，核对以前只计记录", title=self.record.title)


def verdict_on(claim: Fact | ScoredFact, record: Fact | ScoredFact) -> Verdict | None:
    """What was said of the two; None where nobody has said anything."""
    said = claim.beside.get(str(record.id))
    return None if said is None else Verdict(said)


def told_apart(facts: Iterable[Fact | ScoredFact]) -> list[tuple[int, int]]:
    """The pairs (claim's id, record's id) of which somebody said that they are two matters."""
    return [
        (fact.id, int(record_id))
        for fact in facts
        for record_id, said in fact.beside.items()
        if said == Verdict.apart
    ]


def doubles_of(
    facts: Sequence[Fact | ScoredFact], counting: Collection[FactState] = COUNTING
) -> list[Double]:
    """The claims that do not count because a record of the same kind does, by the claims' ids.

    `facts` are one unit's in one area; `counting`: the states that count.
    """
    counted = [fact for fact in facts if fact.state in counting]
    claims = [fact for fact in counted if fact.source == Source.claim]
    claimed = {fact.kind for fact in claims}
    records = [fact for fact in counted if fact.source != Source.claim and fact.kind in claimed]
    found = []
    for kind in sorted({fact.kind for fact in records}):
        mine = {fact.id: fact for fact in claims if fact.kind == kind}
        theirs = {fact.id: fact for fact in records if fact.kind == kind}
        together = pairs(_sided(mine.values()), _sided(theirs.values()), told_apart(mine.values()))
        found += [Double(mine[claim], theirs[record]) for claim, record in together]
    return sorted(found, key=lambda one: one.claim.id)


def unsettled(facts: Sequence[Fact]) -> list[Double]:
    """Those of which nobody has said yet whether they are one matter: they hold up the closing."""
    return [one for one in doubles_of(facts) if not one.settled]


def _sided(facts: Iterable[Fact | ScoredFact]) -> list[Sided]:
    return [Sided(one.id, Matter(one.title, one.happened_on, one.document_number)) for one in facts]
