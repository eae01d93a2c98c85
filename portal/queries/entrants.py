"""From rows to what scoring is given: a unit's facts as they count, its bands, counts and tasks."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from portal.models import Assessment, Fact
from portal.queries.assessments import facts_for_unit
from portal.queries.dossiers import Dossier, ScoredFact
from portal.queries.doubles import Double, doubles_of
from portal.scoring import Band, Entrant, Kind, Scheme
from portal.scoring import Fact as ScoringFact
from portal.sentences import Sentence
from portal.workflow import AS_DECIDED, COUNTING, FactState

STATE_REASONS = {
    FactState.draft: Sentence("尚未审签"),
    FactState.signed: Sentence("等待评价小组核定"),
    FactState.returned: Sentence("已退回补正"),
    FactState.replied: Sentence("答复等待审签"),
    FactState.rejected: Sentence("评价小组不采纳"),
    FactState.withdrawn: Sentence("已撤销"),
}
CLAIMED = COUNTING | {FactState.draft, FactState.signed, FactState.returned, FactState.replied}
"""What a unit's own preview counts: everything that it claims and that nobody has refused."""


def value_from_json(kind: Kind, code: str, value: Any) -> Any:
    """A fact's field as scoring wants it: JSON keeps dates and decimals as text."""
    field = kind.field(code)
    if field is None or value is None:
        return value
    if field.type in ("quantity", "amount"):
        return Decimal(str(value))
    if field.type == "date":
        return date.fromisoformat(value)
    if field.type == "parts":
        return tuple(value)
    return value


def scoring_fact(
    fact: Fact | ScoredFact, kind: Kind, counting: frozenset[FactState], double: Double | None = None
) -> ScoringFact:
    """A row as scoring takes it: as adjusted where it was adjusted, refused with its reason.

    `double`: the record that counts in its stead.
    """
    verification = fact.verification
    quantity, values = fact.quantity, fact.values
    if fact.state in AS_DECIDED and verification is not None:
        quantity, values = verification.quantity, verification.values
    counts = fact.state in counting
    reason = "" if counts else str(STATE_REASONS.get(fact.state, ""))
    if not counts and verification is not None and verification.reason:
        reason = f"{reason}：{verification.reason}"
    if double is not None:
        counts, reason = False, str(double.reason)
    return ScoringFact(
        key=str(fact.id),
        kind=fact.kind,
        title=fact.title,
        on=fact.happened_on,
        document=fact.document_number,
        quantity=quantity,
        values={code: value_from_json(kind, code, v) for code, v in values.items() if v is not None},
        source=fact.source.value,
        counts=counts,
        reason=reason,
    )


def entrant_of(
    scheme: Scheme,
    assessment: Assessment | Dossier,
    facts: Iterable[Fact | ScoredFact],
    counting: frozenset[FactState] = COUNTING,
    *,
    preview: bool = False,
) -> Entrant:
    """One unit in one area, as scoring takes it.

    One matter that both sides name counts once (`portal.queries.doubles`). A preview counts claims
    as if all were accepted, and leaves out the panel's judgements: before checking opens they are nobody's
    but the panel's.
    """
    kinds = {kind.code: kind for kind in scheme.area(assessment.area).kinds}
    rows, unit = list(facts), assessment.unit
    doubles = {one.claim.id: one for one in doubles_of(rows, counting)}
    return Entrant(
        code=unit.code,
        name=unit.name,
        group=unit.group.value,
        order=unit.position,
        facts=tuple(scoring_fact(one, kinds[one.kind], counting, doubles.get(one.id)) for one in rows),
        bands=()
        if preview
        else tuple(Band(band.indicator, str(band.scorer_id), band.grade) for band in assessment.bands),
        exposures={row.code: row.value for row in assessment.exposures},
        targets={row.code: row.value for row in assessment.targets},
        submitted=preview or assessment.handed_in,
        competes=assessment.competes,
        competes_reason=assessment.competes_reason,
    )


def scored_facts(assessment: Assessment | Dossier) -> list[Fact | ScoredFact]:
    """What a scorecard shows: claims that were signed, and every record, a withdrawn one as refused."""
    return [
        fact
        for fact in assessment.facts
        if fact.state != FactState.draft
        and not (fact.state == FactState.withdrawn and fact.source == "claim")
    ]


def held_back(fact: Fact) -> Double | None:
    """The record that counts in a claim's stead, among those that its unit has been told of; None where
    the claim counts by itself, or would."""
    return next(
        (one for one in doubles_of(facts_for_unit(fact.assessment), CLAIMED) if one.claim is fact), None
    )
