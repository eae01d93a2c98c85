"""A rule as its indicator uses it: for the whole year at once, or period by period and put together."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from portal.scoring.facts import Fact
from portal.scoring.rules.base import (
    Given,
    Outcome,
    Rule,
    RuleFault,
    Site,
    once,
    unknown_kind,
    wrong_field,
)
from portal.scoring.rules.conditions import OWN_DATE, a_date
from portal.scoring.rules.naming import fact_text
from portal.scoring.rules.periods import Periods
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, join, number

_UNDATED = Text("缺少日期", "the date is missing")
_WITNESS = Text("说明本期有无应计事项", "shows that the period is measured")


def reads_of(rule: Rule) -> tuple[str, ...]:
    """The kinds that the rule reads, and those that say whether a period is measured."""
    return once([*rule.reads(), *(rule.periods.measured_by if rule.periods else ())])


def faults_of(rule: Rule, site: Site) -> Iterator[RuleFault]:
    """What does not fit the area, in the rule and in its periods."""
    yield from rule.faults(_site_of_one(rule, site))
    if rule.periods is None:
        return
    yield from rule.period_faults(site)
    for where, message in _own_faults(rule.periods, rule, site):
        yield (".periods" + where, message)


def _own_faults(periods: Periods, rule: Rule, site: Site) -> Iterator[RuleFault]:
    for kind in rule.reads() if periods.date_field != OWN_DATE else ():
        wrong = wrong_field(site, kind, periods.date_field, ("date",))
        if wrong:
            yield (".date", wrong)
    for kind in periods.measured_by:
        missing = unknown_kind(site, kind)
        if missing:
            yield (".measured_by", missing)
    if periods.combine == "sum" and periods.each and not site.open and periods.each > site.maximum:
        most = number(site.maximum)
        yield (".each", Text(f"应不大于满分 {most}", f"should be at most the maximum {most}"))


def words_of(rule: Rule, site: Site) -> Text:
    """The rule in plain words, and how its periods are put together."""
    if rule.periods is None:
        return rule.words(site)
    periods, unit = rule.periods, rule.periods.title
    said = [rule.words(_site_of_one(rule, site))]
    if periods.combine == "mean":
        said.append(Text(f"每{unit.zh}分别计分，取平均", f"each {unit.en} by itself, then their mean"))
        if periods.each and not site.open and periods.each != site.maximum:
            each, most = number(periods.each), number(site.maximum)
            said.append(Text(f"得分={most}×平均分÷{each}", f"points = {most} × mean / {each}"))
    else:
        said.append(Text(f"每{unit.zh}分别计分，相加", f"each {unit.en} by itself, then added up"))
        if not site.open:
            most = number(site.maximum)
            said.append(Text(f"合计至多 {most} 分", f"at most {most} in all"))
    if periods.measured_by:
        names = site.titles(periods.measured_by)
        said.append(Text(f"没有{names}的{unit.zh}不计", f"no {unit.en} counts without “{names}”"))
    return join(said)


def compared_by(rule: Rule, given: Given) -> tuple[Fraction, ...]:
    """What a comparing rule sets beside the group's best: once, or for each period."""
    if rule.periods is None:
        return (rule.compared(given),)
    split = _split(rule.periods, rule, given)
    return tuple(
        rule.compared(_given_of(rule, given, place, split.facts.get(place, [])))
        for place in range(rule.periods.count)
    )


def outcome_of(rule: Rule, given: Given) -> Outcome:
    """What the rule finds for one unit, over the year or put together from its periods."""
    if rule.periods is None:
        return rule.score(given)
    periods = rule.periods
    split = _split(periods, rule, given)
    found: dict[int, Outcome] = {}
    lines = list(split.lines)
    for place in range(periods.count):
        facts = split.facts.get(place, [])
        if periods.measured_by and place not in split.measured:
            _unmeasured(periods, place, facts, given, lines, split.pending)
            continue
        outcome = rule.score(_given_of(rule, given, place, facts))
        lines += outcome.lines
        if outcome.applies:
            found[place] = outcome
    if found:
        return _together(periods, found, lines, split.pending, given.site)
    return _nothing_measured(rule, given, lines, split.pending)


def _site_of_one(rule: Rule, site: Site) -> Site:
    """The site as one period sees it: out of `each` points."""
    if rule.periods is None or rule.periods.each is None:
        return site
    return replace(site, maximum=rule.periods.each, open=False)


def _given_of(rule: Rule, given: Given, place: int, facts: list[Fact]) -> Given:
    """One period of the unit. Its exposures are the year's, so the indicator's own says nothing here."""
    own = given.site.exposure
    return replace(
        given,
        site=_site_of_one(rule, given.site),
        facts=tuple(facts),
        exposures={code: value for code, value in given.exposures.items() if code != own},
        best=given.best[place : place + 1],
    )


