"""Rules 20–26: date, signature, the seal's room, 附注, annexes, 版记."""

import re

from portal.documents.checking.expected import Expected
from portal.documents.checking.measure import MM, PageFacts
from portal.documents.checking.parts import (
    BOTTOM,
    CELL,
    LEFT,
    PITCH,
    RIGHT,
    TOP,
    Parts,
    free_rows,
    row_of,
)
from portal.documents.checking.verdict import Findings, NothingToJudge, off, rule, seen, unless

INDENT = LEFT + 2 * CELL
CELL_4 = 14 * MM


@rule(
    20,
    "成文日期 date",
    "阿拉伯数字，不编虚位 no leading zero；盖章的右空 4 字 sealed: 4 cells free on the right",
)
def date(parts: Parts, expected: Expected) -> Findings:
    line = parts.date
    good = re.fullmatch(r"\d{4}年(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日", line.text)
    found = seen("日期为 reads", line.text) + unless(good is not None, f"日期为 reads {line.text}")
    free = (RIGHT - line.x1) / CELL
    return found + (off("右空字数 free cells", free, 4, 0.1) if expected.sealed else [])


@rule(
    21, "署名 signature", "盖章的居中于日期上 sealed: centred over the date；不盖章的右空 2 字，日期右移 2 字"
)
def signature(parts: Parts, expected: Expected) -> Findings:
    name, day = parts.signature, parts.date
    found = unless(name.text == expected.signature, f"署名为 reads {name.text}")
    found += off("与日期之间空行 rows between", free_rows(name, day), 0, 0.1)
    if expected.sealed:
        middle = (name.x0 + name.x1) / 2 - (day.x0 + day.x1) / 2
        return found + off("偏离日期中线 off the date's centre", middle, 0, 0.3)
    above = (parts.notes or (parts.body[-1][1],))[-1]
    found += off("上方空行 free rows above", free_rows(above, name), 1, 0.1)
    found += off("日期右移字数 shift in cells", (day.x0 - name.x0) / CELL, 2, 0.1)
    longer = day if day.x1 - day.x0 > name.x1 - name.x0 else name
    return found + off("右空字数 free cells", (RIGHT - longer.x1) / CELL, 2, 0.1)


@rule(
    22,
    "印章 seal",
    "署名上空 2 行、日期下空 1 行，同页有正文 2 free rows above, 1 below, on a page with text",
)
def seal(parts: Parts, expected: Expected) -> Findings:
    lines = parts.after_head(parts.seal_page)
    above = [n for n in lines if n.baseline < parts.signature.baseline - 1]
    found = unless(bool(above), "同页没有正文 nothing but the signature on its page")
    if not expected.sealed or not above:
        return found
    found += off("上方空行 free rows above", free_rows(above[-1], parts.signature), 2, 0.1)
    row = row_of(parts.date)
    found += unless(row < 20.5, f"日期在第 {row + 1:.0f} 行，下方没有余地 no room below the date")
    below = [n for n in parts.seal_page.lines if n.baseline > parts.date.baseline + 1]
    crowded = below and not expected.note and below[0].top < parts.date.bottom + PITCH
    return found + unless(not crowded, "印章下缘处有文字 text where the seal's lower edge is")


@rule(23, "附注 remark", "加圆括号，空 2 字，在日期下一行 in （）, indent 2, on the row after the date")
def remark(parts: Parts, expected: Expected) -> Findings:
    if not expected.note:
        raise NothingToJudge("没有附注 none printed")
    line = parts.remark
    found = unless(line.text.startswith("（"), f"附注为 reads {line.text}")
    found += off("左端 left", line.x0, INDENT, 0.3)
    text = "".join(n.text for n in parts.after_head(parts.seal_page) if n.baseline >= line.baseline)
    found += unless(text.endswith("）"), f"末尾为 ends {text[-1]}")
    return found + off("空行 free rows", free_rows(parts.date, line), 0, 0.1)


@rule(24, "附件 annexes", "另面起，“附件”黑体顶格第 1 行，标题居中第 3 行，与附件说明一致 as in 附件说明")
def annexes(parts: Parts, expected: Expected) -> Findings:
    pages, count = parts.annex_pages, len(expected.annexes)
    if not pages and not count:
        raise NothingToJudge("没有附件 no annex")
    found = seen("附件数 annexes", str(len(pages)))
    found += unless(len(pages) == count, f"附件 {len(pages)} 件，说明 {count} 件 annexes and 附件说明 differ")
    for index, (page, annex) in enumerate(zip(pages, expected.annexes, strict=False), 1):
        label = f"附件{index}" if count > 1 else "附件"
        found += _annex(parts, page, label, annex.title)
    return found


