"""How a share becomes points: so much off per percentage point, steps, or in proportion."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from portal.scoring.rules.base import RuleFault
from portal.scoring.text import NOTHING, Text, join, number
from portal.scoring.vocabulary import NotNegative, Percent, Piece, Positive


class Step(Piece):
    """From this percentage on, these points."""

    at_least: Percent
    points: NotNegative


class Curve(Piece):
    """Exactly one of `minus_per_point`, `steps`, `linear`.

    `full_at`: the percentage from which all points are given. `every`: how many percentage points
    below it take `minus_per_point` once; `part_points`: a part of them counts in proportion
    (`pro-rata`) or as a whole (`whole`). `zero_below`: no points under this percentage.
    """

    full_at: Percent = Decimal(100)
    minus_per_point: Positive | None = None
    every: Positive = Decimal(1)
    part_points: Literal["pro-rata", "whole"] = "pro-rata"
    zero_below: Percent | None = None
    steps: tuple[Step, ...] = ()
    linear: bool = False

    def curve_faults(self, maximum: Decimal) -> Iterator[RuleFault]:
        ways = [self.minus_per_point is not None, bool(self.steps), self.linear]
        if sum(ways) != 1:
            yield (
                "",
                Text(
                    "应写 minus_per_point、steps、linear 之一",
                    "should have exactly one of minus_per_point, steps, linear",
                ),
            )
        if self.full_at == 0:
            yield (".full_at", Text("应大于 0", "should be greater than 0"))
        if self.zero_below is not None and self.zero_below > self.full_at:
            full = number(self.full_at)
            yield (".zero_below", Text(f"应不大于 full_at({full})", f"should be at most full_at ({full})"))
        yield from _step_faults(self.steps, maximum)

    def points_at(self, share: Fraction, maximum: Fraction) -> Fraction:
        """Points for a share (1 is 100%), between 0 and the maximum."""
        at = share * 100
        if self.zero_below is not None and at < self.zero_below:
            return Fraction(0)
        if self.steps:
            reached = [Fraction(step.points) for step in self.steps if at >= step.at_least]
            return max(reached, default=Fraction(0))
        if at >= self.full_at:
            return maximum
        if self.linear:
            return max(Fraction(0), maximum * at / Fraction(self.full_at))
        short = (Fraction(self.full_at) - at) / Fraction(self.every)
        if self.part_points == "whole":
            short = Fraction(-((-short) // 1))
        return max(Fraction(0), maximum - short * Fraction(self.minus_per_point or 0))

    def curve_words(self, maximum: Decimal) -> Text:
        if self.steps:
            ordered = sorted(self.steps, key=lambda step: -step.at_least)
            return join(
                [
                    Text(
                        f"{number(step.at_least)}% 以上得 {number(step.points)} 分",
                        f"{number(step.points)} from {number(step.at_least)}%",
                    )
                    for step in ordered
                ]
            )
        full, most = number(self.full_at), number(maximum)
        said = [Text(f"达 {full}% 得满分 {most} 分", f"the full {most} from {full}%"), self._below_words()]
        if self.zero_below is not None:
            zero = number(self.zero_below)
            said.append(Text(f"低于 {zero}% 为 0 分", f"zero under {zero}%"))
        return join(said)

    def _below_words(self) -> Text:
        if self.minus_per_point is None:
            return Text("不足的按比例计分", "in proportion below")
        minus, every = number(self.minus_per_point), number(self.every)
        whole = self.part_points == "whole"
        part = (
            Text(f"（不足 {every} 个按 {every} 个计）", " (a part counts as a whole)") if whole else NOTHING
        )
        return self._each(minus, every) + part

    def _each(self, minus: str, every: str) -> Text:
        points = "percentage point" if self.every == 1 else f"{every} percentage points"
        return Text(f"每低 {every} 个百分点扣 {minus} 分", f"-{minus} per {points} below")

    def reached_words(self, share: Fraction, maximum: Decimal) -> Text:
        """The sentence's second half: what the share means by this curve."""
        points = self.points_at(share, Fraction(maximum))
        got, at, full = number(points), share * 100, number(self.full_at)
        if self.zero_below is not None and at < self.zero_below:
            zero = number(self.zero_below)
            return Text(f"低于 {zero}%，得 0 分", f"under {zero}%: 0")
        if self.steps or self.linear:
            return Text(f"得 {got} 分", f"{got} points")
        if at >= self.full_at:
            return Text(f"达到 {full}%，得满分", f"reaches {full}%: full marks")
        off = number(Fraction(maximum) - points)
        below = self._below_words()
        return Text(f"低于 {full}%，{below.zh}，扣 {off} 分", f"below {full}%, {below.en}: -{off}")


def _step_faults(steps: Sequence[Step], maximum: Decimal) -> Iterator[RuleFault]:
    """Bands that overlap (the same threshold twice), fall while the share rises, or exceed the maximum."""
    ordered = sorted(steps, key=lambda step: step.at_least)
    for low, high in pairwise(ordered):
        where = f".steps[{list(steps).index(high) + 1}]"
        if high.at_least == low.at_least:
            at = number(high.at_least)
            yield (
                where + ".at_least",
                Text(f"档次重叠：{at}% 出现两次", f"bands overlap: {at}% stands twice"),
            )
        elif high.points <= low.points:
            yield (
                where + ".points",
                Text(
                    f"应高于 {number(low.at_least)}% 一档的 {number(low.points)} 分",
                    f"should be more than the {number(low.points)} of the band at {number(low.at_least)}%",
                ),
            )
    for index, step in enumerate(steps, 1):
        if step.points > maximum:
            most = number(maximum)
            yield (f".steps[{index}].points", Text(f"应不大于满分 {most}", f"should be at most {most}"))
