"""得分表 on paper: a unit's scorecards, or all of one area and group, down to each line's reason (五(二))."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portal.documents.fonts import Fonts
from portal.documents.schemebook import in_full
from portal.documents.tabular import Column, Grid, Paper, Part, Piece, Row, Words
from portal.documents.tabular import render as print_paper
from portal.documents.wording import chinese_number
from portal.scoring import STANDING_TITLES, Area, IndicatorScore, Line, Ranking, Scheme, Scorecard, Standing
from portal.scoring.telling import result

COLUMNS = (
    Column("指标、事项", 52),
    Column("条款", 22, "middle"),
    Column("满分", 14, "right"),
    Column("得分", 16, "right"),
    Column("规则、依据、理由", 66),
)


@dataclass(frozen=True)
class ScoreSheet:
    """What is printed: some units' cards, with the ranking that they make where the reader may have it.

    `heading`: what it is a sheet of. `evidence`: fact's key → its files by name. `snapshot`: the digest of
    the published result that it is taken from, "" while the year is being judged.
    """

    year: int
    heading: str
    scheme: Scheme
    cards: tuple[Scorecard, ...]
    issuer: str
    ranking: Ranking | None = None
    snapshot: str = ""
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The paper's name."""
        return in_full(f"{self.heading}{self.year}年度得分表")

    @property
    def by_unit(self) -> bool:
        """Whether it is one unit's, over its areas."""
        return self.ranking is None and len({card.unit for card in self.cards}) == 1


def render(sheet: ScoreSheet, fonts: Fonts) -> bytes:
    """The score sheet as PDF. The same cards give the same bytes."""
    return print_paper(paper_of(sheet), fonts)


def digest_of(sheet: ScoreSheet) -> str:
    """SHA-256 over all cards on the sheet, their evidence and places."""
    made = hashlib.sha256(f"{sheet.title}{sheet.snapshot}{sheet.scheme.digest}".encode())
    for card in sheet.cards:
        made.update(card.canonical_json().encode())
    if sheet.ranking:
        made.update(repr([(r.unit, r.place, r.selected, r.reason.zh) for r in sheet.ranking.rows]).encode())
    made.update(repr(sorted(sheet.evidence.items())).encode())
    return made.hexdigest()


def paper_of(sheet: ScoreSheet) -> Paper:
    """The sheet set out in tables."""
    parts = [Part(tuple(_details(sheet)))]
    if sheet.ranking is not None:
        parts.insert(0, Part(tuple(_summary(sheet, sheet.ranking)), across=True))
    names = frozenset(card.name for card in sheet.cards)
    return Paper(sheet.title, sheet.issuer, digest_of(sheet), tuple(parts), names)


def _state(sheet: ScoreSheet) -> str:
    if sheet.snapshot:
        groups = " ".join(sheet.snapshot[i : i + 8] for i in range(0, 64, 8))
        return f"取自已公布的评价结果，评价数据校验码（SHA-256）：{groups}"
    return "得分以公布的结果为准。"


def _summary(sheet: ScoreSheet, ranking: Ranking) -> Iterator[Piece]:
    area = sheet.scheme.area(ranking.area)
    yield Words(sheet.title, "title")
    yield Words(f"{in_full(area.clause)}；名额{ranking.quota}个。{_state(sheet)}")
    yield _places(sheet, ranking, area)
    if ranking.line:
        yield Words(f"入选线：{in_full(ranking.line.rule.zh)}")
    yield Words(_check(sheet), "note")


def _places(sheet: ScoreSheet, ranking: Ranking, area: Area) -> Grid:
    """Who stands where, with the points of each indicator."""
    shown = area.indicators_for(ranking.group)
    cards = {card.unit: card for card in sheet.cards}
    columns = (
        Column("名次", 12, "middle"),
        Column("单位", 38),
        *(Column(one.title, 19, "right") for one in shown),
        Column("基础分", 17, "right"),
        Column("加分", 15, "right"),
        Column("总分", 17, "right"),
        Column("与入选线", 17, "right"),
        Column("结果", 40),
    )
    rows = []
    for row in ranking.rows:
        card = cards[row.unit]
        by_code = {one.code: one for one in card.indicators}
        rows.append(
            Row(
                (
                    "—" if row.place is None else str(row.place),
                    row.name,
                    *(_points(by_code[one.code]) if one.code in by_code else "—" for one in shown),
                    printed(card.base),
                    printed(card.bonus, sign=True),
                    printed(row.total),
                    printed(row.margin, sign=True),
                    _result(
                        row.departed.zh, row.decided_by.zh if row.decided_by else "", result(row, ranking).zh
                    ),
                )
            )
        )
    return Grid(columns, tuple(rows))


def _result(departed: str, decided_by: str, said: str) -> str:
    return "；".join(in_full(part) for part in (said, departed, decided_by) if part)


def _rules(area: Area, group: str) -> Grid:
    """Each indicator's rule once, for a sheet on which many units stand."""
    columns = (
        Column("指标", 34),
        Column("条款", 22, "middle"),
        Column("满分", 14, "right"),
        Column("计分规则", 100),
    )
    rows = []
    for one in area.indicators_for(group):
        said = in_full("\n".join(part for part in (one.rule_text.zh, one.note) if part))
        rows.append(Row((one.title, in_full(one.clause), "" if one.open else printed(one.maximum), said), 1))
    return Grid(columns, tuple(rows))


