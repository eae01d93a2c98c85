"""The forms of the unit's pages. A fact's own form is built in `portal.factform`."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField

from portal.evidence.sniff import ACCEPT
from portal.factform import PartsField
from portal.forms import Form, day, long_text, options, required, short_text
from portal.models import Statement
from portal.services.evidence import Upload
from portal.uploads import at_once, chosen


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


class ScanForm(Form):
    """One scan of a paper that was signed and sealed."""

    file = FileField(
        _l("扫描件"), [FileRequired(_l("请选择文件"))], render_kw={"accept": ".pdf,.jpg,.jpeg,.png"}
    )
    unclassified = BooleanField(
        _l("我确认所选材料不涉密"), [required(_l("请确认材料不涉密；涉密材料不得上传"))]
    )


class KeptFilesForm(Form):
    """Files that the area already holds, for one more fact. The choices are the area's."""

    evidence = SelectMultipleField(_l("已上传的材料"), [required(_l("请至少选一份"))], coerce=int)


class StatementForm(Form):
    """What the unit says to a record, with files if it likes; those that stand can be taken off."""

    text = long_text(_l("陈述内容"))
    file = MultipleFileField(_l("附上材料（可不附）"), [at_once], render_kw={"accept": ACCEPT})
    unclassified = BooleanField(_l("我确认所选材料不涉密"))
    drop = PartsField(_l("移除已附的材料"), choices=[], coerce=int)

    @classmethod
    def over(cls, standing: Statement | None, text: str, *, sent: bool = False) -> "StatementForm":
        """The form over what stands, with the text as typed; `sent`: with what else this request brought."""
        form = cls() if sent else cls(formdata=None)
        form.text.process(MultiDict({"text": text}))
        files = standing.evidence if standing is not None else []
        form.drop.choices = options((one.id, one.name) for one in files if one.removed_at is None)
        return form

    def uploads(self) -> list[Upload]:
        """The chosen files as the services take them."""
        return chosen(self.file.data, unclassified=bool(self.unclassified.data))


class ObjectionForm(Form):
    """An objection to one's own scorecard. The choices are those of the scorecard."""

    indicator = SelectField(_l("针对哪个指标"), choices=[])
    fact = SelectField(_l("针对哪个事项"), choices=[])
    text = long_text(_l("异议内容和依据"))


class SelectionObjectionForm(Form):
    """An objection to another unit's selection. The choices are the list on notice."""

    chosen = SelectField(_l("针对哪个项目的哪个单位"), [required(_l("请选择"))])
    text = long_text(_l("异议内容和依据"))
