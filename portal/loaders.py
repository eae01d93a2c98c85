"""From an address to the object that a route is about: what `@requires(on=…)` is given.

Each loader raises NotFound for what is not there; whether the person may have it, the policy says.
"""

from dataclasses import dataclass

from flask import g, request

from portal import current
from portal.errors import NotFound
from portal.extensions import db
from portal.models import (
    Assessment,
    CalendarDay,
    Draft,
    Evidence,
    Fact,
    Job,
    Panel,
    PanelArea,
    ReminderRound,
    Source,
    Year,
)
from portal.queries import (
    assessments,
    bands,
    calendar,
    drafts,
    jobs,
    reminders,
    years,
)
from portal.queries.bands import BandPlace, BlindFile, BlindPlace
from portal.queries.years import AreaLine
from portal.scoring import Area, Group
from portal.workflow import FactState, YearState


def load_year(year: int) -> Year:
    """The year in the address; it becomes the year in view."""
    found = years.year_by_number(db.session(), year)
    g.year = found
    return found


def load_own_assessment(year: int, area: str) -> Assessment:
    """The self-assessment of the person's own unit."""
    found = load_year(year)
    return assessments.assessment_of(db.session(), found, current.actor().unit_id, area)


def load_assessment(year: int, area: str, unit_id: int) -> Assessment:
    """A unit's self-assessment in an area."""
    return assessments.assessment_of(db.session(), load_year(year), unit_id, area)


def load_panel_area(year: int, area: str) -> PanelArea:
    """An area in its panel's hands."""
    return years.panel_area(db.session(), load_year(year), area)


def load_area_line(year: int, area: str) -> AreaLine:
    """An area in its panel's hands as its lists need it: plain values, known while nothing changes."""
    found = current.settled("areas", lambda: years.area_lines(db.session())).get((year, area))
    if found is None:
        raise NotFound()
    years.read_scheme(db.session(), found.year)
    g.year = found.year
    return found


def load_fact(fact_id: int) -> Fact:
    """A fact; its year becomes the year in view."""
    found = assessments.fact_by_id(db.session(), fact_id)
    g.year = found.assessment.year
    return found


def load_unit_fact(fact_id: int) -> Fact:
    """A fact that its unit may see: its own claim, or a record that the panel has released."""
    fact = load_fact(fact_id)
    if fact not in assessments.facts_for_unit(fact.assessment):
        raise NotFound()
    return fact


def load_claim(fact_id: int) -> Fact:
    """A fact that its unit claims; what a panel recorded is never the unit's to change."""
    fact = load_fact(fact_id)
    if fact.source != Source.claim:
        raise NotFound()
    return fact


def load_draft(draft_id: int) -> Draft:
    """What the person is typing; a colleague's is not there."""
    return drafts.draft_by_id(db.session(), draft_id, current.actor().account_id)


def load_signed_fact(fact_id: int) -> Fact:
    """A fact as a panel may have it: a claim that its unit has not signed is not there."""
    found = load_fact(fact_id)
    if found.state == FactState.draft:
        raise NotFound()
    return found


def load_record(fact_id: int) -> Fact:
    """What a panel or a list supplied about a unit; a unit's own claim is not there."""
    found = load_fact(fact_id)
    if found.source == Source.claim:
        raise NotFound()
    return found


def load_record_to_withdraw(fact_id: int) -> Fact:
    """A record, also when a colleague was faster: whoever sends the form then is told so, with both texts."""
    if request.method != "POST":
        return load_record(fact_id)
    found = assessments.fact_by_id(db.session(), fact_id, withdrawn=True)
    g.year = found.assessment.year
    if found.source == Source.claim:
        raise NotFound()
    return found


def load_evidence(evidence_id: int) -> Evidence:
    """An evidence file's row."""
    return assessments.evidence_by_id(db.session(), evidence_id)


@dataclass(frozen=True)
class FactEvidence:
    """A file on a fact, as the policy asks about it."""

    fact: Fact
    evidence: Evidence

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.fact.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id."""
        return self.fact.unit_id

    @property
    def area(self) -> str:
        """The area's code."""
        return self.fact.area


def load_claim_evidence(fact_id: int, evidence_id: int) -> FactEvidence:
    """A file on a claim."""
    found = FactEvidence(load_claim(fact_id), load_evidence(evidence_id))
    if found.evidence not in found.fact.evidence:
        raise NotFound()
    return found


def load_record_evidence(fact_id: int, evidence_id: int) -> FactEvidence:
    """A file together with the panel's record that it is attached to."""
    return FactEvidence(load_record(fact_id), load_evidence(evidence_id))


def load_band_place(year: int, area: str, unit_id: int, indicator: str) -> BandPlace:
    """An indicator of a unit that its panel grades by bands, as the person may see it."""
    assessment = load_assessment(year, area, unit_id)
    for place in bands.band_places(assessment, current.actor()):
        if place.indicator.code == indicator:
            return place
    raise NotFound()


def load_blind_place(year: int, area: str, token: str) -> BlindPlace:
    """An indicator of a unit that is graded without the unit's name."""
    return bands.blind_place(db.session(), load_panel_area(year, area), current.actor(), token)


def load_blind_file(year: int, area: str, token: str, number: int) -> BlindFile:
    """A file of what is graded without the unit's name."""
    one = load_blind_place(year, area, token)
    for found, file in enumerate(bands.blind_files(one.place), 1):
        if found == number:
            return BlindFile(one.place, one.code, one.token, file, number)
    raise NotFound()


@dataclass(frozen=True)
class ScorecardSubject:
    """A unit's scorecard in an area, as the policy asks about it: released once checking opened."""

    assessment: Assessment

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

    @property
    def released(self) -> bool:
        """Whether the unit may see it."""
        return self.assessment.year.state.reached(YearState.checking)


def load_scorecard(year: int, area: str, unit_id: int) -> ScorecardSubject:
    """A unit's scorecard in an area."""
    return ScorecardSubject(load_assessment(year, area, unit_id))


def load_own_scorecard(year: int, area: str) -> ScorecardSubject:
    """The scorecard of the person's own unit in an area."""
    return ScorecardSubject(load_own_assessment(year, area))


@dataclass(frozen=True)
class RankingSubject:
    """One area and group of a year, as its scheme names them."""

    year: Year
    area: Area
    group: Group


def load_ranking(year: int, area: str, group: str) -> RankingSubject:
    """An area and group that are ranked together (四(一))."""
    found = load_year(year)
    scheme = years.scheme_of(found)
    try:
        return RankingSubject(found, scheme.area(area), scheme.group(group))
    except KeyError:
        raise NotFound() from None


def load_job(job_id: int) -> Job:
    """A job in the background; its year becomes the year in view."""
    found = jobs.job_by_id(db.session(), job_id)
    g.year = found.year
    return found


def load_reminder_round(round_id: int) -> ReminderRound:
    """A round of reminders; its year becomes the year in view."""
    found = reminders.round_by_id(db.session(), round_id)
    g.year = found.year
    return found


def load_panel(panel_id: int) -> Panel:
    """A panel; its year becomes the year in view."""
    found = years.panel_by_id(db.session(), panel_id)
    g.year = found.year
    return found


def load_calendar_day(day_id: int) -> CalendarDay:
    """A day that the office corrected."""
    return calendar.correction_by_id(db.session(), day_id)
