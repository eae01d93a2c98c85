"""The single lines and judgements on which a selection hangs."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.models import Year
from portal.queries.scores import Scores, tie_decisions
from portal.scoring import Swing, sensitivity

NEAREST = 100
"""Places on either side of the line whose lines are tried in a group too large to be tried whole."""


@dataclass(frozen=True)
class Hanging:
    """The single lines that hold a selection. `whole`: all units' lines were tried, or `tried` nearest."""

    swings: tuple[Swing, ...]
    names: Mapping[str, str]
    units: int
    tried: int

    @property
    def whole(self) -> bool:
        """Whether every line of every unit was tried."""
        return self.tried == self.units


def hanging(session: Session, year: Year, area: str, group: str) -> Hanging:
    """Every single line on which a selection hangs, found by turning each one (`portal.scoring.sensitivity`).

    In a group of more than 2 × NEAREST units only the lines of those nearest to the line are tried.
    """
    scores = Scores(session, year)
    entrants = scores.entrants(area, group)
    names = {one.code: one.name for one in entrants}
    near: frozenset[str] | None = None
    if len(entrants) > 2 * NEAREST:
        placed = [row.unit for row in scores.ranking(area, group).rows if row.place is not None]
        line = len(scores.ranking(area, group).selected)
        near = frozenset(placed[max(0, line - NEAREST) : line + NEAREST])
    swings = sensitivity(
        entrants,
        scores.context(group),
        scores.scheme,
        area,
        scores.vetoes,
        tie_decisions(session, year, area, group),
        only=near,
        departures=scores.departures.get(area, ()),
    )
    return Hanging(swings, names, len(entrants), len(entrants) if near is None else len(near))