@dataclass
class _Split:
    """A unit's facts by period; `lines` and `pending` are those of facts that belong to none."""

    facts: dict[int, list[Fact]] = field(default_factory=dict)
    measured: set[int] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)
    pending: list[Text] = field(default_factory=list)


def _split(periods: Periods, rule: Rule, given: Given) -> _Split:
    split, own = _Split(), rule.reads()
    year = given.context.year
    for fact in given.facts:
        # Only the rule's own facts have the field; what witnesses a period goes by its own date.
        day = a_date(fact, periods.date_field if fact.kind in own else OWN_DATE)
        named = fact_text(fact, given.site.kind_title(fact.kind))
        if day is None or day.year != year:
            why = _UNDATED if day is None else Text(f"日期不在 {year} 年内", f"not dated in {year}")
            split.lines.append(Line(fact.key, named, None, False, why))
            split.pending.append(named + Text("：", ": ") + why)
            continue
        place = periods.place(day)
        if fact.kind in periods.measured_by:
            split.measured.add(place)
        if fact.kind in own:
            split.facts.setdefault(place, []).append(fact)
        else:
            split.lines.append(Line(fact.key, named + Text("，", ", ") + _WITNESS))
    return split


def _unmeasured(
    periods: Periods, place: int, facts: list[Fact], given: Given, lines: list[Line], pending: list[Text]
) -> None:
    """Facts in a period that had nothing to measure contradict it: the panel has to put that right."""
    name, names = periods.name(place), given.site.titles(periods.measured_by)
    why = Text(f"{name.zh}没有{names}", f"{name.en} has no “{names}”")
    for fact in facts:
        named = fact_text(fact, given.site.kind_title(fact.kind))
        lines.append(Line(fact.key, named, None, False, why))
        pending.append(named + Text("：", ": ") + why)


def _nothing_measured(rule: Rule, given: Given, lines: list[Line], pending: list[Text]) -> Outcome:
    if rule.periods and rule.periods.measured_by:
        unit = rule.periods.title
        none = Text(f"没有应计的{unit.zh}", f"no {unit.en} was measured")
        return Outcome(Fraction(0), none, tuple(lines), applies=bool(pending), pending=tuple(pending))
    # The rule knows best what it means that the whole year holds nothing.
    found = rule.score(replace(given, facts=()))
    awaited = (*pending, *found.pending) if not pending else tuple(pending)
    return replace(found, lines=tuple(lines), applies=found.applies or bool(pending), pending=awaited)


def _together(
    periods: Periods, found: dict[int, Outcome], lines: list[Line], pending: list[Text], site: Site
) -> Outcome:
    factor = _factor(periods, len(found), site)
    raw = sum((outcome.points for outcome in found.values()), Fraction(0))
    points, held = _held(periods, raw * factor, site)
    named = [(periods.name(place), outcome) for place, outcome in sorted(found.items())]
    notes = [name + Text("：", ": ") + outcome.note for name, outcome in named if outcome.note]
    return Outcome(
        points=points,
        sentence=_sentence(periods, named, raw, points),
        lines=tuple(lines),
        note=join([*notes, held]),
        ineligible=join([name + Text("：", ": ") + out.ineligible for name, out in named if out.ineligible]),
        pending=(
            *pending,
            *(name + Text("：", ": ") + text for name, out in named for text in out.pending),
        ),
        deducted=sum((outcome.deducted for outcome in found.values()), Fraction(0)) * factor,
        matters=frozenset(matter for outcome in found.values() for matter in outcome.matters),
    )


def _factor(periods: Periods, measured: int, site: Site) -> Fraction:
    """What the sum of the periods is multiplied by."""
    if periods.combine == "sum":
        return Fraction(1)
    scale = (
        Fraction(1) if periods.each is None or site.open else Fraction(site.maximum) / Fraction(periods.each)
    )
    return scale / measured


def _held(periods: Periods, points: Fraction, site: Site) -> tuple[Fraction, Text]:
    if periods.combine == "sum" and not site.open and points > site.maximum:
        most = number(site.maximum)
        return Fraction(site.maximum), Text(f"至多计 {most} 分", f"at most {most} count")
    return points, NOTHING


def _sentence(periods: Periods, named: list[tuple[Text, Outcome]], raw: Fraction, points: Fraction) -> Text:
    each = join(
        [
            Text(f"{name.zh} {number(outcome.points)} 分", f"{name.en} {number(outcome.points)}")
            for name, outcome in named
        ],
        "、",
        ", ",
    )
    if periods.combine == "mean":
        mean = number(raw / len(named))
        how = Text(
            f"{len(named)} 个{periods.title.zh}平均 {mean} 分，得 {number(points)} 分",
            f"mean of {len(named)} {periods.title.en}(s) {mean}: {number(points)} points",
        )
    else:
        how = Text(
            f"合计 {number(raw)} 分，得 {number(points)} 分", f"{number(raw)} in all: {number(points)} points"
        )
    return join([each, how])
