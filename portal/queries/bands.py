"""Judgements by bands: who is still asked, whose a person may see, and units graded without their names."""

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Assessment, Band, Evidence, Fact, PanelArea, Unit
from portal.policy import Actor, Permission, allows
from portal.queries.assessments import assessments_of_area, facts_for_panel
from portal.queries.years import AreaLine, scheme_of
from portal.scoring import Indicator
from portal.scoring.rules.band import Band as BandRule
from portal.workflow import COUNTING, AssessmentState

SERIES = "甲乙丙丁戊己庚辛壬癸"
"""The hidden indicators of an area, each with a series of numbers of its own."""

NOBODY = "○○"


@dataclass(frozen=True)
class BandPlace:
    """An indicator of one unit that scorers grade, as one of them sees it.

    `others` are the bands that the person may see: none before the own one is given, all once the
    area is closed. `hidden` is how many there are beyond those. `wanted`: this person's word is
    needed. `third`: two lie further apart than the scheme allows, and nobody has given a third.
    """

    assessment: Assessment
    indicator: Indicator
    rule: BandRule
    mine: Band | None
    others: tuple[Band, ...]
    hidden: int
    wanted: bool
    third: bool

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

    @property
    def fixed(self) -> bool:
        """Whether the own band stands: once somebody else's is to be seen it is changed no more."""
        return self.mine is not None and bool(self.others)


def band_place(assessment: Assessment, indicator: Indicator, rule: BandRule, actor: Actor) -> BandPlace:
    """One indicator of a unit as the person sees it."""
    given = [band for band in assessment.bands if band.indicator == indicator.code]
    mine = next((band for band in given if band.scorer_id == actor.account_id), None)
    others = [band for band in given if band is not mine]
    seen = others if mine is not None or assessment.state == AssessmentState.scored else []
    third = len(given) == rule.scorers and rule.calls_more([one.grade for one in given], indicator.maximum)
    wanted = mine is None and open_slots(assessment, indicator, rule, actor.account_id) > 0
    return BandPlace(assessment, indicator, rule, mine, tuple(seen), len(others) - len(seen), wanted, third)


def open_slots(assessment: Assessment, indicator: Indicator, rule: BandRule, account_id: int | None) -> int:
    """How many more judgements are open to somebody: those kept for named scorers are not, save the own."""
    given = {band.scorer_id: band.grade for band in assessment.bands if band.indicator == indicator.code}
    needed = rule.scorers
    if len(given) >= rule.scorers:
        further = len(given) == rule.scorers and rule.calls_more(list(given.values()), indicator.maximum)
        needed = len(given) + further
    named = {share.account_id for share in assessment.assignments if share.indicator == indicator.code}
    kept = named - set(given) - {account_id}
    return needed - len(given) - len(kept)


def graded(assessment: Assessment) -> list[tuple[Indicator, BandRule]]:
    """The indicators of a unit that are graded by bands, in the scheme's order."""
    area = scheme_of(assessment.year).area(assessment.area)
    return [
        (one, one.rule)
        for one in area.indicators_for(assessment.unit.group.value)
        if isinstance(one.rule, BandRule)
    ]


def band_places(assessment: Assessment, actor: Actor) -> list[BandPlace]:
    """A unit's graded indicators under its name: one whose unit is hidden only once the area is closed."""
    return [
        band_place(assessment, indicator, rule, actor)
        for indicator, rule in graded(assessment)
        if not rule.hidden or assessment.state == AssessmentState.scored
    ]


# -- without the unit's name ----------------------------------------------------------------------


@dataclass(frozen=True)
class BlindPlace:
    """A unit's indicator that is graded without its name: `code` is 甲-07, `token` stands in addresses."""

    place: BandPlace
    code: str
    token: str

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.place.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.place.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.place.area

    @property
    def indicator(self) -> Indicator:
        """The indicator, for the policy."""
        return self.place.indicator


@dataclass(frozen=True)
class BlindFile(BlindPlace):
    """A file under its number, among those of what is graded without names."""

    file: Evidence
    number: int


def hidden_indicators(area: PanelArea | AreaLine) -> list[tuple[Indicator, BandRule]]:
    """The indicators of an area that are graded without the unit's name."""
    found = scheme_of(area.year).area(area.area).indicators
    return [(one, one.rule) for one in found if isinstance(one.rule, BandRule) and one.rule.hidden]


def blind_places(session: Session, area: PanelArea, actor: Actor) -> list[BlindPlace]:
    """What the person may grade without names, by number. Units that must not be judged are not there."""
    found = assessments_of_area(session, area.year, area.area)
    places = []
    for series, (indicator, rule) in enumerate(hidden_indicators(area)):
        numbers = _numbers(area, indicator.code, found)
        for assessment in found:
            place = band_place(assessment, indicator, rule, actor)
            if not _to_grade(place) or not allows(actor, Permission.GRADE, place):
                continue
            code = f"{SERIES[series % len(SERIES)]}-{numbers[assessment.id]:02d}"
            places.append(BlindPlace(place, code, _drawn(area, "token", indicator.code, assessment)[:24]))
    return sorted(places, key=lambda one: one.code)


def blind_place(session: Session, area: PanelArea, actor: Actor, token: str) -> BlindPlace:
    """The one with a token; raises NotFound, also where the person must not judge the unit."""
    for one in blind_places(session, area, actor):
        if hmac.compare_digest(one.token.encode(), token.encode()):
            return one
    raise NotFound()


def _to_grade(place: BandPlace) -> bool:
    assessment, rule = place.assessment, place.rule
    if assessment.state != AssessmentState.in_review or not assessment.competes:
        return False
    in_group = assessment.unit.group.value in place.indicator.groups or not place.indicator.groups
    return in_group and (not rule.needs_claim or bool(claims_of(place)))


def claims_of(place: BandPlace) -> list[Fact]:
    """The claims that the judgement looks at: those that count."""
    return [
        fact
        for fact in facts_for_panel(place.assessment)
        if fact.kind in place.indicator.kinds and fact.state in COUNTING
    ]


def blind_files(place: BandPlace) -> list[Evidence]:
    """The files of the claims that the judgement looks at, each once: number n is 材料n."""
    files = [file for fact in claims_of(place) for file in fact.evidence if file.removed_at is None]
    return list({file.id: file for file in files}.values())


def _numbers(area: PanelArea, indicator: str, found: list[Assessment]) -> dict[int, int]:
    """A number for each dossier, in an order that follows from the area's salt alone."""
    ordered = sorted(found, key=lambda one: _drawn(area, "number", indicator, one))
    return {one.id: number for number, one in enumerate(ordered, 1)}


def _drawn(area: PanelArea, what: str, indicator: str, assessment: Assessment) -> str:
    said = f"{what}/{indicator}/{assessment.unit_id}"
    return hmac.new(area.salt.encode(), said.encode(), hashlib.sha256).hexdigest()


def without_names(text: str, unit: Unit) -> str:
    """A text as written, with the unit's own names replaced: 开江县 and 开江 become ○○."""
    for name in sorted(_names_of(unit), key=lambda name: (-len(name), name)):
        text = text.replace(name, NOBODY)
    return text


def _names_of(unit: Unit) -> set[str]:
    short = unit.name.removeprefix("市")
    if len(short) > 2:
        short = short.rstrip("县区市")
    office = unit.office_name.removesuffix("办公室").removesuffix("人民政府")
    return {name for name in (unit.name, unit.office_name, short, office) if len(name) > 1}
