"""What a score sheet prints: the published result's cards once there is one, else the cards as they stand."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Assessment, Evidence, Fact, Publication, Score, Unit, Year
from portal.queries.decisions import publication_of, vetoed_in
from portal.queries.frozen import Frozen, thawed
from portal.queries.scores import Scores, scorecard_of
from portal.queries.signed import UNSIGNED
from portal.queries.years import scheme_of
from portal.scoring import Group, Ranking, Scheme, Scorecard, depart, rank, score_group
from portal.workflow import FactState, YearState

Files = dict[str, tuple[str, ...]]
"""A fact's key → its files by name."""


@dataclass(frozen=True)
class Cards:
    """Cards with the scheme that they were made by. `snapshot`: the digest of the published result."""

    scheme: Scheme
    cards: tuple[Scorecard, ...]
    evidence: Files
    ranking: Ranking | None = None
    snapshot: str = ""


def unit_cards(session: Session, year: Year, unit: Unit) -> Cards:
    """A unit's cards in all areas, in the scheme's order. Its places are not among them."""
    found = _published(session, year)
    evidence = files_by_fact(session, year, unit=unit)
    if found is None:
        return Cards(scheme_of(year), _stored(session, year, unit), evidence)
    publication, frozen = found
    group = unit.group.value
    made = []
    for area in frozen.scheme.areas:
        entrants = frozen.entrants.get((area.code, group), [])
        cards = score_group(entrants, frozen.context(group), frozen.scheme, area.code)
        made += [card for card in cards if card.unit == unit.code]
    return Cards(frozen.scheme, tuple(made), evidence, snapshot=publication.digest)


def _stored(session: Session, year: Year, unit: Unit) -> tuple[Scorecard, ...]:
    rows = session.execute(
        select(Assessment, Score.card)
        .join(Score, Score.assessment_id == Assessment.id, isouter=True)
        .where(Assessment.year_id == year.id, Assessment.unit_id == unit.id)
        .order_by(Assessment.id)
    )
    by_area = {
        one.area: Scorecard.from_dict(card) if card else scorecard_of(session, one) for one, card in rows
    }
    return tuple(by_area[area.code] for area in scheme_of(year).areas if area.code in by_area)


def group_cards(session: Session, year: Year, area: str, group: Group) -> Cards:
    """All cards of an area and group in the order of their ranking, with it."""
    found = _published(session, year)
    evidence = files_by_fact(session, year, area=area, group=group.code)
    if found is None:
        scores = Scores(session, year)
        cards, ranking = scores.scorecards(area, group.code), scores.ranking(area, group.code)
        return Cards(scores.scheme, _in_order(cards, ranking), evidence, ranking)
    publication, frozen = found
    cards, ranking = _ranked(frozen, area, group.code)
    return Cards(frozen.scheme, _in_order(cards, ranking), evidence, ranking, publication.digest)


def _ranked(frozen: Frozen, area: str, group: str) -> tuple[tuple[Scorecard, ...], Ranking]:
    contest = (area, group)
    cards = score_group(frozen.entrants[contest], frozen.context(group), frozen.scheme, area)
    ranking = rank(cards, frozen.scheme, frozen.vetoes, frozen.decisions[contest])
    return cards, depart(ranking, frozen.departures[contest])


def _in_order(cards: tuple[Scorecard, ...], ranking: Ranking) -> tuple[Scorecard, ...]:
    by_unit = {card.unit: card for card in cards}
    return tuple(by_unit[row.unit] for row in ranking.rows)


def _published(session: Session, year: Year) -> tuple[Publication, Frozen] | None:
    """The result as it was frozen; None while the year is being judged, also once more."""
    if not year.state.reached(YearState.published):
        return None
    publication = publication_of(session, year)
    # A veto after the publication: what was frozen names a unit that no list may name.
    if publication is None or vetoed_in(session, publication):
        return None
    return publication, thawed(publication.snapshot)


def files_by_fact(
    session: Session, year: Year, *, unit: Unit | None = None, area: str = "", group: str = ""
) -> Files:
    """The evidence of facts that count for readers outside the unit, with one statement.

    What a unit is changing in a returned claim is nobody's yet.
    """
    query = (
        select(Fact.id, Evidence.name)
        .join(Fact.evidence)
        .join(Assessment, Fact.assessment_id == Assessment.id)
        .join(Unit, Assessment.unit_id == Unit.id)
        .where(
            Assessment.year_id == year.id,
            Evidence.removed_at.is_(None),
            Fact.state.not_in((FactState.draft, *sorted(UNSIGNED))),
        )
        .order_by(Fact.id, Evidence.id)
    )
    if unit is not None:
        query = query.where(Assessment.unit_id == unit.id)
    if area:
        query = query.where(Assessment.area == area)
    if group:
        query = query.where(Unit.group == group)
    found: dict[str, list[str]] = {}
    for fact_id, name in session.execute(query):
        found.setdefault(str(fact_id), []).append(name)
    return {key: tuple(names) for key, names in found.items()}
