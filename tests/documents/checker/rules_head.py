"""Rules 8–19: the head of page 1, title, addressees, paragraphs, levels, 附件说明."""

import re
from itertools import pairwise

from portal.documents.content import Circular, Paragraph
from portal.documents.title import length
from tests.documents.checker.measure import MM, TextLine
from tests.documents.checker.parts import CELL, CENTRE, LEFT, PITCH, RIGHT, Parts, free_rows
from tests.documents.checker.verdict import Findings, off, rule, unless

INDENT = LEFT + 2 * CELL
LEVELS = (
    (r"[一二三四五六七八九十]+、", "Hei"),
    (r"（[一二三四五六七八九十]+）", "Kai"),
    (r"\d+\.|（\d+）", "Fang"),
)


def centred(what: str, line: TextLine) -> Findings:
    return off(f"{what} centre", (line.x0 + line.x1) / 2, CENTRE, 0.5)


@rule(8, "份号: not used")
def copy_number(parts: Parts, _circular: Circular) -> Findings:
    above = [n.text for n in parts.first.lines if n.baseline < parts.mark.top]
    return [f"above the mark: {text}" for text in above if re.search(r"\d{6}", text)]


@rule(9, "密级, 紧急程度: not used")
def secrecy(parts: Parts, _circular: Circular) -> Findings:
    above = [n.text for n in parts.first.lines if n.baseline < parts.mark.top]
    return [f"above the mark: {text}" for text in above if re.search("密|急", text)]


@rule(10, "mark red 小标宋, centred, its ink's upper edge at 72.0 mm")
def mark(parts: Parts, circular: Circular) -> Findings:
    line = parts.mark
    found = unless(line.text == circular.mark, f"reads {line.text}")
    found += unless(line.set_in("Title"), f"in {line.chars[0].font}")
    found += unless(line.colour == (0.0, 0.8, 0.8, 0.0), f"in {line.colour}") + centred("mark", line)
    ink = parts.first.ink(LEFT, 40, RIGHT, line.baseline + 3)
    return found + (off("upper edge", ink[1], 72.0, 0.2) if ink else ["no ink"])


@rule(11, "字号 centred, full year in 〔〕, no 第, no leading zero, ends 号, 2 free rows below the mark")
def number(parts: Parts, _circular: Circular) -> Findings:
    line = parts.number
    good = re.fullmatch(r"[^第〔〕]+〔(19|20)\d\d〕[1-9]\d*号", line.text)
    found = unless(good is not None, f"reads {line.text}") + centred("字号", line)
    found += off("size", line.size, 16, 0.05) + unless(line.set_in("Fang"), f"in {line.chars[0].font}")
    return found + off("free rows", free_rows(parts.mark, line), 2, 0.1)


@rule(12, "签发人: not used")
def signatory(parts: Parts, _circular: Circular) -> Findings:
    return ["签发人"] if any("签发人" in n.text for n in parts.first.lines) else []


@rule(13, "red rule 156 mm, centred, 4 mm below 字号")
def red_rule(parts: Parts, _circular: Circular) -> Findings:
    bar = parts.red_rule
    found = off("width", bar.width, 156, 0.3) + off("left", bar.x0, LEFT, 0.2)
    found += unless(bar.colour == (0.0, 0.8, 0.8, 0.0), f"in {bar.colour}")
    found += unless(0.2 <= bar.height <= 1.5, f"{bar.height:.2f} mm thick")
    return found + off("below 字号", bar.top - parts.number.bottom, 4, 0.1)


@rule(14, "title 22 pt 小标宋, centred, trapezoid or lozenge, 2 free rows below the rule")
def title(parts: Parts, circular: Circular) -> Findings:
    found: Findings = []
    for line in parts.title:
        found += centred("title", line) + off("size", line.size, 22, 0.05)
        found += unless(line.set_in("Title"), f"in {line.chars[0].font}")
        found += unless(line.x0 >= LEFT and line.x1 <= RIGHT, "wider than 版心")
    if "\n" not in circular.title:
        found += _shape([length(n.text) for n in parts.title])
    for before, after in pairwise(parts.title):
        found += off("free rows within", free_rows(before, after), 0, 0.1)
    gap = (parts.title[0].top - parts.red_rule.bottom) / PITCH
    found += off("rows free below the rule", gap, 2, 0.3)
    return found + off("free rows below 字号's row", free_rows(parts.number, parts.title[0]), 2, 0.1)


