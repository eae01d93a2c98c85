"""比率: a share of what there was, against a target (一次性办结率 ≥98%, 三(三)1)."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from portal.scoring.facts import Fact
from portal.scoring.rules.base import (
    Given,
    Outcome,
    Rule,
    RuleFault,
    Site,
    once,
    unknown_exposure,
    unknown_kind,
)
from portal.scoring.rules.conditions import When
from portal.scoring.rules.curve import Curve
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import Text, number, percent
from portal.scoring.vocabulary import Code, Codes


class Rate(Curve, Rule):
    """Numerator over denominator, then points by the curve.

    Numerator: the quantities of the kinds `counts`, or the denominator less those of the kinds
    `fails`, or the exposure `counts_exposure`; with `when`, only of the facts that say so.
    Denominator: the quantities of the kinds `of`, the exposure `of_exposure`, or (by default) the
    indicator's own exposure. A zero denominator: nothing to measure, the indicator does not apply.
    """

    kind: Literal["rate"]
    name: str = ""
    counts: Codes = ()
    fails: Codes = ()
    counts_exposure: Code | None = None
    when: When | None = None
    of: Codes = ()
    of_exposure: Code | None = None

    def reads(self) -> tuple[str, ...]:
        return once([*self.counts, *self.fails, *self.of])

    def exposures(self) -> tuple[str, ...]:
        return once([code for code in (self.counts_exposure, self.of_exposure) if code])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        yield from self.curve_faults(site.maximum)
        if sum((bool(self.counts), bool(self.fails), bool(self.counts_exposure))) != 1:
            yield (
                "",
                Text(
                    "分子应写 counts、fails、counts_exposure 之一",
                    "the numerator should be exactly one of counts, fails, counts_exposure",
                ),
            )
        if not (self.of or self.of_exposure or site.exposure):
            yield (
                "",
                Text(
                    "没有分母：应写 of、of_exposure，或为指标写 exposure",
                    "no denominator: give of or of_exposure, or the indicator an exposure",
                ),
            )
        yield from self._name_faults(site)

    def period_faults(self, site: Site) -> Iterator[RuleFault]:
        if not self.of or self.counts_exposure:
            said = "分期计分的分子、分母应是有日期的事项：分母写 of"
            yield (
                "",
                Text(said, "in periods both sides should be dated facts: give the denominator as `of`"),
            )

    def _name_faults(self, site: Site) -> Iterator[RuleFault]:
        for key in ("counts", "fails", "of"):
            for code in getattr(self, key):
                missing = unknown_kind(site, code)
                if missing:
                    yield ("." + key, missing)
        for key in ("counts_exposure", "of_exposure"):
            code = getattr(self, key)
            missing = unknown_exposure(site, code) if code else None
            if missing:
                yield ("." + key, missing)
        for kind in (*self.counts, *self.fails) if self.when else ():
            for where, message in self.when.faults(site, kind) if self.when else ():
                yield (".when" + where, message)

    def words(self, site: Site) -> Text:
        numerator, denominator = self._numerator_words(site), self._denominator_words(site)
        name = self.name or site.title
        curve = self.curve_words(site.maximum)
        return Text(
            f"{name}={numerator}÷{denominator}；{curve.zh}",
            f"{name} = {numerator} / {denominator}; {curve.en}",
        )

    def _denominator_words(self, site: Site) -> str:
        return site.titles(self.of) if self.of else site.exposure_title(self.of_exposure or site.exposure)

    def _numerator_words(self, site: Site) -> str:
        if self.counts:
            return site.titles(self.counts)
        if self.counts_exposure:
            return site.exposure_title(self.counts_exposure)
        return f"({self._denominator_words(site)}-{site.titles(self.fails)})"

    def score(self, given: Given) -> Outcome:
        denominator = self._denominator(given)
        if denominator <= 0:
            return Outcome(
                Fraction(0),
                Text("分母为零，不适用", "the denominator is zero: does not apply"),
                applies=False,
            )
        share = self._numerator(given, denominator) / denominator
        name, at = self.name or given.site.title, percent(share)
        reached = self.reached_words(share, given.site.maximum)
        counted = f"{number(share * denominator)}/{number(denominator)}"
        return Outcome(
            points=self.points_at(share, Fraction(given.site.maximum)),
            sentence=Text(
                f"{name} {at}（{counted}），{reached.zh}", f"{name} {at} ({counted}), {reached.en}"
            ),
            lines=tuple(self._line(fact, given) for fact in given.facts),
        )

    def _denominator(self, given: Given) -> Fraction:
        if self.of:
            return sum((Fraction(fact.quantity) for fact in given.facts if fact.kind in self.of), Fraction(0))
        return given.exposed(self.of_exposure or given.site.exposure)

    def _numerator(self, given: Given, denominator: Fraction) -> Fraction:
        if self.counts_exposure:
            return given.exposed(self.counts_exposure)
        counted = sum((Fraction(fact.quantity) for fact in given.facts if self._counted(fact)), Fraction(0))
        return counted if self.counts else max(Fraction(0), denominator - counted)

    def _counted(self, fact: Fact) -> bool:
        named = fact.kind in self.counts or fact.kind in self.fails
        return named and (self.when is None or self.when.holds(fact))

    def _line(self, fact: Fact, given: Given) -> Line:
        text = fact_text(fact, given.site.kind_title(fact.kind))
        if self._counted(fact):
            into = (
                Text("计入达标", "counts as met") if self.counts else Text("计入未达标", "counts as not met")
            )
        else:
            into = Text("只计入总数", "counts in the whole only")
        return Line(fact.key, text + Text("，", ", ") + into)
