"""From an address to a table that came in, and to a pair of the ledger: what `@requires(on=…)` is given."""

from dataclasses import dataclass

from flask import g

from portal import current
from portal.errors import NotFound
from portal.extensions import db
from portal.loaders import load_assessment, load_panel_area
from portal.models import Assessment, Fact, ImportBatch, PanelArea, Source
from portal.queries import assessments, imports


def load_import(batch_id: int) -> ImportBatch:
    """A table that somebody brought; its year becomes the year in view."""
    found = imports.batch_by_id(db.session(), batch_id)
    g.year = found.year
    return found


@dataclass(frozen=True)
class PanelImport:
    """A table that the person brought for an area, as the policy asks about it."""

    row: PanelArea
    batch: ImportBatch

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.row.year_id

    @property
    def area(self) -> str:
        """The area's code."""
        return self.row.area


def load_panel_import(year: int, area: str, batch_id: int) -> PanelImport:
    """A table that this person brought for an area; a colleague's is not there."""
    row = load_panel_area(year, area)
    return PanelImport(row, imports.panel_batch(db.session(), row, batch_id, current.actor()))


@dataclass(frozen=True)
class LedgerPair:
    """A claim beside a record of the same unit and area, one of them None, as the policy asks about it."""

    assessment: Assessment
    claim: Fact | None
    record: Fact | None

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.assessment.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id."""
        return self.assessment.unit_id

    @property
    def area(self) -> str:
        """The area's code."""
        return self.assessment.area


def load_ledger_pair(year: int, area: str, unit_id: int, claim_id: int, record_id: int) -> LedgerPair:
    """A pair of the ledger; 0 stands for the side that is not there."""
    assessment = load_assessment(year, area, unit_id)
    seen = assessments.facts_for_panel(assessment)
    sides = []
    for fact_id, claims in ((claim_id, True), (record_id, False)):
        found = next(
            (one for one in seen if one.id == fact_id and (one.source == Source.claim) is claims), None
        )
        if fact_id and found is None:
            raise NotFound()
        sides.append(found)
    if not any(sides):
        raise NotFound()
    return LedgerPair(assessment, *sides)
