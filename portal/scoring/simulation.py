"""A year's facts under another scheme: who would move, area by area and group by group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.scoring.departing import Departure, depart
from portal.scoring.engine import on_time_share, score_group
from portal.scoring.facts import Context, Entrant
from portal.scoring.ranking import Ranking, rank
from portal.scoring.scheme import Scheme
from portal.scoring.sensitivity import moves
from portal.scoring.text import Text
from portal.scoring.ties import Decision

# An area and a group of the year.
Contest = tuple[str, str]


@dataclass(frozen=True)
class Move:
    """One unit under both schemes; None where it has no place or no score."""

    unit: str
    name: str
    place_before: int | None
    place_after: int | None
    total_before: Decimal | None
    total_after: Decimal | None


@dataclass(frozen=True)
class Shift:
    """One area and group under both schemes.

    `before` or `after` is None where that scheme does not have the area or the group. `moves_in`,
    `moves_out`: who comes into the selection and who falls out. `moved`: every unit whose place or
    total changes. `awaited`: unit → what the other scheme asks for and the year does not have, so
    that its points are not known yet.
    """

    area: str
    area_title: str
    group: str
    group_title: str
    before: Ranking | None
    after: Ranking | None
    moves_in: tuple[str, ...]
    moves_out: tuple[str, ...]
    moved: tuple[Move, ...]
    awaited: Mapping[str, tuple[Text, ...]]

    @property
    def changes(self) -> bool:
        """Whether the selection is another one, a tie across the line included."""
        if self.before is None or self.after is None:
            return self.before is not self.after
        tied = set(self.before.undecided) != set(self.after.undecided)
        return bool(self.moves_in or self.moves_out or tied)


@dataclass(frozen=True)
class Simulation:
    """All areas and groups, in the draft's order, then what only the year's own scheme has."""

    shifts: tuple[Shift, ...]

    @property
    def changed(self) -> tuple[Shift, ...]:
        """Those with another selection: “3 of 14 selections would change”."""
        return tuple(shift for shift in self.shifts if shift.changes)


def simulate(
    year: Mapping[Contest, Sequence[Entrant]],
    context: Context,
    own: Scheme,
    draft: Scheme,
    vetoes: Mapping[str, Text | str] | None = None,
    decisions: Mapping[Contest, Mapping[str, Decision]] | None = None,
    tell: Callable[[int, int, str], None] | None = None,
    departures: Mapping[Contest, Sequence[Departure]] | None = None,
) -> Simulation:
    """The year under its own scheme and under the draft.

    `year`: the entrants of each area and group. Facts, bands, counts and tasks are the year's; only
    the scheme differs, so a kind that only the draft has finds nothing, and a count that only the
    draft asks for is awaited. `decisions` on ties hold for both, and
    so do the `departures` that the office followed, where they still fit the points. The on-time shares
    of the tie rule are reckoned anew for each scheme. Raises as `score_group` and `rank` do.
    `tell(done, all, title)` is called after each area and group.
    """
    decided = (vetoes or {}, decisions or {}, departures or {})
    sides = [_Side(year, context, scheme, *decided) for scheme in (own, draft)]
    contests, shifts = _contests(own, draft), []
    for done, contest in enumerate(contests, 1):
        shifts.append(_shift(contest, *sides))
        if tell:
            tell(done, len(contests), f"{shifts[-1].area_title} · {shifts[-1].group_title}")
    return Simulation(tuple(shifts))


class _Side:
    """One of the two schemes with the year under it."""

    def __init__(
        self,
        year: Mapping[Contest, Sequence[Entrant]],
        context: Context,
        scheme: Scheme,
        vetoes: Mapping[str, Text | str],
        decisions: Mapping[Contest, Mapping[str, Decision]],
        departures: Mapping[Contest, Sequence[Departure]],
    ) -> None:
        self.year, self.scheme, self.vetoes, self.decisions = year, scheme, vetoes, decisions
        self.departures = departures
        self.context = replace(context, on_time=on_time_shares(year, scheme))

    def ranking(self, contest: Contest) -> Ranking | None:
        area, group = contest
        if contest not in _contests(self.scheme):
            return None
        cards = score_group(self.year.get(contest, ()), self.context, self.scheme, area)
        found = rank(cards, self.scheme, self.vetoes, self.decisions.get(contest))
        found = depart(found, self.departures.get(contest, ()))
        return found if cards else replace(found, area=area, group=group)

    def titles(self, contest: Contest) -> tuple[str, str]:
        area, group = contest
        return self.scheme.area(area).title, self.scheme.group(group).title


def on_time_shares(year: Mapping[Contest, Sequence[Entrant]], scheme: Scheme) -> dict[str, Decimal]:
    """Each unit's on-time share for the scheme's on-time tie; a unit without any is left out."""
    area = next((tie.area for tie in scheme.ties if tie.by == "on-time"), None)
    shares = {}
    for (code, _), entrants in year.items():
        for entrant in entrants if code == area else ():
            share = on_time_share(entrant, scheme)
            if share is not None:
                shares[entrant.code] = share
    return shares


def _contests(*schemes: Scheme) -> list[Contest]:
    found = [
        (area.code, group.code)
        for scheme in reversed(schemes)
        for area in scheme.areas
        for group in scheme.groups
    ]
    return list(dict.fromkeys(found))


def _shift(contest: Contest, own: _Side, draft: _Side) -> Shift:
    before, after = own.ranking(contest), draft.ranking(contest)
    area_title, group_title = (draft if after else own).titles(contest)
    moves_in, moves_out = moves(before, after) if before and after else ((), ())
    return Shift(
        area=contest[0],
        area_title=area_title,
        group=contest[1],
        group_title=group_title,
        before=before,
        after=after,
        moves_in=moves_in,
        moves_out=moves_out,
        moved=moved(before, after) if before and after else (),
        awaited=_awaited(before, after) if before and after else {},
    )


def moved(before: Ranking, after: Ranking) -> tuple[Move, ...]:
    """Every unit whose place or total is another one, in the order of the ranking after."""
    was = {row.unit: row for row in before.rows}
    found = []
    for row in after.rows:
        old = was[row.unit]
        if (old.place, old.total) != (row.place, row.total):
            found.append(Move(row.unit, row.name, old.place, row.place, old.total, row.total))
    return tuple(found)


def _awaited(before: Ranking, after: Ranking) -> dict[str, tuple[Text, ...]]:
    known = {row.unit: set(row.card.pending) for row in before.rows}
    found = {
        row.unit: tuple(text for text in row.card.pending if text not in known[row.unit])
        for row in after.rows
    }
    return {unit: texts for unit, texts in found.items() if texts}
