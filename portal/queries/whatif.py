"""What would be if: lines turned, objections upheld, units vetoed. Scored and ranked, and nothing is written.

A line turned: a fact that counts falls away (a deduction is lifted, a claim refused); one that was refused,
or that nobody has decided yet, counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.models import Assessment, Fact, Unit, Year
from portal.queries.dossiers import dossiers_of
from portal.queries.entrants import entrant_of, scored_facts
from portal.queries.regrading import BandKey, GradedBand, graded_bands
from portal.queries.scores import Scores, scorecard_of, tie_area
from portal.scoring import (
    SUPPOSED_VETO,
    Context,
    Entrant,
    Move,
    Ranking,
    RankRow,
    Scorecard,
    Text,
    fact_text,
    moved,
    moves,
    on_time_share,
    score_group,
    with_turned,
)


@dataclass(frozen=True)
class Supposed:
    """What is supposed: the keys of facts that are turned, and the codes of units that are vetoed; and
    the bands that are another grade."""

    lines: frozenset[str] = frozenset()
    vetoes: frozenset[str] = frozenset()
    bands: frozenset[BandKey] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.lines or self.vetoes or self.bands)


@dataclass(frozen=True)
class TurnableLine:
    """A fact of a unit's scorecard: whether it counts now, and the points that it brings, summed."""

    key: str
    text: Text
    counts: bool
    points: Decimal
    reason: str


@dataclass(frozen=True)
class Turned:
    """A line that is supposed to be turned: whose, which, and whether it counts now."""

    unit: str
    key: str
    text: Text
    counts: bool


@dataclass(frozen=True)
class Contest:
    """One area and group as it is and as it would be. `tied`: units that would be tied across the line."""

    area: str
    area_title: str
    before: Ranking
    after: Ranking
    moves_in: tuple[RankRow, ...]
    moves_out: tuple[RankRow, ...]
    tied: tuple[RankRow, ...]
    moved: tuple[Move, ...]

    @property
    def changes(self) -> bool:
        """Whether the selection is another one, a tie across the line included."""
        return bool(self.moves_in or self.moves_out) or set(self.before.undecided) != set(
            self.after.undecided
        )


@dataclass(frozen=True)
class Outcome:
    """What the suppositions change: in this area and group; in the group's other areas, where they do.

    `regraded`: (unit's name, the judgement, what it is now).
    `awaited`: (unit's name, what a turned line would still need before its points stand).
    """

    here: Contest
    elsewhere: tuple[Contest, ...]
    turned: tuple[Turned, ...]
    regraded: tuple[tuple[str, BandKey, GradedBand], ...]
    awaited: tuple[tuple[str, Text], ...]


def lines_of(session: Session, assessment: Assessment) -> list[TurnableLine]:
    """The facts of a unit's scorecard in their order, with the points that each brings there."""
    scheme = Scores(session, assessment.year).scheme
    (dossier,) = dossiers_of(session, [assessment.id])
    entrant = entrant_of(scheme, dossier, scored_facts(dossier))
    card = scorecard_of(session, assessment)
    lines = [line for one in card.indicators for line in one.lines] + list(card.bonus_lines)
    kinds = {kind.code: kind.title for kind in scheme.area(assessment.area).kinds}
    return [
        TurnableLine(
            key=fact.key,
            text=fact_text(fact, kinds.get(fact.kind, fact.kind)),
            counts=fact.counts,
            points=sum((line.points or Decimal(0) for line in lines if line.fact == fact.key), Decimal(0)),
            reason=fact.reason,
        )
        for fact in sorted(entrant.facts, key=lambda fact: fact.order)
    ]


def outcome_of(session: Session, year: Year, area: str, group: str, supposed: Supposed) -> Outcome:
    """Who would be selected under what is supposed.

    The number of statements does not go with that of lines or vetoes. Lines of another area or group are
    left aside. A veto, and a line that the on-time share is made of, reach all areas of the group.
    """
    return _Trial(session, year, area, group, supposed).outcome()


