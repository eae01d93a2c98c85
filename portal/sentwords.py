"""What somebody sent, in words: for a page that no longer has the form, so that nothing typed is lost."""

import re
from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.labels import TITLES
from portal.workflow import FactAction, ObjectionAction

_UNSHOWN = frozenset(
    ["csrf_token", "version", "request_key", "password", "current", "repeat", "draft_seen", "seen"]
)
_CODE = re.compile(r"[a-z0-9_.-]+")


def sent_fields(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """What somebody sent, for a conflict's page: nothing typed is lost. No secrets; codes are counted."""
    names = {
        "title": _l("事项名称"),
        "happened_on": _l("日期"),
        "document_number": _l("文号"),
        "quantity": _l("数量"),
        "note": _l("说明"),
        "reason": _l("理由"),
        "recommendation": _l("评价建议"),
        "reply": _l("答复"),
        "decision": _l("核定意见"),
        "action": _l("意见"),
        "answer": _l("答复"),
        "text": _l("内容"),
        "correction": _l("更正说明"),
        "complainant": _l("来电、来信的单位或个人"),
        "narrative": _l("自评报告"),
        "unit_reply": _l("单位陈述"),
        "name": _l("姓名"),
        "telephone": _l("电话"),
        "email": _l("邮箱"),
    }
    filled = [(name, value) for name, value in form.items() if name not in _UNSHOWN and value.strip()]
    shown = [
        (str(names.get(name, _l("其他内容"))), _choice(value))
        for name, value in filled
        if name in names or not _CODE.fullmatch(value)
    ]
    if len(shown) < len(filled):
        shown.append((gettext("另外选填的"), gettext("%(count)s 栏", count=len(filled) - len(shown))))
    return shown


def _choice(value: str) -> str:
    """The Chinese name of a decision that was chosen from a list; anything else as it is."""
    for kind in (FactAction, ObjectionAction):
        if value in TITLES[kind]:
            return str(TITLES[kind][value])
    return value
