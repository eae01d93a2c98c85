"""The forms of the unit's pages. A fact's own form is built in `portal.factform`."""

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from portal.evidence.sniff import ACCEPT
from portal.forms import Form, day, long_text, required, short_text


def at_once(form: Form, field: MultipleFileField) -> None:
    """Hold the number of files in one sending within what was said before."""
    most = current_app.config["EVIDENCE_AT_ONCE"]
    if len(field.data) > most:
        raise ValidationError(_("一次最多 %(most)s 份，请分几次上传", most=most))


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


class AuthorityForm(Form):
    """The head lets somebody sign (授权代签). The choices are the unit's people."""

    account = SelectField(_l("受托人"), [required()], choices=[])
    from_on = day(_l("从哪天起"))
    to_on = day(_l("到哪天止"))
    reason = short_text(_l("授权事由"))


class EvidenceForm(Form):
    """Files, declared free of secrets."""

    file = MultipleFileField(
        _l("选择文件"), [FileRequired(_l("请选择文件")), at_once], render_kw={"accept": ACCEPT}
    )
    unclassified = BooleanField(
        _l("我确认所选材料不涉密"), [required(_l("请确认材料不涉密；涉密材料不得上传"))]
    )


class KeptFilesForm(Form):
    """Files that the area already holds, for one more fact. The choices are the area's."""

    evidence = SelectMultipleField(_l("已上传的材料"), [required(_l("请至少选一份"))], coerce=int)


class ObjectionForm(Form):
    """An objection to one's own scorecard. The choices are those of the scorecard."""

    indicator = SelectField(_l("针对哪个指标"), choices=[])
    fact = SelectField(_l("针对哪个事项"), choices=[])
    text = long_text(_l("异议内容和依据"))
