"""The indicators of one group in one area, ready to measure any of its units by any of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from portal.scoring.facts import Context, Entrant, Fact
from portal.scoring.measuring import Measured, measure
from portal.scoring.rules import Given, Site, compared_by
from portal.scoring.scheme import Area, Indicator

# The best of a group, for the year or for each period.
Best = tuple[Fraction, ...]


@dataclass
class Columns:
    """What is common to the units of one group.

    Only rules that compare need the others of the group: `best` holds, by indicator, the highest that
    `see` met among the units that take part. All else of a unit is measured from the unit alone.
    """

    area: Area
    group: str
    context: Context
    indicators: tuple[Indicator, ...] = ()
    best: dict[str, Best] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.indicators = self.indicators or tuple(_shown(self.area, self.group))
        self._sites: Mapping[str, Site] = {each.code: self.area.site(each) for each in self.indicators}
        self._kinds = {each.code: frozenset(each.kinds) for each in self.indicators}

    @property
    def comparing(self) -> tuple[Indicator, ...]:
        """The indicators whose points depend on the best of the group."""
        return tuple(each for each in self.indicators if each.rule.compares)

    def reading(self, kind: str) -> tuple[Indicator, ...]:
        """The indicators that read a kind of fact."""
        return tuple(each for each in self.indicators if kind in self._kinds[each.code])

    def see(self, entrants: Iterable[Entrant]) -> None:
        """Take the units into the group's best."""
        comparing = self.comparing
        for entrant in entrants if comparing else ():
            for indicator in comparing:
                own = self.compared(indicator, entrant)
                if own:
                    self.best[indicator.code] = higher(self.best.get(indicator.code, ()), own)

    def compared(self, indicator: Indicator, entrant: Entrant) -> Best:
        """What the unit brings to the comparison; nothing where it takes no part."""
        if not (entrant.submitted and entrant.competes):
            return ()
        return compared_by(indicator.rule, self._given(indicator, entrant))

    def measure(self, entrant: Entrant) -> list[Measured]:
        """Every indicator of one unit."""
        return [self.measure_one(indicator, entrant) for indicator in self.indicators]

    def measure_one(self, indicator: Indicator, entrant: Entrant) -> Measured:
        """One indicator of one unit."""
        refused = self._read(indicator, entrant, counted=False)
        return measure(indicator, self._given(indicator, entrant), refused)

    def _given(self, indicator: Indicator, entrant: Entrant) -> Given:
        return Given(
            site=self._sites[indicator.code],
            indicator=indicator.code,
            facts=self._read(indicator, entrant, counted=True),
            bands=tuple(band for band in entrant.bands if band.indicator == indicator.code),
            exposures=entrant.exposures,
            targets=entrant.targets,
            group=entrant.group,
            context=self.context,
            best=self.best.get(indicator.code, ()),
        )

    def _read(self, indicator: Indicator, entrant: Entrant, counted: bool) -> tuple[Fact, ...]:
        kinds = self._kinds[indicator.code]
        facts = (fact for fact in entrant.facts if fact.kind in kinds and fact.counts is counted)
        return tuple(sorted(facts, key=_order))


def _order(fact: Fact) -> Any:
    return fact.order


def higher(one: Best, other: Best) -> Best:
    """The higher of both, period by period; an empty one is none at all."""
    if not one or not other:
        return one or other
    return tuple(max(pair) for pair in zip(one, other, strict=True))


def _shown(area: Area, group: str) -> list[Indicator]:
    """The group's indicators, and those of other groups whose weight is missing here and re-based."""
    own = area.indicators_for(group)
    if area.open or sum(indicator.maximum for indicator in own) >= area.maximum:
        return list(own)
    return list(area.indicators)
