"""The words of a 通报表扬 made from a year's snapshot.

Only what the snapshot says is said: who was selected, in its order. The frame around it is the genre's.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from portal.documents.content import Annex, Block, Circular, Level, Names, Paragraph

_DIGITS = "零一二三四五六七八九十"
_NONE = "本年度无通报表扬单位。"


def from_snapshot(snapshot: Mapping[str, object]) -> Circular:
    """The circular for a frozen snapshot. Its `title`, `opening`, `closing` go before own wording.

    Raises KeyError for a snapshot without one of its fields, ValueError for a date that is none.
    """
    year, city, issuer = int(str(snapshot["year"])), str(snapshot["city"]), str(snapshot["issuer"])
    areas = cast(Sequence[Mapping[str, object]], snapshot["areas"])
    issued_on = date.fromisoformat(str(snapshot["issued_on"]))
    digest = str(snapshot.get("digest") or "")
    subject = f"关于表扬{year}年度政府系统办公室绩效工作先进单位的通报"
    annex = Annex(f"{year}年度政府系统办公室绩效工作先进单位名单", (*_lists(areas), *_check_digits(digest)))
    return Circular(
        mark=str(snapshot.get("mark") or f"{issuer}文件"),
        number=str(snapshot["number"]),
        title=str(snapshot.get("title") or f"{issuer}{subject}"),
        addressees=str(snapshot["addressees"]),
        body=(
            *_paragraphs(snapshot.get("opening"), _opening(year, city, areas)),
            *_paragraphs(snapshot.get("closing"), _closing()),
        ),
        signature=issuer,
        issued_on=issued_on,
        annexes=(annex,),
        copies=str(snapshot.get("copies") or ""),
        printed_by=issuer,
        printed_on=issued_on,
        digest=digest,
        note=_edition(snapshot),
        sealed=bool(snapshot.get("sealed", True)),
    )


def _edition(snapshot: Mapping[str, object]) -> str:
    """What a corrected circular says below its signature; nothing on a first one."""
    edition = int(str(snapshot.get("edition") or 1))
    return f"本通报为第{edition}版。更正说明：{snapshot['correction']}" if edition > 1 else ""


def _opening(year: int, city: str, areas: Sequence[Mapping[str, object]]) -> str:
    titles = [str(a["title"]) for a in areas]
    listed = "、".join(titles[:-1]) + "和" + titles[-1] if len(titles) > 1 else "".join(titles)
    count = f"{chinese_number(len(titles))}个方面" if len(titles) > 1 else "方面"
    return (
        f"根据《{city}政府系统办公室绩效工作评价试行办法》，按照客观公正、注重实效的原则，"
        f"经单位自评、评价小组评价、市政府办公室审定并公示，确定了{year}年度{listed}{count}的先进单位。"
        "为激励先进、推动工作，现对上述先进单位（名单见附件）予以通报表扬。"
    )


def _closing() -> str:
    return (
        "希望受到表扬的单位珍惜荣誉、再接再厉，继续发挥示范带动作用。"
        "各级各部门办公室要以先进为榜样，对照评价标准查找不足，进一步规范运转、提高效率、改进作风，"
        "不断提升政府系统办公室工作水平，为全市经济社会发展提供更加有力的服务保障。"
    )


def _paragraphs(own: object, default: str) -> tuple[Paragraph, ...]:
    text = str(own) if own else default
    return tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _lists(areas: Sequence[Mapping[str, object]]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for index, area in enumerate(areas, 1):
        blocks.append(Paragraph(f"{chinese_number(index)}、{area['title']}先进单位", Level.ONE))
        for number, group in enumerate(cast(Sequence[Mapping[str, object]], area["groups"]), 1):
            blocks.append(Paragraph(f"（{chinese_number(number)}）{group['title']}", Level.TWO))
            selected = cast(Sequence[Mapping[str, object]], group["selected"])
            names = tuple(str(unit["name"]) for unit in selected)
            blocks.append(Names(names) if names else Paragraph(_NONE))
    return tuple(blocks)


def _check_digits(digest: str) -> tuple[Paragraph, ...]:
    """The snapshot's digest, so that the paper can be compared with what the portal keeps."""
    if not digest:
        return ()
    groups = " ".join(digest[i : i + 8] for i in range(0, len(digest), 8))
    return Paragraph("评价数据校验码（SHA-256）：", Level.NOTE), Paragraph(groups, Level.NOTE)


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals, as levels are numbered: 一, 十, 十一, 二十三."""
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "")
    return head + (_DIGITS[ones] if ones or not tens else "")
