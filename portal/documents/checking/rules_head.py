"""Rules 8–19: the head of page 1, title, addressees, paragraphs, levels, 附件说明."""

import re
from itertools import pairwise

from portal.documents.checking.expected import Expected
from portal.documents.checking.measure import MM, TextLine
from portal.documents.checking.parts import CELL, CENTRE, LEFT, PITCH, RIGHT, Parts, free_rows
from portal.documents.checking.verdict import Findings, NothingToJudge, off, rule, seen, unless

INDENT = LEFT + 2 * CELL
RED = (0.0, 0.8, 0.8, 0.0)
LEVELS = (
    (r"[一二三四五六七八九十]+、", "Hei"),
    (r"（[一二三四五六七八九十]+）", "Kai"),
    (r"\d+\.|（\d+）", "Fang"),
)
_ENDS = "。：；！？”）…"  # a paragraph may end with them


def centred(what: str, line: TextLine) -> Findings:
    return off(f"{what}中线 centre", (line.x0 + line.x1) / 2, CENTRE, 0.5)


def _above_the_mark(parts: Parts, pattern: str, reason: str) -> Findings:
    above = [n.text for n in parts.first.lines if n.baseline < parts.mark.top]
    found = [
        f for text in above if re.search(pattern, text) for f in unless(False, f"标志上方 above: {text}")
    ]
    if not found:
        raise NothingToJudge(reason)
    return found


@rule(8, "份号 copy number", "不用：系统不处理涉密文件 not used")
def copy_number(parts: Parts, _expected: Expected) -> Findings:
    return _above_the_mark(parts, r"\d{6}", "没有份号 none printed")


@rule(9, "密级、紧急程度 secrecy, urgency", "不用：系统不处理涉密文件 not used")
def secrecy(parts: Parts, _expected: Expected) -> Findings:
    return _above_the_mark(parts, "密|急", "没有密级和紧急程度 none printed")


@rule(10, "发文机关标志 mark", "红色小标宋，居中，上缘距页顶 72.0 mm red, centred, upper edge of its ink")
def mark(parts: Parts, expected: Expected) -> Findings:
    line = parts.mark
    found = unless(line.text == expected.mark, f"标志为 reads {line.text}")
    found += unless(line.set_in("Title"), f"字体 in {line.chars[0].font}")
    found += unless(line.colour == RED, f"颜色 in {line.colour}") + centred("标志", line)
    ink = parts.first.ink(LEFT, 40, RIGHT, line.baseline + 3)
    return found + (off("上缘 upper edge", ink[1], 72.0, 0.2) if ink else unless(False, "没有墨迹 no ink"))


@rule(
    11,
    "发文字号 number",
    "居中，〔年份〕四位，无“第”、无前导 0，以“号”结尾，标志下空 2 行 2 free rows below the mark",
)
def number(parts: Parts, _expected: Expected) -> Findings:
    line = parts.number
    good = re.fullmatch(r"[^第〔〕]+〔(19|20)\d\d〕[1-9]\d*号", line.text)
    found = seen("字号为 reads", line.text)
    found += unless(good is not None, f"字号为 reads {line.text}") + centred("字号", line)
    found += off("字号大小 size", line.size, 16, 0.05)
    found += unless(line.set_in("Fang"), f"字体 in {line.chars[0].font}")
    return found + off("空行 free rows", free_rows(parts.mark, line), 2, 0.1)


@rule(12, "签发人 signatory", "不用：通报是下行文 not used, a 通报 goes down")
def signatory(parts: Parts, _expected: Expected) -> Findings:
    if not any("签发人" in n.text for n in parts.first.lines):
        raise NothingToJudge("没有签发人 none printed")
    return unless(False, "印了签发人 there is one")


@rule(13, "红色分隔线 red rule", "长 156 mm，居中，字号下 4 mm")
def red_rule(parts: Parts, _expected: Expected) -> Findings:
    bar = parts.red_rule
    found = off("长 width", bar.width, 156, 0.3) + off("左端 left", bar.x0, LEFT, 0.2)
    found += unless(bar.colour == RED, f"颜色 in {bar.colour}")
    found += off("粗 thickness", bar.height, 0.85, 0.65)
    return found + off("距字号 below 字号", bar.top - parts.number.bottom, 4, 0.1)


@rule(14, "标题 title", "2号（22 pt）小标宋，居中，梯形或菱形 trapezoid or lozenge，分隔线下空 2 行")
def title(parts: Parts, expected: Expected) -> Findings:
    found: Findings = []
    for line in parts.title:
        found += centred("标题", line) + off("字号 size", line.size, 22, 0.05)
        found += unless(line.set_in("Title"), f"字体 in {line.chars[0].font}")
        found += unless(line.x0 >= LEFT and line.x1 <= RIGHT, "宽过版心 wider than 版心")
    if not expected.title_broken:
        found += _shape([_length(n.text) for n in parts.title])
    for before, after in pairwise(parts.title):
        found += off("行间空行 free rows within", free_rows(before, after), 0, 0.1)
    gap = (parts.title[0].top - parts.red_rule.bottom) / PITCH
    found += off("分隔线下空行 rows free below the rule", gap, 2, 0.3)
    return found + off("字号下空行 free rows below 字号's", free_rows(parts.number, parts.title[0]), 2, 0.1)


