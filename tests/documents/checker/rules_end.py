"""Rules 20–26: date, signature, the seal's room, 附注, annexes, 版记."""

import re

from portal.documents.content import Circular
from tests.documents.checker.measure import MM, PageFacts
from tests.documents.checker.parts import (
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
from tests.documents.checker.verdict import Findings, off, rule, unless

INDENT = LEFT + 2 * CELL
CELL_4 = 14 * MM


@rule(20, "date in Arabic numerals without leading zeros; sealed: 4 cells free on the right")
def date(parts: Parts, circular: Circular) -> Findings:
    line = parts.date
    good = re.fullmatch(r"\d{4}年(1[0-2]|[1-9])月([12]\d|3[01]|[1-9])日", line.text)
    found = unless(good is not None, f"reads {line.text}")
    return found + (off("free cells", (RIGHT - line.x1) / CELL, 4, 0.1) if circular.sealed else [])


@rule(21, "sealed: 署名 centred over the date; unsealed: 2 cells from the right, the date shifted by 2 cells")
def signature(parts: Parts, circular: Circular) -> Findings:
    name, day = parts.signature, parts.date
    found = unless(name.text == circular.signature, f"reads {name.text}")
    found += off("rows between", free_rows(name, day), 0, 0.1)
    if circular.sealed:
        return found + off("centre", (name.x0 + name.x1) / 2 - (day.x0 + day.x1) / 2, 0, 0.3)
    above = (parts.notes or (parts.body[-1][1],))[-1]
    found += off("free rows above", free_rows(above, name), 1, 0.1)
    found += off("shift in cells", (day.x0 - name.x0) / CELL, 2, 0.1)
    longer = day if day.x1 - day.x0 > name.x1 - name.x0 else name
    return found + off("free cells", (RIGHT - longer.x1) / CELL, 2, 0.1)


@rule(22, "room for the seal: 2 free rows above, 1 below, on a page with text")
def seal(parts: Parts, circular: Circular) -> Findings:
    lines = parts.after_head(parts.seal_page)
    above = [n for n in lines if n.baseline < parts.signature.baseline - 1]
    found = unless(bool(above), "nothing but the signature on its page")
    if not circular.sealed or not above:
        return found
    found += off("free rows above", free_rows(above[-1], parts.signature), 2, 0.1)
    found += unless(row_of(parts.date) < 20.5, f"the date on row {row_of(parts.date) + 1:.0f}")
    below = [n for n in parts.seal_page.lines if n.baseline > parts.date.baseline + 1]
    crowded = below and not circular.note and below[0].top < parts.date.bottom + PITCH
    return found + unless(not crowded, "text where the seal's lower edge is")


@rule(23, "附注 in （）, indent 2, on the row after the date")
def remark(parts: Parts, circular: Circular) -> Findings:
    if not circular.note:
        return []
    line = parts.remark
    found = unless(line.text.startswith("（"), f"reads {line.text}") + off("left", line.x0, INDENT, 0.3)
    text = "".join(n.text for n in parts.after_head(parts.seal_page) if n.baseline >= line.baseline)
    found += unless(text.endswith("）"), f"ends {text[-1]}")
    return found + off("free rows", free_rows(parts.date, line), 0, 0.1)


@rule(24, "each annex on a new page: 附件 黑体 flush left on row 1, title centred on row 3, as in 附件说明")
def annexes(parts: Parts, circular: Circular) -> Findings:
    pages = parts.annex_pages
    found = unless(len(pages) == len(circular.annexes), f"{len(pages)} of {len(circular.annexes)} annexes")
    for index, (page, annex) in enumerate(zip(pages, circular.annexes, strict=False), 1):
        label = f"附件{index}" if len(circular.annexes) > 1 else "附件"
        found += _annex(parts, page, label, annex.title)
    return found


def _annex(parts: Parts, page: PageFacts, label: str, title: str) -> Findings:
    lines = parts.text_lines(page) or page.turned
    head, titles = lines[0], [n for n in lines if 17 < n.size < 25]
    found = unless(head.text == label, f"page {page.number}: {head.text}, not {label}")
    found += unless(head.set_in("Hei"), f"{label} in {head.chars[0].font}")
    left, top = (297 - BOTTOM, LEFT) if page.turned else (LEFT, TOP)
    middle = left + (BOTTOM - TOP if page.turned else RIGHT - LEFT) / 2
    found += off(f"{label} left", head.x0, left, 0.3) + off(f"{label} top", head.top, top, 1)
    found += unless("".join(n.text for n in titles) == "".join(title.split()), f"{label}: another title")
    found += [f for n in titles for f in off(f"{label} title", (n.x0 + n.x1) / 2, middle, 0.5)]
    return found + (off(f"{label} title below", free_rows(head, titles[0]), 1, 0.1) if titles else [])


@rule(25, "版记 on the last, even page: 0.35 / 0.25 / 0.35 mm, 156 mm, the last rule at 262 mm")
def colophon(parts: Parts, circular: Circular) -> Findings:
    bars = parts.colophon_bars
    found = unless(parts.last.number % 2 == 0, f"on page {parts.last.number}")
    upper = [n for n in parts.colophon if not n.text.endswith("印发")]
    wanted = 3 if upper and circular.printed_by else 2
    found += unless(len(bars) == wanted, f"{len(bars)} rules")
    found += [f for b in bars for f in off("rule", b.width, 156, 0.3) + off("rule left", b.x0, LEFT, 0.2)]
    found += off("first", bars[0].height, 0.35, 0.03) + off("last", bars[-1].height, 0.35, 0.03)
    found += [f for b in bars[1:-1] for f in off("fine", b.height, 0.25, 0.03)]
    found += off("end", bars[-1].bottom, BOTTOM, 0.1)
    found += unless(bars[0].bottom < parts.colophon[0].top, "no rule above the first element")
    if len(bars) == 3 and upper:
        printed = parts.colophon[-1]
        found += unless(upper[-1].bottom < bars[1].top < printed.top, "the fine rule elsewhere")
    others = [n for n in parts.text_lines(parts.last) if n.bottom > bars[0].top]
    return found + unless(not others, "text beside 版记")


@rule(26, "抄送：… 4号仿宋, 1 cell in, wraps after ：, ends 。; 印发机关 left, date and 印发 right")
def copies(parts: Parts, circular: Circular) -> Findings:
    found: Findings = []
    for line in parts.colophon:
        found += off("size", line.size, 14, 0.05) + unless(line.set_in("Fang"), f"in {line.chars[0].font}")
        found += unless(line.x1 <= RIGHT - CELL_4 + 0.3, f"{line.text[:6]} ends at {line.x1:.2f}")
    upper = [n for n in parts.colophon if not n.text.endswith("印发")]
    for line in upper:
        labelled = line.text.startswith(("抄送：", "主送："))
        found += off(f"{line.text[:6]} starts at", line.x0, LEFT + CELL_4 * (1 if labelled else 4), 0.3)
    if circular.copies:
        text = "".join(n.text for n in upper)
        found += unless("抄送：" in text and text.endswith("。"), f"reads {text[-8:]}")
    return found + _printed(parts, circular)


def _printed(parts: Parts, circular: Circular) -> Findings:
    if not circular.printed_by:
        return []
    line = parts.colophon[-1]
    wanted = re.escape(circular.printed_by) + r"\d{4}年[1-9]\d?月[1-9]\d?日印发"
    found = unless(re.fullmatch(wanted, line.text) is not None, f"reads {line.text}")
    return found + off("left", line.x0, LEFT + CELL_4, 0.3) + off("right", line.x1, RIGHT - CELL_4, 0.3)
