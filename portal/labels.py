"""The Chinese names of states, actions and roles, marked for translation, and how values are shown."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l

from portal.matching import Likeness
from portal.models import Channel, ConsentKind, Duty, Fact, Group, Source, SuccessionKind
from portal.policy import Role
from portal.queries.certificates import Validity
from portal.queries.doubles import Verdict
from portal.queries.ledger import Standing
from portal.scoring import Text
from portal.sentences import Sentence
from portal.workflow import (
    AssessmentState,
    ConsentState,
    FactAction,
    FactState,
    JobAction,
    JobState,
    MailState,
    ObjectionAction,
    ObjectionState,
    PanelAreaState,
    PublicationState,
    RosterState,
    VetoState,
    YearAction,
    YearState,
)

TITLES: Mapping[type[StrEnum], Mapping[str, Any]] = {
    Role: {
        "reporter": _l("填报员"),
        "head": _l("单位负责人"),
        "reviewer": _l("评价小组成员"),
        "chair": _l("评价小组组长"),
        "office": _l("市政府办公室"),
        "admin": _l("系统管理员"),
        "auditor": _l("审计员"),
    },
    Likeness: {"document": _l("文号相同"), "title_and_day": _l("名称和日期相同")},
    Group: {"county": _l("县（市、区）"), "department": _l("市级部门")},
    Verdict: {"same_matter": _l("同一件，只计记录"), "two_matters": _l("两件不同的事，分别计")},
    Channel: {"online": _l("网上"), "telephone": _l("电话"), "letter": _l("来信")},
    SuccessionKind: {"rename": _l("更名"), "merge": _l("合并"), "split": _l("分设")},
    Duty: {"member": _l("成员"), "deputy": _l("副组长"), "chair": _l("组长")},
    Source: {"claim": _l("单位申报"), "record": _l("小组记录"), "import": _l("导入")},
    YearState: {
        "setup": _l("筹备"),
        "recording": _l("日常记录"),
        "reporting": _l("自评申报"),
        "reviewing": _l("审核评分"),
        "checking": _l("得分核对"),
        "deciding": _l("审定"),
        "notice": _l("公示"),
        "published": _l("已公布"),
        "archived": _l("已归档"),
    },
    YearAction: {
        "issue_scheme": _l("印发计分办法，开始日常记录"),
        "open_reporting": _l("开放自评申报"),
        "close_reporting": _l("结束申报，进入审核评分"),
        "open_checking": _l("开放得分核对"),
        "close_checking": _l("结束核对，进入审定"),
        "open_notice": _l("开始公示"),
        "recall_notice": _l("撤回公示"),
        "publish": _l("公布结果"),
        "archive": _l("归档"),
        "reopen_result": _l("重新审定已公布的结果"),
    },
    AssessmentState: {
        "draft": _l("草稿"),
        "awaiting_signoff": _l("待审签"),
        "declined": _l("负责人退回"),
        "submitted": _l("已报送"),
        "in_review": _l("审核中"),
        "scored": _l("已评分"),
    },
    FactState: {
        "draft": _l("草稿"),
        "signed": _l("待核定"),
        "accepted": _l("已采纳"),
        "adjusted": _l("调整后采纳"),
        "rejected": _l("不采纳"),
        "returned": _l("退回补正"),
        "replied": _l("已答复，待审签"),
        "recorded": _l("已记录，未告知单位"),
        "released": _l("已记录"),
        "withdrawn": _l("已撤销"),
    },
    FactAction: {
        "accept": _l("采纳"),
        "adjust": _l("调整"),
        "reject": _l("不采纳"),
        "give_back": _l("退回补正"),
        "take_back": _l("撤回采纳"),
    },
    PanelAreaState: {"open": _l("评价中"), "closed": _l("已办结")},
    VetoState: {
        "proposed": _l("待确认"),
        "confirmed": _l("已生效"),
        "refused": _l("未予确认"),
        "withdrawal_proposed": _l("已生效，拟撤销"),
        "withdrawn": _l("已撤销"),
    },
    ObjectionAction: {"uphold": _l("异议成立"), "dismiss": _l("异议不成立")},
    ObjectionState: {"raised": _l("待答复"), "upheld": _l("成立"), "dismissed": _l("不成立")},
    JobState: {
        "queued": _l("排队中"),
        "running": _l("进行中"),
        "done": _l("已完成"),
        "failed": _l("未办成"),
        "stopped": _l("已停止"),
    },
    MailState: {
        "waiting": _l("待发送"),
        "sent": _l("已发出"),
        "failed": _l("未送达"),
        "no_server": _l("没有邮件服务器"),
        "unaddressed": _l("没有邮箱"),
    },
    ConsentKind: {
        "grant_office": _l("授予市政府办公室角色"),
        "reset_password": _l("重置密码"),
        "take_off_second_factor": _l("取消两步验证"),
    },
    ConsentState: {
        "asked": _l("待同意"),
        "agreed": _l("已同意"),
        "carried_out": _l("已同意，链接已生成"),
        "refused": _l("不同意"),
        "withdrawn": _l("已撤回"),
        "founding": _l("首名，无人可问"),
    },
    RosterState: {
        "kept": _l("未报"),
        "put_forward": _l("待建立"),
        "carried_out": _l("已建立"),
        "turned_down": _l("不予办理"),
        "called_off": _l("已撤回"),
    },
    JobAction: {"stop": _l("停止"), "retry": _l("重试")},
    Standing: {
        "ledger_differing": _l("有出入"),
        "ledger_claimed": _l("只有申报"),
        "ledger_recorded": _l("只有记录"),
        "ledger_agreed": _l("一致"),
        "ledger_checked": _l("已核对"),
    },
    Validity: {
        "valid": _l("有效"),
        "corrected": _l("有效，结果已更正"),
        "unsettled": _l("重新审定中"),
        "void": _l("失效"),
        "withdrawn": _l("已收回"),
    },
    PublicationState: {"proposed": _l("待确认"), "published": _l("已公布"), "refused": _l("未予确认")},
}

TONES: Mapping[str, str] = {
    "ledger_differing": "warn",
    "ledger_claimed": "warn",
    "ledger_recorded": "warn",
    "ledger_agreed": "good",
    "ledger_checked": "neutral",
    "draft": "neutral",
    "awaiting_signoff": "warn",
    "declined": "warn",
    "submitted": "info",
    "in_review": "info",
    "scored": "good",
    "signed": "info",
    "accepted": "good",
    "adjusted": "info",
    "rejected": "neutral",
    "returned": "warn",
    "replied": "warn",
    "recorded": "neutral",
    "released": "plain",
    "withdrawn": "neutral",
    "open": "info",
    "closed": "good",
    "proposed": "warn",
    "confirmed": "strong",
    "refused": "neutral",
    "withdrawal_proposed": "warn",
    "raised": "warn",
    "upheld": "good",
    "dismissed": "neutral",
    "published": "good",
    "valid": "good",
    "corrected": "good",
    "unsettled": "warn",
    "void": "bad",
    "waiting": "neutral",
    "put_forward": "warn",
    "asked": "warn",
    "agreed": "good",
    "carried_out": "good",
    "sent": "good",
    "no_server": "warn",
    "unaddressed": "warn",
    "queued": "neutral",
    "running": "info",
    "done": "good",
    "failed": "bad",
    "stopped": "neutral",
}

GRADES: Mapping[str, Any] = {
    "excellent": _l("优"),
    "good": _l("良"),
    "fair": _l("一般"),
    "poor": _l("差"),
}


def title_of(value: StrEnum) -> str:
    """The Chinese name of a state, an action or a role."""
    return str(TITLES[type(value)][value.value])


def tone_of(value: StrEnum) -> str:
    """The badge's tone for a state."""
    return TONES.get(value.value, "neutral")


