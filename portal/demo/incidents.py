"""What the panels of the demo recorded about the units, month by month.

Three areas are written down for the units that the demo tells most about; everything else follows from a
catalogue of what happens, by each unit's place in the official order. Made up, with close races, a tie that
no rule settles (`TIED`), and a unit whose veto moves the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.demo.catalogue import CATALOGUE
from portal.demo.counts import UNASSIGNED, wave
from portal.demo.units import PLACES


@dataclass(frozen=True)
class Incident:
    """Something that a panel recorded about a unit."""

    unit: str
    kind: str
    on: date
    title: str
    note: str
    quantity: int = 1
    values: Mapping[str, Any] | None = None
    document: str = ""


def _i(unit: str, kind: str, month: int, day: int, title: str, note: str, **rest: Any) -> tuple[Any, ...]:
    return (unit, kind, month, day, title, note, rest)


_RECORDS: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "documents": (
        _i(
            "tongchuan",
            "doc-multiple",
            4,
            12,
            "多头报送城市管理请示",
            "同一请示同时报送两位市领导",
            document="通府〔%Y〕31号",
        ),
        _i("tongchuan", "doc-paper", 6, 8, "关于老城改造的请示", "附件与正文不符", values={"minor": "6"}),
        _i("tongchuan", "doc-late", 9, 3, "批示件逾期签收", "逾期一天签收", quantity=2),
        _i(
            "daxian",
            "doc-bypass",
            5,
            21,
            "越级报送水利项目请示",
            "未经归口直送市政府领导",
            document="达县府〔%Y〕47号",
        ),
        _i(
            "daxian",
            "doc-paper",
            7,
            17,
            "关于交通建设资金的请示",
            "主送机关错误，属重大差错",
            values={"major": True},
        ),
        _i("daxian", "doc-unconsulted", 8, 2, "未与财政协商的请示", "涉及财政职能未主动协商"),
        _i("wanyuan", "doc-late", 3, 15, "交办事项逾期办理", "未按时限办理", quantity=3),
        _i(
            "wanyuan",
            "doc-slow",
            9,
            28,
            "成文后迟报的报告",
            "成文到报送超过五个工作日",
            values={"written": "%Y-09-10", "sent": "%Y-09-28"},
        ),
        _i("xuanhan", "doc-paper", 10, 19, "关于旅游规划的报告", "两处文字差错", values={"minor": "4"}),
        _i(
            "kaijiang",
            "doc-paper",
            5,
            9,
            "关于粮食烘干中心的请示",
            "一处数据前后不一致",
            values={"minor": "5"},
        ),
        _i(
            "kaijiang",
            "doc-multiple",
            8,
            24,
            "多头报送防汛报告",
            "同时报送两个处室",
            document="开府〔%Y〕52号",
        ),
        _i("dazhu", "doc-late", 11, 6, "会签件逾期办理", "逾期两天办理"),
        _i(
            "quxian",
            "doc-channel",
            6,
            26,
            "不按隶属关系报文",
            "越过主管部门直接报送",
            values={"pointed-out": True},
        ),
        _i("quxian", "doc-unreviewed", 10, 11, "未经合法性审查的规范性文件", "上报前未作合法性审查"),
        _i("fagai", "doc-paper", 4, 25, "关于重点项目的报告", "附件缺页", values={"minor": "3"}),
        _i("jingxin", "doc-other", 7, 5, "文件要素不全", "缺签发人和联系人", values={"taken": "2"}),
        _i("jingxin", "doc-late", 8, 16, "议定事项逾期办理", "逾期三天", quantity=2),
        _i("jiaoyu", "doc-no-lead", 9, 20, "未留出研究时间", "会前一天才报送请示"),
        _i("gongan", "doc-backflow", 5, 30, "公文倒流", "将市政府文件转报市政府", document="达公〔%Y〕66号"),
        _i("minzheng", "doc-unconsulted", 6, 14, "未与人社部门协商", "涉及他部门职能未协商"),
        _i("caizheng", "doc-late", 10, 30, "批示件逾期反馈", "逾期一天"),
        _i(
            "guotu",
            "doc-bypass",
            3,
            27,
            "直送市领导的用地请示",
            "未经办公室归口",
            document="达国土〔%Y〕22号",
        ),
        _i(
            "guotu",
            "doc-paper",
            9,
            12,
            "关于土地整理的请示",
            "引用文件已废止，属重大差错",
            values={"major": True, "further": "1"},
        ),
        _i("huanbao", "doc-late", 6, 4, "会签件逾期", "逾期两天", quantity=2),
        _i("jiaotong", "doc-multiple", 7, 24, "多头报送公路项目报告", "同时报送两位分管领导"),
        _i("anjian", "doc-paper", 11, 8, "关于专项整治的报告", "格式不规范", values={"minor": "2"}),
    ),
    "supervision": (
        _i("tongchuan", "sup-feedback-late", 6, 20, "城区排涝进展逾期反馈", "催办后反馈", quantity=2),
        _i("tongchuan", "sup-not-once", 8, 9, "农贸市场整治二次交办", "首次办理不到位", quantity=1),
        _i("daxian", "sup-not-once", 7, 12, "乡村公路事项二次交办", "首次办理不到位", quantity=3),
        _i("daxian", "sup-sent-back", 9, 6, "饮水工程答复退办", "答复缺少措施"),
        _i("wanyuan", "sup-feedback-late", 5, 17, "茶产业事项逾期反馈", "逾期五天"),
        _i("wanyuan", "sup-unhandled", 10, 16, "批示事项无故未办", "无书面说明"),
        _i("xuanhan", "sup-unsatisfied", 9, 18, "一件建议代表表示不满意", "面商不充分"),
        _i("kaijiang", "sup-feedback-late", 11, 2, "交办事项逾期反馈", "逾期一天"),
        _i("dazhu", "sup-standing-late", 8, 29, "常务会议事项迟报", "超过报送期限"),
        _i("quxian", "sup-not-once", 6, 28, "污水处理厂事项二次交办", "首次办理不到位", quantity=2),
        _i("quxian", "sup-reply-form", 9, 25, "提案答复格式不规范", "缺签发人"),
        _i("fagai", "sup-feedback-late", 4, 18, "重点项目进展逾期反馈", "催办后反馈", quantity=1),
        _i("jingxin", "sup-not-once", 7, 31, "企业服务事项二次交办", "首次办理不到位", quantity=1),
        _i("jingxin", "sup-sent-back", 10, 9, "节能事项退办", "数据不全"),
        _i("jiaoyu", "sup-unsatisfied", 9, 21, "学位建设建议不满意", "答复未说明时限", quantity=1),
        _i("gongan", "sup-feedback-late", 8, 7, "禁毒专项逾期反馈", "逾期两天"),
        _i("minzheng", "sup-standing-late", 5, 24, "议定事项迟报", "逾期三天"),
        _i("guotu", "sup-not-once", 6, 15, "征地补偿事项二次交办", "首次办理不到位", quantity=2),
        _i("guotu", "sup-false", 11, 13, "办理情况失实", "现场核查与上报不符"),
        _i("huanbao", "sup-feedback-late", 7, 20, "河道整治逾期反馈", "逾期四天"),
        _i("jiaotong", "sup-reply-untrue", 9, 27, "提案答复与实际不符", "工程尚未开工"),
        _i("anjian", "sup-feedback-late", 10, 24, "隐患整改逾期反馈", "逾期一天"),
    ),
    "emergency": (
        _i("daxian", "emg-incomplete", 8, 21, "道路事故信息要素不全", "未报伤亡情况", quantity=2),
        _i("tongchuan", "emg-late", 7, 4, "内涝灾情迟报", "超过规定时限四十分钟"),
        _i("wanyuan", "emg-missed", 7, 9, "山洪险情漏报", "经核查未报告"),
        _i("xuanhan", "emg-follow-up-late", 6, 11, "矿山事故续报迟", "超过两小时未续报"),
        _i("kaijiang", "emg-incomplete", 9, 14, "火灾信息要素不全", "未报现场负责人"),
        _i("dazhu", "emg-task-late", 5, 3, "值班室交办事项迟办", "逾期两小时"),
        _i("quxian", "emg-late", 7, 10, "洪水灾情迟报", "超过规定时限一小时", quantity=2),
        _i("quxian", "emg-absent", 10, 2, "节日值班脱岗", "抽查无人接听"),
        _i("fagai", "emg-instruction-late", 6, 19, "批示落实迟反馈", "逾期一天"),
        _i("jingxin", "emg-absent", 5, 1, "节日值班脱岗", "抽查无人接听"),
        _i("jiaoyu", "emg-follow-up-late", 9, 5, "校园事件续报迟", "超过规定时限"),
        _i("minzheng", "emg-incomplete", 7, 12, "灾情信息要素不全", "未报转移人数"),
        _i("guotu", "emg-late", 7, 11, "地质灾害迟报", "超过规定时限"),
        _i("huanbao", "emg-task-late", 8, 30, "交办监测事项迟办", "逾期三小时"),
        _i("jiaotong", "emg-late", 10, 5, "道路中断信息迟报", "超过规定时限半小时"),
        _i("anjian", "emg-follow-up-late", 11, 20, "事故续报迟", "超过规定时限"),
    ),
}

_TAKES: Mapping[str, tuple[int, ...]] = {
    "documents": (1, 2, 1, 2, 1, 3, 1, 2),
    "meetings": (1, 0, 2, 1, 3, 1, 2, 1),
    "supervision": (1, 2, 1, 3, 2, 1, 1, 2),
    "research": (1, 0, 1, 1, 0, 2, 1, 1),
    "information": (0, 1, 0, 1, 1, 0, 0, 1),
    "website": (1, 2, 0, 1, 2, 1, 3, 1),
    "emergency": (1, 0, 1, 1, 2, 0, 1, 1),
}
"""How many incidents a unit takes from an area's catalogue."""

