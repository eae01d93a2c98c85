"""The order in which a unit shows its claims."""

from sqlalchemy import update

from portal.errors import Refused
from portal.models import Assessment, Fact
from portal.queries.gaps import claims_of
from portal.queries.years import scheme_of
from portal.services.work import Work, service
from portal.workflow import EDITABLE, FactState


def neighbours(fact: Fact) -> list[Fact]:
    """The claims that stand under the same indicator as one, it included, in their order."""
    assessment = fact.assessment
    area = scheme_of(assessment.year).area(assessment.area)
    indicators = area.indicators_for(assessment.unit.group.value)
    kinds = next((one.kinds for one in indicators if fact.kind in one.kinds), (fact.kind,))
    return [one for one in claims_of(assessment) if one.kind in kinds]


@service
def move_claim(work: Work, *, fact: Fact, up: bool) -> None:
    """Show a claim before or after its neighbour; at the end of the list it stays where it is.

    The order is set beside the facts' versions: it is no clash for somebody who writes in one of them.
    """
    assessment: Assessment = fact.assessment
    if assessment.state not in EDITABLE or fact.state != FactState.draft:
        raise Refused("自评已送审签或已报出，不能再调整次序")
    shown, order = neighbours(fact), claims_of(assessment)
    at = shown.index(fact) + (-1 if up else 1)
    if 0 <= at < len(shown):
        one, other = order.index(fact), order.index(shown[at])
        order[one], order[other] = order[other], order[one]
    places = {claim.id: place for place, claim in enumerate(order, 1)}
    for claim_id, place in places.items():
        work.session.execute(
            update(Fact)
            .where(Fact.id == claim_id)
            .values(position=place)
            .execution_options(synchronize_session=False)
        )
    assessment.edited_by_id, assessment.edited_at = work.account_id, work.now
    work.audit("move_claim", fact, after={"position": places[fact.id]})
