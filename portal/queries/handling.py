"""Who may answer an objection: somebody who had no part in the matter; and what an answer can change."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.models import (
    Assessment,
    Band,
    Departure,
    Exposure,
    Fact,
    Objection,
    Panel,
    PanelArea,
    PanelMember,
    Veto,
)
from portal.queries.assessments import assessment_of
from portal.queries.decisions import tie_decision_of
from portal.queries.years import scheme_of
from portal.scoring import Indicator, Kind
from portal.scoring.rules.band import Band as BandRule
from portal.sentences import Sentence
from portal.workflow import FactState


def contested(session: Session, objection: Objection) -> Assessment:
    """The dossier whose score an objection contests."""
    return assessment_of(session, objection.year, objection.unit_id, objection.area)


def part_taken(
    session: Session, objection: Objection, fact: Fact | None, account_id: int | None
) -> Sentence | None:
    """What part somebody had in the contested matter; None: none, and the person may answer."""
    if objection.raised_by_id == account_id:
        return Sentence("这件异议由您提出或登记，须由另一人答复")
    if _judged(session, objection, account_id):
        return Sentence("您是该领域评价小组的成员，这件异议须由另一人答复")
    if fact is not None and account_id in {fact.created_by_id, *(one.by_id for one in fact.verifications)}:
        return Sentence("您参与过这个事项的登记或核定，这件异议须由另一人答复")
    if any(band.scorer_id == account_id for band in contested(session, objection).bands):
        return Sentence("您评定过这个单位的等次，这件异议须由另一人答复")
    if _settled(session, objection, account_id):
        return Sentence("您参与过这个单位的一票否决或者小组建议的取舍，这件异议须由另一人答复")
    tie = tie_decision_of(session, objection.year, objection.area, objection.unit.group.value)
    if objection.against_selection and tie is not None and tie.by_id == account_id:
        return Sentence("入选线上的并列由您决定，这件异议须由另一人答复")
    return None


def _settled(session: Session, objection: Objection, account_id: int | None) -> bool:
    """Whether the person had a part in a veto of the unit, or decided on a departure that concerns it."""
    vetoes = select(Veto.id).where(
        Veto.year_id == objection.year_id,
        Veto.unit_id == objection.unit_id,
        or_(
            Veto.first_by_id == account_id,
            Veto.decided_by_id == account_id,
            Veto.withdrawal_by_id == account_id,
            Veto.withdrawal_decided_by_id == account_id,
        ),
    )
    departures = (
        select(Departure.id)
        .join(PanelArea)
        .where(
            PanelArea.year_id == objection.year_id,
            PanelArea.area == objection.area,
            or_(Departure.unit_id == objection.unit_id, Departure.instead_of_id == objection.unit_id),
            Departure.followed_by_id == account_id,
        )
    )
    return any(session.scalar(query.limit(1)) is not None for query in (vetoes, departures))


def _judged(session: Session, objection: Objection, account_id: int | None) -> bool:
    seat = (
        select(PanelMember.account_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .join(PanelArea, PanelArea.panel_id == Panel.id)
        .where(
            PanelArea.year_id == objection.year_id,
            PanelArea.area == objection.area,
            PanelMember.account_id == account_id,
        )
        .limit(1)
    )
    return session.scalar(seat) is not None


@dataclass(frozen=True)
class Graded:
    """A band that an upheld objection may change, with its indicator and rule."""

    band: Band
    indicator: Indicator
    rule: BandRule


@dataclass(frozen=True)
class Changeable:
    """What an upheld objection can change beside facts: bands and counts; the facts it can be about, and
    the kinds of what can be added."""

    bands: tuple[Graded, ...]
    counts: tuple[tuple[str, str, Decimal], ...]  # code, title, what stands
    facts: tuple[Fact, ...]
    kinds: tuple[tuple[Indicator, Kind], ...]  # what may have been forgotten


CONTESTABLE = frozenset({FactState.accepted, FactState.adjusted, FactState.rejected, FactState.released})
"""Facts that can be decided anew: claims on which a decision stands, records that the unit was told of."""


def changeable(session: Session, objection: Objection) -> Changeable:
    """What there is of the contested dossier; of the named indicator alone where the objection names one."""
    dossier = contested(session, objection)
    area = scheme_of(objection.year).area(objection.area)
    rules = {
        one.code: (one, one.rule)
        for one in area.indicators_for(objection.unit.group.value)
        if isinstance(one.rule, BandRule) and objection.indicator in ("", one.code)
    }
    named = next((one for one in area.indicators if one.code == objection.indicator), None)
    standing: dict[str, Exposure] = {row.code: row for row in dossier.exposures}
    return Changeable(
        bands=tuple(
            Graded(band, *rules[band.indicator]) for band in dossier.bands if band.indicator in rules
        ),
        counts=tuple(
            (kind.code, kind.title, standing[kind.code].value)
            for kind in area.exposures
            if kind.code in standing
        ),
        facts=tuple(
            fact
            for fact in dossier.facts
            if fact.state in CONTESTABLE and (named is None or fact.kind in named.kinds)
        ),
        kinds=tuple(
            (one, area.kind(code))
            for one in area.indicators_for(objection.unit.group.value)
            if named is None or one is named
            for code in one.kinds
        ),
    )