class _Trial:
    """One group of one area with the turned units scored again; all others by their stored cards."""

    def __init__(self, session: Session, year: Year, area: str, group: str, supposed: Supposed) -> None:
        self.session, self.year, self.area, self.group, self.supposed = session, year, area, group, supposed
        self.scores = Scores(session, year)
        self.vetoes: Mapping[str, Text] = {
            **dict.fromkeys(sorted(supposed.vetoes), SUPPOSED_VETO),
            **self.scores.vetoes,
        }
        self.turned: dict[str, Entrant] = {}
        self.known: list[Entrant] = []
        self.shares = dict(self.scores.on_time(group))
        self.cards = self._cards()

    def outcome(self) -> Outcome:
        here = self._contest(self.area, self.cards)
        reaches = bool(self.supposed.vetoes) or self.shares != self.scores.on_time(self.group)
        others = [one.code for one in self.scores.scheme.areas if one.code != self.area] if reaches else []
        elsewhere = [
            self._contest(code, self._with_shares(self.scores.heads(code, self.group))) for code in others
        ]
        known = {card.unit: set(card.pending) for card in self.scores.heads(self.area, self.group)}
        return Outcome(
            here=here,
            elsewhere=tuple(one for one in elsewhere if one.changes),
            turned=tuple(self._turned()),
            regraded=tuple(
                (one.name, key, band)
                for one in self.known
                for band in graded_bands(self.scores.scheme.area(self.area), one)
                for key, _title in band.others
                if key in self.supposed.bands
            ),
            awaited=tuple(
                (card.name, text)
                for card in self.cards
                if card.unit in self.turned
                for text in card.pending
                if text not in known[card.unit]
            ),
        )

    def _contest(self, area: str, cards: Sequence[Scorecard]) -> Contest:
        before = self.scores.ranking(area, self.group)
        after = self.scores.ranked(area, self.group, cards, self.vetoes)
        comes, goes = moves(before, after)
        return Contest(
            area=area,
            area_title=self.scores.scheme.area(area).title,
            before=before,
            after=after,
            moves_in=tuple(after.row(unit) for unit in comes),
            moves_out=tuple(after.row(unit) for unit in goes),
            tied=tuple(after.row(unit) for unit in after.undecided),
            moved=moved(before, after),
        )

    def _cards(self) -> tuple[Scorecard, ...]:
        """The area's cards as they would be."""
        heads = self.scores.heads(self.area, self.group)
        ids = self._assessments()
        if not ids:
            return heads
        everybody = self._entrants(list(ids))
        again = [self._with_turned(one) if one.code in ids.values() else one for one in everybody]
        self.known = [one for one in everybody if one.code in ids.values()]
        self.turned = {one.code: one for one in again if one.code in ids.values()}
        if tie_area(self.scores.scheme) == self.area:
            for code, entrant in self.turned.items():
                share = on_time_share(entrant, self.scores.scheme)
                self.shares.pop(code, None)
                if share is not None:
                    self.shares[code] = share
        context: Context = replace(self.scores.context(self.group), on_time=self.shares)
        made = {card.unit: card for card in score_group(again, context, self.scores.scheme, self.area)}
        return tuple(made.get(card.unit, card) for card in self._with_shares(heads))

    def _with_turned(self, entrant: Entrant) -> Entrant:
        open_ones = {
            key
            for band in graded_bands(self.scores.scheme.area(self.area), entrant)
            for key, _title in band.others
        }
        grades = {(key.indicator, key.scorer): key.grade for key in self.supposed.bands & open_ones}
        return with_turned(entrant, self.supposed.lines, grades)

    def _with_shares(self, cards: Sequence[Scorecard]) -> tuple[Scorecard, ...]:
        return tuple(replace(card, on_time=self.shares.get(card.unit)) for card in cards)

    def _assessments(self) -> dict[int, str]:
        """The dossiers that hold turned lines and bands: id → the unit's code."""
        wanted = [int(key) for key in self.supposed.lines if key.isdecimal() and len(key) < 10]
        units = sorted({key.unit for key in self.supposed.bands})
        if not wanted and not units:
            return {}
        rows = self.session.execute(
            select(Assessment.id, Unit.code)
            .outerjoin(Fact, and_(Fact.assessment_id == Assessment.id, Fact.id.in_(wanted)))
            .join(Unit, Unit.id == Assessment.unit_id)
            .where(
                Assessment.year_id == self.year.id,
                Assessment.area == self.area,
                Unit.group == self.group,
                or_(Fact.id.is_not(None), Unit.code.in_(units)),
            )
            .distinct()
            .order_by(Assessment.id)
        )
        return {key: code for key, code in rows}

    def _entrants(self, ids: list[int]) -> Sequence[Entrant]:
        """The turned units; the whole group where points depend on its best."""
        if self.scores.scheme.area(self.area).compares:
            return self.scores.entrants(self.area, self.group)
        found = dossiers_of(self.session, ids)
        return [entrant_of(self.scores.scheme, one, scored_facts(one)) for one in found]

    def _turned(self) -> list[Turned]:
        kinds = {kind.code: kind.title for kind in self.scores.scheme.area(self.area).kinds}
        return [
            Turned(one.name, fact.key, fact_text(fact, kinds.get(fact.kind, fact.kind)), not fact.counts)
            for one in self.turned.values()
            for fact in sorted(one.facts, key=lambda fact: fact.order)
            if fact.key in self.supposed.lines
        ]
