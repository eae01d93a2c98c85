"""清单: parts that are present or not, each with its points."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

import pydantic

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
    wrong_option,
)
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, Piece, Positive


class Part(Piece):
    """One part. Parts that share `together` count only when all of them are present."""

    code: Code
    points: Positive
    together: Code | None = None


class Checklist(Rule):
    """A part is present when a counted fact names it in the field `field`; twice is still once."""

    kind: Literal["checklist"]
    fact: Code
    field: Code = "parts"
    parts: tuple[Part, ...] = pydantic.Field(min_length=1)

    def reads(self) -> tuple[str, ...]:
        return once([self.fact])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        total = sum(part.points for part in self.parts)
        if total != site.maximum:
            yield (
                ".parts",
                Text(
                    f"各部分合计 {number(total)} 分，应为满分 {number(site.maximum)}",
                    f"the parts add to {number(total)}; they should reach {number(site.maximum)}",
                ),
            )
        missing = unknown_kind(site, self.fact)
        wrong = missing or wrong_field(site, self.fact, self.field, ("parts", "choice"))
        if wrong:
            yield (".fact" if missing else ".field", wrong)
        else:
            yield from self._part_faults(site)

    def _part_faults(self, site: Site) -> Iterator[RuleFault]:
        kind = site.kinds.get(self.fact)
        field = kind.field(self.field) if kind else None
        if field is None:
            return
        codes = [part.code for part in self.parts]
        for index, code in enumerate(codes, 1):
            bad = wrong_option(field, code)
            if bad:
                yield (f".parts[{index}].code", bad)
            if codes.index(code) != index - 1:
                yield (f".parts[{index}].code", Text(f"{code} 重复", f"{code} stands twice"))
        for value in field.values:
            if value not in codes:
                yield (
                    ".parts",
                    Text(f"选项 {value} 没有分值，应列为一部分", f"option {value} has no points; list it"),
                )

    def _title(self, site: Site, code: str) -> str:
        kind = site.kinds.get(self.fact)
        field = kind.field(self.field) if kind else None
        return field.option(code) if field else code

    def words(self, site: Site) -> Text:
        said = [
            Text(
                f"{self._title(site, part.code)} {number(part.points)} 分",
                f"{self._title(site, part.code)}: {number(part.points)}",
            )
            for part in self.parts
        ]
        for names in self._bundles(site):
            said.append(Text(f"{'、'.join(names)}须齐全方可得分", f"{', '.join(names)}: all or nothing"))
        return join(said)

    def _bundles(self, site: Site) -> list[list[str]]:
        bundles: dict[str, list[str]] = {}
        for part in self.parts:
            if part.together:
                bundles.setdefault(part.together, []).append(self._title(site, part.code))
        return list(bundles.values())

    def score(self, given: Given) -> Outcome:
        shown = {code for fact in given.facts for code in self._named(fact)}
        broken = {part.together for part in self.parts if part.together and part.code not in shown}
        earned = [part for part in self.parts if part.code in shown and part.together not in broken]
        points = sum((Fraction(part.points) for part in earned), Fraction(0))
        lost = [part for part in self.parts if part.code in shown and part not in earned]
        titles = [self._title(given.site, part.code) for part in earned]
        absent = [self._title(given.site, part.code) for part in self.parts if part.code not in shown]
        return Outcome(
            points=points,
            sentence=join([_listed("具备", "present", titles), _listed("缺", "missing", absent)]),
            lines=tuple(self._lines(given, {part.code: part for part in earned})),
            note=_listed(
                "因未齐全不得分",
                "not all present, no points",
                [self._title(given.site, p.code) for p in lost],
            ),
        )

    def _named(self, fact: Fact) -> tuple[str, ...]:
        value = fact.values.get(self.field)
        if isinstance(value, str):
            return (value,)
        return value if isinstance(value, tuple) else ()

    def _lines(self, given: Given, earned: dict[str, Part]) -> Iterator[Line]:
        """A line for each fact; a part's points stand with the first fact that shows it."""
        counted: set[str] = set()
        for fact in given.facts:
            named = [code for code in self._named(fact) if code in earned and code not in counted]
            counted.update(named)
            text = fact_text(fact, given.site.kind_title(fact.kind))
            titles = "、".join(self._title(given.site, code) for code in named)
            points = sum((Fraction(earned[code].points) for code in named), Fraction(0))
            if named:
                yield Line(fact.key, text + Text(f"，{titles}", f", {titles}"), as_decimal(points, 4))
            else:
                yield Line(fact.key, text, as_decimal(points, 4), False, _NO_PART)


_NO_PART = Text("没有新的可计分部分", "names no part that is not counted already")


def _listed(zh: str, en: str, titles: list[str]) -> Text:
    if not titles:
        return NOTHING
    return Text(f"{zh}：{'、'.join(titles)}", f"{en}: {', '.join(titles)}")
