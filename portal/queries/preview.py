"""What a unit's own claims would give if all were accepted, and what would raise them: before any panel."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import object_session

from portal.models import Assessment, Fact
from portal.queries.calendar import workdays_of
from portal.queries.entrants import CLAIMED, entrant_of
from portal.queries.scores import context_of
from portal.queries.years import scheme_of
from portal.scoring import Context, Entrant, Scorecard, Text, score_group
from portal.scoring import Fact as ScoringFact
from portal.scoring.raising import raises


def preview_of(assessment: Assessment, facts: Iterable[Fact], also: Iterable[ScoringFact] = ()) -> Scorecard:
    """What the unit's own claims would give if all were accepted, with what it has been told so far.

    `also`: claims that are still being written and are no rows yet.
    """
    entrant, context = _given(assessment, facts)
    entrant = replace(entrant, facts=(*entrant.facts, *also))
    return score_group([entrant], context, scheme_of(assessment.year), assessment.area)[0]


def raises_of(assessment: Assessment, facts: Iterable[Fact]) -> dict[str, list[Text]]:
    """What would raise each indicator of the preview, in sentences, by the indicator's code."""
    entrant, context = _given(assessment, facts)
    area = scheme_of(assessment.year).area(assessment.area)
    return {
        one.code: [found.text for found in raises(entrant, one, area, context)]
        for one in area.indicators_for(entrant.group)
    }


def _given(assessment: Assessment, facts: Iterable[Fact]) -> tuple[Entrant, Context]:
    """The unit and its year as scoring takes them."""
    session = object_session(assessment)
    if session is None:
        raise RuntimeError("a preview is made of a row that is in a session")
    scheme = scheme_of(assessment.year)
    context = context_of(assessment.year, {}, lambda: workdays_of(session))
    return entrant_of(scheme, assessment, facts, frozenset(CLAIMED), preview=True), context
