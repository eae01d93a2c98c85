"""A unit's self-assessment on paper, for signature and seal: its claims in an area, its 自评报告 (三)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.documents.blocks import Setting, row_of, slabs_of
from portal.documents.colophon import page_number
from portal.documents.compose import Line, Style
from portal.documents.content import Level, Paragraph, chinese_date
from portal.documents.flow import Slab, kept, pour
from portal.documents.fonts import Face, Fonts
from portal.documents.grid import CELL, LEFT, MEASURE, MM, SIZE_4, TOP
from portal.documents.head import title
from portal.documents.metrics import MISSING, Metrics, metrics_of
from portal.documents.schemebook import in_full
from portal.documents.sheet import Bar, Glyphs, Imprint, Mark, Sheet, placed, print_sheets
from portal.documents.wording import chinese_number

TITLE_ROW = 1
DRAFT = "草稿：未经单位负责人审签"
_SIGNATURE_AT = 13 * CELL
_LINE_TO = 25 * CELL
_FINE = 0.35 * MM
_SMALL = Style(size=SIZE_4, cell=SIZE_4)


@dataclass(frozen=True)
class Claimed:
    """One fact that the unit claims: its name, what is said of it, its evidence by name."""

    title: str
    said: tuple[str, ...] = ()
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One indicator, or the honours: its heading, clause and rule in words, and what is claimed in it."""

    title: str
    clause: str
    rule: str
    claims: tuple[Claimed, ...] = ()


@dataclass(frozen=True)
class SelfReport:
    """The whole self-assessment. `signed_by` "" is a draft; `in_stead_of`: the head who let somebody sign."""

    year: int
    unit: str
    area: str
    clause: str
    panel: str
    parts: tuple[Part, ...]
    honours: Part | None
    narrative: str
    signed_by: str = ""
    signed_on: date | None = None
    in_stead_of: str = ""

    @property
    def draft(self) -> bool:
        """Whether nobody has signed it."""
        return not self.signed_by


def render(report: SelfReport, fonts: Fonts) -> bytes:
    """The self-assessment as PDF, A4 upright. The same content gives the same bytes.

    A character that no face has is set as 〓, and the paper says so: one of them in the words of somebody
    who copied them from elsewhere must not keep the whole from being signed.
    """
    metrics = metrics_of(fonts)
    setting = Setting(metrics, frozenset({report.unit}))
    titles = title(heading(report), TITLE_ROW, setting)
    found = _legible(blocks(report), metrics)
    slabs = [*slabs_of(found, setting), *_closing(report, setting)]
    sheets: list[Sheet] = []
    for number, page in enumerate(pour(slabs, TITLE_ROW + len(titles) + 1), 1):
        marks = tuple(mark for one in page for mark in one.marks())
        upper: tuple[Mark, ...] = titles if number == 1 else ()
        mark = (_draft_mark(setting),) if report.draft else ()
        sheets.append((*mark, *upper, *marks, page_number(number, setting)))
    return print_sheets(sheets, Imprint(heading(report), report.unit, f"sha256:{digest_of(report)}"), fonts)


def heading(report: SelfReport) -> str:
    """The document's title."""
    return f"{report.unit}{report.year}年度{report.area}自评"


def digest_of(report: SelfReport) -> str:
    """SHA-256 of all that is claimed: the paper that was signed is known by it."""
    return hashlib.sha256(repr(replace(report, signed_by="", signed_on=None)).encode()).hexdigest()


def blocks(report: SelfReport) -> tuple[Paragraph, ...]:
    """The text in order; its levels are numbered 一、（一）1."""
    return tuple(_blocks(report))


def _legible(found: tuple[Paragraph, ...], metrics: Metrics) -> tuple[Paragraph, ...]:
    made = tuple(replace(one, text=metrics.legible(one.text)) for one in found)
    if any(one.text.count(MISSING) > was.text.count(MISSING) for one, was in zip(made, found, strict=True)):
        return (*made, Paragraph(f"注：“{MISSING}”处的字符字库未收，以系统中的原文为准。", Level.NOTE))
    return made


