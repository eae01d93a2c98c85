"""What a claim would bring while it is still being written: the unit's own reckoning, nothing is kept."""

from dataclasses import dataclass
from decimal import Decimal

from portal.models import Assessment, Fact
from portal.queries.assessments import facts_for_unit
from portal.queries.entrants import value_from_json
from portal.queries.preview import preview_of
from portal.queries.years import scheme_of
from portal.scoring import Fact as ScoringFact
from portal.scoring import Kind, Text
from portal.services.assessments import FactContent


@dataclass(frozen=True)
class Weight:
    """An indicator (or the bonus) as it would stand. `maximum` is None for the bonus."""

    title: str
    points: Decimal
    maximum: Decimal | None
    waiting: bool
    sentence: Text | None
    reason: Text | None = None


def weight_of(
    assessment: Assessment, kind: Kind, content: FactContent, instead_of: Fact | None = None
) -> Weight | None:
    """How the indicator that reads the kind would stand with the content as typed so far.

    `instead_of`: the claim that is being changed. None where nothing reads the kind.
    """
    key = str(instead_of.id) if instead_of else "new"
    typed = ScoringFact(
        key=key,
        kind=kind.code,
        title=content.title,
        on=content.happened_on,
        document=content.document_number,
        quantity=content.quantity,
        values={code: value_from_json(kind, code, value) for code, value in content.values.items()},
        source="claim",
    )
    others = [fact for fact in facts_for_unit(assessment) if fact is not instead_of]
    card = preview_of(assessment, others, [typed])
    scheme = scheme_of(assessment.year)
    if scheme.bonus is not None and kind.code == scheme.bonus.kind.code:
        line = next((line for line in card.bonus_lines if line.fact == key), None)
        reason = line.reason if line and not line.used else None
        return Weight(scheme.bonus.title, card.bonus or Decimal(0), scheme.bonus.cap, False, None, reason)
    area, group = scheme.area(assessment.area), assessment.unit.group.value
    for indicator in area.indicators_for(group):
        if kind.code in indicator.kinds:
            score = card.indicator(indicator.code)
            return Weight(indicator.title, score.points, score.maximum, score.waiting, score.sentence)
    return None
