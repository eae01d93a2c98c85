"""A unit's score as its panel sees it, and what is at stake with one fact. Nothing is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Assessment, Fact, Unit
from portal.policy import Actor
from portal.queries.bands import band_places
from portal.queries.doubles import doubles_of
from portal.queries.entrants import value_from_json
from portal.queries.scores import Scores
from portal.queries.signed import UNSIGNED, signed_content, signed_contents
from portal.queries.years import scheme_of
from portal.scoring import Band as Judgement
from portal.scoring import Entrant, Scorecard, Text, score_group
from portal.scoring import Fact as ScoringFact
from portal.scoring.rules.band import Band as BandRule
from portal.workflow import COUNTING


def scorecard_for(session: Session, assessment: Assessment, actor: Actor) -> Scorecard:
    """A unit's scorecard as one scorer may see it: without bands that are hidden from that person."""
    places = band_places(assessment, actor)
    seen = tuple(
        Judgement(band.indicator, str(band.scorer_id), band.grade)
        for place in places
        for band in (place.mine, *place.others)
        if band is not None
    )
    return _score_with(
        Scores(session, assessment.year),
        assessment,
        actor,
        lambda entrant: replace(entrant, bands=seen, facts=_as_signed(session, assessment, entrant)),
    )


def _not_to_judge(scores: Scores, assessment: Assessment, actor: Actor) -> set[str]:
    ids = {unit_id for year_id, unit_id in actor.recused_from if year_id == assessment.year_id}
    if actor.unit_id is not None:
        ids.add(actor.unit_id)
    if not ids:
        return set()
    return set(scores.session.scalars(select(Unit.code).where(Unit.id.in_(ids)).order_by(Unit.id)))


def _as_signed(session: Session, assessment: Assessment, entrant: Entrant) -> tuple[ScoringFact, ...]:
    """The unit's facts, those that are open in the unit in the words that were signed."""
    open_there = {str(fact.id): fact for fact in assessment.facts if fact.state in UNSIGNED}
    contents = signed_contents(session, open_there.values())
    facts = []
    for one in entrant.facts:
        if one.key in open_there:
            content = contents[open_there[one.key].id]
            one = replace(
                one,
                title=content.title,
                on=content.happened_on,
                document=content.document_number,
                quantity=content.quantity,
                values={},  # it counts nothing, whatever it says
            )
        facts.append(one)
    return tuple(facts)


def _score_with(
    scores: Scores, assessment: Assessment, actor: Actor, change: Callable[[Entrant], Entrant]
) -> Scorecard:
    """The unit's scorecard with something of what it is made of replaced; nothing is written.

    Where points are in proportion to the best of the group, units that the person must not judge are
    left out: they could be worked out from the others'.
    """
    group = assessment.unit.group.value
    away = _not_to_judge(scores, assessment, actor)
    entrants = [
        change(entrant) if entrant.code == assessment.unit.code else entrant
        for entrant in scores.entrants_beside(assessment)
        if entrant.code not in away
    ]
    cards = score_group(entrants, scores.context(group), scores.scheme, assessment.area)
    return next(card for card in cards if card.unit == assessment.unit.code)


@dataclass(frozen=True)
class Stake:
    """What a fact can bring in one indicator: its points if the fact counts, and if it does not.

    Both are None where nothing can be said yet: a count is missing, or the points come from bands,
    which a single fact does not decide. `maximum` is None where the scheme sets none.
    """

    title: str
    clause: str
    maximum: Decimal | None
    rule: Text
    note: str
    counted: Decimal | None
    refused: Decimal | None


def stakes_of(session: Session, fact: Fact, actor: Actor) -> list[Stake]:
    """What is at stake with a fact, as everything else stands now; empty when nothing reads it."""
    assessment = fact.assessment
    scores = Scores(session, assessment.year)
    scheme = scores.scheme

    def decided(entrant: Entrant, counts: bool) -> Entrant:
        signed = replace(entrant, facts=_as_signed(session, assessment, entrant))
        return _decided(_with_values(session, signed, fact), fact, counts)

    counted = _score_with(scores, assessment, actor, lambda entrant: decided(entrant, True))
    refused = _score_with(scores, assessment, actor, lambda entrant: decided(entrant, False))
    stakes = []
    for indicator in scheme.area(assessment.area).indicators_for(assessment.unit.group.value):
        if fact.kind not in indicator.kinds:
            continue
        score = counted.indicator(indicator.code)
        unsaid = score.waiting or isinstance(indicator.rule, BandRule)
        stakes.append(
            Stake(
                title=indicator.title,
                clause=indicator.clause,
                maximum=indicator.maximum or None,
                rule=indicator.rule_text,
                note=indicator.note,
                counted=None if unsaid else score.points,
                refused=None if unsaid else refused.indicator(indicator.code).points,
            )
        )
    bonus = scheme.bonus
    if bonus is not None and fact.kind == bonus.kind.code:
        words = bonus.words()
        stakes.append(Stake(bonus.title, bonus.clause, bonus.cap, words, "", counted.bonus, refused.bonus))
    return stakes


def _with_values(session: Session, entrant: Entrant, fact: Fact) -> Entrant:
    """The unit with the fact in the values that were signed, whatever its unit is changing in it."""
    if fact.state not in UNSIGNED:
        return entrant
    signed = signed_content(session, fact).values
    kind = scheme_of(fact.assessment.year).area(fact.area).kind(fact.kind)
    values = {code: value_from_json(kind, code, said) for code, said in signed.items() if said is not None}
    facts = tuple(replace(one, values=values) if one.key == str(fact.id) else one for one in entrant.facts)
    return replace(entrant, facts=facts)


def _decided(entrant: Entrant, fact: Fact, counts: bool) -> Entrant:
    """The unit with the fact decided one way. A claim beside a record counts nothing either way, and the
    record's fall lets the claim count."""
    changed = {str(fact.id): counts}
    standing = [one for one in fact.assessment.facts if one.state in COUNTING or one is fact]
    for pair in doubles_of(standing, COUNTING | {fact.state}):
        if pair.claim is fact:
            changed[str(fact.id)] = False
        elif pair.record is fact:
            changed[str(pair.claim.id)] = not counts
    facts = tuple(
        replace(one, counts=changed[one.key], reason="") if one.key in changed else one
        for one in entrant.facts
    )
    return replace(entrant, facts=facts)
