"""折算: the best of the group gets the full points, the others theirs in proportion."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site
from portal.scoring.rules.entries import Entries, collect
from portal.scoring.text import NOTHING, Text, join, number


class Relative(Entries, Rule):
    """Own sum / the group's best sum × maximum; a sum below zero counts as zero.

    The best is sought among the units of the group that take part. If the best is zero, nobody gets
    points. With `needed`, a unit without any fact is waited for.
    """

    compares: ClassVar[bool] = True

    kind: Literal["relative"]
    needed: bool = False

    def reads(self) -> tuple[str, ...]:
        return self.entry_kinds()

    def faults(self, site: Site) -> Iterator[RuleFault]:
        yield from self.entry_faults(site)

    def words(self, site: Site) -> Text:
        most = number(site.maximum)
        said = Text(
            f"本组最高得满分 {most} 分，其余按比例折算",
            f"the best of the group gets the full {most}, others in proportion",
        )
        return join([*self.entry_words(site), said])

    def compared(self, given: Given) -> Fraction:
        return max(Fraction(0), collect(self, given).total)

    def score(self, given: Given) -> Outcome:
        found = collect(self, given)
        lines = tuple(found.lines)
        if self.needed and not given.facts:
            waits = Text("尚未登记", "not recorded yet")
            return Outcome(Fraction(0), waits, lines, pending=(waits,))
        own = max(Fraction(0), found.total)
        best = max([own, *given.best])
        if best <= 0:
            zero = Text("本组最高为 0，不得分", "the group's best is 0: no points")
            return Outcome(Fraction(0), zero, lines, note=NOTHING)
        points = Fraction(given.site.maximum) * own / best
        said = Text(
            f"{number(own)}，本组最高 {number(best)}，得 {number(points)} 分",
            f"{number(own)}, the group's best {number(best)}: {number(points)} points",
        )
        return Outcome(points, said, lines, matters=frozenset(found.matters))
