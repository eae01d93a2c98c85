"""From an address to a ranking's subject, as pages need it that are looked at again and again."""

from dataclasses import dataclass

from flask import g

from portal import current
from portal.errors import NotFound
from portal.extensions import db
from portal.models import Departure
from portal.queries import years
from portal.queries.departures import departure_by_id
from portal.queries.years import YearLine
from portal.scoring import Area, Group


def load_year_line(year: int) -> YearLine:
    """The year in the address as lists need it: plain values, known while nothing changes."""
    lines = current.settled("years", lambda: years.year_lines(db.session()))
    found = next((line for line in lines if line.number == year), None)
    if found is None:
        raise NotFound()
    years.read_scheme(db.session(), found)
    g.year = found
    return found


@dataclass(frozen=True)
class RankingLine:
    """One area and group of a year, as its scheme names them."""

    year: YearLine
    area: Area
    group: Group


def load_ranking_line(year: int, area: str, group: str) -> RankingLine:
    """An area and group that are ranked together (四(一)), read from memory while nothing changes."""
    found = load_year_line(year)
    scheme = years.scheme_of(found)
    try:
        return RankingLine(found, scheme.area(area), scheme.group(group))
    except KeyError:
        raise NotFound() from None


@dataclass(frozen=True)
class GroupLine:
    """One group of a year over all areas."""

    year: YearLine
    group: Group


def load_group_line(year: int, group: str) -> GroupLine:
    """A group of units, as the year's scheme names it."""
    found = load_year_line(year)
    try:
        return GroupLine(found, years.scheme_of(found).group(group))
    except KeyError:
        raise NotFound() from None


def load_departure(departure_id: int) -> Departure:
    """A panel's departure from the points; its year becomes the year in view."""
    found = departure_by_id(db.session(), departure_id)
    g.year = found.area.year
    return found
