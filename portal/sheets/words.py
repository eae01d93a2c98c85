"""How offices head the columns of their own tables (退文登记, 督办台账, 签到表), and write their units.

These words are looked for in what people bring; none is shown.
"""

import unicodedata
from collections.abc import Mapping, Sequence

HEADS: Mapping[str, Sequence[str]] = {
    "unit": (
        "单位", "单位名称", "来文单位", "报送单位", "责任单位", "承办单位", "参会单位", "报文单位",
        "主办单位", "县市区", "部门", "供稿单位",
    ),
    "title": (
        "事项名称", "标题", "文件标题", "来文标题", "公文标题", "信息标题", "会议名称", "督办事项", "事项",
        "文件名称", "名称", "事由", "题目", "内容", "篇目",
    ),
    "happened_on": (
        "日期", "时间", "退文日期", "收文日期", "来文日期", "发生日期", "会议日期", "采用日期", "反馈日期",
        "交办日期", "办结日期", "登记日期",
    ),
    "document_number": ("文号", "来文字号", "发文字号", "来文文号", "公文字号", "督办通知号", "字号"),
    "quantity": ("数量", "件数", "次数", "篇数", "条数", "份数"),
    "note": ("说明", "备注", "记录依据", "退文原因", "原因", "依据", "情况"),
}  # fmt: skip
"""A field of a fact → how its column may be headed, the surest first."""

COUNTS: Mapping[str, Sequence[str]] = {
    "unit": HEADS["unit"],
    "value": ("数量", "件数", "次数", "总数", "合计", "报文数", "交办件数", "应到次数"),
}
SUMS = frozenset({"合计", "总计", "小计", "共计", "平均"})
"""In the unit's column: a sum, not a unit."""

_ENDS = ("人民政府办公室", "政府办公室", "人民政府办", "政府办", "人民政府", "办公室")


def unit_key(text: str) -> str:
    """A unit's name without what offices write differently: 达州市开江县人民政府办公室 is 开江县."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if c.isalnum())
    for end in _ENDS:
        if plain.endswith(end) and len(plain) > len(end) + 1:
            plain = plain[: -len(end)]
            break
    return plain


def unit_keys(name: str, office_name: str) -> set[str]:
    """What a unit may be called in a table: its name, its office's, each without its 市 or 县 too."""
    found = {unit_key(name), unit_key(office_name)}
    for key in tuple(found):
        if key.startswith("市") and len(key) > 3:
            found.add(key[1:])
        if key.endswith(("县", "区", "市")) and len(key) > 2:
            found.add(key[:-1])
    return found


def match_units(units: Mapping[int, tuple[str, str]], city: str = "") -> dict[str, int]:
    """What can stand in a table → the unit, by id; what could be two units is left out.

    `units`: id → (name, its office's name). `city`: written before a name it changes nothing.
    """
    found: dict[str, set[int]] = {}
    for unit_id, (name, office_name) in units.items():
        for key in unit_keys(name, office_name):
            for spelling in {key, f"{city}{key}", f"{city}{key.removeprefix('市')}"}:
                found.setdefault(spelling, set()).add(unit_id)
    exact = {unit_key(name): unit_id for unit_id, (name, _office) in units.items()}
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1} | exact
