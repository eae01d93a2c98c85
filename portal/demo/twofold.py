"""Where unit and panel of the demo's 2013 speak of one matter: pairs of the ledger to be settled."""

from decimal import Decimal

from portal.demo.play import Play
from portal.models import Source, Year
from portal.queries.doubles import Verdict, unsettled
from portal.services import ledger, reviews
from portal.services.assessments import FactContent

AREA, KIND = "meetings", "mtg-answered"

RECORDED = {"nongye": 0, "weisheng": 0, "keji": 1}
"""Departments of whose answers to what meetings agreed the panel keeps its own count, and how many fewer it
has than the department claims."""


def record_both_sides(play: Play, year: Year) -> None:
    """The panel writes down what it counted itself; the claims beside it no longer count."""
    cast = {unit.code for unit in play.cast}
    if AREA not in play.areas:
        return
    for unit in [one for one in RECORDED if one in cast]:
        found = play.assessment(year, unit, AREA)
        claim = next(fact for fact in found.facts if fact.kind == KIND and fact.source == Source.claim)
        content = FactContent(
            KIND,
            claim.title,
            claim.happened_on,
            quantity=claim.quantity - Decimal(RECORDED[unit]),
            note="据会议议定事项交办登记，年内收到书面回音的件数",
        )
        judge = play.seats(year, AREA, unit)[0]
        reviews.add_record(play.by(judge), assessment=found, content=content)


def settle_pairs(play: Play, year: Year, area: str) -> None:
    """The chair settles what is left of such pairs before the area is closed."""
    for unit in play.cast:
        found = play.assessment(year, unit.code, area)
        for pair in unsettled(found.facts):
            ledger.mark_pair(
                play.by(play.seats(year, area, unit.code)[-1]),
                assessment=found,
                claim=pair.claim,
                record=pair.record,
                reason="",
                claim_version=pair.claim.version,
                record_version=pair.record.version,
                verdict=Verdict.same,
            )