def _length(text: str) -> float:
    """In full-width characters, bold Latin letters and digits by about their width."""
    return sum(1.0 if not c.isascii() else 0.8 if c.isupper() else 0.6 for c in text)


def _shape(lengths: list[float]) -> Findings:
    steps = [b - a for a, b in pairwise(lengths)]
    rectangle = any(abs(s) < 0.1 for s in steps)
    hourglass = any(a < 0 < b for a, b in pairwise(steps))
    return unless(not rectangle, "成了长方形 a rectangle") + unless(not hourglass, "成了沙漏形 an hourglass")


@rule(15, "主送机关 addressees", "顶格，以“：”结尾，标题下空 1 行，下一行起正文；或在版记 or in 版记")
def addressees(parts: Parts, expected: Expected) -> Findings:
    lines = parts.addressees
    if not lines:
        moved = any(n.text.startswith("主送：") for n in parts.colophon)
        return unless(moved, "没有主送机关 none") + seen("在 stands in", "版记")
    found = [f for n in lines for f in off("左端 left", n.x0, LEFT, 0.3)]
    text = "".join(n.text for n in lines)
    good = text == expected.addressees and text.endswith("：") and "：" not in text[:-1]
    found += unless(good, f"主送机关为 reads {text}")
    found += off("空行 free rows", free_rows(parts.title[-1], lines[0]), 1, 0.1)
    return found + off("到正文空行 rows to the body", free_rows(lines[-1], parts.body[0][1]), 0, 0.1)


@rule(16, "首页 page 1", "首页有正文 shows body text")
def first_page(parts: Parts, _expected: Expected) -> Findings:
    count = sum(page is parts.first for page, _line in parts.body)
    return seen("首页正文行数 body lines", str(count)) + unless(
        count > 0, "首页没有正文 no body text on page 1"
    )


@rule(17, "段落 paragraphs", "首行空 2 字，回行顶格 first line indented by 2 cells, further lines flush")
def indents(parts: Parts, expected: Expected) -> Findings:
    found: Findings = []
    before: TextLine | None = None
    for _page, line in parts.body:
        wanted = INDENT if _starts_paragraph(line, before, expected) else LEFT
        what = "首行 first lines at" if wanted == INDENT else "回行 further lines at"
        found += off(what, line.x0, wanted, 0.3, f"“{line.text[:6]}”")
        before = line
    return found


def _starts_paragraph(line: TextLine, before: TextLine | None, expected: Expected) -> bool:
    if expected.known:
        return any(line.text.startswith(paragraph[:10]) for paragraph in expected.paragraphs)
    if before is None:
        return True
    # Without its words: after a line that stops short; in doubt, where the line itself stands.
    if before.x1 < RIGHT - 2 * CELL:
        return True
    return before.text[-1] in _ENDS and line.x0 > LEFT + CELL


@rule(18, "层次 levels", "一、黑体，（一）楷体，1. 和（1）仿宋")
def levels(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    pages = [(p, n) for p in parts.pages if p not in parts.main_pages for n in parts.text_lines(p)]
    for page, line in (*parts.body, *pages):
        if abs(line.x0 - INDENT) > 0.3 or abs(line.size - 16) > 0.5:
            continue
        for pattern, face in LEVELS:
            numbering = re.match(pattern, line.text)
            if numbering:
                inside = line.chars[: numbering.end() + 1]
                good = all(c.set_in(face) for c in inside)
                place = f"第{page.number}页 p.{page.number}“{numbering.group()}”"
                found += seen("见到 seen", numbering.group())
                found += unless(good, f"{place}字体 in {inside[0].font}")
                break
    if not found:
        raise NothingToJudge("没有分层次 no numbered level")
    return found


@rule(19, "附件说明 annex notes", "正文下空 1 行，空 2 字，多件编号，无句末标点，回行对齐 wraps aligned")
def annex_notes(parts: Parts, expected: Expected) -> Findings:
    lines, titles = parts.notes, [a.title for a in expected.annexes]
    if not titles:
        if lines or parts.annex_pages:
            return unless(False, "附件说明与附件不一致 附件说明 and annexes do not agree")
        raise NothingToJudge("没有附件 no annex")
    numbered = [f"{i}.{t}" if len(titles) > 1 else t for i, t in enumerate(titles, 1)]
    text = "".join(n.text for n in lines)
    found = unless(text == "附件：" + "".join(numbered), f"附件说明为 reads {text}")
    for name in titles:
        found += unless(name[-1:] not in "。；，、", f"末尾有标点 ends with a mark: {name[-4:]}")
    found += off("左端 left", lines[0].x0, INDENT, 0.3)
    found += off("空行 free rows", free_rows(parts.body[-1][1], lines[0]), 1, 0.1)
    item = INDENT + 3 * CELL
    name_at = item + ((16 * 0.778 + 2 * (15.793 - 16)) * MM if len(titles) > 1 else 0)
    for line in lines[1:]:
        wanted = item if len(titles) > 1 and re.match(r"\d+\.", line.text) else name_at
        found += off("回行 further lines at", line.x0, wanted, 0.4, f"“{line.text[:6]}”")
    return found
