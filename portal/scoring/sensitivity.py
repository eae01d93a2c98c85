"""Which single line of a group's scorecards holds its selection: each one turned, and scored again."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.scoring.columns import Best, Columns, higher
from portal.scoring.departing import Departure, depart
from portal.scoring.engine import on_time_share, scorecard
from portal.scoring.facts import Band, Context, Entrant, Fact
from portal.scoring.measuring import Measured
from portal.scoring.ranking import Ranking, rank
from portal.scoring.rules.band import Band as BandRule
from portal.scoring.rules.naming import fact_text
from portal.scoring.scheme import Scheme
from portal.scoring.scorecard import Scorecard
from portal.scoring.supposing import with_turned
from portal.scoring.text import NOTHING, Text
from portal.scoring.ties import Decision


@dataclass(frozen=True)
class Swing:
    """One line that decides: turned by itself, it changes who is selected.

    `fact`: the key of the fact that would no longer count (`counted`), or that was refused and would
    count; or `band`, a judgement that would fall away, or be the `grade`. `moves_in`, `moves_out`:
    units, in the order of the ranking. `undecided`: units that would then be tied across the line.
    `before`, `after`: the total of the line's own unit. `awaited`: what would then have to be supplied
    before the points stand, such as the amount of a deduction that was never fixed.
    """

    unit: str
    fact: str | None
    band: Band | None
    counted: bool
    what: Text
    moves_in: tuple[str, ...]
    moves_out: tuple[str, ...]
    undecided: tuple[str, ...]
    before: Decimal | None
    after: Decimal | None
    awaited: tuple[Text, ...] = ()
    grade: str = ""


def sensitivity(
    entrants: Sequence[Entrant],
    context: Context,
    scheme: Scheme,
    area_code: str,
    vetoes: Mapping[str, Text | str] | None = None,
    decisions: Mapping[str, Decision] | None = None,
    only: Collection[str] | None = None,
    departures: Sequence[Departure] = (),
) -> tuple[Swing, ...]:
    """Every line of one group in one area that would change the selection by itself.

    A line is turned the one way that it can be: a fact that counts falls away (a deduction is lifted, a
    claim is refused), a refused fact counts; a judgement falls away, or is the nearest other grade, up
    and down, that changes anything. Each is computed exactly, by scoring again whatever reads it and
    ranking again; nothing is estimated. A change of the selection is a unit more or less in it, or
    another set of units tied across the line. In the order of the units, then of their facts. `only`:
    the units whose lines are turned, all when not given. `departures`: where the office follows its
    panel against the points. Raises as `score_group` and `rank` do.
    """
    group = _Group(entrants, context, scheme, area_code, vetoes or {}, decisions or {}, departures)
    places = [place for place, each in enumerate(group.entrants) if only is None or each.code in only]
    return tuple(swing for place in places for swing in group.swings(place))


# What the ranking looks at in a card: where none of it changes, no place can change.
def _essence(card: Scorecard) -> tuple[object, ...]:
    return (card.standing, card.total, card.deducted, card.honours, card.on_time)


class _Group:
    """A group that is scored once, and again where one line is turned."""

    def __init__(
        self,
        entrants: Sequence[Entrant],
        context: Context,
        scheme: Scheme,
        area_code: str,
        vetoes: Mapping[str, Text | str],
        decisions: Mapping[str, Decision],
        departures: Sequence[Departure],
    ) -> None:
        self.area, self.scheme, self.context = scheme.area(area_code), scheme, context
        self.vetoes, self.decisions, self.departures = vetoes, decisions, departures
        self.entrants = sorted(entrants, key=lambda entrant: (entrant.order, entrant.code))
        group = self.entrants[0].group if self.entrants else ""
        self.columns = Columns(self.area, group, context)
        self.columns.see(self.entrants)
        self.compared = {
            each.code: [self.columns.compared(each, entrant) for entrant in self.entrants]
            for each in self.columns.comparing
        }
        self.places = {each.code: place for place, each in enumerate(self.columns.indicators)}
        self.measured = [self.columns.measure(entrant) for entrant in self.entrants]
        self.cards = [
            scorecard(entrant, measured, self.area, scheme, context)
            for entrant, measured in zip(self.entrants, self.measured, strict=True)
        ]
        self.points = rank(self.cards, scheme, vetoes, decisions)
        self.ranking = depart(self.points, departures)

    def swings(self, place: int) -> Iterator[Swing]:
        """The deciding lines of one unit."""
        entrant = self.entrants[place]
        for fact in sorted(entrant.facts, key=lambda fact: fact.order):
            yield from self._turned_fact(place, fact)
        for band in sorted(entrant.bands, key=lambda band: (band.indicator, band.grade, band.scorer)):
            left = tuple(each for each in entrant.bands if each is not band)
            cards = self._again(place, replace(entrant, bands=left), [band.indicator])
            yield from self._swing(place, cards, None, band)
            yield from self._regraded(place, band)

    def _regraded(self, place: int, band: Band) -> Iterator[Swing]:
        """The nearest better and the nearest worse grade that decide."""
        rule = self.area.indicator(band.indicator).rule
        codes = [each.code for each in rule.grades] if isinstance(rule, BandRule) else []
        if band.grade not in codes:
            return
        at = codes.index(band.grade)
        for way in (reversed(codes[:at]), codes[at + 1 :]):
            for grade in way:
                turned = with_turned(self.entrants[place], (), {(band.indicator, band.scorer): grade})
                cards = self._again(place, turned, [band.indicator])
                if found := list(self._swing(place, cards, None, band, grade)):
                    yield from found
                    break

    def _turned_fact(self, place: int, fact: Fact) -> Iterator[Swing]:
        entrant = self.entrants[place]
        reading = [each.code for each in self.columns.reading(fact.kind)]
        cards = self._again(place, with_turned(entrant, (fact.key,)), reading)
        yield from self._swing(place, cards, fact, None)

    def _again(self, place: int, entrant: Entrant, reading: list[str]) -> dict[int, Scorecard]:
        """The cards that a changed unit changes: its own, and all where the group's best goes with it."""
        codes = [code for code in reading if code in self.places]
        columns = self._columns_with(place, entrant, codes)
        shifted = [code for code in codes if columns.best.get(code) != self.columns.best.get(code)]
        others = enumerate(self.entrants) if shifted else ()
        cards = {other: self._card(columns, other, one, shifted, self.context) for other, one in others}
        cards[place] = self._card(columns, place, entrant, codes, self._context_with(entrant))
        return cards

    def _card(
        self, columns: Columns, place: int, entrant: Entrant, codes: list[str], context: Context
    ) -> Scorecard:
        """A unit's card with these indicators measured anew."""
        measured: list[Measured] = list(self.measured[place])
        for code in codes:
            column = self.places[code]
            measured[column] = columns.measure_one(columns.indicators[column], entrant)
        return scorecard(entrant, measured, self.area, self.scheme, context)

    def _columns_with(self, place: int, entrant: Entrant, codes: list[str]) -> Columns:
        """The columns with the group's best as it is with the changed unit."""
        changed: dict[str, Best] = {}
        for code in codes:
            if code not in self.compared:
                continue
            best = self.columns.compared(self.columns.indicators[self.places[code]], entrant)
            for other, compared in enumerate(self.compared[code]):
                best = best if other == place else higher(best, compared)
            changed[code] = best
        return replace(self.columns, best={**self.columns.best, **changed}) if changed else self.columns

    def _context_with(self, entrant: Entrant) -> Context:
        """The on-time share goes with the facts, in the area that it is taken from."""
        tie = next((tie for tie in self.scheme.ties if tie.by == "on-time"), None)
        if tie is None or tie.area != self.area.code or entrant.code not in self.context.on_time:
            return self.context
        share = on_time_share(entrant, self.scheme)
        shares = {unit: value for unit, value in self.context.on_time.items() if unit != entrant.code}
        return replace(self.context, on_time=shares if share is None else {**shares, entrant.code: share})

    def _swing(
        self, place: int, cards: dict[int, Scorecard], fact: Fact | None, band: Band | None, grade: str = ""
    ) -> Iterator[Swing]:
        if all(_essence(card) == _essence(self.cards[other]) for other, card in cards.items()):
            return
        if cards.keys() == {place} and self._stays(place, cards[place]):
            return
        changed = [cards.get(other, card) for other, card in enumerate(self.cards)]
        after = depart(rank(changed, self.scheme, self.vetoes, self.decisions), self.departures)
        moves_in, moves_out = moves(self.ranking, after)
        if not (moves_in or moves_out) and set(after.undecided) == set(self.ranking.undecided):
            return
        own, known = cards[place], set(self.cards[place].pending)
        yield Swing(
            unit=own.unit,
            fact=fact.key if fact else None,
            band=band,
            counted=fact.counts if fact else True,
            what=self._what(fact, band, grade),
            moves_in=moves_in,
            moves_out=moves_out,
            undecided=after.undecided,
            before=self.cards[place].total,
            after=own.total,
            awaited=tuple(text for text in own.pending if text not in known),
            grade=grade,
        )

    def _stays(self, place: int, after: Scorecard) -> bool:
        """Whether the unit stands clear on its own side of the line before and after: nobody moves then."""
        line, before = self.points.line, self.cards[place]
        if line is None or line.first_out is None or line.last_in is None or self.points.undecided:
            return False
        if before.total is None or after.total is None or before.standing is not after.standing:
            return False
        row = self.points.row(before.unit)
        if row.place is None:
            return True
        if row.selected:
            edge = self.points.row(line.first_out).total
            return edge is not None and min(before.total, after.total) > edge
        edge = self.points.row(line.last_in).total
        return edge is not None and max(before.total, after.total) < edge

    def _what(self, fact: Fact | None, band: Band | None, grade: str) -> Text:
        if fact is not None:
            kind = next((kind for kind in self.area.kinds if kind.code == fact.kind), None)
            named = fact_text(fact, kind.title if kind else fact.kind)
            without = Text("若不计 ", "without ") if fact.counts else Text("若采信 ", "if accepted: ")
            return without + named
        if band is not None:
            title = self.area.indicator(band.indicator).title
            rule = self.area.indicator(band.indicator).rule
            if grade and isinstance(rule, BandRule):
                names = {each.code: each.title for each in rule.grades}
                then, now = names[grade], names[band.grade]
                return Text(
                    f"若“{title}”的一个评定由{now}改为{then}",
                    f"one judgement of “{title}” {then} instead of {now}",
                )
            return Text(f"若去掉“{title}”的一个评定", f"without one judgement of “{title}”")
        return NOTHING


def moves(before: Ranking, after: Ranking) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who comes into the selection and who falls out of it, each in the order of its ranking."""
    was, now = before.selected, after.selected
    return tuple(unit for unit in now if unit not in was), tuple(unit for unit in was if unit not in now)
