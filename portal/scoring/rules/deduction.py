"""扣分制: the indicator starts full, each incident takes points (design: scoring.md, kinds of rule)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pydantic

from portal.scoring.facts import Fact
from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site, once, unknown_kind, wrong_field
from portal.scoring.rules.conditions import Span, Times, When, an_amount
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, NotNegative, Piece, Positive


class Incident(Piece):
    """What one kind of incident takes.

    `points` each, or the amount that a reviewer fixed in the field `points_from` (within its bounds).
    `when`, `span`: only then. `times`: multipliers of this kind alone. `per = "day"`: for each day
    beyond the span. `at_most`: the most that the kind takes. `zero`: one of them empties the
    indicator. `ineligible`: one of them ends the unit's chance in the area.
    """

    kind: Code
    points: NotNegative | None = None
    points_from: Code | None = None
    per: Literal["incident", "day"] = "incident"
    when: When | None = None
    span: Span | None = None
    times: tuple[Times, ...] = ()
    at_most: Positive | None = None
    zero: bool = False
    ineligible: bool = False

    def faults(self, site: Site) -> Iterator[RuleFault]:
        missing = unknown_kind(site, self.kind)
        if missing:
            yield (".kind", missing)
            return
        if (self.points is None) == (self.points_from is None) and not self.zero:
            yield (
                "",
                Text("应写 points 或 points_from 之一", "should have either points or points_from"),
            )
        if self.points_from:
            yield from self._amount_faults(site, self.points_from)
        if self.per == "day" and self.span is None:
            yield (".per", Text("按日扣分须有 span(起止日期)", "per day needs a span of two dates"))
        for key, condition in ((".when", self.when), (".span", self.span)):
            for where, message in condition.faults(site, self.kind) if condition else ():
                yield (key + where, message)
        for index, times in enumerate(self.times, 1):
            for where, message in times.faults(site, self.kind):
                yield (f".times[{index}]{where}", message)

    def _amount_faults(self, site: Site, code: str) -> Iterator[RuleFault]:
        wrong = wrong_field(site, self.kind, code, ("amount", "quantity"))
        kind = site.kinds.get(self.kind)
        field = kind.field(code) if kind else None
        if wrong:
            yield (".points_from", wrong)
        elif field and (field.minimum is None or field.maximum is None or not field.required):
            yield (
                ".points_from",
                Text(
                    f"字段 {code} 应为必填，并有 minimum 和 maximum",
                    f"field {code} should be required, with minimum and maximum",
                ),
            )

    def words(self, site: Site) -> Text:
        title = site.kind_title(self.kind)
        said = [Text(title, f"“{title}”") + self._amount_words(site)]
        for condition in (self.when, self.span):
            if condition:
                only = condition.words(site, self.kind)
                said.append(Text(f"限{only.zh}", f"only if {only.en}"))
        said += [times.words(site, self.kind) for times in self.times]
        if self.at_most is not None:
            most = number(self.at_most)
            said.append(Text(f"至多扣 {most} 分", f"at most -{most}"))
        if self.ineligible:
            said.append(Text("并取消评先资格", "and the unit is not eligible"))
        return join(said, "，", ", ")

    def _amount_words(self, site: Site) -> Text:
        each = Text("每日", " a day") if self.per == "day" else Text("每件", " each")
        if self.zero:
            return Text("一件即为 0 分", ": one makes it zero")
        if self.points is not None:
            points = number(self.points)
            return Text(f"{each.zh}扣 {points} 分", f" -{points}{each.en}")
        kind = site.kinds.get(self.kind)
        field = kind.field(self.points_from or "") if kind else None
        low, high = (number((field and bound) or Decimal(0)) for bound in _bounds(field))
        return Text(f"{each.zh}由评价小组核定扣 {low}–{high} 分", f" -{low} to -{high}{each.en}, as fixed")

    def taken(self, fact: Fact, given: Given) -> tuple[Fraction, Text] | None:
        """Points that this fact loses and how they were reckoned; None where the row does not hold."""
        if self.when and not self.when.holds(fact):
            return None
        days = self.span.days_over(fact, given.context) if self.span else 1
        if not days:
            return None
        each = self.points if self.points_from is None else an_amount(fact, self.points_from)
        taken = Fraction(each or 0) * Fraction(fact.quantity)
        how = [Text(f"{number(each or 0)} 分", f"{number(each or 0)} points")]
        if fact.quantity != 1:
            how.append(Text(f"{number(fact.quantity)} 件", number(fact.quantity)))
        if self.per == "day":
            taken *= days
            how.append(Text(f"{days} 天", f"{days} days"))
        for times in self.times:
            if times.when.holds(fact):
                taken *= Fraction(times.by)
                why = times.when.words(given.site, self.kind)
                by = number(times.by)
                how.append(Text(f"{by} 倍（{why.zh}）", f"{by} ({why.en})"))
        return taken, join(how, "×", " × ") if not self.zero else NOTHING

    def unfixed(self, fact: Fact, site: Site) -> Text:
        """Why the reviewer's amount cannot be used: it is missing, or beyond its bounds."""
        kind = site.kinds.get(self.kind)
        field = kind.field(self.points_from) if kind and self.points_from else None
        if field is None:
            return NOTHING
        amount = an_amount(fact, field.code)
        low, high = field.minimum or Decimal(0), field.maximum or Decimal(0)
        if amount is not None and low <= amount <= high:
            return NOTHING
        return Text(
            f"{field.title}应在 {number(low)}–{number(high)} 之间核定",
            f"{field.title} has to be fixed within {number(low)}–{number(high)}",
        )


def _bounds(field: object) -> tuple[Decimal | None, Decimal | None]:
    return getattr(field, "minimum", None), getattr(field, "maximum", None)


