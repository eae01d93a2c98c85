"""Rankings and scorecards as plain text, for a terminal or a printout; and as plain data."""

import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from portal.scoring.ranking import VETOED, Ranking, RankRow
from portal.scoring.scheme import Scheme
from portal.scoring.scorecard import STANDING_TITLES, IndicatorScore, Line, Scorecard, Standing
from portal.scoring.text import Text, number

_HEADS = (
    Text("名次", "Place"),
    Text("单位", "Unit"),
    Text("基础分", "Base"),
    Text("加分", "Bonus"),
    Text("总分", "Total"),
    Text("与名额线相差", "To the line"),
    Text("结果", "Result"),
)
_NUMBERS = (0, 2, 3, 4, 5)
_SELECTED = Text("入选", "selected")
_UNDECIDED = Text("并列待定", "tied, undecided")


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def table(rows: Sequence[Sequence[str]], right: Sequence[int]) -> Iterator[str]:
    """Lines of a table whose columns stand under each other; `right`: columns of numbers."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            (" " * (most - width(cell)) + cell) if column in right else cell + " " * (most - width(cell))
            for column, (cell, most) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def ranking_lines(ranking: Ranking, scheme: Scheme, language: str) -> Iterator[str]:
    """One area and group: heading, the list, and the quota line with what drew it."""
    area, group = scheme.area(ranking.area), scheme.group(ranking.group)
    seats = Text(f"名额 {ranking.quota} 个", f"quota {ranking.quota}").in_language(language)
    yield f"{area.title} · {group.title} · {seats}"
    heads = [head.in_language(language) for head in _HEADS]
    rows = [_cells(row, ranking, language) for row in ranking.rows]
    yield from table([heads, *rows], _NUMBERS)
    if ranking.line:
        line = Text("名额线：", "Quota line: ") + ranking.line.rule
        yield line.in_language(language)


def result(row: RankRow, ranking: Ranking) -> Text:
    """What became of a unit: selected, tied across the line, or why it takes no place."""
    if row.standing == VETOED:
        return Text("一票否决：", "vetoed: ") + row.reason
    if row.place is None:
        title = STANDING_TITLES[Standing(row.standing)]
        return title if row.reason == title else title + Text("：", ": ") + row.reason
    if row.selected:
        return _SELECTED
    return _UNDECIDED if row.unit in ranking.undecided else Text("", "")


def _cells(row: RankRow, ranking: Ranking, language: str) -> list[str]:
    said = result(row, ranking)
    if row.decided_by:
        said += Text(f"（{row.decided_by.zh}）", f" ({row.decided_by.en})")
    if row.card.pending:
        count = len(row.card.pending)
        said += Text(f" 待补 {count} 项", f" {count} awaited")
    return [
        "–" if row.place is None else str(row.place),
        row.name,
        *(_points(value) for value in (row.card.base, row.card.bonus, row.total)),
        "" if row.margin is None else f"{row.margin:+}",
        said.in_language(language).strip(),
    ]


def _points(value: Decimal | None) -> str:
    return "–" if value is None else str(value)


def card_lines(
    card: Scorecard, row: RankRow, ranking: Ranking, scheme: Scheme, language: str
) -> Iterator[str]:
    """One unit in one area with everything that its score is made of, indented level by level."""
    area = scheme.area(card.area)
    yield f"{card.name} · {area.title} ({area.clause})"
    for said in _summary(card, row, ranking):
        yield "  " + said.in_language(language)
    for indicator in card.indicators:
        yield ""
        yield from _indicator_lines(indicator, scheme.digits, language)
    if card.bonus_lines and scheme.bonus:
        yield ""
        yield f"  {scheme.bonus.title} ({scheme.bonus.clause})  {_points(card.bonus)}"
        yield "    " + scheme.bonus.words().in_language(language)
        for line in card.bonus_lines:
            yield "      " + _line(line).in_language(language)


def _summary(card: Scorecard, row: RankRow, ranking: Ranking) -> Iterator[Text]:
    if card.total is None:
        yield result(row, ranking)
    else:
        base, bonus, total = _points(card.base), _points(card.bonus), _points(card.total)
        yield Text(
            f"总分 {total} = 基础分 {base} + 加分 {bonus}", f"total {total} = base {base} + bonus {bonus}"
        )
        place = "–" if row.place is None else row.place
        yield Text(f"名次 {place}", f"place {place}")
        if result(row, ranking):
            yield result(row, ranking)
        if row.decided_by:
            yield row.decided_by
    for note in (card.rebase, *card.notes):
        if note:
            yield note
    for text in card.pending:
        yield Text("待补：", "awaited: ") + text


def _indicator_lines(indicator: IndicatorScore, digits: int, language: str) -> Iterator[str]:
    most = number(indicator.maximum) if indicator.maximum else ""
    got = (
        f"{indicator.points:.{digits}f}" if indicator.applies else Text("不适用", "n/a").in_language(language)
    )
    yield f"  {indicator.title} ({indicator.clause})  {got}{' / ' + most if most else ''}"
    yield "    " + indicator.rule.in_language(language)
    if indicator.exposure:
        shown = "?" if indicator.exposure.value is None else number(indicator.exposure.value)
        yield f"    {indicator.exposure.title}: {shown}"
    for said in (indicator.sentence, indicator.note):
        if said:
            yield "    → " + said.in_language(language)
    for line in indicator.lines:
        yield "      " + _line(line).in_language(language)


def _line(line: Line) -> Text:
    mark = "·" if line.used else "×"
    points = "" if line.points is None or not line.used else f"  {line.points:+}"
    reason = (
        Text(f"  不计：{line.reason.zh}", f"  not counted: {line.reason.en}")
        if not line.used
        else Text("", "")
    )
    return Text(f"{mark} {line.text.zh}{points}", f"{mark} {line.text.en}{points}") + reason


def ranking_data(ranking: Ranking, scheme: Scheme, points: dict[str, dict[str, str]]) -> dict[str, Any]:
    """One area and group as plain data; numbers as texts, so that they stay exact.

    `points`: unit → indicator → its points.
    """
    line = ranking.line
    return {
        "area": ranking.area,
        "area_title": scheme.area(ranking.area).title,
        "group": ranking.group,
        "group_title": scheme.group(ranking.group).title,
        "quota": ranking.quota,
        "selected": list(ranking.selected),
        "undecided": list(ranking.undecided),
        "line": line
        and {
            "rule": line.rule.to_dict(),
            "last_in": line.last_in,
            "first_out": line.first_out,
            "margin": _text(line.margin_in),
        },
        "rows": [
            {
                "place": row.place,
                "unit": row.unit,
                "standing": row.standing,
                "selected": row.selected,
                "base": _text(row.card.base),
                "bonus": _text(row.card.bonus),
                "total": _text(row.total),
                "margin": _text(row.margin),
                "reason": row.reason.to_dict(),
                "decided_by": row.decided_by.to_dict() if row.decided_by else None,
                "indicators": points[row.unit],
                "awaited": [text.to_dict() for text in row.card.pending],
            }
            for row in ranking.rows
        ],
    }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
