"""One indicator of one unit: whether it applies, what its rule finds, and what is shown without counting."""

from dataclasses import dataclass, replace
from fractions import Fraction

from portal.scoring.facts import Fact, UnknownDays
from portal.scoring.rules import Given, Outcome, outcome_of
from portal.scoring.rules.naming import fact_text
from portal.scoring.scheme import Indicator
from portal.scoring.scorecard import Exposure, Line
from portal.scoring.text import NOTHING, Text, join, number, round_half_up


@dataclass(frozen=True)
class Measured:
    """What one indicator came to. `points` are exact; 0 while something is pending."""

    indicator: Indicator
    applies: bool
    points: Fraction
    sentence: Text
    note: Text
    exposure: Exposure | None
    lines: tuple[Line, ...]
    pending: tuple[Text, ...] = ()
    ineligible: Text = NOTHING
    deducted: Fraction = Fraction(0)
    matters: frozenset[str] = frozenset()

    @property
    def exempt(self) -> bool:
        """Left out of the area without re-basing the rest."""
        return not self.applies and self.indicator.when_absent == "exempt"

    def rounded(self, digits: int) -> "Measured":
        """The same with its points rounded once, half up."""
        return replace(self, points=Fraction(round_half_up(self.points, digits)))


def measure(indicator: Indicator, given: Given, refused: tuple[Fact, ...]) -> Measured:
    """The indicator for one unit; `refused` facts are shown after the counted ones."""
    exposure = _exposure(indicator, given)
    if not indicator.applies_to(given.group):
        return _absent(indicator, given, exposure, refused, Text("不适用于本组", "not for this group"))
    if exposure and exposure.value is None:
        return _uncounted(indicator, given, exposure, refused)
    if exposure and not exposure.value:
        return _unexposed(indicator, given, exposure, refused)
    outcome = _outcome(indicator, given)
    if not outcome.applies:
        missing = replace(outcome, pending=())
        return _from(indicator, missing, exposure, given, refused, applies=False)
    return _from(indicator, outcome, exposure, given, refused, applies=True)


def _outcome(indicator: Indicator, given: Given) -> Outcome:
    """What the rule finds; facts whose days the calendar cannot count are awaited, the rest is shown."""
    try:
        return outcome_of(indicator.rule, given)
    except UnknownDays:
        unknown = {fact.key: year for fact in given.facts if (year := _unknown_year(indicator, given, fact))}
    counted = tuple(fact for fact in given.facts if fact.key not in unknown)
    found = outcome_of(indicator.rule, replace(given, facts=counted))
    lines, pending = list(found.lines), list(found.pending)
    for fact in given.facts:
        if fact.key in unknown:
            year = unknown[fact.key]
            why = Text(
                f"工作日历没有 {year} 年的安排，不能计算工作日；请核对日期，或由市政府办公室录入该年的节假日",
                f"the working-day calendar does not know {year}: check the dates, or have that year entered",
            )
            line = _shown(fact, given, why)
            lines.append(line)
            pending.append(line.text + Text("：", ": ") + why)
    return replace(found, lines=tuple(lines), pending=tuple(pending), applies=True)


def _unknown_year(indicator: Indicator, given: Given, fact: Fact) -> int:
    """The year that the calendar lacks for this fact alone; 0 where it can be counted."""
    try:
        outcome_of(indicator.rule, replace(given, facts=(fact,)))
    except UnknownDays as error:
        return error.year
    return 0


def _exposure(indicator: Indicator, given: Given) -> Exposure | None:
    if indicator.exposure is None:
        return None
    return Exposure(given.site.exposure_title(indicator.exposure), given.exposures.get(indicator.exposure))


def _from(
    indicator: Indicator,
    outcome: Outcome,
    exposure: Exposure | None,
    given: Given,
    refused: tuple[Fact, ...],
    applies: bool,
) -> Measured:
    waits = bool(outcome.pending)
    counts = applies and not waits
    title = indicator.title
    return Measured(
        indicator=indicator,
        applies=applies,
        points=outcome.points if counts else Fraction(0),
        sentence=outcome.sentence,
        note=outcome.note if applies else join([outcome.note, _absence(indicator)]),
        exposure=exposure,
        lines=(*outcome.lines, *_refused(refused, given)),
        pending=tuple(Text(f"{title}：{text.zh}", f"“{title}”: {text.en}") for text in outcome.pending),
        ineligible=outcome.ineligible,
        deducted=outcome.deducted,
        matters=outcome.matters,
    )


def _absence(indicator: Indicator) -> Text:
    if indicator.when_absent == "exempt":
        return Text("免考，不计分也不折算", "exempt: not counted, the rest is not scaled")
    return Text("不计入，其余指标折算到满分", "left out, the rest is scaled to the full points")


def _absent(
    indicator: Indicator, given: Given, exposure: Exposure | None, refused: tuple[Fact, ...], why: Text
) -> Measured:
    """An indicator that has nothing to measure; its facts are shown and do not count."""
    outcome = Outcome(Fraction(0), why, _unused(given, why))
    return _from(indicator, outcome, exposure, given, refused, applies=False)


def _unexposed(indicator: Indicator, given: Given, exposure: Exposure, refused: tuple[Fact, ...]) -> Measured:
    """Nothing to be met at. Facts all the same are a contradiction that the panel has to put right."""
    why = Text(f"{exposure.title}为 0，不适用", f"“{exposure.title}” is 0: does not apply")
    absent = _absent(indicator, given, exposure, refused, why)
    if not given.facts:
        return absent
    count = number(sum((Fraction(fact.quantity) for fact in given.facts), Fraction(0)))
    wrong = Text(
        f"{indicator.title}：{exposure.title}为 0，却有 {count} 件事项",
        f"“{indicator.title}”: “{exposure.title}” is 0, yet there are {count} facts",
    )
    return replace(absent, pending=(wrong,))


def _uncounted(indicator: Indicator, given: Given, exposure: Exposure, refused: tuple[Fact, ...]) -> Measured:
    """The exposure is not known yet: no points, and the indicator keeps its place."""
    why = Text(f"等待登记{exposure.title}", f"waiting for the count of “{exposure.title}”")
    outcome = Outcome(Fraction(0), why, _unused(given, why), pending=(why,))
    return _from(indicator, outcome, exposure, given, refused, applies=True)


def _unused(given: Given, why: Text) -> tuple[Line, ...]:
    return tuple(_shown(fact, given, why) for fact in given.facts)


def _refused(refused: tuple[Fact, ...], given: Given) -> tuple[Line, ...]:
    return tuple(_shown(fact, given, refusal(fact)) for fact in refused)


def _shown(fact: Fact, given: Given, why: Text) -> Line:
    return Line(fact.key, fact_text(fact, given.site.kind_title(fact.kind)), None, False, why)


def refusal(fact: Fact) -> Text:
    """Why a refused fact does not count, in its own words where it has any."""
    return Text(fact.reason, fact.reason) if fact.reason else Text("未被采信", "not accepted")
