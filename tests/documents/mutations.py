"""Faulty circulars: each changes one thing on the composed sheets, and names the rule that must catch it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from portal.documents.compose import Run
from portal.documents.fonts import Face
from portal.documents.grid import CELL, LEFT, MM, PITCH, baseline
from portal.documents.sheet import Bar, Glyphs, Ink, Mark, Sheet, Turned

Sheets = list[Sheet]
Which = Callable[[Mark], bool]


@dataclass(frozen=True)
class Mutation:
    """`sample` is the circular that it is done to: sealed, unsealed, noted or long."""

    name: str
    rule: int
    change: Callable[[Sheets], Sheets]
    sample: str = "sealed"


def text_of(mark: Mark) -> str:
    return "".join(run.text for run in mark.runs) if isinstance(mark, Glyphs) else ""


def says(part: str) -> Which:
    return lambda mark: part in text_of(mark)


def starts(part: str) -> Which:
    return lambda mark: text_of(mark).startswith(part)


def reads(text: str) -> Which:
    return lambda mark: text_of(mark) == text


def any_mark(_mark: Mark) -> bool:
    return True


def sized(size: float) -> Which:
    return lambda mark: isinstance(mark, Glyphs) and mark.size == size


def is_bar(mark: Mark) -> bool:
    return isinstance(mark, Bar)


def on(page: int, which: Which, change: Callable[[Mark], Iterable[Mark]]) -> Callable[[Sheets], Sheets]:
    """Change the marks of one page (from 1; 0 is every page). It must change something."""

    def changed(sheets: Sheets) -> Sheets:
        result = [
            tuple(
                n
                for m in sheet
                for n in (change(m) if not isinstance(m, Turned) and which(m) and page in (0, i) else (m,))
            )
            for i, sheet in enumerate(sheets, 1)
        ]
        if result == sheets:
            raise AssertionError("this mutation changes nothing")
        return result

    return changed


def move(right: float = 0.0, down: float = 0.0) -> Callable[[Mark], Iterable[Mark]]:
    """By points."""

    def moved(mark: Mark) -> Iterable[Mark]:
        if isinstance(mark, Glyphs):
            yield replace(mark, x=mark.x + right, baseline=mark.baseline + down)
        else:
            yield replace(mark, x=mark.x + right, y=mark.y + down)

    return moved


def other(**fields: object) -> Callable[[Mark], Iterable[Mark]]:
    """With other fields."""
    return lambda mark: (replace(mark, **fields),)  # type: ignore[arg-type]  # the caller knows the mark's kind


def say(old: str, new: str) -> Callable[[Mark], Iterable[Mark]]:
    def said(mark: Mark) -> Iterable[Mark]:
        assert isinstance(mark, Glyphs)
        yield replace(mark, runs=tuple(Run(r.text.replace(old, new), r.face) for r in mark.runs))

    return said


def in_face(face: Face) -> Callable[[Mark], Iterable[Mark]]:
    def faced(mark: Mark) -> Iterable[Mark]:
        assert isinstance(mark, Glyphs)
        yield replace(mark, runs=tuple(Run(r.text, face) for r in mark.runs))

    return faced


def end_with(character: str) -> Callable[[Mark], Iterable[Mark]]:
    def ended(mark: Mark) -> Iterable[Mark]:
        assert isinstance(mark, Glyphs)
        last = mark.runs[-1]
        yield replace(mark, runs=(*mark.runs[:-1], Run(last.text[:-1] + character, last.face)))

    return ended


def gone(_mark: Mark) -> Iterable[Mark]:
    return ()


def also(page: int, text: str, row: float, x: float = LEFT) -> Callable[[Sheets], Sheets]:
    """One more line of 3号仿宋."""

    def added(sheets: Sheets) -> Sheets:
        line = Glyphs(x, baseline(row), 16.0, (Run(text, Face.FANG),))
        return [(*sheet, line) if i == page else sheet for i, sheet in enumerate(sheets, 1)]

    return added


def only_on(page: int, *keep: Which) -> Callable[[Sheets], Sheets]:
    return on(page, lambda mark: not any(which(mark) for which in keep), gone)


def spread(page: int, which: Which, by: float) -> Callable[[Sheets], Sheets]:
    def change(mark: Mark) -> Iterable[Mark]:
        assert isinstance(mark, Glyphs)
        yield replace(mark, spacing=mark.spacing + by)

    return on(page, which, change)


def squeeze_rows(sheets: Sheets) -> Sheets:
    """Page 2 with a pitch of 28 pt."""

    def change(mark: Mark) -> Iterable[Mark]:
        row = (mark.baseline - baseline(0)) / PITCH if isinstance(mark, Glyphs) else 0
        return move(down=row * (28 - PITCH))(mark)

    return on(2, sized(16.0), change)(sheets)


def number_is(text: str) -> Callable[[Sheets], Sheets]:
    return on(1, reads("达市府办发〔2013〕8号"), say("达市府办发〔2013〕8号", text))


PAGE_NUMBER = starts("— ")
ADDRESSEES = starts("各县、市、区")
DAY, SIGNATURE = reads("2013年3月8日"), reads("达州市人民政府办公室")
FIRST = starts("根据《")  # the first paragraph's first line
SECOND = starts("照客观公正")  # its second line


def annex_note(mark: Mark) -> bool:
    return text_of(mark).startswith("附件：") or text_of(mark) == "2012年度政府系统办公室绩效工作先进单位名单"


def sealing(mark: Mark) -> bool:
    return DAY(mark) or SIGNATURE(mark)


def head_only(mark: Mark) -> bool:
    return is_bar(mark) or any(
        w(mark) for w in (says("办公室文件"), says("〔2013〕"), sized(22.0), ADDRESSEES)
    )


def without_first_bar(sheets: Sheets) -> Sheets:
    bars = sorted((m for m in sheets[-1] if isinstance(m, Bar)), key=lambda b: b.y)
    return [*sheets[:-1], tuple(m for m in sheets[-1] if m is not bars[0])]


def turned_marks(change: Callable[[Mark], Iterable[Mark]]) -> Callable[[Sheets], Sheets]:
    def changed(sheets: Sheets) -> Sheets:
        return [
            tuple(
                Turned(tuple(n for m in mark.marks for n in change(m))) if isinstance(mark, Turned) else mark
                for mark in sheet
            )
            for sheet in sheets
        ]

    return changed


lower_turned = turned_marks(move(down=20 * MM))


def upright(sheets: Sheets) -> Sheets:
    """What lay on its side stands upright on its sheet."""
    return [
        tuple(m for mark in sheet for m in (mark.marks if isinstance(mark, Turned) else (mark,)))
        for sheet in sheets
    ]


MUTATIONS = (
    Mutation("page 2 two millimetres lower", 2, on(2, any_mark, move(down=2 * MM))),
    Mutation("all pages two millimetres to the left", 2, on(0, any_mark, move(right=-2 * MM))),
    Mutation("a line into the right margin", 3, on(1, SECOND, move(right=2 * MM))),
    Mutation("a line below the last row", 3, also(2, "多出的一行", 22.2)),
    Mutation("a remark in the upper margin", 3, also(2, "多出的一行", -2)),
    Mutation("body in 小四", 4, on(1, FIRST, other(size=15.0))),
    Mutation("body in 宋体", 4, on(1, FIRST, in_face(Face.SONG))),
    Mutation("a line one point too low", 5, on(1, SECOND, move(down=2.5))),
    Mutation("28 pt from row to row", 5, squeeze_rows),
    Mutation("a ragged line", 6, spread(1, SECOND, -0.1)),
    Mutation("29 characters in a line", 6, on(1, starts("动作用。"), say("。", "。又"))),
    Mutation("a black mark", 7, on(1, says("办公室文件"), other(ink=Ink.BLACK))),
    Mutation("a red line of text", 7, on(1, SECOND, other(ink=Ink.RED))),
    Mutation("a black rule in the head", 7, on(1, is_bar, other(ink=Ink.BLACK))),
    Mutation("份号 on a paper without secrecy", 8, also(1, "000001", 0)),
    Mutation("密级 on a paper without secrecy", 9, also(1, "机密★1年", 1)),
    Mutation("the mark one millimetre lower", 10, on(1, says("办公室文件"), move(down=1 * MM))),
    Mutation("the mark off the middle", 10, on(1, says("办公室文件"), move(right=2 * MM))),
    Mutation("the mark in 黑体", 10, on(1, says("办公室文件"), in_face(Face.HEI))),
    Mutation("字号 one row too high", 11, on(1, says("〔2013〕"), move(down=-PITCH))),
    Mutation("字号 flush left", 11, on(1, says("〔2013〕"), move(right=-40 * MM))),
    Mutation("字号 with 第", 11, number_is("达市府办发〔2013〕第8号")),
    Mutation("字号 with a short year", 11, number_is("达市府办发〔13〕8号")),
    Mutation("字号 with a leading zero", 11, number_is("达市府办发〔2013〕08号")),
    Mutation("字号 with square brackets", 11, number_is("达市府办发[2013]8号")),
    Mutation("签发人 on a paper that goes down", 12, also(1, "签发人：某某", 6, LEFT + 20 * CELL)),
    Mutation("the red rule five millimetres below", 13, on(1, is_bar, move(down=1 * MM))),
    Mutation("a short red rule", 13, on(1, is_bar, other(width=150 * MM))),
    Mutation("no red rule", 13, on(1, is_bar, gone)),
    Mutation("a smaller title", 14, on(1, sized(22.0), other(size=21.0))),
    Mutation("a title off the middle", 14, on(1, says("关于表扬"), move(right=3 * MM))),
    Mutation("a title one row lower", 14, on(1, sized(22.0), move(down=PITCH))),
    Mutation("a title in 黑体", 14, on(1, says("关于表扬"), in_face(Face.HEI))),
    Mutation("addressees indented", 15, on(1, ADDRESSEES, move(right=0.8 * CELL))),
    Mutation("addressees that end in 。", 15, on(1, ADDRESSEES, say("：", "。"))),
    Mutation("addressees right below the title", 15, on(1, ADDRESSEES, move(down=-PITCH))),
    Mutation("page 1 without body text", 16, only_on(1, head_only, PAGE_NUMBER)),
    Mutation("a paragraph without its indent", 17, on(1, FIRST, move(right=-2 * CELL))),
    Mutation("a second line indented", 17, on(1, SECOND, move(right=CELL))),
    Mutation("一、 in 仿宋", 18, on(3, starts("一、"), in_face(Face.FANG))),
    Mutation("（一） in 黑体", 18, on(3, starts("（一）"), in_face(Face.HEI))),
    Mutation("附件说明 with an end mark", 19, on(2, says("先进单位名单"), say("名单", "名单。"))),
    Mutation("附件说明 flush left", 19, on(2, annex_note, move(right=-2 * CELL))),
    Mutation("附件说明 without its free row", 19, on(2, annex_note, move(down=-PITCH))),
    Mutation("a date with 0", 20, on(2, DAY, say("3月8日", "03月08日"))),
    Mutation("a date in Chinese numerals", 20, on(2, DAY, say("2013年3月8日", "二〇一三年三月八日"))),
    Mutation("a date two cells from the right", 20, on(2, DAY, move(right=2 * CELL))),
    Mutation("署名 beside the date's middle", 21, on(2, SIGNATURE, move(right=CELL))),
    Mutation("unsealed: a shift of one cell", 21, on(2, DAY, move(right=-CELL)), "unsealed"),
    Mutation("unsealed: no free row", 21, on(2, sealing, move(down=-PITCH)), "unsealed"),
    Mutation("too little room for the seal", 22, on(2, sealing, move(down=-PITCH))),
    Mutation("the seal's page without text", 22, only_on(2, SIGNATURE, DAY, PAGE_NUMBER)),
    Mutation("text below the seal", 22, also(2, "（此页有误）", 9)),
    Mutation("附注 without brackets", 23, on(2, says("联系人"), say("（", "")), "noted"),
    Mutation("附注 one row lower", 23, on(2, says("联系人"), move(down=PITCH)), "noted"),
    Mutation("附注 flush left", 23, on(2, says("联系人"), move(right=-2 * CELL)), "noted"),
    Mutation("附件 in 仿宋", 24, on(3, reads("附件"), in_face(Face.FANG))),
    Mutation("附件 on the second row", 24, on(3, reads("附件"), move(down=PITCH))),
    Mutation("an annex's title on the fourth row", 24, on(3, sized(22.0), move(down=PITCH))),
    Mutation("an annex with another title", 24, on(3, sized(22.0), say("名单", "情况"))),
    Mutation("版记 without its first rule", 25, without_first_bar),
    Mutation("版记 one millimetre higher", 25, on(4, is_bar, move(down=-1 * MM))),
    Mutation("版记 with thick rules", 25, on(4, is_bar, other(height=0.5 * MM))),
    Mutation("版记 on an odd page", 25, lambda sheets: [*sheets[:-1], (), sheets[-1]]),
    Mutation("抄送 without its 。", 26, on(4, says("抄送："), say("。", ""))),
    Mutation("抄送 in 三号", 26, on(4, says("抄送："), other(size=16.0))),
    Mutation("抄送 flush left", 26, on(4, says("抄送："), move(right=-14))),
    Mutation("no 印发", 26, on(4, says("印发"), say("印发", "印"))),
    Mutation("page number in 12 pt", 27, on(2, PAGE_NUMBER, other(size=12.0))),
    Mutation("page number in 仿宋", 27, on(2, PAGE_NUMBER, in_face(Face.FANG))),
    Mutation("an even page's number on the right", 27, on(2, PAGE_NUMBER, move(right=130 * MM))),
    Mutation("page number one millimetre lower", 27, on(1, PAGE_NUMBER, move(down=1 * MM))),
    Mutation("a page without its number", 27, on(3, PAGE_NUMBER, gone)),
    Mutation("a wrong page number", 27, on(3, PAGE_NUMBER, say("3", "4"))),
    Mutation("a landscape annex set upright", 28, upright, "landscape"),
    Mutation("a landscape annex that starts in the middle", 28, lower_turned, "landscape"),
    Mutation("a comma at a line's start", 29, on(1, SECOND, say("照客观公正", "，照客观公"))),
    Mutation("a bracket at a line's end", 29, on(1, SECOND, end_with("（"))),
    Mutation("a unit left out", 30, on(3, reads("市第2局办公室"), gone)),
    Mutation("a word changed", 30, on(1, FIRST, say("根据", "按照"))),
)  # fmt: skip
