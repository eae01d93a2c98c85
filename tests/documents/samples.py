"""Circulars for the tests: the shape of a snapshot, and circulars of any length made from it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.documents.checking import AnAnnex, Expected
from portal.documents.circular import Annex, Circular, Level, Names, Paragraph, Table, from_snapshot

ISSUER = "达州市人民政府办公室"
RARE = "镕堃喆赟旸垚盩厔龑"
TITLES = ("文电办理", "会务办理", "督查督办", "政务调研", "信息服务", "政府网站建设", "应急管理")
SENTENCE = (
    "希望受到表扬的单位珍惜荣誉、再接再厉，继续发挥示范带动作用；各级各部门要对照《办法》（试行）查找不足，"
    "做到“件件有回音，事事有落实”，一次性办结率达到98.5%以上。"
)


def unit(number: int, suffix: str = "办公室") -> dict[str, object]:
    return {"code": f"u{number}", "name": f"市第{number}局{suffix}", "place": number}


def snapshot(areas: int = 3, counties: int = 2, departments: int = 3, **more: object) -> Mapping[str, object]:
    def group(code: str, title: str, count: int) -> dict[str, object]:
        return {"code": code, "title": title, "selected": [unit(n) for n in range(1, count + 1)]}

    return {
        "year": 2012, "city": "达州市", "issuer": ISSUER, "number": "达市府办发〔2013〕8号", "title": None,
        "issued_on": "2013-03-08", "addressees": "各县、市、区人民政府，市政府各部门：",
        "copies": "市委办公室，市人大常委会办公室，市政协办公室。", "opening": None, "closing": None,
        "areas": [
            {
                "code": f"a{n}", "title": TITLES[n % len(TITLES)],
                "groups": [
                    group("county", "县（市、区）", counties), group("department", "市级部门", departments)
                ],
            }
            for n in range(areas)
        ],
        "digest": "0123456789abcdef" * 4,
    } | more  # fmt: skip


def circular(**more: object) -> Circular:
    """The circular of three areas, with whatever is to be different."""
    return replace(from_snapshot(snapshot()), **more)  # type: ignore[arg-type]  # fields given by the tests


def long_circular(paragraphs: int, annexes: int = 0, sealed: bool = True) -> Circular:
    """A circular with `paragraphs` of body text, every level in it, and annexes of each kind."""
    body = [Paragraph("一、总体情况", Level.ONE)]
    for n in range(paragraphs):
        body.append(Paragraph(f"（{n + 1}）" + SENTENCE * (1 + n % 2), Level.FOUR))
        if n % 4 == 1:
            body.append(Paragraph("第二层的叙述。", Level.TWO, "（一）工作成效。"))
    return Circular(
        mark=f"{ISSUER}文件",
        number="达市府办发〔2013〕18号",
        title=f"{ISSUER}关于2012年度政府系统办公室绩效工作评价结果的通报",
        addressees="各县、市、区人民政府，市政府各部门：",
        body=tuple(body),
        signature=ISSUER,
        issued_on=date(2013, 12, 31),
        annexes=tuple(_annex(n) for n in range(annexes)),
        copies="市委办公室，市人大常委会办公室，市政协办公室，市纪委办公室，达州军分区，" * 3,
        printed_by=ISSUER,
        printed_on=date(2013, 12, 31),
        sealed=sealed,
    )


def landscape_annex() -> Annex:
    """A table on its side over several pages."""
    return replace(_annex(0), landscape=True)


def _annex(number: int) -> Annex:
    table = Table(
        ("序号", "单位", "得分", "说明"),
        tuple((str(n), f"市第{n}局办公室", f"{100 - n / 4:.2f}", SENTENCE[: n % 60]) for n in range(1, 31)),
        (1, 4, 1.5, 5),
    )
    names = Names(tuple(f"市第{n}局办公室" for n in range(1, 24)))
    kinds = ((table,), (Paragraph("一、名单", Level.ONE), names))
    return Annex(f"2012年度第{number + 1}类先进单位名单", kinds[number % 2], landscape=number % 3 == 2)


def expected(circular: Circular) -> Expected:
    """What the checker is told of a circular, so that it compares its words too."""
    paragraphs = tuple(b.heading + b.text for b in circular.body if isinstance(b, Paragraph))
    return Expected(
        mark=circular.mark,
        number=circular.number,
        title=circular.title,
        addressees=circular.addressees,
        signature=circular.signature,
        copies=circular.copies,
        printed_by=circular.printed_by,
        note=circular.note,
        paragraphs=paragraphs,
        annexes=tuple(AnAnnex(a.title, a.landscape) for a in circular.annexes),
        names=circular.whole,
        sealed=circular.sealed,
        title_broken="\n" in circular.title,
    )
