"""From an address to a score sheet's subject: one card, a unit, an area and group; and as what file."""

from dataclasses import dataclass

from portal.errors import NotFound
from portal.extensions import db
from portal.loaders import ScorecardSubject, load_ranking, load_scorecard, load_year
from portal.models import Unit, Year
from portal.queries.accounts import unit_by_id
from portal.scoring import Group
from portal.workflow import YearState


@dataclass(frozen=True)
class CardSheetSubject:
    """A unit's scorecard in an area, as the policy asks about it, and the kind of file."""

    card: ScorecardSubject
    style: str

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.card.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id."""
        return self.card.unit_id

    @property
    def area(self) -> str:
        """The area's code."""
        return self.card.area

    @property
    def released(self) -> bool:
        """Whether the unit may see it."""
        return self.card.released


def load_card_sheet(year: int, area: str, unit_id: int, style: str) -> CardSheetSubject:
    """A unit's scorecard in an area."""
    return CardSheetSubject(load_scorecard(year, area, unit_id), style)


@dataclass(frozen=True)
class UnitSheetSubject:
    """A unit's scorecards in all areas, as the policy asks about them."""

    year: Year
    unit: Unit
    style: str = ""

    @property
    def unit_id(self) -> int:
        """The unit's id."""
        return self.unit.id

    @property
    def released(self) -> bool:
        """Whether the unit may see them: once checking opened."""
        return self.year.state.reached(YearState.checking)


def load_unit_sheet(year: int, unit_id: int, style: str) -> UnitSheetSubject:
    """A unit's scorecards in a year in which there are rules to score by."""
    found = load_year(year)
    if found.scheme.issued_at is None:
        raise NotFound()
    return UnitSheetSubject(found, unit_by_id(db.session(), unit_id), style)


@dataclass(frozen=True)
class AreaSheetSubject:
    """An area and group of a year, as the policy asks about it."""

    year: Year
    area: str
    group: Group
    style: str = ""

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.year.id


def load_area_sheet(year: int, area: str, group: str, style: str) -> AreaSheetSubject:
    """An area and group that are ranked together (四(一))."""
    found = load_ranking(year, area, group)
    if found.year.scheme.issued_at is None:
        raise NotFound()
    return AreaSheetSubject(found.year, area, found.group, style)
