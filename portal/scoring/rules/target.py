"""任务完成: what was done against the unit's task, in proportion between two percentages (三(四)、三(五))."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site, once, unknown_exposure
from portal.scoring.rules.entries import Entries, collect
from portal.scoring.text import Text, join, number, percent
from portal.scoring.vocabulary import Code, NotNegative, Positive


class Target(Entries, Rule):
    """Done / task, linear from nothing at `begin` percent to all points at `full` percent.

    The task is the area's target `target` (set per unit, else per group), or the exposure
    `of_exposure`. No task yet: waited for. A task of zero: the indicator does not apply.
    """

    kind: Literal["target"]
    target: Code | None = None
    of_exposure: Code | None = None
    begin: NotNegative = Decimal(0)
    full: Positive = Decimal(100)

    def reads(self) -> tuple[str, ...]:
        return self.entry_kinds()

    def exposures(self) -> tuple[str, ...]:
        return once([self.of_exposure] if self.of_exposure else [])

    def uses_targets(self) -> tuple[str, ...]:
        return once([self.target] if self.target else [])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        yield from self.entry_faults(site)
        if (self.target is None) == (self.of_exposure is None):
            yield ("", Text("应写 target 或 of_exposure 之一", "should have either target or of_exposure"))
        if self.target and self.target not in (*site.targets, *site.broken):
            known = "、".join(site.targets) or "(无)"
            yield (
                ".target",
                Text(
                    f"本领域没有目标 {self.target}；可用：{known}",
                    f"the area has no target {self.target}; it has {known.replace('、', ', ')}",
                ),
            )
        missing = unknown_exposure(site, self.of_exposure) if self.of_exposure else None
        if missing:
            yield (".of_exposure", missing)
        if self.begin >= self.full:
            full = number(self.full)
            yield (".begin", Text(f"应小于 full({full})", f"should be less than full ({full})"))

    def period_faults(self, site: Site) -> Iterator[RuleFault]:
        if self.of_exposure:
            said = "分期计分的任务应写 target(一期的任务)"
            yield (".of_exposure", Text(said, "in periods the task should be a target (of one period)"))

    def _task_title(self, site: Site) -> str:
        if self.of_exposure:
            return site.exposure_title(self.of_exposure)
        found = site.targets.get(self.target or "")
        return found.title if found else self.target or ""

    def words(self, site: Site) -> Text:
        most, full, begin = number(site.maximum), number(self.full), number(self.begin)
        title = self._task_title(site)
        said = self.entry_words(site)
        if self.begin:
            said.append(
                Text(
                    f"完成{title}的 {begin}% 至 {full}% 按比例得 0–{most} 分",
                    f"from {begin}% to {full}% of “{title}”: 0 to {most} in proportion",
                )
            )
        else:
            said.append(
                Text(
                    f"完成{title}的 {full}% 得满分 {most} 分，不足的按比例计分",
                    f"the full {most} at {full}% of “{title}”, in proportion below",
                )
            )
        return join(said)

    def task(self, given: Given) -> Decimal | None:
        """The unit's task: its own, else its group's; None while nobody has set it."""
        if self.of_exposure:
            return given.exposures.get(self.of_exposure)
        own = given.targets.get(self.target or "")
        if own is not None:
            return own
        declared = given.site.targets.get(self.target or "")
        return declared.groups.get(given.group) if declared else None

    def score(self, given: Given) -> Outcome:
        found = collect(self, given)
        task, title = self.task(given), self._task_title(given.site)
        lines = tuple(found.lines)
        if task is None:
            waits = Text(f"等待下达{title}", f"waiting for “{title}” to be set")
            return Outcome(Fraction(0), waits, lines, pending=(waits,))
        if task <= 0:
            none = Text(f"{title}为 0，不适用", f"“{title}” is 0: does not apply")
            return Outcome(Fraction(0), none, lines, applies=False)
        share = max(Fraction(0), found.total) / Fraction(task)
        begin, full = Fraction(self.begin) / 100, Fraction(self.full) / 100
        part = min(Fraction(1), max(Fraction(0), (share - begin) / (full - begin)))
        points = Fraction(given.site.maximum) * part
        done, whole, at = number(found.total), number(task), percent(share)
        return Outcome(
            points=points,
            sentence=Text(
                f"完成 {done}，{title} {whole}，完成率 {at}，得 {number(points)} 分",
                f"{done} of {whole} (“{title}”), {at}: {number(points)} points",
            ),
            lines=lines,
            matters=frozenset(found.matters),
        )