TIED = ("daxian", "dazhu")
"""The two counties that end 会务办理 of 2013 level at the line, with nothing left to tell them apart."""

_SET: Mapping[tuple[str, int], Mapping[str, int]] = {
    ("meetings", 2013): {"xuanhan": 0, "daxian": 1, "dazhu": 1, "tongchuan": 2, "kaijiang": 2, "guoshui": 3},
    ("research", 2013): {"fupin": 2},
}
"""How many a unit takes where the story needs a figure; `TIED` take the same ones."""


def incidents(area: str, year: int, units: frozenset[str]) -> list[Incident]:
    """What the panel of an area recorded about the units in a year; in the second year a third of what
    is written down did not recur."""
    written = _RECORDS.get(area, ())
    found = []
    for place, (unit, kind, month, day, title, note, rest) in enumerate(written):
        if unit in units and not (year == 2013 and place % 3 == 1):
            found.append(_incident(unit, kind, date(year, month, day), title, note, rest))
    told = {row[0] for row in written}
    idle = {unit for unit, of in UNASSIGNED.items() if area == "supervision" and year in of}
    for unit in sorted(units - told - idle, key=PLACES.__getitem__):
        found += _from_catalogue(unit, area, year)
    return found


def _from_catalogue(unit: str, area: str, year: int) -> list[Incident]:
    happens, takes = CATALOGUE[area], _TAKES[area]
    place, salt = PLACES[unit], year - 2012
    count = _SET.get((area, year), {}).get(unit, takes[(place * 3 + salt) % len(takes)])
    first = 0 if unit in TIED and (area, year) == ("meetings", 2013) else place * 5 + salt * 3
    found = []
    for number in range(count):
        kind, title, note, rest = happens[(first + number * 2) % len(happens)]
        on = date(year, 3 + (first + number * 3) % 8, 3 + 2 * wave(unit, number, year))
        found.append(_incident(unit, kind, on, title, note, rest))
    return found


def _incident(unit: str, kind: str, on: date, title: str, note: str, rest: Mapping[str, Any]) -> Incident:
    def dated(text: Any) -> Any:
        return text.replace("%Y", str(on.year)) if isinstance(text, str) else text

    values = {code: dated(value) for code, value in (rest.get("values") or {}).items()}
    document = dated(rest.get("document", ""))
    return Incident(unit, kind, on, title, note, rest.get("quantity", 1), values, document)
