"""The judgements of a unit that may be supposed to be another grade."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.models import Assessment
from portal.queries.dossiers import dossiers_of
from portal.queries.entrants import entrant_of, scored_facts
from portal.queries.scores import Scores
from portal.scoring import Area, Entrant
from portal.scoring.rules.band import Band


@dataclass(frozen=True)
class BandKey:
    """One judgement of a unit's indicator, and the grade that it is supposed to be."""

    unit: str
    indicator: str
    scorer: str
    grade: str

    @classmethod
    def read(cls, text: str) -> "BandKey | None":
        """From an address."""
        parts = text.split("~")
        return cls(*parts) if len(parts) == 4 else None

    def __str__(self) -> str:
        return "~".join((self.unit, self.indicator, self.scorer, self.grade))


@dataclass(frozen=True)
class GradedBand:
    """A judgement that can be supposed otherwise: its indicator, its grade, and all grades (key, title)."""

    indicator: str
    grade: str
    others: tuple[tuple[BandKey, str], ...]


def bands_of(session: Session, assessment: Assessment) -> list[GradedBand]:
    """The judgements of a unit that have grades, in the order of its indicators."""
    (dossier,) = dossiers_of(session, [assessment.id])
    scheme = Scores(session, assessment.year).scheme
    return graded_bands(scheme.area(assessment.area), entrant_of(scheme, dossier, scored_facts(dossier)))


def graded_bands(area: Area, entrant: Entrant) -> list[GradedBand]:
    """The same of an entrant."""
    found = []
    for one in area.indicators_for(entrant.group):
        titles = {grade.code: grade.title for grade in one.rule.grades} if isinstance(one.rule, Band) else {}
        for band in sorted(entrant.bands, key=lambda band: int(band.scorer)):
            if band.indicator == one.code and band.grade in titles:
                key = (entrant.code, one.code, band.scorer)
                others = tuple((BandKey(*key, code), title) for code, title in titles.items())
                found.append(GradedBand(one.title, band.grade, others))
    return found