def points(value: Decimal | None) -> str:
    """Points with two decimals; a dash where there are none."""
    return "—" if value is None else f"{value:.2f}"


def plain_number(value: Decimal | None) -> str:
    """A quantity without idle zeros."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def long_date(value: date | None) -> str:
    """2012年9月21日."""
    if value is None:
        return "—"
    return gettext("%(year)s年%(month)s月%(day)s日", year=value.year, month=value.month, day=value.day)


def moment(value: datetime | None) -> str:
    """2012-09-21 14:02."""
    return f"{value:%Y-%m-%d %H:%M}" if value else "—"


def said(value: Text | Sentence | str) -> str:
    """A text of the scoring, or a sentence of a service, in the reader's language."""
    if isinstance(value, Text):
        return value.in_language(str(get_locale() or "zh"))
    if isinstance(value, Sentence):
        return gettext(value.message, **value.values)
    return value


def named(fact: Fact) -> str:
    """A fact's name; a draft may still have none."""
    return fact.title or gettext("未写名称的事项")


FILTERS: Mapping[str, Callable[..., str]] = {
    "title_of": title_of,
    "tone_of": tone_of,
    "points": points,
    "plain_number": plain_number,
    "long_date": long_date,
    "moment": moment,
    "said": said,
    "named": named,
    "grade": lambda code: str(GRADES.get(code, code)),
}


def in_words(value: str) -> str:
    """A text that a service gives: a state by its Chinese name, anything else as it is."""
    return title_of(value) if isinstance(value, StrEnum) and type(value) in TITLES else value