def _details(sheet: ScoreSheet) -> Iterator[Piece]:
    if sheet.ranking is None:
        yield Words(sheet.title, "title")
        yield Words(_state(sheet))
        if len(sheet.cards) > 1:
            yield _overview(sheet)
    else:
        yield Words("计分规则", "heading")
        yield _rules(sheet.scheme.area(sheet.ranking.area), sheet.ranking.group)
    for number, card in enumerate(sheet.cards, 1):
        yield from _card(sheet, card, number)
    if sheet.ranking is None:
        yield Words(_check(sheet), "note")


def _overview(sheet: ScoreSheet) -> Grid:
    """One unit's points in all areas at a glance."""
    columns = (
        Column("领域", 46),
        Column("条款", 24, "middle"),
        Column("基础分", 24, "right"),
        Column("加分", 24, "right"),
        Column("总分", 24, "right"),
        Column("情况", 60),
    )
    rows = []
    for card in sheet.cards:
        area = sheet.scheme.area(card.area)
        points = (printed(card.base), printed(card.bonus, sign=True), printed(card.total))
        rows.append(Row((area.title, in_full(area.clause), *points, _standing(card))))
    return Grid(columns, tuple(rows))


def _standing(card: Scorecard) -> str:
    said = STANDING_TITLES[card.standing].zh
    if card.standing is not Standing.COMPETING and card.standing_reason.zh not in ("", said):
        said = f"{said}：{card.standing_reason.zh}"
    return in_full(said + (f"；还缺{len(card.pending)}项" if card.pending else ""))


def _card(sheet: ScoreSheet, card: Scorecard, number: int) -> Iterator[Piece]:
    area = sheet.scheme.area(card.area)
    named = area.title if sheet.by_unit else card.name
    clause = f"（依据{in_full(area.clause)}）" if sheet.by_unit else ""
    yield Words(f"{chinese_number(number) if number < 100 else number}、{named}{clause}", "heading")
    yield Words(_sum(card))
    for text in (*card.pending, *card.notes):
        yield Words(in_full(text.zh))
    rows = [row for one in card.indicators for row in _indicator(sheet, one)]
    bonus = sheet.scheme.bonus
    if card.bonus_lines:
        title, clause = (bonus.title, bonus.clause) if bonus else ("加分", "")
        rows.append(Row((title, in_full(clause), "", printed(card.bonus, sign=True), ""), 4, True))
        rows.extend(_line(sheet, line) for line in card.bonus_lines)
    total = in_full(card.rebase.zh)
    rows.append(Row(("总分", "", printed(card.applicable), printed(card.total), total), strong=4))
    yield Grid(COLUMNS, tuple(rows))


def _sum(card: Scorecard) -> str:
    if card.standing is not Standing.COMPETING:
        return f"{_standing(card)}。"
    if card.total is None:
        return "还没有得分。"
    honours = "、".join(
        f"{word}{card.honours[level]}件"
        for level, word in (("national", "国家级"), ("provincial", "省级"), ("municipal", "市级"))
        if card.honours.get(level)
    )
    listed = f"；表彰推广{honours}" if honours else ""
    parts = f"基础分{printed(card.base)}分、加分{printed(card.bonus)}分"
    return f"总分{printed(card.total)}分，其中{parts}{listed}。"


def _indicator(sheet: ScoreSheet, one: IndicatorScore) -> Iterator[Row]:
    said = [f"规则：{one.rule.zh}" if one.rule and sheet.ranking is None else "", one.sentence.zh]
    if one.exposure:
        counted = "未录入" if one.exposure.value is None else f"{one.exposure.value.normalize():f}"
        said.append(f"{one.exposure.title}：{counted}")
    said.append(one.note.zh)
    text = "\n".join(in_full(part) for part in said if part)
    maximum = printed(one.maximum) if one.maximum else ""
    cells = (one.title, in_full(one.clause), maximum, _points(one), text)
    yield Row(cells, strong=4, first=bool(one.lines))
    for line in one.lines:
        yield _line(sheet, line)


def _line(sheet: ScoreSheet, line: Line) -> Row:
    said = [in_full(line.reason.zh)]
    if not line.used:
        said.insert(0, "不计")
    files = sheet.evidence.get(line.fact or "", ())
    reason = "：".join(part for part in said if part)
    listed = f"佐证材料：{'、'.join(files)}" if files else ""
    points = "不计" if not line.used else printed(line.points, sign=True)
    return Row((f"· {in_full(line.text.zh)}", "", "", points, "\n".join(p for p in (reason, listed) if p)))


def _points(one: IndicatorScore) -> str:
    if not one.applies:
        return "不适用"
    return "待定" if one.waiting else printed(one.points)


def printed(value: Decimal | None, *, sign: bool = False) -> str:
    """Points as they are printed: 12.50, −3.20; with `sign` also +2.00. A dash for none."""
    if value is None:
        return "—"
    before = "−" if value < 0 else "+" if sign and value > 0 else ""
    return f"{before}{abs(value):.2f}"


def _check(sheet: ScoreSheet) -> str:
    digest = digest_of(sheet)
    return f"本表内容校验码（SHA-256）：{' '.join(digest[i : i + 8] for i in range(0, 64, 8))}"
