"""The forms of the unit's pages. A fact's own form is built in `portal.factform`."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField

from portal.evidence.sniff import ACCEPT
from portal.forms import Form, long_text


class NarrativeForm(Form):
    """The narrative self-report (自评报告). An empty one can be saved: only the sign-off asks for it."""

    narrative = long_text(_l("自评报告"), needed=False, longest=20_000)
    seen = HiddenField()


class ReplyForm(Form):
    """The answer to what a panel returned."""

    reply = long_text(_l("答复"))


class VetoReplyForm(Form):
    """The unit's own word on a proposed veto."""

    unit_reply = long_text(_l("陈述意见"))


class DeclineForm(Form):
    """The head sends back to the reporters."""

    reason = long_text(_l("退回原因"))


class EvidenceForm(Form):
    """One file, declared free of secrets."""

    file = FileField(_l("选择文件"), [FileRequired(_l("请选择文件"))], render_kw={"accept": ACCEPT})
    unclassified = BooleanField(_l("我确认这份材料不涉密"))


class ObjectionForm(Form):
    """An objection to one's own scorecard. The choices are those of the scorecard."""

    indicator = SelectField(_l("针对哪个指标"), choices=[])
    fact = SelectField(_l("针对哪个事项"), choices=[])
    text = long_text(_l("异议内容和依据"))
