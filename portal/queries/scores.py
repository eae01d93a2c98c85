"""Scores: the scorecards and rankings that scoring gives back for what `entrants` hands it.

Points are made in `portal.scoring` alone; this module only hands it the facts (五(二)).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.clock import Workdays
from portal.models import Assessment, Score, TieDecision, Veto, Year
from portal.queries.calendar import spans_of, workdays_of
from portal.queries.departures import followed_in
from portal.queries.dossiers import dossiers_in, dossiers_of
from portal.queries.entrants import entrant_of, scored_facts
from portal.queries.stored_scores import stored_cards, stored_shares
from portal.queries.years import scheme_of
from portal.scoring import (
    Context,
    Decision,
    Departure,
    Entrant,
    Ranking,
    Scheme,
    Scorecard,
    Text,
    depart,
    on_time_share,
    rank,
    score_group,
)
from portal.workflow import IN_FORCE


class Scores:
    """A year's scores; what is asked for is read once, however often.

    Scorecards and rankings come from the stored cards. `fresh=True` makes them anew from the facts: for
    the snapshot, and where nothing is stored yet.
    """

    def __init__(self, session: Session, year: Year, *, fresh: bool = False) -> None:
        self.session, self.year, self.fresh = session, year, fresh
        self.scheme = scheme_of(year)
        self._entrants: dict[tuple[str, str], list[Entrant]] = {}
        self._heads: dict[tuple[str, str], tuple[Scorecard, ...]] = {}
        self._shares: dict[str, dict[str, Decimal]] = {}

    def entrants(self, area: str, group: str) -> list[Entrant]:
        """All units of a group in an area, with what their panel has verified and recorded."""
        key = (area, group)
        if key not in self._entrants:
            found = dossiers_in(self.session, self.year, area, group)
            found.sort(key=lambda one: (one.unit.position, one.unit.code))
            self._entrants[key] = [entrant_of(self.scheme, one, scored_facts(one)) for one in found]
        return self._entrants[key]

    def entrants_beside(self, assessment: Assessment) -> list[Entrant]:
        """The units that a unit's own points depend on, itself among them: its group, or nobody else."""
        if self.scheme.area(assessment.area).compares:
            return self.entrants(assessment.area, assessment.unit.group.value)
        found = dossiers_of(self.session, [assessment.id])
        return [entrant_of(self.scheme, one, scored_facts(one)) for one in found]

    def on_time(self, group: str) -> dict[str, Decimal]:
        """Each unit's on-time share, where the scheme breaks ties by it."""
        if group not in self._shares:
            area = tie_area(self.scheme)
            stored = None
            if area is not None and not self.fresh:
                stored = stored_shares(self.session, self.year, area, group)
            if area is not None and stored is None:
                stored = on_time_shares(self.entrants(area, group), self.scheme)
            self._shares[group] = stored or {}
        return self._shares[group]

    def context(self, group: str) -> Context:
        """The year as scoring sees it, with the group's on-time shares for ties."""
        return context_of(self.year, self.on_time(group), lambda: self.workdays)

    def scorecards(self, area: str, group: str) -> tuple[Scorecard, ...]:
        """The scorecards of a group in an area, with all their indicators."""
        stored = None if self.fresh else stored_cards(self.session, self.year, area, group, whole=True)
        return self._made(area, group) if stored is None else self._with_shares(stored, group)

    def heads(self, area: str, group: str) -> tuple[Scorecard, ...]:
        """The same without their indicators: what a ranking is made of."""
        key = (area, group)
        if key not in self._heads:
            stored = None if self.fresh else stored_cards(self.session, self.year, area, group, whole=False)
            found = self._made(area, group) if stored is None else self._with_shares(stored, group)
            self._heads[key] = found
        return self._heads[key]

    def _made(self, area: str, group: str) -> tuple[Scorecard, ...]:
        return score_group(self.entrants(area, group), self.context(group), self.scheme, area)

    def _with_shares(self, cards: tuple[Scorecard, ...], group: str) -> tuple[Scorecard, ...]:
        shares = self.on_time(group)
        return tuple(
            card if card.on_time == (own := shares.get(card.unit)) else replace(card, on_time=own)
            for card in cards
        )

    def ranking(self, area: str, group: str, vetoes: Mapping[str, Text] | None = None) -> Ranking:
        """The ranking with its quota line (四(一)). `vetoes` default to those in force.

        The rows' cards have their indicators only with `fresh=True`.
        """
        return self.ranked(area, group, self.heads(area, group), self.vetoes if vetoes is None else vetoes)

    def ranked(
        self, area: str, group: str, cards: Sequence[Scorecard], vetoes: Mapping[str, Text]
    ) -> Ranking:
        """These cards ranked with the office's decisions on ties, and the departures that it follows."""
        ranking = rank(cards, self.scheme, vetoes, self.decisions.get((area, group)))
        return depart(ranking, self.departures.get(area, ()))

    def tied(self, area: str, group: str) -> tuple[str, ...]:
        """The units tied across the line by the declared rules alone, the office's decision set aside."""
        return rank(self.heads(area, group), self.scheme, self.vetoes).undecided

    @cached_property
    def workdays(self) -> Workdays:
        """The calendar that spans are counted by."""
        return workdays_of(self.session)

    @cached_property
    def decisions(self) -> dict[tuple[str, str], dict[str, Decision]]:
        """The office's decisions on ties, by area and group."""
        return all_tie_decisions(self.session, self.year)

    @cached_property
    def departures(self) -> dict[str, list[Departure]]:
        """By area, where the office follows its panel against the points."""
        return followed_in(self.session, self.year)

    @cached_property
    def vetoes(self) -> dict[str, Text]:
        """The vetoed units of the year: code → ground, in words."""
        grounds = {ground.code: ground.title for ground in self.scheme.veto_grounds}
        rows = self.session.scalars(
            select(Veto).where(Veto.year_id == self.year.id, Veto.state.in_(IN_FORCE)).order_by(Veto.id)
        )
        return {veto.unit.code: Text(grounds.get(veto.ground, veto.ground), veto.ground) for veto in rows}

    def selection(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Who would be selected now: (area, group) → unit codes by rank."""
        return {
            (area.code, group.code): self.ranking(area.code, group.code).selected
            for area in self.scheme.areas
            for group in self.scheme.groups
        }


def context_of(year: Year, on_time: Mapping[str, Decimal], workdays: Callable[[], Workdays]) -> Context:
    """The year as scoring sees it: its calendar, read when asked; the congress's closing day (三(三)2)."""
    return Context(
        year=year.number,
        workdays=spans_of(workdays),
        session_closed_on=year.congress_closed_on,
        on_time=on_time,
    )


def tie_area(scheme: Scheme) -> str | None:
    """The area whose on-time share breaks ties in all areas, or None."""
    return next((tie.area for tie in scheme.ties if tie.by == "on-time"), None)


def on_time_shares(entrants: Iterable[Entrant], scheme: Scheme) -> dict[str, Decimal]:
    """The on-time share of each unit that has one."""
    shares = {entrant.code: on_time_share(entrant, scheme) for entrant in entrants}
    return {code: share for code, share in shares.items() if share is not None}


def scorecard_of(session: Session, assessment: Assessment) -> Scorecard:
    """One unit's scorecard in an area, with all its indicators."""
    stored = session.get(Score, assessment.id)
    if stored is not None:
        return Scorecard.from_dict(stored.card)
    unit = assessment.unit
    cards = Scores(session, assessment.year).scorecards(assessment.area, unit.group.value)
    return next(card for card in cards if card.unit == unit.code)


_DECISIONS = (
    select(TieDecision.area, TieDecision.group, TieDecision.order, TieDecision.reason)
    .where(TieDecision.year_id == bindparam("year"))
    .order_by(TieDecision.id)
)


def all_tie_decisions(session: Session, year: Year) -> dict[tuple[str, str], dict[str, Decision]]:
    """The office's decisions where no rule settles a tie: (area, group) → unit → its order."""
    return {
        (area, group): {code: Decision(place, reason) for place, code in enumerate(order, 1)}
        for area, group, order, reason in session.execute(_DECISIONS, {"year": year.id})
    }


def tie_decisions(session: Session, year: Year, area: str, group: str) -> dict[str, Decision]:
    """The decision in one area and group; empty when there is none."""
    return all_tie_decisions(session, year).get((area, group), {})


@dataclass(frozen=True)
class AreaRankings:
    """One area's rankings: (group's code, its title, the ranking)."""

    area: str
    title: str
    groups: list[tuple[str, str, Ranking]]


def all_rankings(session: Session, year: Year) -> list[AreaRankings]:
    """Every area and group of a year, in the scheme's order."""
    scores = Scores(session, year)
    groups = scores.scheme.groups
    return [
        AreaRankings(
            area.code,
            area.title,
            [(group.code, group.title, scores.ranking(area.code, group.code)) for group in groups],
        )
        for area in scores.scheme.areas
    ]
