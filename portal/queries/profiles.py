"""Each unit's points over all areas beside the median of its group: where it is strong and where not."""

from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from sqlalchemy.orm import Session

from portal.models import Year
from portal.queries.scores import Scores


@dataclass(frozen=True)
class Point:
    """A unit in one area; `total` and `apart` (from the median) are None where it takes no place there."""

    total: Decimal | None
    apart: Decimal | None
    place: int | None
    selected: bool


@dataclass(frozen=True)
class Profile:
    """A unit with its points in the order of the areas."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Profiles:
    """A group: the areas' titles, their medians (None where nobody takes a place), the units."""

    areas: tuple[str, ...]
    medians: tuple[Decimal | None, ...]
    units: tuple[Profile, ...]


def profiles_of(session: Session, year_id: int, group: str) -> Profiles:
    """The group's units over all areas. The median is that of the units that take a place."""
    scores = Scores(session, session.get_one(Year, year_id))
    rankings = [scores.ranking(area.code, group) for area in scores.scheme.areas]
    placed = [
        [row.total for row in ranking.rows if row.place is not None and row.total is not None]
        for ranking in rankings
    ]
    medians = [median(totals) if totals else None for totals in placed]
    rows = [{row.unit: row for row in ranking.rows} for ranking in rankings]
    order = {row.unit: (row.card.order, row.unit, row.name) for found in rows for row in found.values()}
    units = []
    for code, (_, _, name) in sorted(order.items(), key=lambda one: one[1]):
        points = []
        for found, middle in zip(rows, medians, strict=True):
            row = found.get(code)
            if row is None or row.place is None or row.total is None or middle is None:
                points.append(Point(None, None, None, False))
            else:
                points.append(Point(row.total, row.total - middle, row.place, row.selected))
        units.append(Profile(name, tuple(points)))
    return Profiles(tuple(area.title for area in scores.scheme.areas), tuple(medians), tuple(units))
