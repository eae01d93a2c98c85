"""Panels' departures from the points, and which of them the office follows."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.errors import NotFound
from portal.models import Departure, PanelArea, Unit, Year
from portal.scoring import Departure as Followed


def departure_by_id(session: Session, departure_id: int) -> Departure:
    """One departure; raises NotFound."""
    found = session.get(Departure, departure_id)
    if found is None:
        raise NotFound()
    return found


def followed_in(session: Session, year: Year) -> dict[str, list[Followed]]:
    """The departures that the office follows, by area, in the order in which they were recommended."""
    chosen, other = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(PanelArea.area, chosen.code, other.code, Departure.followed_reason)
        .join(Departure, Departure.panel_area_id == PanelArea.id)
        .join(chosen, chosen.id == Departure.unit_id)
        .join(other, other.id == Departure.instead_of_id)
        .where(PanelArea.year_id == year.id, Departure.followed)
        .order_by(Departure.id)
    )
    found: dict[str, list[Followed]] = defaultdict(list)
    for area, unit, instead_of, reason in rows:
        found[area].append(Followed(unit, instead_of, reason))
    return found