class Deduction(Rule):
    """Starts at the maximum; `floor` holds.

    `zero_from`: so many incidents (quantities summed) empty the indicator. `exhausted`: what follows
    when the points are used up.
    """

    kind: Literal["deduction"]
    incidents: tuple[Incident, ...] = pydantic.Field(min_length=1)
    floor: NotNegative = Decimal(0)
    zero_from: int | None = pydantic.Field(default=None, ge=1, strict=True)
    exhausted: Literal["zero", "ineligible"] = "zero"

    def reads(self) -> tuple[str, ...]:
        return once([incident.kind for incident in self.incidents])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        for index, incident in enumerate(self.incidents, 1):
            for where, message in incident.faults(site):
                yield (f".incidents[{index}]{where}", message)
        if self.floor >= site.maximum:
            most = number(site.maximum)
            yield (".floor", Text(f"应小于满分 {most}", f"should be less than the maximum {most}"))

    def words(self, site: Site) -> Text:
        most, floor = number(site.maximum), number(self.floor)
        said = [Text(f"满分 {most} 分", f"Starts at {most}")]
        said += [incident.words(site) for incident in self.incidents]
        if self.zero_from:
            said.append(Text(f"{self.zero_from} 件以上为 0 分", f"zero from {self.zero_from} incidents"))
        said.append(Text(f"扣至 {floor} 分为止", f"never below {floor}"))
        if self.exhausted == "ineligible":
            said.append(Text("扣完即取消评先资格", "used up: the unit is not eligible"))
        return join(said)

    def score(self, given: Given) -> Outcome:
        tally = _Tally()
        for incident in self.incidents:
            _take(incident, given, tally)
        lines = [
            line for fact in given.facts for line in tally.lines.get(fact.key, (_harmless(fact, given),))
        ]
        maximum = Fraction(given.site.maximum)
        left = maximum - tally.taken
        zeroed = tally.zero or bool(self.zero_from and tally.count >= self.zero_from)
        points = Fraction(0) if zeroed else max(Fraction(self.floor), left)
        return Outcome(
            points=points,
            sentence=self._sentence(tally),
            lines=tuple(lines),
            note=join([*tally.notes, self._held(zeroed, left, tally)]),
            ineligible=self._ineligible(points, tally),
            pending=tuple(tally.pending),
            deducted=maximum if tally.zero else tally.taken,
        )

    def _sentence(self, tally: "_Tally") -> Text:
        if not tally.counts:
            return Text("无扣分事项", "nothing to deduct")
        zh = "、".join(f"{title} {number(count)} 件" for title, count in tally.counts.items())
        en = ", ".join(f"“{title}” × {number(count)}" for title, count in tally.counts.items())
        return Text(f"{zh}，扣 {number(tally.taken)} 分", f"{en}: -{number(tally.taken)}")

    def _held(self, zeroed: bool, left: Fraction, tally: "_Tally") -> Text:
        if tally.zero:
            return Text("出现一件即为 0 分的事项", "an incident that empties the indicator")
        if zeroed:
            return Text(f"达 {self.zero_from} 件，为 0 分", f"{self.zero_from} incidents or more: zero")
        if left < self.floor:
            floor = number(self.floor)
            return Text(f"分值已扣完，按 {floor} 分计", f"used up; {floor} is the floor")
        return NOTHING

    def _ineligible(self, points: Fraction, tally: "_Tally") -> Text:
        if self.exhausted == "ineligible" and points <= Fraction(self.floor) and tally.counts:
            return Text("该项分值扣完，取消评先资格", "the indicator is used up: not eligible")
        return tally.ineligible


class _Tally:
    """What the incidents have taken so far."""

    def __init__(self) -> None:
        self.taken = Fraction(0)
        self.count = Fraction(0)
        self.counts: dict[str, Fraction] = {}
        self.lines: dict[str, list[Line]] = {}
        self.notes: list[Text] = []
        self.pending: list[Text] = []
        self.zero = False
        self.ineligible = NOTHING


def _take(incident: Incident, given: Given, tally: _Tally) -> None:
    """Add what one row of the rule takes from its facts."""
    title = given.site.kind_title(incident.kind)
    sum_of_row = Fraction(0)
    for fact in given.of(incident.kind):
        found = incident.taken(fact, given)
        if found is None:
            continue
        unfixed = incident.unfixed(fact, given.site)
        named = fact_text(fact, title)
        lines = tally.lines.setdefault(fact.key, [])
        if unfixed:
            tally.pending.append(named + Text("：", ": ") + unfixed)
            lines.append(Line(fact.key, named, None, False, unfixed))
            continue
        points, how = found
        lines.append(Line(fact.key, join([named, how], "，", ", "), as_decimal(-points, 4)))
        sum_of_row += points
        tally.count += Fraction(fact.quantity)
        tally.counts[title] = tally.counts.get(title, Fraction(0)) + Fraction(fact.quantity)
        tally.zero = tally.zero or incident.zero
        if incident.ineligible:
            tally.ineligible = Text(f"{title}：取消评先资格", f"“{title}”: not eligible")
    if incident.at_most is not None and sum_of_row > incident.at_most:
        sum_of_row = Fraction(incident.at_most)
        most = number(incident.at_most)
        tally.notes.append(Text(f"{title}至多扣 {most} 分", f"“{title}” takes at most {most}"))
    tally.taken += sum_of_row


def _harmless(fact: Fact, given: Given) -> Line:
    why = Text("未达到扣分条件", "does not meet the condition for a deduction")
    return Line(fact.key, fact_text(fact, given.site.kind_title(fact.kind)), Decimal(0), False, why)
