"""加分: honours and promoted experience, above the base and shown apart (四(二))."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pydantic

from portal.scoring.facts import Context, Fact
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import NOTHING, Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, Codes, Kind, NotNegative, Percent, Piece, Positive, Title


class Level(Piece):
    """A level of honour and its points."""

    code: Code
    title: Title
    points: NotNegative


class Bonus(Piece):
    """How honours add to the base.

    One matter counts once at its highest level; its further levels bring `repeat` percent of their
    points. `taper`: percentages for a unit's matters from the highest on, the last one for all that
    follow. `cap`: the most in all. `excludes`: indicators whose matters earn no bonus again.
    `formal`: an honour needs a document number and a date in the year.
    """

    title: Title
    clause: str
    kind: Kind
    field: Code = "level"
    levels: tuple[Level, ...] = pydantic.Field(min_length=1)
    cap: Positive | None = None
    repeat: Percent = Decimal(0)
    taper: tuple[Percent, ...] = (Decimal(100),)
    excludes: Codes = ()
    formal: bool = True

    def own_faults(self) -> Iterator[tuple[str, Text]]:
        """What does not fit within the bonus table itself."""
        field = self.kind.field(self.field)
        if field is None or field.type not in ("level", "choice"):
            said = Text(
                f"类别 {self.kind.code} 应有 level 类型的字段 {self.field}",
                f"kind {self.kind.code} should have a field {self.field} of type level",
            )
            yield (".field", said)
            return
        for index, level in enumerate(self.levels, 1):
            if level.code not in field.values:
                known = "、".join(field.values)
                yield (
                    f".levels[{index}].code",
                    Text(
                        f"字段 {self.field} 不可能取 {level.code}；可取：{known}",
                        f"no fact can carry {level.code} in {self.field}; "
                        f"it offers {known.replace('、', ', ')}",
                    ),
                )
        if not self.taper:
            yield (".taper", Text("至少应有一个百分数", "should have at least one percentage"))

    def words(self) -> Text:
        """The bonus in plain words."""
        levels = [
            Text(f"{level.title} +{number(level.points)}", f"{level.title} +{number(level.points)}")
            for level in self.levels
        ]
        said = [
            join(levels, "、", ", "),
            Text("同一事项只按最高级别计一次", "one matter once, at its highest level"),
        ]
        if self.repeat:
            more = number(self.repeat)
            said.append(Text(f"其余级别按 {more}% 计", f"its further levels at {more}%"))
        if len(self.taper) > 1 or self.taper[0] != 100:
            shares = [number(share) for share in self.taper]
            said.append(
                Text(
                    f"各事项由高到低按 {'%、'.join(shares)}% 计",
                    f"matters from the highest at {'%, '.join(shares)}%",
                )
            )
        if self.cap is not None:
            said.append(Text(f"合计至多 {number(self.cap)} 分", f"at most {number(self.cap)} in all"))
        if self.formal:
            said.append(Text("须有当年正式文件", "needs a formal document dated in the year"))
        return join(said)


@dataclass(frozen=True)
class BonusOutcome:
    """The bonus of one unit (exact), its lines, and how many matters stand at each level."""

    points: Fraction
    lines: tuple[Line, ...]
    honours: dict[str, int]
    note: Text = NOTHING


def score_bonus(
    bonus: Bonus, facts: tuple[Fact, ...], context: Context, taken: frozenset[str]
) -> BonusOutcome:
    """The bonus from a unit's honours; `taken` are matters that earned points elsewhere already."""
    valid, refused = [], {}
    for fact in facts:
        why = _refusal(bonus, fact, context)
        if why:
            refused[fact.key] = Line(fact.key, fact_text(fact, bonus.kind.title), None, False, why)
        else:
            valid.append(fact)
    firsts, repeats = _by_matter(bonus, valid)
    honours = {level.code: 0 for level in bonus.levels}
    for fact in firsts:
        honours[_level(bonus, fact).code] += 1
    worth = _worth(bonus, firsts, repeats, taken)
    lines = [
        refused.get(fact.key) or _line(bonus, fact, worth.get(fact.key), fact in firsts) for fact in facts
    ]
    total = sum((points for points, _ in worth.values()), Fraction(0))
    if bonus.cap is not None and total > bonus.cap:
        cap = number(bonus.cap)
        note = Text(
            f"合计 {number(total)} 分，至多计 {cap} 分", f"{number(total)} in all, at most {cap} count"
        )
        return BonusOutcome(Fraction(bonus.cap), tuple(lines), honours, note)
    return BonusOutcome(total, tuple(lines), honours)


def _level(bonus: Bonus, fact: Fact) -> Level:
    held = fact.values.get(bonus.field)
    return next(level for level in bonus.levels if level.code == held)


def _refusal(bonus: Bonus, fact: Fact, context: Context) -> Text:
    """Why an honour cannot count at all."""
    held = fact.values.get(bonus.field)
    if held not in [level.code for level in bonus.levels]:
        return Text("没有可计分的级别", "has no level that counts")
    if not bonus.formal:
        return NOTHING
    if not fact.document.strip():
        return Text("缺少正式文件文号", "has no number of a formal document")
    if fact.on is None or fact.on.year != context.year:
        return Text(f"文件日期不在 {context.year} 年内", f"its document is not dated in {context.year}")
    return NOTHING


def _by_matter(bonus: Bonus, facts: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The fact that stands for each matter, highest first, and the matters' further facts."""
    ranked = sorted(facts, key=lambda fact: (-_level(bonus, fact).points, fact.order))
    firsts: dict[str, Fact] = {}
    repeats = []
    for fact in ranked:
        if fact.matter in firsts:
            repeats.append(fact)
        else:
            firsts[fact.matter] = fact
    return list(firsts.values()), repeats


def _worth(
    bonus: Bonus, firsts: list[Fact], repeats: list[Fact], taken: frozenset[str]
) -> dict[str, tuple[Fraction, Text]]:
    """Points and their reckoning for each honour that counts."""
    worth: dict[str, tuple[Fraction, Text]] = {}
    counting = [fact for fact in firsts if fact.matter not in taken]
    for place, fact in enumerate(counting):
        share = bonus.taper[min(place, len(bonus.taper) - 1)]
        worth[fact.key] = _reckoned(bonus, fact, share)
    seen = {(fact.matter, _level(bonus, fact).code) for fact in firsts}
    for fact in repeats if bonus.repeat else ():
        mark = (fact.matter, _level(bonus, fact).code)
        if fact.matter not in taken and mark not in seen:
            worth[fact.key] = _reckoned(bonus, fact, bonus.repeat)
            seen.add(mark)
    return worth


def _reckoned(bonus: Bonus, fact: Fact, share: Decimal) -> tuple[Fraction, Text]:
    level = _level(bonus, fact)
    at = NOTHING if share == 100 else Text(f"，按 {number(share)}% 计", f", at {number(share)}%")
    return Fraction(level.points) * Fraction(share) / 100, Text(level.title, level.title) + at


def _line(bonus: Bonus, fact: Fact, worth: tuple[Fraction, Text] | None, first: bool) -> Line:
    named = fact_text(fact, bonus.kind.title)
    if worth:
        points, how = worth
        return Line(fact.key, join([named, how], "，", ", "), as_decimal(points, 4))
    level = _level(bonus, fact).title
    named = join([named, Text(level, level)], "，", ", ")
    if first:
        why = Text("该事项已在其他指标得分，不再加分", "the matter earned points elsewhere already")
    else:
        why = Text("同一事项已按最高级别计分", "the matter counts at its highest level already")
    return Line(fact.key, named, Decimal(0), False, why)
