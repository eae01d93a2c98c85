"""Rules 1–7 and 27–30: the sheet, the grid, ink, page numbers, fonts."""

from portal.documents.checking.expected import Expected
from portal.documents.checking.measure import MM, PageFacts, TextLine
from portal.documents.checking.parts import (
    BOTTOM,
    CELL,
    FIRST_BASELINE,
    LEFT,
    PITCH,
    RIGHT,
    TOP,
    Parts,
    pairs,
    row_of,
)
from portal.documents.checking.verdict import Findings, NothingToJudge, off, rule, seen, unless

BLACK, RED = (0.0, 0.0, 0.0, 1.0), (0.0, 0.8, 0.8, 0.0)
NOT_FIRST, NOT_LAST = "，。、；：？！）》”", "（《“"
CELL_4 = 14 * MM  # a cell of 4号


def at(page: PageFacts) -> str:
    return f"第{page.number}页 p.{page.number}"


@rule(1, "幅面 paper size", "A4，210 × 297 mm")
def a4(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    for page in parts.pages:
        found += off("宽 width", page.width, 210, 0.1, at(page))
        found += off("高 height", page.height, 297, 0.1, at(page))
    return found


@rule(2, "页边 margins", "天头 top 37 ± 1 mm，订口 left 28 ± 1 mm")
def margins(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    for page in parts.pages[1:]:
        # a table starts with a rule
        tops = [n.top for n in parts.text_lines(page)] + [b.top for b in page.bars]
        if parts.text_lines(page):
            found += off("天头 top", min(tops), TOP, 1, at(page))
    lefts = [n.x0 for p in parts.pages for n in parts.text_lines(p)]
    if not lefts:
        raise LookupError("没有文字 no text")
    return found + off("订口 left", min(lefts), LEFT, 1)


@rule(3, "版心 type area", "28–184 × 37–262 mm 以外除页码外无墨迹 no ink outside but the page number's")
def inside(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = seen("查过的页 pages looked at", str(len(parts.pages)))
    slack = 0.25  # the last em box and half a pixel
    for page in parts.pages:
        number = parts.page_number(page)
        strips = [
            ("左侧 left", 0.0, 0.0, LEFT - slack, page.height),
            ("右侧 right", RIGHT + slack, 0.0, page.width, page.height),
            ("上方 top", 0.0, 0.0, page.width, TOP - slack),
        ]
        low = BOTTOM + slack
        if number is None:
            strips.append(("下方 bottom", 0.0, low, page.width, page.height))
        else:
            strips.append(("页码左侧 left of the number", 0.0, low, number.x0 - 0.5, page.height))
            strips.append(("页码右侧 right of the number", number.x1 + 0.5, low, page.width, page.height))
            strips.append(("页码下方 below the number", 0.0, number.bottom + 0.5, page.width, page.height))
        for name, x0, y0, x1, y1 in strips:
            found += unless(page.ink(x0, y0, x1, y1) is None, f"{at(page)}：版心外有墨迹 ink, {name}")
    return found


@rule(4, "正文字体 body type", "3号仿宋，16 pt")
def body_type(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    for page, line in parts.body:
        for char in line.chars:
            found += off("字号 size", char.size, 16, 0.05, f"{at(page)}“{char.text}”")
            good = any(char.set_in(face) for face in ("Fang", "Kai", "Hei"))
            found += unless(good, f"{at(page)}：“{char.text}”字体 in {char.font}")
    fang = sum(c.set_in("Fang") for _p, n in parts.body for c in n.chars)
    return (
        found + seen("仿宋字数 characters in 仿宋", str(fang)) + unless(fang > 0, "没有仿宋 no 仿宋 at all")
    )


@rule(5, "行 rows", "每面 22 行，行距 pitch 29.4–29.7 pt，自 37 ± 1 至 260.5–262 mm")
def rows(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    for page in parts.pages:
        lines = [n for n in parts.text_lines(page) if abs(n.size - 16) < 2]
        for before, after in pairs(lines):
            steps = round((after.baseline - before.baseline) / PITCH)
            pitch = (after.baseline - before.baseline) / MM / max(steps, 1)
            found += off("行距 pitch", pitch, 29.55, 0.155, f"{at(page)}“{after.text[:6]}”")
        for line in lines:
            row = row_of(line)
            place = f"{at(page)}“{line.text[:6]}”"
            found += unless(
                abs(row - round(row)) < 0.05, f"{place}不在行上，在第 {row + 1:.2f} 行 off the rows"
            )
            found += unless(round(row) < 22, f"{place}在第 {row + 1:.0f} 行 below row 22")
    last = FIRST_BASELINE + 21 * PITCH + 0.12 * 16 * MM
    full = [parts.text_lines(p)[-1].bottom for p in parts.pages if len(parts.text_lines(p)) == 22]
    for bottom in full:
        found += off("满页末行下缘 last row's end", bottom, 261.25, 0.75)
    return found + unless(260.5 <= last <= 262, f"末行下缘 last row's end {last:.2f}")


@rule(6, "字 cells", "每行 28 字，每格 cell 15.793 pt，满行止于 184 ± 0.3 mm")
def cells(parts: Parts, expected: Expected) -> Findings:
    found: Findings = []
    for (page, line), (_next, after) in zip(parts.body, parts.body[1:], strict=False):
        place = f"{at(page)}“{line.text[:6]}”"
        found += unless(line.x1 <= RIGHT + 0.3, f"{place}止于 ends at {line.x1:.2f}")
        if after.x0 < LEFT + CELL and not _starts_with_name(after, expected):
            found += off("满行止于 full lines end at", line.x1, RIGHT, 0.3, place)
        fits = len(line.chars) <= 28 or _narrow(line)
        found += unless(fits, f"{place}一行 {len(line.chars)} 字 characters in a line")
        if len(line.chars) == 28 and not _narrow(line):
            cell = (line.chars[-1].x0 - line.chars[0].x0) / 27 / MM
            found += off("每格 cell", cell, 15.793, 0.02, place)
    return found


def _narrow(line: TextLine) -> bool:
    return any(c.text.isascii() for c in line.chars)


def _starts_with_name(line: TextLine, expected: Expected) -> bool:
    return any(name and line.text.startswith(name) for name in expected.names)


@rule(7, "印色 inks", "黑 K100；标志和分隔线红 Y80 M80 mark and rule red, all else black")
def inks(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    mark = parts.mark
    for page in parts.pages:
        for line in page.lines:
            wanted = RED if line is mark else BLACK
            bad = [c for c in line.chars if c.colour != wanted or c.space != "DeviceCMYK"]
            for char in bad[:1]:
                found += unless(False, f"{at(page)}：“{char.text}”用色 in {char.space} {char.colour}")
        for bar in page.bars:
            wanted = RED if bar is parts.red_rule else BLACK
            found += unless(bar.colour == wanted, f"{at(page)}：线的颜色 a rule in {bar.colour}")
    return found + seen("标志 mark", f"CMYK {mark.colour}")


@rule(
    27,
    "页码 page numbers",
    "— 1 —，4号宋体，空 1 字，单右双左，一字线中心 269.0 mm；空白页和其后的版记页没有 none with a blank page",
)
def page_numbers(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    blank = [p for p in parts.pages if not p.lines and not p.bars]
    bare = {p.number for p in blank} | (
        {parts.last.number} if parts.pages[-2:-1] and parts.pages[-2] in blank else set()
    )
    for page in parts.pages:
        line = parts.page_number(page)
        if page.number in bare:
            found += unless(line is None, f"{at(page)}：不该有页码 carries a number")
        elif line is None:
            found += unless(False, f"{at(page)}：没有页码 carries no number")
        else:
            found += _one_page_number(page, line)
    return found


def _one_page_number(page: PageFacts, line: TextLine) -> Findings:
    found = unless(line.text == f"—{page.number}—", f"{at(page)}：页码为 reads {line.text}")
    found += off("字号 size", line.size, 14, 0.05, at(page))
    found += unless(line.set_in("Song"), f"{at(page)}：页码字体 in {line.chars[0].font}")
    if page.number % 2:
        found += off("单页右端 odd, right end", line.x1, RIGHT - CELL_4, 0.3, at(page))
    else:
        found += off("双页左端 even, left end", line.x0, LEFT + CELL_4, 0.3, at(page))
    dash = line.chars[0]
    ink = page.ink(dash.x0, BOTTOM + 1, dash.x1, 280)
    if ink is None:
        return found + unless(False, f"{at(page)}：没有一字线 no dash")
    return found + off("一字线 dash", (ink[1] + ink[3]) / 2, 269.0, 0.15, at(page))


@rule(
    28,
    "横排表格 landscape tables",
    "表头在页面左侧，页码位置不变 head at the sheet's left edge, number in its place",
)
def landscape(parts: Parts, expected: Expected) -> Findings:
    """The sheet itself stays upright; a landscape page's lines run up it, from left to right."""
    found: Findings = []
    for page in parts.pages:
        found += unless(page.width <= page.height, f"{at(page)}：页面横放 lies on its side")
    for page, annex in zip(parts.annex_pages, expected.annexes, strict=False):
        found += unless(
            bool(page.turned) == annex.landscape, f"{at(page)}：横竖不对 not turned as it should be"
        )
    turned = [page for page in parts.pages if page.turned]
    for page in turned:
        found += _turned(parts, page)
    if not found and not turned:
        raise NothingToJudge("没有横排表格 no landscape table")
    return found


def _turned(parts: Parts, page: PageFacts) -> Findings:
    head = page.turned[0]
    found = unless(
        not parts.text_lines(page), f"{at(page)}：横排页上有竖放的文字 upright text beside the turned"
    )
    found += unless(parts.page_number(page) is not None, f"{at(page)}：页码不在原处 no number in its place")
    upward = all(n.baseline < page.width for n in page.turned)
    found += unless(upward, f"{at(page)}：转错了方向 turned the wrong way")
    found += off("表头 head", min(n.top for n in page.turned), LEFT, 3, at(page))
    return found + unless(head.set_in("Hei"), f"{at(page)}：“{head.text[:6]}”不是表头 is no head")


@rule(29, "避头尾 line ends", f"行首无 {NOT_FIRST}，行末无 {NOT_LAST} (never at a line's start, end)")
def line_ends(parts: Parts, _expected: Expected) -> Findings:
    found: Findings = []
    for page in parts.pages:
        for line in page.lines:
            first, last = line.text[0], line.text[-1]
            found += unless(first not in NOT_FIRST, f"{at(page)}：行首为 a line starts with {first}")
            found += unless(last not in NOT_LAST, f"{at(page)}：行末为 a line ends with {last}")
    return found + seen("查过的行 lines looked at", str(sum(len(page.lines) for page in parts.pages)))


@rule(
    30,
    "字体和文字 fonts and text",
    "字体嵌入、无 Type 3、无缺字，文字可提取 embedded, no missing glyph, text as written",
)
def fonts_and_text(parts: Parts, expected: Expected) -> Findings:
    fonts = parts.measured.fonts
    found = seen("嵌入的字体 fonts embedded", str(len(fonts)))
    for font in fonts:
        found += unless(font.embedded, f"{font.name} 没有嵌入 is not embedded")
        found += unless(font.kind != "Type3", f"{font.name} 是 is Type 3")
        ours = not expected.known or "Kaoping" in font.name
        found += unless(ours, f"{font.name} 不在字体清单中 is not of the manifest")
    text = parts.measured.text
    found += unless(bool(text), "提取不出文字 no text")
    found += unless("\ufffd" not in text and "(cid:" not in text, "有提取不出的字 characters without text")
    return found + (_as_written(parts, text, expected) if expected.known else [])


def _as_written(parts: Parts, text: str, expected: Expected) -> Findings:
    found: Findings = []
    body = "".join(line.text for _page, line in parts.body)
    for paragraph in expected.paragraphs:
        said = "".join(paragraph.split())
        found += unless(said in body, f"正文里没有 not found: {said[:12]}")
    for name in (*sorted(expected.names), expected.number, expected.signature, expected.title):
        found += unless("".join(name.split()) in text, f"没有 not found: {name}")
    return found