def _blocks(report: SelfReport) -> Iterator[Paragraph]:
    yield Paragraph(f"参评单位：{report.unit}")
    yield Paragraph(f"评价领域：{report.area}（依据{in_full(report.clause)}）")
    yield Paragraph(f"评价小组：{report.panel}")
    yield Paragraph("一、填报事项", Level.ONE)
    if not report.parts:
        yield Paragraph("本领域没有由单位填报的指标。")
    for number, part in enumerate(report.parts, 1):
        yield from _part(part, f"（{chinese_number(number)}）")
    sections = ["二、", "三、"]
    if report.honours is not None:
        yield Paragraph(f"{sections.pop(0)}{report.honours.title}", Level.ONE)
        yield from _claims(report.honours)
    yield Paragraph(f"{sections.pop(0)}自评报告", Level.ONE)
    written = [line.strip() for line in report.narrative.splitlines() if line.strip()]
    for line in written or ["（没有写）"]:
        yield Paragraph(line)


def _part(part: Part, number: str) -> Iterator[Paragraph]:
    yield Paragraph(f"{number}{part.title}", Level.TWO)
    rule = in_full(part.rule).rstrip("。")
    yield Paragraph(f"{in_full(part.clause)}：{rule}。")
    yield from _claims(part)


def _claims(part: Part) -> Iterator[Paragraph]:
    if not part.claims:
        yield Paragraph("没有填报。")
    for number, claim in enumerate(part.claims, 1):
        said = "；".join([*claim.said, *([claim.note.replace("\n", " ")] if claim.note else [])])
        files = f"佐证材料：{'、'.join(claim.evidence)}。" if claim.evidence else "没有附佐证材料。"
        about = f"{said.rstrip('。')}。" if said else ""
        yield Paragraph(f"{number}．{claim.title}。{about}{files}", Level.THREE)


def _draft_mark(setting: Setting) -> Glyphs:
    line = setting.lines(DRAFT, _SMALL, Face.HEI)[0]
    return placed(replace(line, start=MEASURE - line.width), TOP - 6 * MM)


def _closing(report: SelfReport, setting: Setting) -> tuple[Slab, ...]:
    """Who signed in the portal; room for signature, seal and date, kept on one page; the check digits."""
    rows = [Slab(1, keep=True)]
    for text in _signed(report):
        rows.extend(replace(slab, keep=True) for slab in slabs_of([Paragraph(text)], setting))
    rows.append(Slab(1, keep=True))
    rows.append(_to_fill("负责人签字：", setting))
    rows.append(Slab(1, keep=True))
    rows.append(_to_fill("单位（盖章）：", setting, line=False))
    rows.append(Slab(2, keep=True))
    rows.append(_spaced_date(setting))
    digits = " ".join(digest_of(report)[at : at + 8] for at in range(0, 64, 8))
    check = slabs_of([Paragraph(f"内容校验码（SHA-256）：{digits}", Level.NOTE)], setting)
    return (*rows, *kept(check[:-1], len(check)), *check[-1:])


def _signed(report: SelfReport) -> Sequence[str]:
    if report.draft or report.signed_on is None:
        return ["本稿未经审签，不作为报送依据。"]
    stead = f"（受{report.in_stead_of}授权代签）" if report.in_stead_of else ""
    return [f"本自评已由{report.signed_by}{stead}于{chinese_date(report.signed_on)}在考评系统中审签报送。"]


def _to_fill(label: str, setting: Setting, *, line: bool = True) -> Slab:
    """A label with a line to write on."""
    words = _at(setting.lines(label, Style())[0], _SIGNATURE_AT)
    made = row_of(words, keep=True)
    if not line:
        return made
    start = LEFT + _SIGNATURE_AT + words.width + 4
    return replace(made, marks=(*made.marks, Bar(start, 4.0, LEFT + _LINE_TO - start, _FINE)))


def _spaced_date(setting: Setting) -> Slab:
    """年　月　日 with room for the figures."""
    places = ((15, "年"), (18, "月"), (21, "日"))
    return row_of(*(_at(setting.lines(word, Style())[0], cell * CELL) for cell, word in places), keep=True)


def _at(line: Line, start: float) -> Line:
    return replace(line, start=start)
