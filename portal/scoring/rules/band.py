"""等次: a panel's judgement by at least two independent scorers (design: scoring.md, kinds of rule)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from statistics import median
from typing import Literal

import pydantic

from portal.scoring.facts import Band as Judgement
from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site, once, unknown_kind
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, Codes, Percent, Piece, Title

_WAYS = {
    "mean": Text("取平均", "the mean counts"),
    "median": Text("取中位数", "the median counts"),
    "trimmed": Text("去掉一个最高、一个最低后取平均", "the mean without the highest and the lowest counts"),
}


class Grade(Piece):
    """One grade and its share of the maximum."""

    code: Code
    title: Title
    percent: Percent


class Band(Rule):
    """Grades as shares of the maximum, or (without `grades`) points from 0 to the maximum.

    `scorers`: how many must have judged. A gap above `gap` percent of the maximum calls one more; with
    more than `scorers` judgements and such a gap, the median counts. `hidden`: the unit's name is kept
    from the scorers. `facts`: claims that the judgement looks at; with `needs_claim`, a unit without
    any has nothing to be judged and gets no points.
    """

    kind: Literal["band"]
    grades: tuple[Grade, ...] = ()
    scorers: int = pydantic.Field(default=2, ge=2, strict=True)
    combine: Literal["mean", "median", "trimmed"] = "mean"
    gap: Percent = Decimal(20)
    hidden: bool = False
    facts: Codes = ()
    needs_claim: bool = False

    def reads(self) -> tuple[str, ...]:
        return once([*self.facts])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        for code in self.facts:
            missing = unknown_kind(site, code)
            if missing:
                yield (".facts", missing)
        for key in ("code", "percent"):
            seen: list[object] = []
            for index, grade in enumerate(self.grades, 1):
                value = getattr(grade, key)
                if value in seen:
                    said = Text(f"等次重叠：{value} 出现两次", f"grades overlap: {value} stands twice")
                    yield (f".grades[{index}].{key}", said)
                seen.append(value)
        if self.grades and max(grade.percent for grade in self.grades) != 100:
            yield (".grades", Text("最高等次应为 100", "the highest grade should be 100"))
        if self.needs_claim and not self.facts:
            yield (".needs_claim", Text("须同时写 facts", "needs facts as well"))

    def period_faults(self, site: Site) -> Iterator[RuleFault]:
        yield (
            ".periods",
            Text("等次按全年评定，不能分期", "a judgement is of the whole year; remove the periods"),
        )

    def words(self, site: Site) -> Text:
        most = number(site.maximum)
        if self.grades:
            zh = "、".join(f"{grade.title} {number(grade.percent)}%" for grade in self.grades)
            en = ", ".join(f"{grade.title} {number(grade.percent)}%" for grade in self.grades)
            how = Text(f"满分 {most} 分，{zh}", f"Of {most}: {en}")
        else:
            how = Text(f"在 0–{most} 分内评分", f"Points from 0 to {most}")
        way, gap = _WAYS[self.combine], number(self.gap)
        scorers = Text(
            f"至少 {self.scorers} 人独立评定，{way.zh}",
            f"at least {self.scorers} independent scorers; {way.en}",
        )
        third = Text(
            f"相差超过满分 {gap}% 的增加一人，取中位数",
            f"a gap above {gap}% of the maximum calls one more, then the median counts",
        )
        hidden = Text("评定时隐去单位名称", "the unit's name is hidden") if self.hidden else NOTHING
        claim = Text("未申报的不得分", "nothing claimed, no points") if self.needs_claim else NOTHING
        return join([how, scorers, third, hidden, claim])

    def score(self, given: Given) -> Outcome:
        lines = [Line(fact.key, fact_text(fact, given.site.kind_title(fact.kind))) for fact in given.facts]
        if self.needs_claim and not given.facts:
            # Nothing was claimed, or what was claimed does not count (yet): the lines below it say which.
            return Outcome(Fraction(0), Text("没有核定采信的申报，不得分", "no claim that counts, no points"))
        scored: list[Fraction] = []
        # By number, not by name: the scorecard is shown to the unit, and the judgement is the panel's.
        ordered = sorted(given.bands, key=lambda band: (band.grade, band.scorer))
        for place, judgement in enumerate(ordered, 1):
            points = self.worth(judgement, given.site)
            lines.append(self._line(judgement, points, place))
            if points is not None:
                scored.append(points)
        waiting = self._waiting(scored, Fraction(given.site.maximum))
        if waiting:
            said = Text("等待评分", "waiting for scores")
            return Outcome(Fraction(0), said, tuple(lines), note=waiting, pending=(waiting,))
        points, way = self._combined(scored, Fraction(given.site.maximum))
        marks = "、".join(number(each) for each in sorted(scored, reverse=True))
        return Outcome(
            points=points,
            sentence=Text(
                f"{len(scored)} 人评定（{marks}），{way.zh}，得 {number(points)} 分",
                f"{len(scored)} scorers ({marks}), {way.en}: {number(points)}",
            ),
            lines=tuple(lines),
        )

    def worth(self, judgement: Judgement, site: Site) -> Fraction | None:
        """Points of one judgement; None for a grade that the scheme does not have."""
        return self.points_of(judgement.grade, site.maximum)

    def points_of(self, grade: str, most: Decimal) -> Fraction | None:
        """Points of a grade, or of points given as text; None for what the scheme does not have."""
        maximum = Fraction(most)
        if self.grades:
            found = [one for one in self.grades if one.code == grade]
            return maximum * Fraction(found[0].percent) / 100 if found else None
        try:
            points = Fraction(Decimal(grade))
        except (InvalidOperation, ValueError, OverflowError):
            return None
        return points if 0 <= points <= maximum else None

    def spread(self, grades: Iterable[str], most: Decimal) -> Fraction:
        """How many points the highest of some grades lies above the lowest; 0 for fewer than two."""
        points = [one for one in (self.points_of(grade, most) for grade in grades) if one is not None]
        return max(points) - min(points) if points else Fraction(0)

    def calls_more(self, grades: Iterable[str], most: Decimal) -> bool:
        """Whether grades lie further apart than the scheme allows, so that one more is called."""
        given = set(grades)
        if len(given) < 2:
            return False
        return self.spread(given, most) > Fraction(most) * Fraction(self.gap) / 100

    def _line(self, judgement: Judgement, points: Fraction | None, place: int) -> Line:
        title = next((g.title for g in self.grades if g.code == judgement.grade), judgement.grade)
        text = Text(f"评定 {place}：{title}", f"Judgement {place}: {title}")
        if points is None:
            why = Text("计分办法没有这个等次", "the scheme has no such grade")
            return Line(None, text, None, False, why)
        return Line(None, text, as_decimal(points, 4))

    def _wide(self, scored: list[Fraction], maximum: Fraction) -> bool:
        return max(scored) - min(scored) > maximum * Fraction(self.gap) / 100

    def _waiting(self, scored: list[Fraction], maximum: Fraction) -> Text:
        if len(scored) < self.scorers:
            have, need = len(scored), self.scorers
            return Text(f"已有 {have} 人评定，至少须 {need} 人", f"{have} scored, at least {need} are needed")
        if len(scored) == self.scorers and self._wide(scored, maximum):
            gap = number(self.gap)
            return Text(
                f"评分相差超过满分的 {gap}%，须增加一人评定",
                f"the scores lie more than {gap}% of the maximum apart: one more scorer is needed",
            )
        return NOTHING

    def _combined(self, scored: list[Fraction], maximum: Fraction) -> tuple[Fraction, Text]:
        way = "median" if len(scored) > self.scorers and self._wide(scored, maximum) else self.combine
        if way == "median":
            return Fraction(median(scored)), _WAYS[way]
        kept = sorted(scored)[1:-1] if way == "trimmed" and len(scored) > 2 else scored
        return sum(kept, Fraction(0)) / len(kept), _WAYS[way]
