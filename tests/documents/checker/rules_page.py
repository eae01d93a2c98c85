"""Rules 1–7 and 27–30: the sheet, the grid, ink, page numbers, fonts."""

import re

from portal.documents.content import Circular, Paragraph
from tests.documents.checker.measure import MM, PageFacts, TextLine
from tests.documents.checker.parts import (
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
from tests.documents.checker.verdict import Findings, off, rule, unless

BLACK, RED = (0.0, 0.0, 0.0, 1.0), (0.0, 0.8, 0.8, 0.0)
NOT_FIRST, NOT_LAST = "，。、；：？！）》”", "（《“"
CELL_4 = 14 * MM  # a cell of 4号


@rule(1, "A4, 210 × 297 mm")
def a4(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    for page in parts.pages:
        found += off(f"page {page.number} width", page.width, 210, 0.1)
        found += off(f"page {page.number} height", page.height, 297, 0.1)
    return found


@rule(2, "天头 37 ± 1 mm, 订口 28 ± 1 mm")
def margins(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    for page in parts.pages[1:]:
        tops = [n.top for n in parts.text_lines(page)] + [
            b.top for b in page.bars
        ]  # a table starts with a rule
        if parts.text_lines(page):
            found += off(f"page {page.number} top", min(tops), TOP, 1)
    left = min(n.x0 for p in parts.pages for n in parts.text_lines(p))
    return found + off("left", left, LEFT, 1)


@rule(3, "no ink outside 28–184 × 37–262 mm but the page number's")
def inside(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    slack = 0.25  # the last em box and half a pixel
    for page in parts.pages:
        number = parts.page_number(page)
        strips = [
            ("left", 0.0, 0.0, LEFT - slack, 297.0),
            ("right", RIGHT + slack, 0.0, 210.0, 297.0),
            ("top", 0.0, 0.0, 210.0, TOP - slack),
        ]
        low = BOTTOM + slack
        if number is None:
            strips.append(("bottom", 0.0, low, 210.0, 297.0))
        else:
            strips.append(("below left", 0.0, low, number.x0 - 0.5, 297.0))
            strips.append(("below right", number.x1 + 0.5, low, 210.0, 297.0))
            strips.append(("below", 0.0, number.bottom + 0.5, 210.0, 297.0))
        for name, x0, y0, x1, y1 in strips:
            found += unless(page.ink(x0, y0, x1, y1) is None, f"page {page.number}: ink at the {name}")
    return found


@rule(4, "body 3号仿宋, 16 pt")
def body_type(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    for page, line in parts.body:
        for char in line.chars:
            if abs(char.size - 16) > 0.05:
                found.append(f"page {page.number}: {char.text} in {char.size:.2f} pt")
            elif not re.search("Fang|Kai|Hei|Fallback", char.font):
                found.append(f"page {page.number}: {char.text} in {char.font}")
    fang = sum("Fang" in c.font for _p, n in parts.body for c in n.chars)
    return found + unless(fang > 0, "no 仿宋 at all")


@rule(5, "22 rows, pitch 29.4–29.7 pt, from 37 ± 1 to 260.5–262 mm")
def rows(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    for page in parts.pages:
        lines = [n for n in parts.text_lines(page) if abs(n.size - 16) < 2]
        for before, after in pairs(lines):
            steps = round((after.baseline - before.baseline) / PITCH)
            pitch = (after.baseline - before.baseline) / MM / max(steps, 1)
            found += unless(
                29.4 <= pitch <= 29.7, f"page {page.number}: pitch {pitch:.2f} pt at {after.text[:6]}"
            )
        for line in lines:
            found += unless(
                abs(row_of(line) - round(row_of(line))) < 0.05, f"{line.text[:6]} on row {row_of(line):.2f}"
            )
            found += unless(round(row_of(line)) < 22, f"page {page.number}: row {row_of(line) + 1:.0f}")
    last = FIRST_BASELINE + 21 * PITCH + 0.12 * 16 * MM
    full = [parts.text_lines(p)[-1].bottom for p in parts.pages if len(parts.text_lines(p)) == 22]
    return found + unless(all(260.5 <= b <= 262 for b in (*full, last)), f"last rows end at {full}")


@rule(6, "28 cells of 15.793 pt, full lines end at 184 ± 0.3 mm")
def cells(parts: Parts, circular: Circular) -> Findings:
    found: Findings = []
    for (page, line), (_next, after) in zip(parts.body, parts.body[1:], strict=False):
        found += unless(line.x1 <= RIGHT + 0.3, f"page {page.number}: {line.text[:6]} ends at {line.x1:.2f}")
        continues = after.x0 < LEFT + CELL and not _starts_with_name(after, circular)
        if continues:
            found += off(f"{line.text[:6]} ends at", line.x1, RIGHT, 0.3)
        found += unless(len(line.chars) <= 28 or _narrow(line), f"{len(line.chars)} characters in a line")
        if len(line.chars) == 28 and not _narrow(line):
            cell = (line.chars[-1].x0 - line.chars[0].x0) / 27 / MM
            found += off("cell", cell, 15.793, 0.02)
    return found


def _narrow(line: TextLine) -> bool:
    return any(c.text.isascii() for c in line.chars)


def _starts_with_name(line: TextLine, circular: Circular) -> bool:
    return any(line.text.startswith(name) for name in circular.whole)


@rule(7, "black K100, red Y80 M80 for mark and rule only")
def inks(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    mark = parts.mark
    for page in parts.pages:
        for line in page.lines:
            wanted = RED if line is mark else BLACK
            bad = [c for c in line.chars if c.colour != wanted or c.space != "DeviceCMYK"]
            found += [f"page {page.number}: {c.text} in {c.space} {c.colour}" for c in bad[:1]]
        for bar in page.bars:
            wanted = RED if bar is parts.red_rule else BLACK
            found += unless(bar.colour == wanted, f"page {page.number}: a rule in {bar.colour}")
    return found


@rule(
    27, "— 1 — 4号宋体, 1 cell in, odd right, even left, dash 269.0 mm from the top; none with a blank page"
)
def page_numbers(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    blank = [p for p in parts.pages if not p.lines and not p.bars]
    bare = {p.number for p in blank} | (
        {parts.last.number} if parts.pages[-2:-1] and parts.pages[-2] in blank else set()
    )
    for page in parts.pages:
        line = parts.page_number(page)
        if page.number in bare:
            found += unless(line is None, f"page {page.number} carries a number")
        elif line is None:
            found.append(f"page {page.number} carries no number")
        else:
            found += _one_page_number(page, line)
    return found


def _one_page_number(page: PageFacts, line: TextLine) -> Findings:
    name = f"page {page.number}: number"
    found = unless(line.text == f"—{page.number}—", f"{name} reads {line.text}")
    found += off(f"{name} size", line.size, 14, 0.05)
    found += unless(all("Song" in c.font for c in line.chars), f"{name} in {line.chars[0].font}")
    if page.number % 2:
        found += off(f"{name} right", line.x1, RIGHT - CELL_4, 0.3)
    else:
        found += off(f"{name} left", line.x0, LEFT + CELL_4, 0.3)
    dash = line.chars[0]
    ink = page.ink(dash.x0, BOTTOM + 1, dash.x1, 280)
    if ink is None:
        return [*found, f"{name}: no dash"]
    return found + off(f"{name} dash", (ink[1] + ink[3]) / 2, 269.0, 0.15)


@rule(28, "landscape tables: head at the sheet's left edge, number in its place")
def landscape(parts: Parts, circular: Circular) -> Findings:
    """The sheet itself stays upright; a landscape page's lines run up it, from left to right."""
    found = [f"page {p.number} lies on its side" for p in parts.pages if p.width > p.height]
    for page, annex in zip(parts.annex_pages, circular.annexes, strict=True):
        found += unless(
            bool(page.turned) == annex.landscape, f"page {page.number}: not turned as it should be"
        )
    for page in parts.pages:
        if not page.turned:
            continue
        found += unless(not parts.text_lines(page), f"page {page.number}: upright text beside the turned")
        found += unless(parts.page_number(page) is not None, f"page {page.number}: no number in its place")
        found += unless(
            all(n.baseline < 210 for n in page.turned), f"page {page.number}: turned the wrong way"
        )
        found += off(f"page {page.number}: head", min(n.top for n in page.turned), LEFT, 3)
        head = page.turned[0]
        found += unless(head.set_in("Hei"), f"page {page.number}: {head.text[:6]} is no head")
    return found


@rule(29, f"none of {NOT_FIRST} at a line's start, none of {NOT_LAST} at its end")
def line_ends(parts: Parts, _circular: Circular) -> Findings:
    found: Findings = []
    for page in parts.pages:
        for line in page.lines:
            found += unless(
                line.text[0] not in NOT_FIRST, f"page {page.number}: a line starts with {line.text[0]}"
            )
            found += unless(
                line.text[-1] not in NOT_LAST, f"page {page.number}: a line ends with {line.text[-1]}"
            )
    return found


@rule(30, "fonts embedded, no Type 3, no missing glyph, text extracts as written")
def fonts_and_text(parts: Parts, circular: Circular) -> Findings:
    found: Findings = []
    for font in parts.measured.fonts:
        found += unless(font.embedded, f"{font.name} is not embedded")
        found += unless(font.kind != "Type3", f"{font.name} is Type 3")
        found += unless("Kaoping" in font.name, f"{font.name} is not of the manifest")
    text = parts.measured.text
    found += unless("\ufffd" not in text and "(cid:" not in text, "characters without text")
    body = "".join(line.text for _page, line in parts.body)
    for block in circular.body:
        if isinstance(block, Paragraph):
            said = "".join((block.heading + block.text).split())
            found += unless(said in body, f"not found: {said[:12]}")
    listed = [*circular.whole, circular.number, circular.signature, "".join(circular.title.split())]
    joined = text.replace("\n", "")
    return found + [f"not found: {name}" for name in listed if "".join(name.split()) not in joined]
