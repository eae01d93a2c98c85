"""A scheme as an issued 计分办法 reads: one list of blocks, for the page and for the paper."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.documents.blocks import Setting, slabs_of
from portal.documents.colophon import page_number
from portal.documents.content import Block, Level, Paragraph, Table
from portal.documents.flow import Slab, pour
from portal.documents.fonts import Fonts
from portal.documents.head import title
from portal.documents.metrics import metrics_of
from portal.documents.sheet import Imprint, Sheet, print_sheets
from portal.documents.wording import chinese_number
from portal.scoring import Area, Indicator, Scheme
from portal.scoring.bonus import Bonus

TITLE_ROW = 1
_SOURCES = {"claim": "单位申报", "record": "评价小组记录", "import": "按名单导入"}
_MARKS = str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）"})
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、（）]) +(?=[\d\u4e00-\u9fff])|(?<=[\d%）]) +(?=[\u4e00-\u9fff])"
)


def render(scheme: Scheme, fonts: Fonts, draft: bool = False) -> bytes:
    """The scheme as PDF on the grid of an official document. The same scheme gives the same bytes."""
    setting = Setting(metrics_of(fonts), frozenset())
    titles = title(heading(scheme), TITLE_ROW, setting)
    note = [Paragraph("（草稿，尚未印发）")] if draft else []
    pages = pour(_slabs([*note, *blocks(scheme)], setting), TITLE_ROW + len(titles) + 1)
    sheets: list[Sheet] = []
    for number, page in enumerate(pages, 1):
        marks = tuple(mark for placed in page for mark in placed.marks())
        upper = titles if number == 1 else ()
        sheets.append((*upper, *marks, page_number(number, setting)))
    imprint = Imprint(heading(scheme), "", f"sha256:{scheme.digest}")
    return print_sheets(sheets, imprint, fonts)


def _slabs(found: Sequence[Block], setting: Setting) -> list[Slab]:
    """All blocks; a table hangs below its rows, so that one free row follows it."""
    slabs: list[Slab] = []
    for block in found:
        slabs.extend(slabs_of([block], setting))
        if isinstance(block, Table):
            slabs.append(Slab(1))
    return slabs


def heading(scheme: Scheme) -> str:
    """The document's title."""
    return scheme.title


def blocks(scheme: Scheme) -> tuple[Block, ...]:
    """The whole text in order; its levels are numbered 一、（一）1."""
    parts = [_general(scheme), *(_area(scheme, area) for area in scheme.areas)]
    titles = ["总则", *(_area_title(area) for area in scheme.areas)]
    if scheme.bonus:
        parts.append(_bonus(scheme, scheme.bonus))
        titles.append("加分")
    parts.append(_ranking(scheme))
    titles.append("排名、一票否决和公示")
    found: list[Block] = []
    for number, (heading_text, part) in enumerate(zip(titles, parts, strict=True), 1):
        found.append(Paragraph(f"{chinese_number(number)}、{heading_text}", Level.ONE))
        found.extend(part)
    return tuple(_printed(block) for block in found)


def _printed(block: Block) -> Block:
    if isinstance(block, Paragraph):
        # A digest keeps the spaces between its groups.
        return block if block.level is Level.NOTE else replace(block, text=in_full(block.text))
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(in_full(cell) for cell in row) for row in block.rows))
    return block


def in_full(text: str) -> str:
    """Words of a rule as a document prints them: full-width marks, no spaces around numbers."""
    return _GAP.sub("", text.translate(_MARKS))


def _general(scheme: Scheme) -> Iterator[Block]:
    groups = "、".join(group.title for group in scheme.groups)
    number = f"（{scheme.document}印发）" if scheme.document else ""
    yield Paragraph(
        f"根据《{scheme.regulation}》，制定本办法{number}。参评单位分为{groups}，分组评价、分组排名。"
        f"各领域的评价小组和先进单位名额如下："
    )
    yield Table(
        ("领域", "条款", "评价小组", *(in_full(group.title) for group in scheme.groups)),
        tuple(
            (
                area.title,
                area.clause,
                area.panel_title,
                *(f"{area.quota.get(group.code, 0)}个" for group in scheme.groups),
            )
            for area in scheme.areas
        ),
        (20, 16, 34, *([15] * len(scheme.groups))),
    )
    if scheme.min_applicable:
        yield Paragraph(f"一个单位在某领域可适用的满分不足{scheme.min_applicable:f}分的，不参加该领域排名。")