def _shape(lengths: list[float]) -> Findings:
    steps = [b - a for a, b in pairwise(lengths)]
    rectangle = any(abs(s) < 0.1 for s in steps)
    hourglass = any(a < 0 < b for a, b in pairwise(steps))
    return unless(not rectangle, "a rectangle") + unless(not hourglass, "an hourglass")


@rule(15, "主送机关 flush left, ends ：, 1 free row below the title, body on the next row; else in 版记")
def addressees(parts: Parts, circular: Circular) -> Findings:
    lines = parts.addressees
    if not lines:
        return unless(any(n.text.startswith("主送：") for n in parts.colophon), "none")
    found = [f for n in lines for f in off("left", n.x0, LEFT, 0.3)]
    text = "".join(n.text for n in lines)
    found += unless(
        text == circular.addressees and text.endswith("：") and "：" not in text[:-1], f"reads {text}"
    )
    found += off("free rows", free_rows(parts.title[-1], lines[0]), 1, 0.1)
    return found + off("rows to the body", free_rows(lines[-1], parts.body[0][1]), 0, 0.1)


@rule(16, "page 1 shows body text")
def first_page(parts: Parts, _circular: Circular) -> Findings:
    return unless(any(page is parts.first for page, _line in parts.body), "no body text on page 1")


@rule(17, "paragraphs indented by 2 cells, further lines flush")
def indents(parts: Parts, circular: Circular) -> Findings:
    found: Findings = []
    starts = [(b.heading + b.text)[:10] for b in circular.body if isinstance(b, Paragraph)]
    for _page, line in parts.body:
        first = any(line.text.startswith(s) for s in starts)
        found += off(f"{line.text[:6]} starts at", line.x0, INDENT if first else LEFT, 0.3)
    return found


@rule(18, "一、黑体, （一）楷体, 1. and （1） 仿宋")
def levels(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    pages = [(p, n) for p in parts.pages if p not in parts.main_pages for n in parts.text_lines(p)]
    for page, line in (*parts.body, *pages):
        if abs(line.x0 - INDENT) > 0.3 or abs(line.size - 16) > 0.5:
            continue
        for pattern, face in LEVELS:
            numbering = re.match(pattern, line.text)
            if numbering:
                inside = line.chars[: numbering.end() + 1]
                good = all(face in c.font or "Fallback" in c.font for c in inside)
                found += unless(good, f"page {page.number}: {numbering.group()} in {inside[0].font}")
                break
    return found


@rule(19, "附件说明 1 free row below the body, indent 2, numbered if several, no end mark, wraps aligned")
def annex_notes(parts: Parts, circular: Circular) -> Findings:
    lines, titles = parts.notes, [a.title for a in circular.annexes]
    if not titles:
        return unless(not lines, "附件说明 without an annex")
    numbered = [f"{i}.{t}" if len(titles) > 1 else t for i, t in enumerate(titles, 1)]
    text = "".join(n.text for n in lines)
    found = unless(text == "附件：" + "".join(numbered), f"reads {text}")
    found += off("left", lines[0].x0, INDENT, 0.3)
    found += off("free rows", free_rows(parts.body[-1][1], lines[0]), 1, 0.1)
    item = INDENT + 3 * CELL
    name = item + ((16 * 0.778 + 2 * (15.793 - 16)) * MM if len(titles) > 1 else 0)
    for line in lines[1:]:
        wanted = item if len(titles) > 1 and re.match(r"\d+\.", line.text) else name
        found += off(f"{line.text[:6]} starts at", line.x0, wanted, 0.4)
    return found
