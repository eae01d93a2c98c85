"""What the panels of the demo enter at a year's end: papers without fault, finished topics, adoptions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.demo.claims import strong
from portal.demo.counts import counts, wave
from portal.demo.units import PLACES, UNITS
from portal.models import Group

TARGETS: Mapping[str, int] = {
    "kaijiang": 160,
    **dict.fromkeys(("fagai", "jingxin", "jiaoyu", "gongan", "caizheng", "nongye", "weisheng"), 30),
}
"""The units' own tasks in 信息服务; the others have their group's."""


@dataclass(frozen=True)
class Result:
    """A closing record about a unit."""

    kind: str
    title: str
    note: str
    quantity: Decimal = Decimal(1)
    values: Mapping[str, Any] | None = None


def results(unit: str, area: str, year: int, faulty: Decimal) -> list[Result]:
    """A unit's closing records in an area. `faulty`: papers that were recorded with a fault."""
    if area == "documents":
        fine = counts(unit, area, year)[0] - faulty
        return [Result("doc-paper", "其余公文无差错", "收文登记簿逐件核对", fine)]
    return _AREAS[area](unit, year) if area in _AREAS else []


def _research(unit: str, year: int) -> list[Result]:
    assigned = counts(unit, "research", year)[0]
    done = assigned if wave(unit, 3, year) > 2 else assigned - 1
    return [Result("res-topic", "下达的重点课题按期结题", "课题结题登记", Decimal(done))] if done else []


def _information(unit: str, year: int) -> list[Result]:
    county = UNITS[PLACES[unit]].group == Group.county
    pieces = (28 if county else 3) + wave(unit, 1, year) * (3 if county else 1)
    found = [
        Result("inf-adopted", "市级刊物采用", "全年采用通报", Decimal(pieces), {"journal": "municipal"}),
    ]
    if county or strong(unit, "information"):
        above = Decimal((18 if county else 2) + wave(unit, 2, year))
        found.append(
            Result("inf-adopted", "省政府办公厅参阅采用", "全年采用通报", above, {"journal": "provincial"})
        )
    if strong(unit, "information") and wave(unit, 3, year) > 4:
        found.append(Result("inf-instructed", "信息获市领导批示", "批示登记", values={"level": "municipal"}))
    return found


def _website(unit: str, year: int) -> list[Result]:
    voters = counts(unit, "website", year)[5]
    content = Decimal(voters * (84 + wave(unit, 5, year) + 4 * strong(unit, "website")) // 100)
    score = Decimal(68 + 2 * wave(unit, 6, year) + 6 * strong(unit, "website"))
    return [
        Result("web-content", "公众评议满意", "年度网上评议", content),
        Result("web-rating", "网站绩效评估", "第三方评估报告", values={"score": str(score)}),
    ]


_AREAS: Mapping[str, Callable[[str, int], list[Result]]] = {
    "research": _research,
    "information": _information,
    "website": _website,
}
