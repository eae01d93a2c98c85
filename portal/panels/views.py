"""Rows as the panel's pages show them: what may be seen of a fact, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from flask import request, url_for
from flask_babel import gettext as _

from portal import current
from portal.access import may
from portal.extensions import db
from portal.factform import value_pairs
from portal.filecards import FileCard, cards_of
from portal.labels import long_date, plain_number, title_of
from portal.models import Assessment, Evidence, Fact, PanelArea, Source, Verification
from portal.policy import Permission
from portal.queries.assessments import facts_for_panel, waits_for_panel
from portal.queries.shares import is_anothers, shares_of
from portal.queries.signed import SignedContent, signed_content, signed_contents
from portal.queries.years import AreaLine, scheme_of
from portal.scoring import Area, Indicator, Kind
from portal.sentwords import sent_fields
from portal.services.reviews import RECORDING
from portal.workflow import (
    ASSESSMENT,
    FACT,
    VERIFICATIONS,
    AssessmentAction,
    AssessmentState,
    FactAction,
    FactState,
    PanelAreaState,
    available,
)


@dataclass(frozen=True)
class FactRow:
    """A fact in a list of the panel's: its content as signed, the indicators that read it."""

    fact: Fact
    content: SignedContent
    kind: Kind
    indicators: tuple[Indicator, ...]

    @property
    def measure(self) -> str:
        """What it counts towards, in words."""
        return "、".join(one.title for one in self.indicators) or _("加分")

    @property
    def own(self) -> list[tuple[str, str]]:
        """The kind's own fields, in words."""
        return value_pairs(self.kind, self.content.values)

    @property
    def decided(self) -> list[str]:
        """What the decision in force says: the adjustment, the reason; nothing while one is awaited."""
        one = self.fact.verification
        if one is None or self.fact.state == FactState.signed:
            return []
        return [text for text in (_adjustment(self.kind, one), one.reason) if text]

    @property
    def particulars(self) -> list[tuple[str, str]]:
        """Everything that was filled in, in words."""
        content = self.content
        found = [(_("日期"), long_date(content.happened_on))] if content.happened_on else []
        if content.document_number:
            found.append((_("文号"), content.document_number))
        return [*found, (_("数量"), plain_number(content.quantity)), *self.own]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Its quantity, where it is not one, and the kind's own fields, in words."""
        if self.content.quantity == Decimal(1):
            return self.own
        return [(_("数量"), plain_number(self.content.quantity)), *self.own]


def unsent() -> list[tuple[str, str]]:
    """What was sent, in words, for a page that no longer has the form. Nothing on a GET."""
    return sent_fields(request.form) if request.method == "POST" else []


def area_of(assessment: Assessment) -> Area:
    """The assessment's area, as its year's scheme has it."""
    return scheme_of(assessment.year).area(assessment.area)


def fact_row(fact: Fact) -> FactRow:
    """One fact with its kind and the indicators of its unit's group that read it."""
    return _fact_row(fact, signed_content(db.session(), fact))


def _fact_row(fact: Fact, content: SignedContent) -> FactRow:
    area = area_of(fact.assessment)
    group = fact.assessment.unit.group.value
    read = tuple(one for one in area.indicators_for(group) if fact.kind in one.kinds)
    return FactRow(fact, content, area.kind(fact.kind), read)


def fact_rows(assessment: Assessment, claims: bool) -> list[FactRow]:
    """What the panel sees of a unit: its signed claims, or the records, in the indicators' order."""
    area = area_of(assessment)
    order = [code for indicator in area.indicators for code in indicator.kinds]
    facts = [fact for fact in facts_for_panel(assessment) if (fact.source == Source.claim) is claims]
    contents = signed_contents(db.session(), facts)
    rows = [_fact_row(fact, contents[fact.id]) for fact in facts]
    places = {code: place for place, code in reversed(list(enumerate(order)))}
    return sorted(rows, key=lambda row: (places.get(row.kind.code, len(order)), row.fact.id))


def unclaimed(assessment: Assessment, rows: Iterable[FactRow]) -> list[Indicator]:
    """The indicators that only a claim can fill and that the unit claims nothing in."""
    claimed = {row.kind.code for row in rows}
    area = area_of(assessment)
    return [
        indicator
        for indicator in area.indicators_for(assessment.unit.group.value)
        if "claim" in indicator.by and not claimed.intersection(indicator.kinds)
    ]


def links_of(assessment: Assessment) -> dict[str, str]:
    """For a scorecard: fact key → its page."""
    return {str(fact.id): url_for("panels.fact", fact_id=fact.id) for fact in facts_for_panel(assessment)}


def area_row(assessment: Assessment) -> PanelArea:
    """The assessment's area in its panel's hands."""
    return assessment.panel_area


def is_open(area: PanelArea | AreaLine) -> bool:
    """Whether a panel can still record, count and verify in the area."""
    return area.state == PanelAreaState.open and area.year.state in RECORDING


def can_take_in(assessment: Assessment, area: PanelArea) -> bool:
    """Whether this person can take the self-assessment in now."""
    steps = available(ASSESSMENT, assessment.state, lambda permission: may(permission, assessment))
    return AssessmentAction.take_in in steps and is_open(area) and not with_another(assessment)


def with_another(assessment: Assessment) -> str:
    """To whom the chair gave the unit, when it is not this person; "" when one may work on it."""
    if not is_anothers(assessment, current.actor().account_id):
        return ""
    return "、".join(owner.name for owner in shares_of(assessment))


def decisions_on(fact: Fact, content: SignedContent, area: PanelArea) -> list[FactAction]:
    """The decisions that this person has on a claim now.

    While a returned claim is being changed in its unit there is nothing signed to accept; it can
    be decided by what was signed: adjusted to that, or rejected.
    """
    if not is_open(area) or fact.assessment.state != AssessmentState.in_review:
        return []
    if with_another(fact.assessment):
        return []
    steps = available(FACT, fact.state, lambda permission: may(permission, fact))
    barred = {FactAction.accept, FactAction.give_back} if content.changed else set()
    return [step for step in steps if step in VERIFICATIONS and step not in barred]


def can(fact: Fact, action: FactAction, area: PanelArea) -> bool:
    """Whether this person can take a step with a record now."""
    return is_open(area) and action in available(FACT, fact.state, lambda permission: may(permission, fact))


def files_of(evidence: Iterable[Evidence]) -> list[FileCard]:
    """The files that this person may open."""
    return cards_of(file for file in evidence if may(Permission.READ_EVIDENCE, file))


def history_of(row: FactRow) -> list[tuple[str, str, str, str]]:
    """Earlier decisions for ui.history, the newest first."""
    return [
        (
            f"{one.at:%Y-%m-%d %H:%M}",
            one.by.name,
            title_of(one.decision) if one.undone_at is None else _("采纳（已撤回）"),
            "\n".join(text for text in (_adjustment(row.kind, one), one.reason) if text),
        )
        for one in reversed(row.fact.verifications)
    ]


def _adjustment(kind: Kind, one: Verification) -> str:
    """What an adjustment found instead of the claim, in words; "" for another decision."""
    if one.decision != FactAction.adjust:
        return ""
    pairs = [(_("数量"), plain_number(one.quantity)), *value_pairs(kind, one.values)]
    return _("调整为：%(content)s", content="；".join(f"{title} {text}" for title, text in pairs))


def waiting_in(rows: Iterable[FactRow]) -> list[FactRow]:
    """The claims that wait for this panel's decision now."""
    return [row for row in rows if waits_for_panel(row.fact)]
