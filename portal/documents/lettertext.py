"""The text of a circular as an office writes it: a template with fields, and levels told by their numbering.

`{年度}` stands for what only the result knows. A field that there is not is refused before anything is
kept, so that no circular goes out with a bracket in it.
"""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from portal.documents.content import Annex, Level, Paragraph, Table
from portal.errors import Invalid

FIELDS: Mapping[str, str] = {
    "年度": "评价的年度，如 2012",
    "城市": "城市的名称",
    "发文机关": "署名的机关",
    "领域": "各领域的名称和个数，如“文电办理、会务办理两个方面”",
    "单位数": "入选单位的个数，同一单位只计一次",
}
"""Field → what it stands for."""

BODY = (
    "根据《{城市}政府系统办公室绩效工作评价试行办法》，按照客观公正、注重实效的原则，"
    "经单位自评、评价小组评价、市政府办公室审定并公示，确定了{年度}年度{领域}的先进单位。"
    "为激励先进、推动工作，现对上述先进单位（名单见附件）予以通报表扬。\n"
    "希望受到表扬的单位珍惜荣誉、再接再厉，继续发挥示范带动作用。"
    "各级各部门办公室要以先进为榜样，对照评价标准查找不足，进一步规范运转、提高效率、改进作风，"
    "不断提升政府系统办公室工作水平，为全市经济社会发展提供更加有力的服务保障。"
)
TITLE = "{发文机关}关于表扬{年度}年度政府系统办公室绩效工作先进单位的通报"
ANNEX = "{年度}年度政府系统办公室绩效工作先进单位名单"
SURVEY = "{年度}年度政府系统办公室绩效工作先进单位一览表"
NOT_YET = "（评审后填入）"
"""Stands in the lists of a preview while nobody is selected."""
NO_NUMBER = "（发文字号待编）"
NO_ADDRESSEES = "（主送机关待填）："
WIDE = 4
"""A survey of more areas than these lies on its side."""

_FIELD = re.compile(r"[{｛]([^{}｛｝\n]*)[}｝]")
_STRAY = re.compile(r"[{}｛｝]")
_LEVELS = (
    (re.compile(r"[一二三四五六七八九十]+、"), Level.ONE),
    (re.compile(r"[（(][一二三四五六七八九十]+[)）]"), Level.TWO),
    (re.compile(r"\d+[.．]"), Level.THREE),
    (re.compile(r"[（(]\d+[)）]"), Level.FOUR),
)


def filled(template: str, values: Mapping[str, str], field: str) -> str:
    """The template with its fields filled in.

    Raises Invalid, at the form's `field`, for a field that there is not, and for a bracket left alone.
    """
    for name in _FIELD.findall(template):
        if name.strip() not in values:
            known = "、".join(f"{{{one}}}" for one in values)
            raise Invalid(
                "没有“{%(name)s}”这个字段；可用的有%(known)s", field=field, name=name.strip(), known=known
            )
    if _STRAY.search(_FIELD.sub("", template)):
        raise Invalid("大括号“{”和“}”不成对，字段要写完整，如{年度}", field=field)
    return _FIELD.sub(lambda found: values[found.group(1).strip()], template)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """One paragraph a line; 一、（一）1.（1） are its level (GB/T 9704-2012, 7.3.3).

    What follows a heading's first 。 runs on in the body's face.
    """
    return tuple(_paragraph(line.strip()) for line in text.splitlines() if line.strip())


def _paragraph(line: str) -> Paragraph:
    level = next((level for pattern, level in _LEVELS if pattern.match(line)), Level.BODY)
    heading, stop, rest = line.partition("。")
    if level in (Level.ONE, Level.TWO) and rest:
        return Paragraph(rest, level, heading + stop)
    return Paragraph(line, level)


def survey(title: str, areas: Sequence[Mapping[str, object]]) -> Annex:
    """All selected units with the areas in which they were: one row each, in the lists' order."""
    found: dict[str, set[str]] = {}
    groups = (
        [str(g["title"]) for g in cast(Sequence[Mapping[str, object]], areas[0]["groups"])] if areas else []
    )
    for wanted in groups:
        for area in areas:
            for group in cast(Sequence[Mapping[str, object]], area["groups"]):
                if group["title"] == wanted:
                    for unit in cast(Sequence[Mapping[str, object]], group["selected"]):
                        found.setdefault(str(unit["name"]), set()).add(str(area["code"]))
    rows = tuple(
        (name, *("√" if str(area["code"]) in chosen else "" for area in areas), str(len(chosen)))
        for name, chosen in found.items()
    )
    head = ("单位", *(str(area["title"]) for area in areas), "项数")
    wide = len(areas) > WIDE
    widths = (60 if wide else 52, *([22.0] * len(areas)), 14)
    return Annex(title, (Table(head, rows, widths),), landscape=wide)
