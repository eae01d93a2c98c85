"""What a panel sees of a unit, and nothing that it must not see yet: unsigned work, others' bands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Assessment, AuditRow, Band, Evidence, Fact, PanelArea, Year
from portal.policy import Actor
from portal.queries.assessments import queue_for
from portal.queries.scores import Scores
from portal.queries.years import scheme_of
from portal.scoring import Band as Judgement
from portal.scoring import Entrant, ExposureKind, Indicator, Scorecard, Text, score_group
from portal.scoring.rules.band import Band as BandRule
from portal.workflow import AssessmentState, FactState

UNSIGNED = frozenset({FactState.returned, FactState.replied})
"""A returned claim is open in its unit: what is changed there is not the panel's before it is signed."""


@dataclass(frozen=True)
class AreaDesk:
    """One area on a person's desk. Units that the person must not judge are in no count."""

    area: PanelArea
    title: str
    units: int
    handed_in: int
    to_take_in: int
    waiting: int


def desk_of(session: Session, year: Year, actor: Actor) -> list[AreaDesk]:
    """The areas that a person judges in a year, in the scheme's order, with what waits in each."""
    scheme = scheme_of(year)
    desks = []
    for area in year.areas:
        if (year.id, area.area) not in actor.seats:
            continue
        rows = queue_for(session, year, area.area, actor)
        desks.append(
            AreaDesk(
                area=area,
                title=scheme.area(area.area).title,
                units=len(rows),
                handed_in=sum(row.assessment.handed_in for row in rows),
                to_take_in=sum(row.assessment.state == AssessmentState.submitted for row in rows),
                waiting=sum(row.waiting for row in rows),
            )
        )
    return desks


@dataclass(frozen=True)
class LooseEnds:
    """What one person still has to do about a unit beside deciding on its claims.

    `uncounted` exposures that its indicators need, `ungraded` indicators that the person may grade,
    `unreleased` records that the unit has not seen.
    """

    uncounted: int = 0
    ungraded: int = 0
    unreleased: int = 0


def exposures_needed(assessment: Assessment) -> list[tuple[ExposureKind, list[Indicator]]]:
    """The counts that matter for a unit, each with the indicators of its group that are seen against it."""
    area = scheme_of(assessment.year).area(assessment.area)
    own = area.indicators_for(assessment.unit.group.value)
    found = [(kind, [one for one in own if one.exposure == kind.code]) for kind in area.exposures]
    return [
        (kind, serves) for kind, serves in found if serves or kind.code == area.no_exposure_no_competition
    ]


def loose_ends(assessment: Assessment, actor: Actor) -> LooseEnds:
    """What is left to do; nothing where the unit handed nothing in or does not compete."""
    unreleased = sum(fact.state == FactState.recorded for fact in assessment.facts)
    if not assessment.handed_in or not assessment.competes:
        return LooseEnds(unreleased=unreleased)
    counted = {row.code for row in assessment.exposures}
    return LooseEnds(
        uncounted=sum(kind.code not in counted for kind, _ in exposures_needed(assessment)),
        ungraded=sum(place.mine is None and place.wanted for place in band_places(assessment, actor)),
        unreleased=unreleased,
    )


@dataclass(frozen=True)
class SignedContent:
    """A claim as its unit's head signed it, or a record as it stands. `changed`: not signed since."""

    title: str
    happened_on: date | None
    document_number: str
    quantity: Decimal
    values: Mapping[str, Any]
    note: str
    evidence: tuple[Evidence, ...]
    changed: bool = False


def signed_content(session: Session, fact: Fact) -> SignedContent:
    """What a panel may see of a fact: of a returned claim the content that was returned."""
    now = SignedContent(
        title=fact.title,
        happened_on=fact.happened_on,
        document_number=fact.document_number,
        quantity=fact.quantity,
        values=fact.values,
        note=fact.note,
        evidence=tuple(file for file in fact.evidence if file.removed_at is None),
    )
    since = _since_return(session, fact) if fact.state in UNSIGNED else []
    if not since:
        return now
    added = {row.after.get("evidence") for row in since if row.action == "attach_evidence"}
    kept = replace(now, evidence=tuple(file for file in now.evidence if file.id not in added), changed=True)
    before = next((row.before for row in since if row.action == "edit_claim"), None)
    return kept if before is None else _with_content(kept, before)


def _since_return(session: Session, fact: Fact) -> list[AuditRow]:
    """The unit's changes to a claim since the panel last decided on it, in their order."""
    rows = session.scalars(
        select(AuditRow)
        .where(
            AuditRow.subject == f"{Fact.__tablename__}/{fact.id}",
            AuditRow.action.in_(("verify_fact", "edit_claim", "attach_evidence", "remove_evidence")),
        )
        .order_by(AuditRow.id)
    )
    since: list[AuditRow] = []
    for row in rows:
        since = [] if row.action == "verify_fact" else [*since, row]
    return since