def _area_title(area: Area) -> str:
    return area.title if area.open else f"{area.title}（{_points(area.maximum)}）"


def _area(scheme: Scheme, area: Area) -> Iterator[Block]:
    joined = f"，{'、'.join(area.joined)}参加" if area.joined else ""
    yield Paragraph(f"依据{area.clause}，由{area.panel_title}评价{joined}。")
    if area.no_exposure_no_competition:
        what = area.exposure(area.no_exposure_no_competition).title
        yield Paragraph(f"“{what}”为零的单位不参加本领域评先。")
    for number, indicator in enumerate(area.indicators, 1):
        yield from _indicator(scheme, area, indicator, number)
    for cap in area.caps:
        held = f"本领域得分最高为{_points(cap.at_most)}" if cap.at_most is not None else ""
        barred = "" if cap.selectable else "不得评为先进"
        said = "，".join(part for part in (held, barred) if part)
        yield Paragraph(f"{cap.title}（{cap.clause}）：达到{cap.count}次的，{said}。")


def _indicator(scheme: Scheme, area: Area, indicator: Indicator, number: int) -> Iterator[Block]:
    worth = "" if indicator.open else f"（{_points(indicator.maximum)}）"
    yield Paragraph(f"（{chinese_number(number)}）{indicator.title}{worth}", Level.TWO)
    yield Paragraph(f"{indicator.rule_text.zh}。")
    yield Paragraph("；".join(_about(scheme, area, indicator)) + "。")
    if indicator.note:
        note = indicator.note if indicator.note.endswith("。") else f"{indicator.note}。"
        yield Paragraph(f"口径：{note}")


def _about(scheme: Scheme, area: Area, indicator: Indicator) -> Iterator[str]:
    yield f"依据{indicator.clause}"
    sources = "、".join(title for code, title in _SOURCES.items() if code in indicator.by)
    yield f"事项由{sources}" + ("，须附佐证材料" if indicator.evidence_required else "")
    if len(indicator.groups) < len(scheme.groups):
        only = "、".join(scheme.group(code).title for code in indicator.groups)
        yield f"只评价{only}"
    if indicator.exposure:
        absent = "其余指标按比例折算" if indicator.when_absent == "rebase" else "免评，不折算"
        yield f"“{area.exposure(indicator.exposure).title}”为零的，不评此项，{absent}"


def _bonus(scheme: Scheme, bonus: Bonus) -> Iterator[Block]:
    levels = "，".join(f"{level.title}{_points(level.points)}" for level in bonus.levels)
    most = f"，加分最高{_points(bonus.cap)}" if bonus.cap is not None else ""
    yield Paragraph(f"{bonus.title}（{bonus.clause}）：{levels}{most}。加分在基础分之外单独列示。")
    if bonus.repeat:
        yield Paragraph(f"同一事项只按最高级别计，其余级别按{bonus.repeat:f}%计。")
    else:
        yield Paragraph("同一事项只按最高级别计一次。")
    if bonus.formal:
        yield Paragraph("加分事项须有文号和当年的日期。")
    titles = {one.code: one.title for area in scheme.areas for one in area.indicators}
    if bonus.excludes:
        listed = "、".join(titles[code] for code in bonus.excludes)
        yield Paragraph(f"已在{listed}计分的事项不再加分。")


def _ranking(scheme: Scheme) -> Iterator[Block]:
    where = "各领域总分" if scheme.rounding.at == "total" else "各指标得分"
    yield Paragraph(f"得分四舍五入，保留{scheme.digits}位小数，只在{where}取整一次。")
    if scheme.ties:
        listed = "、".join(tie.title for tie in scheme.ties)
        yield Paragraph(f"总分相同的，依次比较{listed}；仍不能分出先后的，并列，不按名额截断。")
    if scheme.veto_grounds:
        listed = "、".join(ground.title for ground in scheme.veto_grounds)
        yield Paragraph(f"当年有下列情形之一的，一票否决，各领域均不得评为先进：{listed}。")
    yield Paragraph(f"评价结果公示{scheme.notice_days}个工作日，期满无异议后通报。")
    digest = " ".join(scheme.digest[i : i + 8] for i in range(0, len(scheme.digest), 8))
    yield Paragraph(f"计分办法校验码（SHA-256）：{digest}", Level.NOTE)


def _points(value: object) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "分"
