"""What a self-assessment still lacks before its head can be asked to sign (审签).

A draft may lack anything; only a blocking gap holds up the sending, and each names the place to mend it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.models import Assessment, Draft, Fact, Source
from portal.scoring import Indicator, Kind, Scheme
from portal.workflow import FactState


class GapKind(StrEnum):
    """What sort of thing is missing."""

    narrative = "narrative"
    evidence = "evidence"
    field = "field"
    document = "document"
    claim = "claim"
    typing = "typing"
    colleague = "colleague"


BLOCKING = frozenset({GapKind.narrative, GapKind.evidence, GapKind.field, GapKind.typing})
"""The others are advice: the unit may have nothing to claim, and knows what that costs; what a colleague
left half-typed must not hold up the unit for ever."""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: on a fact, in an indicator, or in the narrative."""

    kind: GapKind
    fact: Fact | None = None
    indicator: Indicator | None = None
    field: str = ""
    name: str = ""  # the field's name in the form
    draft: Draft | None = None

    @property
    def blocking(self) -> bool:
        """Whether the self-assessment cannot be sent for sign-off with it."""
        return self.kind in BLOCKING


def claims_of(assessment: Assessment) -> list[Fact]:
    """The unit's own claims that stand, in the order in which they were made."""
    return [
        fact for fact in assessment.facts if fact.source == Source.claim and fact.state != FactState.withdrawn
    ]


def claimable_kinds(assessment: Assessment, scheme: Scheme) -> dict[str, Kind]:
    """The kinds of fact that the unit can claim in the area, those of the honours (四(二)) last."""
    area = scheme.area(assessment.area)
    read = {code for one in area.indicators_for(assessment.unit.group.value) for code in one.kinds}
    found = {kind.code: kind for kind in area.kinds if "claim" in kind.by and kind.code in read}
    if scheme.bonus is not None and "claim" in scheme.bonus.kind.by:
        found[scheme.bonus.kind.code] = scheme.bonus.kind
    return found


def kinds_with_evidence(assessment: Assessment, scheme: Scheme) -> frozenset[str]:
    """The kinds of which no claim stands without a file: the indicator's word, or a formal honour."""
    area = scheme.area(assessment.area)
    needing = {
        code
        for indicator in area.indicators_for(assessment.unit.group.value)
        if indicator.evidence_required
        for code in indicator.kinds
    }
    if scheme.bonus is not None and scheme.bonus.formal:
        needing.add(scheme.bonus.kind.code)
    return frozenset(needing)


def gaps_of(assessment: Assessment, scheme: Scheme, account_id: int | None = None) -> list[Gap]:
    """Everything that is missing, what blocks the sending first, in the order of the page.

    `account_id`: who wants to send; what that person typed and did not save holds up the sending.
    """
    found = [*_in_claims(assessment, scheme), *_unclaimed(assessment, scheme)]
    if not assessment.narrative.strip():
        found.insert(0, Gap(GapKind.narrative))
    found += [_typing(draft, account_id) for draft in assessment.drafts if draft.reported]
    return sorted(found, key=lambda gap: not gap.blocking)


def _typing(draft: Draft, account_id: int | None) -> Gap:
    own = draft.account_id == account_id
    return Gap(GapKind.typing if own else GapKind.colleague, draft=draft)


def _in_claims(assessment: Assessment, scheme: Scheme) -> Iterator[Gap]:
    kinds = claimable_kinds(assessment, scheme)
    needing = kinds_with_evidence(assessment, scheme)
    for fact in claims_of(assessment):
        if fact.state != FactState.draft or fact.kind not in kinds:
            continue
        if not fact.title:
            yield Gap(GapKind.field, fact=fact, name="title")
        for field in kinds[fact.kind].fields:
            if field.required and fact.values.get(field.code) in (None, "", []):
                yield Gap(GapKind.field, fact=fact, field=field.title, name=f"value_{field.code}")
        if fact.kind in needing and not fact.evidence:
            yield Gap(GapKind.evidence, fact=fact)
        if _lacks_document(fact, scheme):
            yield Gap(GapKind.document, fact=fact)


def _lacks_document(fact: Fact, scheme: Scheme) -> bool:
    """Whether an honour will earn nothing for want of a document's number, or a date in the year."""
    bonus = scheme.bonus
    if bonus is None or not bonus.formal or fact.kind != bonus.kind.code:
        return False
    year = fact.assessment.year.number
    return not fact.document_number or fact.happened_on is None or fact.happened_on.year != year


def _unclaimed(assessment: Assessment, scheme: Scheme) -> Iterator[Gap]:
    kinds = claimable_kinds(assessment, scheme)
    claimed = {fact.kind for fact in claims_of(assessment)}
    for indicator in scheme.area(assessment.area).indicators_for(assessment.unit.group.value):
        wanted = [code for code in indicator.kinds if code in kinds]
        if wanted and not claimed.intersection(wanted):
            yield Gap(GapKind.claim, indicator=indicator)
