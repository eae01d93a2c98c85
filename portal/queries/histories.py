"""What was published, read across the years: a unit's own history, and one year beside the one before.

Read from the frozen snapshots, so that it says what was published then. A snapshot never changes: what is
taken from it is kept by its digest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Publication, Unit, Veto, Year
from portal.queries.decisions import published
from portal.queries.scores import Scores
from portal.queries.successions import predecessors_of
from portal.scoring import Ranking
from portal.workflow import IN_FORCE, YearState

KEPT = 40
"""How many years' results are kept in memory: some hundred kilobytes each."""


@dataclass(frozen=True)
class Result:
    """Where a unit stood in an area of a year."""

    unit: str
    name: str
    place: int | None
    total: Decimal | None
    standing: str
    selected: bool


Results = Mapping[tuple[str, str], tuple[Result, ...]]
"""(area, group) → its units in the order of the ranking."""


@dataclass(frozen=True)
class PublishedYear:
    """A published year in its last edition: its areas' titles and everybody's result."""

    publication: Publication
    titles: Mapping[str, str]
    results: Results

    @property
    def number(self) -> int:
        """The year."""
        return self.publication.year.number

    def of_unit(self, code: str) -> dict[str, Result]:
        """One unit's result in each area that it stood in."""
        return {
            area: found
            for (area, _group), rows in self.results.items()
            for found in rows
            if found.unit == code
        }


def published_years(session: Session) -> list[PublishedYear]:
    """Every published year, the newest first; at most two statements, however many there are."""
    publications = published(session)
    unread = [one.id for one in publications if one.digest not in _read]
    if unread:
        query = select(Publication.digest, Publication.snapshot).where(Publication.id.in_(unread))
        for digest, snapshot in session.execute(query).tuples():
            _keep(digest, snapshot)
    return [PublishedYear(one, *_read[one.digest]) for one in publications]


_read: dict[str, tuple[Mapping[str, str], Results]] = {}


def _keep(digest: str, snapshot: Mapping[str, Any]) -> None:
    while len(_read) >= KEPT:
        _read.pop(next(iter(_read)))
    titles = {area["code"]: area["title"] for area in snapshot["areas"]}
    results = {
        (area["code"], group["code"]): tuple(_result(row) for row in group["ranking"])
        for area in snapshot["areas"]
        for group in area["groups"]
    }
    _read[digest] = (titles, results)


def _result(row: Mapping[str, Any]) -> Result:
    total = row["total"]
    return Result(
        unit=row["unit"],
        name=row["name"],
        place=row["place"],
        total=None if total is None else Decimal(total["decimal"]),
        standing=row["standing"],
        selected=row["selected"],
    )


@dataclass(frozen=True)
class History:
    """A unit over the years: the areas that there ever were, and each year's results.

    What the units it came from had stands there under the names of then; `name` is today's.
    """

    name: str
    areas: tuple[tuple[str, str], ...]
    years: tuple[tuple[PublishedYear, Mapping[str, Result]], ...]
    vetoed: frozenset[int] = frozenset()
    """Years in which a veto took the unit out, also after the result was published."""


def history_of(session: Session, unit: Unit) -> History:
    """A unit's published results and those of the units that it came from, the newest year first."""
    former = predecessors_of(session, unit.id)
    before = select(Unit.code).where(Unit.id.in_(former)).order_by(Unit.position, Unit.id)
    codes = [unit.code, *(session.scalars(before) if former else ())]
    found = [(year, year.of_unit(code)) for year in published_years(session) for code in codes]
    stood = [(year, results) for year, results in found if results]
    titles: dict[str, str] = {}
    for year, results in stood:
        for area in year.titles:
            if area in results:
                titles.setdefault(area, year.titles[area])
    vetoed = select(Year.number).join(Veto).where(Veto.unit_id == unit.id, Veto.state.in_(IN_FORCE))
    out = frozenset(session.scalars(vetoed))
    return History(unit.name, tuple(titles.items()), tuple(stood), out)


@dataclass(frozen=True)
class Compared:
    """A unit this year and the year before; None where it did not stand there."""

    unit: str
    name: str
    now: Result | None
    before: Result | None

    @property
    def change(self) -> Decimal | None:
        """How many points more than the year before, negative: fewer."""
        if self.now is None or self.before is None:
            return None
        if self.now.total is None or self.before.total is None:
            return None
        return self.now.total - self.before.total

    @property
    def climbed(self) -> int | None:
        """How many places better than the year before, negative: worse."""
        if self.now is None or self.before is None:
            return None
        if self.now.place is None or self.before.place is None:
            return None
        return self.before.place - self.now.place


@dataclass(frozen=True)
class Comparison:
    """An area and group beside the year before. `settled`: whether this year's side is published."""

    before: int
    settled: bool
    rows: tuple[Compared, ...]


def compared_with_last(session: Session, year: Year, area: str, group: str) -> Comparison | None:
    """The year's ranking beside the newest published one before it; None where there is none."""
    years = published_years(session)
    past = next((one for one in years if one.number < year.number and (area, group) in one.results), None)
    if past is None:
        return None
    settled = year.state.reached(YearState.published)
    own = next((one for one in years if one.number == year.number), None)
    if settled and own is not None:
        now: Iterable[Result] = own.results.get((area, group), ())
    else:
        settled, now = False, _live(Scores(session, year).ranking(area, group))
    before = {one.unit: one for one in past.results[area, group]}
    rows = [Compared(one.unit, one.name, one, before.pop(one.unit, None)) for one in now]
    gone = [Compared(one.unit, one.name, None, one) for one in before.values()]
    return Comparison(past.number, settled, (*rows, *gone))


def _live(ranking: Ranking) -> list[Result]:
    return [
        Result(row.unit, row.name, row.place, row.total, row.standing, row.selected) for row in ranking.rows
    ]
