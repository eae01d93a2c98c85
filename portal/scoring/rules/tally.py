"""计次加分: points collected from a base, with a maximum unless the area is open."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site
from portal.scoring.rules.entries import Entries, collect
from portal.scoring.text import NOTHING, Text, join, number
from portal.scoring.vocabulary import NotNegative


class Tally(Entries, Rule):
    """`base` and what the facts bring, between 0 (`negative = true`: no floor) and the maximum."""

    endless: ClassVar[bool] = True

    kind: Literal["tally"]
    base: NotNegative = Decimal(0)
    negative: bool = False

    def reads(self) -> tuple[str, ...]:
        return self.entry_kinds()

    def faults(self, site: Site) -> Iterator[RuleFault]:
        yield from self.entry_faults(site)
        if not site.open and self.base > site.maximum:
            most = number(site.maximum)
            yield (".base", Text(f"应不大于满分 {most}", f"should be at most the maximum {most}"))

    def words(self, site: Site) -> Text:
        said = [Text(f"从 {number(self.base)} 分起计", f"Starts at {number(self.base)}")]
        said += self.entry_words(site)
        if not site.open:
            said.append(Text(f"至多 {number(site.maximum)} 分", f"at most {number(site.maximum)}"))
        said.append(
            Text("可为负分", "may fall below 0") if self.negative else Text("不低于 0 分", "never below 0")
        )
        return join(said)

    def score(self, given: Given) -> Outcome:
        found = collect(self, given)
        raw = Fraction(self.base) + found.total
        points, note = self._held(raw, given.site)
        base = Text(f"基础 {number(self.base)} 分，", f"base {number(self.base)}, ") if self.base else NOTHING
        count = sum(line.used for line in found.lines)
        return Outcome(
            points=points,
            sentence=base
            + Text(
                f"{count} 项合计 {number(found.total)} 分", f"{count} item(s), {number(found.total)} in all"
            ),
            lines=tuple(found.lines),
            note=note,
            matters=frozenset(found.matters),
        )

    def _held(self, raw: Fraction, site: Site) -> tuple[Fraction, Text]:
        if not site.open and raw > site.maximum:
            most = number(site.maximum)
            return Fraction(site.maximum), Text(f"至多计 {most} 分", f"at most {most} count")
        if raw < 0 and not self.negative:
            return Fraction(0), Text("低于 0 分，按 0 分计", "below 0, counts as 0")
        return raw, NOTHING
