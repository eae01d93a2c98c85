"""The names of a scheme file's keys and values as the scheme room shows them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

RULE_KINDS: Mapping[str, Any] = {
    "deduction": _l("扣分"),
    "rate": _l("比率"),
    "tally": _l("计次加分"),
    "target": _l("任务完成"),
    "relative": _l("组内折算"),
    "deadline": _l("时限"),
    "checklist": _l("清单"),
    "mean": _l("逐件评分取平均"),
    "band": _l("评定等次"),
}

KEYS: Mapping[str, Any] = {
    # the scheme
    "title": _l("名称"),
    "document": _l("印发文号"),
    "notice_days": _l("公示工作日"),
    "min_applicable": _l("参评须有的最低可适用分"),
    "rounding": _l("取整"),
    "digits": _l("小数位数"),
    "at": _l("何处取整"),
    "regulation": _l("依据的办法"),
    "clauses": _l("可引的条款"),
    "veto_grounds": _l("一票否决事由"),
    "ties": _l("同分次序"),
    "bonus": _l("加分"),
    "cap": _l("加分上限"),
    "levels": _l("级别"),
    "level": _l("级别"),
    "repeat": _l("同一事项其他级别计入（%）"),
    "taper": _l("各事项依次计入（%）"),
    "excludes": _l("不重复加分的指标"),
    "formal": _l("须有文号和当年日期"),
    # areas
    "areas": _l("领域"),
    "groups": _l("组别"),
    "clause": _l("条款"),
    "panel": _l("评价小组代码"),
    "panel_title": _l("评价小组"),
    "joined": _l("参加科室"),
    "quota": _l("名额"),
    "maximum": _l("满分"),
    "minimum": _l("最小"),
    "open": _l("不设满分"),
    "weight": _l("权重"),
    "no_exposure_no_competition": _l("为零即不参评的基数"),
    "caps": _l("单项否决"),
    "exposures": _l("基数"),
    "targets": _l("任务"),
    "kinds": _l("事项类别"),
    "fields": _l("字段"),
    "options": _l("选项"),
    "type": _l("类型"),
    "required": _l("必填"),
    "count": _l("达到次数"),
    "at_most": _l("最多"),
    "selectable": _l("仍可评先"),
    # indicators
    "indicators": _l("指标"),
    "code": _l("代码"),
    "by": _l("来源"),
    "exposure": _l("基数"),
    "evidence": _l("须附佐证材料"),
    "when_absent": _l("没有此项工作时"),
    "note": _l("口径解释"),
    "rule": _l("计分规则"),
    # rules
    "kind": _l("类别"),
    "incidents": _l("扣分情形"),
    "entries": _l("计分情形"),
    "points": _l("分值"),
    "points_from": _l("分值取自字段"),
    "per": _l("按什么计"),
    "when": _l("条件"),
    "field": _l("字段"),
    "is": _l("等于"),
    "span": _l("间隔"),
    "from": _l("起"),
    "to": _l("止"),
    "over": _l("超过天数"),
    "days": _l("天数"),
    "times": _l("加倍"),
    "zero": _l("一次即清零"),
    "ineligible": _l("一次即不得评先"),
    "floor": _l("最低得分"),
    "zero_from": _l("达到几次清零"),
    "exhausted": _l("扣完以后"),
    "name": _l("比率名称"),
    "counts": _l("分子类别"),
    "fails": _l("未达到的类别"),
    "counts_exposure": _l("分子基数"),
    "of": _l("分母类别"),
    "of_exposure": _l("分母基数"),
    "full_at": _l("满分线（%）"),
    "minus_per_point": _l("每低一档扣分"),
    "every": _l("每档几个百分点"),
    "part_points": _l("不足一档时"),
    "zero_below": _l("低于此比率为零（%）"),
    "linear": _l("按比例计分"),
    "steps": _l("分档"),
    "at_least": _l("不低于（%）"),
    "base": _l("基础分"),
    "negative": _l("可为负分"),
    "limits": _l("共同限额"),
    "limit": _l("适用限额"),
    "once_per_matter": _l("同一事项只计一次"),
    "target": _l("任务"),
    "begin": _l("起计完成率（%）"),
    "full": _l("满分完成率（%）"),
    "needed": _l("须有事项才计分"),
    "rows": _l("逐件事项"),
    "done": _l("办结日期字段"),
    "due": _l("到期日期字段"),
    "due_after": _l("期限"),
    "after": _l("起算日"),
    "months": _l("个月"),
    "workdays": _l("工作日数"),
    "extended": _l("延长期限"),
    "per_late": _l("每件逾期扣分"),
    "per_day": _l("每逾期一天扣分"),
    "on_time": _l("按时率计分"),
    "fact": _l("申报类别"),
    "parts": _l("组成部分"),
    "together": _l("须同时具备的组"),
    "documents": _l("逐件评分的类别"),
    "start": _l("每件起评分"),
    "score_from": _l("得分取自字段"),
    "minor": _l("一般差错字段"),
    "major": _l("重大差错字段"),
    "major_score": _l("有重大差错得分"),
    "further": _l("再错处数字段"),
    "each_further": _l("每再错一处扣分"),
    "grades": _l("等次"),
    "percent": _l("占满分（%）"),
    "scorers": _l("最少评定人数"),
    "combine": _l("合成方法"),
    "gap": _l("相差多少须增加一人（%）"),
    "hidden": _l("隐去单位名称"),
    "facts": _l("评定所看的类别"),
    "needs_claim": _l("未申报不得分"),
    "periods": _l("分期"),
    "each": _l("每期满分"),
    "date": _l("归期日期字段"),
    "measured_by": _l("有此类别才计该期"),
    "late": _l("逾期类别"),
    "area": _l("领域"),
}

VALUES: Mapping[str, Any] = {
    "claim": _l("单位申报"),
    "record": _l("小组记录"),
    "import": _l("导入"),
    "rebase": _l("其余指标按比例折算成满分"),
    "exempt": _l("免评，不折算"),
    "total": _l("总分"),
    "indicator": _l("各指标得分"),
    "incident": _l("按次"),
    "day": _l("按天"),
    "zero": _l("计零分"),
    "ineligible": _l("不得评先"),
    "calendar": _l("自然日"),
    "working": _l("工作日"),
    "pro-rata": _l("按比例"),
    "whole": _l("按一档"),
    "mean": _l("取平均"),
    "median": _l("取中位数"),
    "trimmed": _l("去掉最高最低取平均"),
    "sum": _l("相加"),
    "month": _l("每月"),
    "quarter": _l("每季度"),
    "half-year": _l("每半年"),
    "year": _l("全年"),
    "honours": _l("荣誉较多"),
    "deductions": _l("扣分较少"),
    "on-time": _l("按时率较高"),
    "decision": _l("办公室决定"),
    "level": _l("级别"),
    "choice": _l("选一项"),
    "parts": _l("选多项"),
    "quantity": _l("整数"),
    "amount": _l("分数"),
    "date": _l("日期"),
    "flag": _l("是或否"),
    "text": _l("文字"),
}

SOURCES: Mapping[str, Any] = {
    "start": _l("建立年度时的计分办法"),
    "form": _l("表单修改"),
    "text": _l("全文修改"),
    "file": _l("文件导入"),
    "copy": _l("复制"),
    "earlier": _l("恢复以前的稿子"),
}


IN_THEIR_LISTS: Mapping[tuple[str, str], Any] = {
    ("times", "by"): _l("倍数"),
    ("ties", "by"): _l("比什么"),
}
"""Keys that say something else in the rows of a certain list."""


def key_title(key: str, of: str = "") -> str:
    """A key by its name, in the rows of the list `of`; the key itself where it has none."""
    return str(IN_THEIR_LISTS.get((of, key)) or KEYS.get(key, key))


def value_title(value: Any, names: Mapping[str, str]) -> str:
    """A value of the file in words; codes by the titles that the scheme gives them."""
    if value is None:
        return _("（无）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(value_title(each, names) for each in value) or _("（无）")
    if isinstance(value, dict):
        pairs = [f"{key_title(key)} {value_title(each, names)}" for key, each in value.items()]
        return _("，").join(pairs)
    if isinstance(value, str):
        return names.get(value) or str(VALUES.get(value, value)) or _("（空）")
    return str(value)