def _with_content(content: SignedContent, kept: Mapping[str, Any]) -> SignedContent:
    """The same with what the trail kept of it."""
    day = kept["happened_on"]
    return replace(
        content,
        title=kept["title"],
        happened_on=date.fromisoformat(day) if day else None,
        document_number=kept["document_number"],
        quantity=Decimal(kept["quantity"]),
        values=kept["values"],
        note=kept["note"],
    )


@dataclass(frozen=True)
class BandPlace:
    """An indicator of one unit that scorers grade, as one of them sees it.

    `others` are the bands that the person may see: none before the own one is given, all once the
    area is closed. `hidden` is how many there are beyond those.
    """

    assessment: Assessment
    indicator: Indicator
    rule: BandRule
    mine: Band | None
    others: tuple[Band, ...]
    hidden: int

    @property
    def wanted(self) -> bool:
        """Whether fewer have graded than the rule asks for: this person's word is needed."""
        return (self.mine is not None) + len(self.others) + self.hidden < self.rule.scorers

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.assessment.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.assessment.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.assessment.area


def band_places(assessment: Assessment, actor: Actor) -> list[BandPlace]:
    """The indicators of a unit that its panel grades by bands, in the scheme's order."""
    area = scheme_of(assessment.year).area(assessment.area)
    places = []
    for indicator in area.indicators_for(assessment.unit.group.value):
        if not isinstance(indicator.rule, BandRule):
            continue
        given = [band for band in assessment.bands if band.indicator == indicator.code]
        mine = next((band for band in given if band.scorer_id == actor.account_id), None)
        others = [band for band in given if band is not mine]
        seen = others if mine is not None or assessment.state == AssessmentState.scored else []
        places.append(
            BandPlace(assessment, indicator, indicator.rule, mine, tuple(seen), len(others) - len(seen))
        )
    return places


def scorecard_for(session: Session, assessment: Assessment, actor: Actor) -> Scorecard:
    """A unit's scorecard as one scorer may see it: without bands that are hidden from that person."""
    places = band_places(assessment, actor)
    seen = [band for place in places for band in (*((place.mine,) if place.mine else ()), *place.others)]
    return _score_with(session, assessment, lambda entrant: replace(entrant, bands=_named(seen)))


def _named(bands: Iterable[Band]) -> tuple[Judgement, ...]:
    """Bands under their scorers' names, which tell people more than a number does."""
    found = list(bands)
    logins: dict[str, set[str]] = {}
    for band in found:
        logins.setdefault(band.scorer.name, set()).add(band.scorer.login)
    return tuple(
        Judgement(
            band.indicator,
            band.scorer.name
            if len(logins[band.scorer.name]) == 1
            else f"{band.scorer.name}（{band.scorer.login}）",
            band.grade,
        )
        for band in found
    )


def _score_with(session: Session, assessment: Assessment, change: Callable[[Entrant], Entrant]) -> Scorecard:
    """The unit's scorecard with something of what it is made of replaced; nothing is written."""
    scores, group = Scores(session, assessment.year), assessment.unit.group.value
    entrants = [
        change(entrant) if entrant.code == assessment.unit.code else entrant
        for entrant in scores.entrants(assessment.area, group)
    ]
    cards = score_group(entrants, scores.context(group), scores.scheme, assessment.area)
    return next(card for card in cards if card.unit == assessment.unit.code)


@dataclass(frozen=True)
class Stake:
    """What a fact can bring in one indicator: its points if the fact counts, and if it does not.

    Both are None where nothing can be said yet: a count is missing, or the points come from bands,
    which a single fact does not decide. `maximum` is None where the scheme sets none.
    """

    title: str
    clause: str
    maximum: Decimal | None
    rule: Text
    note: str
    counted: Decimal | None
    refused: Decimal | None


def stakes_of(session: Session, fact: Fact) -> list[Stake]:
    """What is at stake with a fact, as everything else stands now; empty when nothing reads it."""
    assessment = fact.assessment
    scheme = scheme_of(assessment.year)
    counted = _score_with(session, assessment, lambda entrant: _decided(entrant, fact, True))
    refused = _score_with(session, assessment, lambda entrant: _decided(entrant, fact, False))
    stakes = []
    for indicator in scheme.area(assessment.area).indicators_for(assessment.unit.group.value):
        if fact.kind not in indicator.kinds:
            continue
        score = counted.indicator(indicator.code)
        unsaid = score.waiting or isinstance(indicator.rule, BandRule)
        stakes.append(
            Stake(
                title=indicator.title,
                clause=indicator.clause,
                maximum=indicator.maximum or None,
                rule=indicator.rule_text,
                note=indicator.note,
                counted=None if unsaid else score.points,
                refused=None if unsaid else refused.indicator(indicator.code).points,
            )
        )
    bonus = scheme.bonus
    if bonus is not None and fact.kind == bonus.kind.code:
        words = bonus.words()
        stakes.append(Stake(bonus.title, bonus.clause, bonus.cap, words, "", counted.bonus, refused.bonus))
    return stakes


def _decided(entrant: Entrant, fact: Fact, counts: bool) -> Entrant:
    facts = tuple(
        replace(one, counts=counts, reason="") if one.key == str(fact.id) else one for one in entrant.facts
    )
    return replace(entrant, facts=facts)
