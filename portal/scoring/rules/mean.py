"""逐件评分: every document has its own score, and the indicator follows their mean (三(一)2)."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from portal.scoring.facts import Fact
from portal.scoring.rules.base import Given, Outcome, Rule, RuleFault, Site, once, unknown_kind, wrong_field
from portal.scoring.rules.conditions import an_amount
from portal.scoring.rules.naming import fact_text
from portal.scoring.scorecard import Line
from portal.scoring.text import Text, as_decimal, join, number
from portal.scoring.vocabulary import Code, Codes, NotNegative, Positive


class Mean(Rule):
    """Each fact of `documents` is as many documents as its quantity, each starting at `start`.

    The field `minor` takes its points. A document whose field `major` is set (or above zero) is worth
    `major_score`, and the faults counted in `further` take `each_further` more each; never below 0.
    Or the field `score_from` holds the document's score itself. Points: maximum × mean / start.
    """

    kind: Literal["mean"]
    documents: Codes
    start: Positive = Decimal(100)
    score_from: Code | None = None
    minor: Code | None = None
    major: Code | None = None
    major_score: NotNegative = Decimal(59)
    further: Code | None = None
    each_further: NotNegative = Decimal(0)

    def reads(self) -> tuple[str, ...]:
        return once([*self.documents])

    def faults(self, site: Site) -> Iterator[RuleFault]:
        for code in self.documents:
            missing = unknown_kind(site, code)
            if missing:
                yield (".documents", missing)
        wanted = (
            ("score_from", ("amount", "quantity")),
            ("minor", ("amount", "quantity")),
            ("major", ("flag", "quantity")),
            ("further", ("quantity",)),
        )
        for key, types in wanted:
            field = getattr(self, key)
            for kind in self.documents if field else ():
                wrong = wrong_field(site, kind, field, types)
                if wrong:
                    yield ("." + key, wrong)
        if self.major and self.major_score > self.start:
            start = number(self.start)
            yield (".major_score", Text(f"应不大于 start({start})", f"should be at most start ({start})"))
        if self.further and not self.major:
            yield (".further", Text("须同时写 major", "needs major as well"))

    def words(self, site: Site) -> Text:
        start, most = number(self.start), number(site.maximum)
        said = [Text(f"每件从 {start} 分起评", f"Each document starts at {start}")]
        if self.minor:
            said.append(Text("一般差错按核定分值扣分", "minor faults take their points"))
        if self.major:
            major = number(self.major_score)
            said.append(Text(f"有重大差错的为 {major} 分", f"a major fault makes it {major}"))
        if self.further:
            more = number(self.each_further)
            said.append(Text(f"再有差错每处扣 {more} 分", f"each further fault takes {more}"))
        said.append(Text(f"得分={most}×平均分÷{start}", f"points = {most} × mean / {start}"))
        return join(said)

    def score(self, given: Given) -> Outcome:
        scored: list[tuple[Fraction, Fraction]] = []
        lines: list[Line] = []
        pending: list[Text] = []
        for fact in given.facts:
            named = fact_text(fact, given.site.kind_title(fact.kind))
            if self.score_from and an_amount(fact, self.score_from) is None:
                lacking = Text("缺少评分", "the score is missing")
                pending.append(named + Text("：", ": ") + lacking)
                lines.append(Line(fact.key, named, None, False, lacking))
                continue
            worth = self._worth(fact)
            if fact.quantity > 0:
                scored.append((worth, Fraction(fact.quantity)))
            lines.append(Line(fact.key, named + _worth_words(worth)))
        if not scored:
            return self._unmeasured(given, lines, pending)
        count = sum((weight for _, weight in scored), Fraction(0))
        mean = sum((worth * weight for worth, weight in scored), Fraction(0)) / count
        return Outcome(
            points=Fraction(given.site.maximum) * mean / Fraction(self.start),
            sentence=self._sentence(given, mean, count),
            lines=tuple(lines),
            pending=tuple(pending),
        )

    def _unmeasured(self, given: Given, lines: list[Line], pending: list[Text]) -> Outcome:
        """No document was scored: not measured, unless the exposure says that there were some."""
        there_were = given.exposed(given.site.exposure) > 0
        if there_were and not pending:
            pending = [Text("尚无逐件评分", "no document has been scored yet")]
        return Outcome(
            Fraction(0),
            Text("没有逐件评分", "no document scored"),
            tuple(lines),
            applies=there_were or bool(pending),
            pending=tuple(pending),
        )

    def _worth(self, fact: Fact) -> Fraction:
        """The score of one document."""
        if self.score_from:
            return Fraction(an_amount(fact, self.score_from) or 0)
        major = an_amount(fact, self.major) if self.major else None
        if major:
            further = an_amount(fact, self.further) if self.further else None
            off = Fraction(further or 0) * Fraction(self.each_further)
            return max(Fraction(0), Fraction(self.major_score) - off)
        minor = an_amount(fact, self.minor) if self.minor else None
        return max(Fraction(0), Fraction(self.start) - Fraction(minor or 0))

    def _sentence(self, given: Given, mean: Fraction, documents: Fraction) -> Text:
        count, most, start = number(documents), number(given.site.maximum), number(self.start)
        return Text(
            f"{count} 件平均 {number(mean)} 分，{most}×{number(mean)}÷{start}",
            f"{count} document(s), mean {number(mean)}; {most} × {number(mean)} / {start}",
        )


def _worth_words(worth: Fraction) -> Text:
    shown = number(as_decimal(worth, 4))
    return Text(f"，{shown} 分", f", {shown} points")
