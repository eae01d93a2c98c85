"""What the units of the demo report of themselves, area by area, and what proves it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.demo.counts import counts, wave
from portal.demo.incidents import TIED
from portal.demo.units import PLACES, UNITS
from portal.models import Group


@dataclass(frozen=True)
class Claim:
    """Something that a unit reports of itself, with the sheet that proves it ("" for a picture)."""

    kind: str
    title: str
    sheet: str = ""
    quantity: Decimal = Decimal(1)
    values: Mapping[str, Any] | None = None
    on: date | None = None
    document: str = ""


STRONG = frozenset({"xuanhan", "dazhu", "kaijiang", "fagai", "caizheng", "gongan", "anjian", "daxian"})
"""Those that have everything in every area."""

HONOURED: Mapping[str, tuple[str, str, str]] = {
    "xuanhan": ("documents", "provincial", "全省公文处理工作先进单位"),
    "dazhu": ("emergency", "provincial", "全省应急管理工作先进集体"),
    "fagai": ("documents", "municipal", "全市信息化办公示范单位"),
    "caizheng": ("supervision", "provincial", "全省政务督查先进单位"),
    "gongan": ("emergency", "national", "全国应急值守先进单位"),
    "kaijiang": ("supervision", "municipal", "督办台账经验在全市推广"),
    "weisheng": ("website", "provincial", "全省政府网站建设先进单位"),
    "dishui": ("information", "provincial", "全省政务信息工作先进单位"),
    "nongye": ("research", "municipal", "全市优秀调研成果一等奖"),
}


def strong(unit: str, area: str) -> bool:
    """Whether a unit has everything that the area asks for."""
    if unit in STRONG:
        return True
    return area in ("research", "information", "website") and wave(unit, len(area)) > 6


def claims(unit: str, area: str, year: int) -> list[Claim]:
    """What a unit reports in an area: the strong ones have everything, the others some."""
    found = _AREAS[area](unit, strong(unit, area), year)
    honour = HONOURED.get(unit)
    if honour and honour[0] == area:
        document = f"川办发〔{year}〕{40 + len(unit)}号"
        level = {"level": honour[1]}
        found.append(
            Claim("honour", honour[2], "honour", values=level, on=date(year, 11, 16), document=document)
        )
    return found


def _parts(all_parts: str, have: int) -> dict[str, list[str]]:
    return {"parts": all_parts.split()[:have]}


def _documents(unit: str, strong: bool, year: int) -> list[Claim]:
    parts = _parts("workflow training digital", 3 if strong else 2)
    return [
        Claim("doc-system", "办文制度和培训交流制度", "workflow", values=parts),
        Claim("doc-fewer", "文件简报精简情况", "fewer"),
    ]


def _meetings(unit: str, strong: bool, year: int) -> list[Claim]:
    hosted, _items, _invited, to_answer = counts(unit, "meetings", year)
    silent = 0 if strong or unit in TIED else wave(unit, 4, year) // 4
    found = [
        Claim(
            "mtg-ledger", "会议议定事项督办台账", "ledger", values=_parts("ledger person", 2 if strong else 1)
        ),
        Claim("mtg-answered", "议定事项逐件回音", "answers", quantity=Decimal(to_answer - silent)),
    ]
    if hosted:
        found.append(Claim("mtg-hosting", "承办全市性会议情况", "hosting"))
    return found


def _supervision(unit: str, strong: bool, year: int) -> list[Claim]:
    if not counts(unit, "supervision", year)[3]:
        return []
    parts = _parts("duty ledger proof", 3 if strong else 2)
    return [Claim("sup-duty", "建议提案办理责任制", "duty", values=parts)]


def _research(unit: str, strong: bool, year: int) -> list[Claim]:
    found = [
        Claim("res-study", "自主调研报告", "study", quantity=Decimal(1 + wave(unit, 5, year) // 3)),
        Claim("res-report", "送评调研报告", "study"),
    ]
    matter = "关于加快县域经济发展的调研报告" if PLACES[unit] % 2 else "关于简化审批流程的调研报告"
    if strong:
        use = ("decision", "policy", "speech")[wave(unit, 6, year) % 3]
        values = {"use": use, "matter": matter}
        found.append(Claim("res-adopted", "调研成果进入市政府文件", "adopted", values=values))
    if wave(unit, 7, year) > 5:
        level = "provincial" if strong else "municipal"
        values = {"level": level, "matter": f"{matter}（批示）"}
        found.append(Claim("res-instructed", "调研报告获领导批示", "adopted", values=values))
    return found


def _information(unit: str, strong: bool, year: int) -> list[Claim]:
    taken = "provincial" if strong else ("instructed", "municipal")[wave(unit, 8, year) % 2]
    quantity = Decimal(1 + wave(unit, 9, year) // 3)
    title = "反映基层问题并提出建议的信息"
    return [Claim("inf-problem", title, "problem", quantity=quantity, values={"taken": taken})]


def _website(unit: str, strong: bool, year: int) -> list[Claim]:
    level = 3 if strong else 2
    found = [
        Claim(
            "web-guide", "信息公开指南、目录和年报", "guide", values=_parts("guide catalogue report", level)
        )
    ]
    if counts(unit, "website", year)[3]:
        parts = _parts("guides online audiences", level)
        found.append(Claim("web-service", "网上办事服务", "services", values=parts))
    if strong:
        found.append(Claim("web-new", "公开工作创新：重点项目专栏", "new"))
    return found


def _emergency(unit: str, strong: bool, year: int) -> list[Claim]:
    places, _, _, _, plans = counts(unit, "emergency", year)
    drills = Decimal(round(plans * (7 if strong else 5) / 10))
    duties = {"parts": ["staff", "duties", "responsibility"]}
    found = [
        Claim("emg-staff", "应急办人员和职责", "staff", values=duties),
        Claim("emg-room", "值班场所、人员和制度", values={"parts": ["room", "people", "rules"]}),
        Claim("emg-plan", "预案修订", "plan", values=_parts("revised practical", 2 if strong else 1)),
        Claim(
            "emg-public",
            "科普宣传和培训",
            "training",
            values=_parts("publicity training", 2 if strong else 1),
        ),
        Claim("emg-drill", "全年应急演练", "drill", quantity=drills),
    ]
    if UNITS[PLACES[unit]].group == Group.county:
        covered = Decimal(places if strong else places - 6)
        found.append(Claim("emg-place", "已设应急办或明确专（兼）职人员", "staff", quantity=covered))
    return found


_AREAS: Mapping[str, Callable[[str, bool, int], list[Claim]]] = {
    "documents": _documents,
    "meetings": _meetings,
    "supervision": _supervision,
    "research": _research,
    "information": _information,
    "website": _website,
    "emergency": _emergency,
}


def grades(unit: str, indicator: str, year: int) -> tuple[str, str]:
    """Two scorers' bands of a unit in an indicator."""
    if indicator == "doc-fewer":
        if unit in STRONG:
            return "excellent", "excellent" if unit in ("xuanhan", "fagai", "kaijiang") else "good"
        return "good", "fair"
    if unit in TIED:
        return "good", "good"
    scale = ("fair", "good", "good", "excellent")
    first = wave(unit, len(indicator), year) % 3
    return scale[first], scale[first + 1]