def _annex(parts: Parts, page: PageFacts, label: str, title: str) -> Findings:
    lines = parts.text_lines(page) or page.turned
    head, titles = lines[0], [n for n in lines if 17 < n.size < 25]
    found = unless(head.text == label, f"第{page.number}页 p.{page.number}：{head.text}，应为 not {label}")
    found += unless(head.set_in("Hei"), f"{label}字体 in {head.chars[0].font}")
    left, top = (297 - BOTTOM, LEFT) if page.turned else (LEFT, TOP)
    middle = left + (BOTTOM - TOP if page.turned else RIGHT - LEFT) / 2
    found += off("左端 left", head.x0, left, 0.3, label) + off("上缘 top", head.top, top, 1, label)
    same = "".join(n.text for n in titles) == "".join(title.split())
    found += unless(same, f"{label}：标题与附件说明不一致 another title")
    for line in titles:
        found += off("标题中线 title's centre", (line.x0 + line.x1) / 2, middle, 0.5, label)
    return found + (
        off("标题上空行 free rows above", free_rows(head, titles[0]), 1, 0.1, label) if titles else []
    )


@rule(25, "版记 colophon", "最后一面，双页 last, even page；线 0.35 / 0.25 / 0.35 mm，长 156 mm，末线 262 mm")
def colophon(parts: Parts, expected: Expected) -> Findings:
    bars = parts.colophon_bars
    found = seen("所在页 page", str(parts.last.number))
    found += unless(parts.last.number % 2 == 0, f"在第 {parts.last.number} 页 on an odd page")
    upper = [n for n in parts.colophon if not n.text.endswith("印发")]
    wanted = 3 if upper and expected.printed_by else 2
    found += off("线数 rules", len(bars), wanted, 0)
    for bar in bars:
        found += off("线长 width", bar.width, 156, 0.3) + off("左端 left", bar.x0, LEFT, 0.2)
    if not bars:
        return found
    found += off("首线 first", bars[0].height, 0.35, 0.03) + off("末线 last", bars[-1].height, 0.35, 0.03)
    found += [f for b in bars[1:-1] for f in off("中线 fine", b.height, 0.25, 0.03)]
    found += off("末线下缘 end", bars[-1].bottom, BOTTOM, 0.1)
    above = bars[0].bottom < parts.colophon[0].top
    found += unless(above, "首个要素上方没有线 no rule above the first element")
    if len(bars) == 3 and upper:
        between = upper[-1].bottom < bars[1].top < parts.colophon[-1].top
        found += unless(between, "中线不在印发之上 the fine rule elsewhere")
    others = [n for n in parts.text_lines(parts.last) if n.bottom > bars[0].top]
    return found + unless(not others, "版记旁有文字 text beside 版记")


@rule(
    26,
    "抄送、印发 copies",
    "4号仿宋，左右空 1 字，回行与冒号后对齐，以“。”结尾；印发机关居左，日期和“印发”居右",
)
def copies(parts: Parts, expected: Expected) -> Findings:
    found: Findings = []
    for line in parts.colophon:
        found += off("字号 size", line.size, 14, 0.05)
        found += unless(line.set_in("Fang"), f"字体 in {line.chars[0].font}")
        found += unless(line.x1 <= RIGHT - CELL_4 + 0.3, f"“{line.text[:6]}”止于 ends at {line.x1:.2f}")
    upper = [n for n in parts.colophon if not n.text.endswith("印发")]
    for line in upper:
        labelled = line.text.startswith(("抄送：", "主送："))
        what = "首行 starts at" if labelled else "回行 further lines at"
        found += off(what, line.x0, LEFT + CELL_4 * (1 if labelled else 4), 0.3, f"“{line.text[:6]}”")
    if expected.copies:
        text = "".join(n.text for n in upper)
        found += unless("抄送：" in text and text.endswith("。"), f"抄送末尾为 reads {text[-8:]}")
    return found + _printed(parts, expected)


def _printed(parts: Parts, expected: Expected) -> Findings:
    if expected.known and not expected.printed_by:
        return []
    if not parts.colophon:
        raise LookupError("没有版记 no colophon")
    line = parts.colophon[-1]
    wanted = (re.escape(expected.printed_by) or ".+") + r"\d{4}年[1-9]\d?月[1-9]\d?日印发"
    found = unless(re.fullmatch(wanted, line.text) is not None, f"印发行为 reads {line.text}")
    found += off("印发机关左端 left", line.x0, LEFT + CELL_4, 0.3)
    return found + off("印发右端 right", line.x1, RIGHT - CELL_4, 0.3)
