"""One self-assessment as its page shows it: each indicator with its claims, records and reckoned points."""

from dataclasses import dataclass, field

from flask import url_for
from flask_babel import gettext as _

from portal.access import may
from portal.extensions import db
from portal.factform import value_pairs
from portal.filecards import FileCard, cards_of
from portal.labels import plain_number
from portal.models import Assessment, Fact, Source
from portal.queries.assessments import facts_for_unit
from portal.queries.gaps import claimable_kinds, kinds_with_evidence
from portal.queries.preview import preview_of, raises_of
from portal.queries.reasons import Withdrawn, withdrawn_records
from portal.queries.years import scheme_of
from portal.scoring import Area, Indicator, Kind, Scheme, Scorecard, Text
from portal.scoring.scorecard import IndicatorScore
from portal.services.assessments import ANSWERING, FILLING, deadline
from portal.workflow import AS_DECIDED, EDITABLE, FACT, FactAction, YearState, available

UNCOUNTED_RULES = frozenset({"checklist", "band"})
"""Kinds of rule that never look at a claim's quantity, so that its form need not ask for one."""


@dataclass(frozen=True)
class Item:
    """One fact with what can be done about it now, by the person who looks."""

    fact: Fact
    kind: Kind
    pairs: list[tuple[str, str]]
    adjusted: list[tuple[str, str]]
    files: list[FileCard]
    lacks_evidence: bool
    editable: bool
    removable: bool
    answerable: bool
    late: bool = False


@dataclass
class Block:
    """One indicator: what the unit may claim in it, what it claimed, what the panel recorded."""

    indicator: Indicator
    kinds: list[Kind]
    score: IndicatorScore | None
    claims: list[Item] = field(default_factory=list)
    records: list[Item] = field(default_factory=list)
    raises: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """The whole page. `card` is the unit's own reckoning, None once the panel's result is open."""

    area: Area
    own: list[Block]
    panel: list[Block]
    honours: list[Item]
    others: list[Item]
    card: Scorecard | None
    links: dict[str, str]
    withdrawn: list[Withdrawn]

    @property
    def withdrawn_lines(self) -> list[tuple[str, str, str, str]]:
        """What the panel took back after it had told of it, with the reason, for ui.history."""
        return [(f"{one.at:%Y-%m-%d %H:%M}", "", one.fact.title, one.reason) for one in self.withdrawn]


def kind_of(fact: Fact) -> Kind:
    """The kind of a fact in its year's scheme."""
    return scheme_of(fact.assessment.year).area(fact.area).kind(fact.kind)


def asks_quantity(assessment: Assessment, kind: Kind) -> bool:
    """Whether some rule of the area looks at how many a claim of the kind stands for."""
    indicators = scheme_of(assessment.year).area(assessment.area).indicators
    return any(kind.code in one.kinds and one.rule.kind not in UNCOUNTED_RULES for one in indicators)


def can_fill(assessment: Assessment) -> bool:
    """Whether a reporter can write in the self-assessment now, returned facts aside."""
    return assessment.state in EDITABLE and assessment.year.state in FILLING and assessment.competes


def can_answer(fact: Fact) -> bool:
    """Whether the claim was returned and can be mended and answered now."""
    actions = available(FACT, fact.state, lambda permission: may(permission, fact))
    return FactAction.reply in actions and fact.assessment.year.state in ANSWERING


def item_of(fact: Fact, needing: frozenset[str]) -> Item:
    """A fact as the person of this request sees it. `needing`: kinds that need evidence."""
    kind = kind_of(fact)
    actions = available(FACT, fact.state, lambda permission: may(permission, fact))
    removable = FactAction.remove in actions and can_fill(fact.assessment)
    answerable = can_answer(fact)
    open_to_change = removable or answerable
    return Item(
        fact=fact,
        kind=kind,
        pairs=value_pairs(kind, fact.values),
        adjusted=_adjusted(fact, kind),
        files=cards_of(fact.evidence),
        lacks_evidence=open_to_change and fact.kind in needing and not fact.evidence,
        editable=open_to_change,
        removable=removable,
        answerable=answerable,
        late=removable and fact.created_at >= deadline(fact.assessment),
    )


def _adjusted(fact: Fact, kind: Kind) -> list[tuple[str, str]]:
    """What the fact was adjusted to, where that differs from what was claimed or recorded."""
    verification = fact.verification
    if fact.state not in AS_DECIDED or verification is None:
        return []
    claimed = dict(value_pairs(kind, fact.values))
    pairs = [pair for pair in value_pairs(kind, verification.values) if claimed.get(pair[0]) != pair[1]]
    if verification.quantity != fact.quantity:
        pairs.append((_("数量"), plain_number(verification.quantity)))
    return pairs


def sheet_of(assessment: Assessment) -> Sheet:
    """The self-assessment's page, built from the year's scheme."""
    scheme = scheme_of(assessment.year)
    area = scheme.area(assessment.area)
    visible = facts_for_unit(assessment)
    card = None if assessment.year.state.reached(YearState.checking) else preview_of(assessment, visible)
    blocks = _blocks(assessment, scheme, card)
    raising = raises_of(assessment, visible) if card is not None and can_fill(assessment) else {}
    for block in blocks:
        block.raises = raising.get(block.indicator.code, [])
    needing = kinds_with_evidence(assessment, scheme)
    honour = scheme.bonus.kind.code if scheme.bonus else ""
    honours: list[Item] = []
    others: list[Item] = []
    for fact in visible:
        item = item_of(fact, needing)
        block = next((one for one in blocks if fact.kind in one.indicator.kinds), None)
        if fact.kind == honour:
            honours.append(item)
        elif block is None:
            others.append(item)
        elif fact.source == Source.claim:
            block.claims.append(item)
        else:
            block.records.append(item)
    return Sheet(
        area=area,
        own=[block for block in blocks if block.kinds],
        panel=[block for block in blocks if not block.kinds],
        honours=honours,
        others=others,
        card=card,
        links={str(fact.id): url_for("units.fact", fact_id=fact.id) for fact in visible},
        withdrawn=withdrawn_records(db.session(), assessment),
    )


def _blocks(assessment: Assessment, scheme: Scheme, card: Scorecard | None) -> list[Block]:
    kinds = claimable_kinds(assessment, scheme)
    scores = {score.code: score for score in card.indicators} if card else {}
    return [
        Block(
            indicator=indicator,
            kinds=[kinds[code] for code in indicator.kinds if code in kinds],
            score=scores.get(indicator.code),
        )
        for indicator in scheme.area(assessment.area).indicators_for(assessment.unit.group.value)
    ]
