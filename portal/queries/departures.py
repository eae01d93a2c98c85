"""Panels' departures from the points, and which of them the office follows."""

from collections import defaultdict

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased, joinedload

from portal.errors import NotFound
from portal.models import Departure, PanelArea, Unit, Year
from portal.scoring import Departure as Followed

_CHOSEN, _OTHER = aliased(Unit), aliased(Unit)
_FOLLOWED = (
    select(PanelArea.area, _CHOSEN.code, _OTHER.code, Departure.followed_reason)
    .join(Departure, Departure.panel_area_id == PanelArea.id)
    .join(_CHOSEN, _CHOSEN.id == Departure.unit_id)
    .join(_OTHER, _OTHER.id == Departure.instead_of_id)
    .where(PanelArea.year_id == bindparam("year"), Departure.followed)
    .order_by(Departure.id)
)


def departure_by_id(session: Session, departure_id: int) -> Departure:
    """One departure; raises NotFound."""
    found = session.get(Departure, departure_id)
    if found is None:
        raise NotFound()
    return found


def undecided_in(session: Session, year: Year) -> list[Departure]:
    """The departures that the office has neither followed nor declined, area by area."""
    query = (
        select(Departure)
        .join(PanelArea, PanelArea.id == Departure.panel_area_id)
        .where(PanelArea.year_id == year.id, Departure.followed_at.is_(None))
        .order_by(PanelArea.id, Departure.id)
        .options(joinedload(Departure.area), joinedload(Departure.unit), joinedload(Departure.instead_of))
    )
    return list(session.scalars(query))


def followed_in(session: Session, year: Year) -> dict[str, list[Followed]]:
    """The departures that the office follows, by area, in the order in which they were recommended."""
    found: dict[str, list[Followed]] = defaultdict(list)
    for area, unit, instead_of, reason in session.execute(_FOLLOWED, {"year": year.id}):
        found[area].append(Followed(unit, instead_of, reason))
    return found
