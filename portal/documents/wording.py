"""The words of a 通报表扬 made from a year's snapshot.

Only what the snapshot says is said: who was selected, in its order. The frame around it is the genre's.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from portal.documents.content import Annex, Block, Circular, Level, Names, Paragraph
from portal.documents.lettertext import ANNEX, BODY, SURVEY, TITLE, filled, paragraphs, survey

_DIGITS = "零一二三四五六七八九十"
_NONE = "本年度无通报表扬单位。"


def from_snapshot(snapshot: Mapping[str, object]) -> Circular:
    """The circular for a frozen snapshot. Its `title`, `body`, `annex_title` are the office's own words, with
    their fields filled in; without them the genre's. `opening` and `closing` stand for parts of the body.

    Raises KeyError for a snapshot without one of its fields, ValueError for a date that is none.
    """
    issuer, values = str(snapshot["issuer"]), fields_of(snapshot)
    areas = cast(Sequence[Mapping[str, object]], snapshot["areas"])
    issued_on = date.fromisoformat(str(snapshot["issued_on"]))
    digest = str(snapshot.get("digest") or "")
    annexes = [
        Annex(
            str(snapshot.get("annex_title") or filled(ANNEX, values, "annex_title")),
            (*_lists(areas), *_check_digits(digest)),
        )
    ]
    if snapshot.get("survey"):
        annexes.append(survey(filled(SURVEY, values, "survey"), areas))
    printed_on = snapshot.get("printed_on")
    return Circular(
        mark=str(snapshot.get("mark") or f"{issuer}文件"),
        number=str(snapshot["number"]),
        title=str(snapshot.get("title") or filled(TITLE, values, "title")),
        addressees=str(snapshot["addressees"]),
        body=paragraphs(str(snapshot["body"])) if snapshot.get("body") else _body(snapshot, values),
        signature=issuer,
        issued_on=issued_on,
        annexes=tuple(annexes),
        copies=str(snapshot.get("copies") or ""),
        printed_by=issuer,
        printed_on=date.fromisoformat(str(printed_on)) if printed_on else issued_on,
        digest=digest,
        note=_edition(snapshot),
        sealed=bool(snapshot.get("sealed", True)),
    )


def fields_of(snapshot: Mapping[str, object]) -> dict[str, str]:
    """What the fields of a template stand for (`lettertext.FIELDS`)."""
    areas = cast(Sequence[Mapping[str, object]], snapshot["areas"])
    titles = [str(a["title"]) for a in areas]
    listed = "、".join(titles[:-1]) + "和" + titles[-1] if len(titles) > 1 else "".join(titles)
    count = f"{chinese_number(len(titles))}个方面" if len(titles) > 1 else "方面"
    names = {
        unit["name"]
        for area in areas
        for group in cast(Sequence[Mapping[str, object]], area["groups"])
        for unit in cast(Sequence[Mapping[str, object]], group["selected"])
    }
    return {
        "年度": str(snapshot["year"]),
        "城市": str(snapshot["city"]),
        "发文机关": str(snapshot["issuer"]),
        "领域": f"{listed}{count}",
        "单位数": str(len(names)),
    }


def _edition(snapshot: Mapping[str, object]) -> str:
    """What a corrected circular says below its signature; nothing on a first one."""
    edition = int(str(snapshot.get("edition") or 1))
    return f"本通报为第{edition}版。更正说明：{snapshot['correction']}" if edition > 1 else ""


def _body(snapshot: Mapping[str, object], values: Mapping[str, str]) -> tuple[Paragraph, ...]:
    opening, closing = filled(BODY, values, "body").split("\n")
    return (
        *_paragraphs(snapshot.get("opening"), opening),
        *_paragraphs(snapshot.get("closing"), closing),
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
