"""得分表 as a workbook: the points at a glance, each line with its reason, the rules. Numbers are numbers."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from portal.documents.schemebook import in_full
from portal.documents.scoresheet import ScoreSheet, digest_of
from portal.scoring import STANDING_TITLES, IndicatorScore, Line, Scorecard
from portal.scoring.telling import result
from portal.sheets.writing import Cell, TableSheet, write_table

LINES = (
    "单位", "领域", "指标", "条款", "满分", "指标得分", "事项", "分值", "计入", "理由", "佐证材料",
)  # fmt: skip
LINE_WIDTHS = (22, 16, 20, 12, 8, 10, 50, 8, 6, 44, 40)


def write_scores(sheet: ScoreSheet, at: datetime) -> bytes:
    """The score sheet as XLSX. The same cards at the same moment give the same bytes."""
    sheets = [
        _places(sheet) if sheet.ranking else _areas(sheet),
        TableSheet("明细", LINES, [row for card in sheet.cards for row in _card(sheet, card)], LINE_WIDTHS),
        _rules(sheet),
        TableSheet("说明", ("项目", "内容"), _about(sheet), (20, 90)),
    ]
    return write_table(sheet.title, sheets, at)


def _places(sheet: ScoreSheet) -> TableSheet:
    ranking = sheet.ranking
    if ranking is None:
        raise ValueError("a sheet without a ranking has no places")
    shown = sheet.scheme.area(ranking.area).indicators_for(ranking.group)
    cards = {card.unit: card for card in sheet.cards}
    heads = (
        "名次", "单位", *(one.title for one in shown), "基础分", "加分", "总分", "与入选线", "结果", "说明",
    )  # fmt: skip
    rows: list[list[Cell]] = []
    for row in ranking.rows:
        card = cards[row.unit]
        points = {one.code: one.points for one in card.indicators if one.applies and not one.waiting}
        said = [row.departed.zh, row.decided_by.zh if row.decided_by else ""]
        rows.append(
            [
                row.place,
                row.name,
                *(points.get(one.code) for one in shown),
                card.base,
                card.bonus,
                row.total,
                row.margin,
                in_full(result(row, ranking).zh),
                in_full("；".join(part for part in said if part)),
            ]
        )
    widths = (6, 22, *([12] * len(shown)), 10, 8, 10, 10, 24, 40)
    return TableSheet("排名", heads, rows, widths)


def _areas(sheet: ScoreSheet) -> TableSheet:
    heads = ("领域", "条款", "基础分", "加分", "总分", "情况", "说明")
    rows: list[list[Cell]] = []
    for card in sheet.cards:
        area = sheet.scheme.area(card.area)
        said = [card.standing_reason.zh, *(text.zh for text in (*card.pending, *card.notes))]
        rows.append(
            [
                area.title,
                in_full(area.clause),
                card.base,
                card.bonus,
                card.total,
                STANDING_TITLES[card.standing].zh,
                in_full("；".join(part for part in said if part)),
            ]
        )
    return TableSheet("得分", heads, rows, (24, 14, 10, 8, 10, 16, 50))


def _card(sheet: ScoreSheet, card: Scorecard) -> Iterator[list[Cell]]:
    area = sheet.scheme.area(card.area).title
    for one in card.indicators:
        known: list[Cell] = [
            card.name,
            area,
            one.title,
            in_full(one.clause),
            one.maximum or None,
            _points(one),
        ]
        yield [*known, "", None, "", in_full(one.sentence.zh), ""]
        for line in one.lines:
            yield [*known[:4], None, None, *_line(sheet, line)]
    bonus = sheet.scheme.bonus
    for line in card.bonus_lines:
        title, clause = (bonus.title, in_full(bonus.clause)) if bonus else ("加分", "")
        yield [card.name, area, title, clause, None, None, *_line(sheet, line)]


def _line(sheet: ScoreSheet, line: Line) -> list[Cell]:
    files = "、".join(sheet.evidence.get(line.fact or "", ()))
    counts = "是" if line.used else "否"
    return [in_full(line.text.zh), line.points if line.used else None, counts, in_full(line.reason.zh), files]


def _points(one: IndicatorScore) -> Decimal | None:
    return one.points if one.applies and not one.waiting else None


def _rules(sheet: ScoreSheet) -> TableSheet:
    seen: dict[tuple[str, str], list[Cell]] = {}
    for card in sheet.cards:
        area = sheet.scheme.area(card.area).title
        for one in card.indicators:
            said = in_full("；".join(part for part in (one.rule.zh, one.note.zh) if part))
            seen.setdefault(
                (card.area, one.code), [area, one.title, in_full(one.clause), one.maximum or None, said]
            )
    return TableSheet(
        "规则", ("领域", "指标", "条款", "满分", "计分规则"), list(seen.values()), (16, 20, 12, 8, 90)
    )


def _about(sheet: ScoreSheet) -> list[list[Cell]]:
    about: list[list[Cell]] = [["名称", sheet.title], ["单位", sheet.issuer]]
    if sheet.snapshot:
        about.append(["评价数据校验码", sheet.snapshot])
    else:
        about.append(["状态", "得分以公布的结果为准"])
    about.append(["本表内容校验码", digest_of(sheet)])
    return about
