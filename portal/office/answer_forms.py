"""The forms of objections: taking one down, and answering one with what the answer changes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional

from portal.factform import PREFIX, REGISTRY, FactForm, from_json, to_json
from portal.forms import ExactField, Form, day, long_text, options, required, short_text
from portal.labels import TITLES
from portal.models import Channel, Fact, Source
from portal.office.forms import ChoiceField
from portal.queries.handling import Changeable, Graded
from portal.scoring import Kind
from portal.services.answers import CLAIM_DECISIONS, RECORD_DECISIONS
from portal.workflow import FactAction, ObjectionAction

GRADE, COUNT = "grade_", "count_"


class RegisterForm(Form):
    """An objection that came by telephone or letter."""

    channel = RadioField(
        _l("怎样收到的"),
        [required(_l("请选择"))],
        choices=options(
            (one.value, TITLES[Channel][one.value]) for one in (Channel.telephone, Channel.letter)
        ),
    )
    complainant = short_text(_l("来电、来信的单位或个人"), hint=_l("写明姓名、单位和联系电话，便于答复"))
    from_unit = SelectField(_l("代表哪个参评单位"), coerce=int, validate_choice=False)
    received_on = day(_l("收到日期"), hint=_l("从这一天的次日起五个工作日内答复"))
    area = SelectField(_l("项目"), [required(_l("请选择"))])
    unit = ChoiceField(_l("针对哪个单位"))
    about = RadioField(
        _l("异议针对"),
        [required(_l("请选择"))],
        choices=options([("selection", _l("该单位入选")), ("score", _l("该单位的得分"))]),
    )
    text = long_text(_l("异议内容和依据"), hint=_l("照来电、来信的原意写"))


class AnswerForm(Form):
    """The answer to an objection. `answer_form` adds what a claim's new verification needs."""

    action = RadioField(
        _l("结论"),
        [required(_l("请选择"))],
        choices=options(
            [
                (ObjectionAction.uphold.value, _l("异议成立")),
                (ObjectionAction.dismiss.value, _l("异议不成立")),
            ]
        ),
    )
    answer = long_text(
        _l("答复和理由"), hint=_l("提出异议的单位会看到；异议成立的，被更改得分的单位也会看到")
    )

    def grades(self) -> dict[int, str]:
        """The bands that are to stand: a band's id → its grade."""
        found = {}
        for field in self:
            if field.name.startswith(GRADE) and field.data not in (None, ""):
                found[int(field.name.removeprefix(GRADE))] = str(field.data)
        return found

    def counts(self) -> dict[str, Decimal]:
        """The counts that are to stand: code → number."""
        return {
            field.name.removeprefix(COUNT): field.data
            for field in self
            if field.name.startswith(COUNT) and field.data is not None
        }


DECISIONS = {
    FactAction.accept: _l("采纳"),
    FactAction.adjust: _l("调整"),
    FactAction.reject: _l("不采纳"),
    FactAction.withdraw: _l("撤销记录，不再计分"),
}


class FactAnswerForm(AnswerForm):
    """The answer to an objection about a fact: upholding it decides the fact anew."""

    decision = RadioField(
        _l("重新核定"),
        [Optional()],
        description=_l("异议成立时选择；得分按新的核定立即重算"),
        validate_choice=False,
    )
    quantity = ExactField(_l("调整后的数量"), [Optional()], minimum=Decimal(0))

    @property
    def adjusts(self) -> bool:
        """Whether the fact is to be adjusted."""
        upholds = self.action.data == ObjectionAction.uphold.value
        return bool(upholds and self.decision.data == FactAction.adjust.value)

    @property
    def chosen(self) -> FactAction | None:
        """The new verification, or None."""
        return next((action for action in DECISIONS if action.value == self.decision.data), None)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """The fact's own fields are looked at only where they count."""
        super().validate(extra_validators)
        if not self.adjusts:
            for field in self:
                if field.name.startswith(PREFIX) or field.name == "quantity":
                    field.errors = []
        return not self.errors

    def values(self, kind: Kind) -> dict[str, Any]:
        """The fact's own fields as adjusted."""
        found = {field.code: to_json(self[PREFIX + field.code].data) for field in kind.fields}
        return {code: value for code, value in found.items() if value not in (None, "", [])}


class AddingAnswerForm(AnswerForm, FactForm):
    """The answer to an objection that names something which the panel forgot to record."""

    note = long_text(_l("记录依据"), needed=False, hint=_l("依据什么、怎么核实的；不写则用答复的理由"))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """What is to be added is looked at only where the objection is upheld."""
        super().validate(extra_validators)
        if self.action.data != ObjectionAction.uphold.value:
            for field in self:
                if field.name in FactForm.content_fields or field.name.startswith(PREFIX):
                    field.errors = []
        return not self.errors


def answer_form(
    kind: Kind | None, fact: Fact | None, change: Changeable, *, adds: bool = False
) -> AnswerForm:
    """The form that answers an objection: with the bands and counts that it may change, and with the
    fields of the fact that it is about, or, where it `adds`, of a new one of the kind."""
    base: type[AnswerForm] = AnswerForm
    data: dict[str, Any] = {}
    fields: dict[str, UnboundField] = {}
    for one in change.bands:
        fields[f"{GRADE}{one.band.id}"] = _grade_field(one)
        data[f"{GRADE}{one.band.id}"] = one.band.grade if one.rule.grades else Decimal(one.band.grade)
    for code, title, number in change.counts:
        fields[f"{COUNT}{code}"] = ExactField(title, [Optional()], minimum=Decimal(0))
        data[f"{COUNT}{code}"] = number
    if adds and kind is not None:
        base = AddingAnswerForm
        fields |= {PREFIX + f.code: REGISTRY[f.type](f) for f in kind.fields}
        data["quantity"] = Decimal(1)
    if fact is not None and kind is not None:
        base = FactAnswerForm
        verification = fact.verification
        now = fact.values if verification is None else verification.values
        fields |= {PREFIX + f.code: REGISTRY[f.type](f) for f in kind.fields}
        data["quantity"] = fact.quantity if verification is None else verification.quantity
        data |= {PREFIX + f.code: from_json(f, now.get(f.code)) for f in kind.fields}
    made: AnswerForm = type(f"{base.__name__}OfOne", (base,), fields)(data=data)
    if isinstance(made, FactAnswerForm) and fact is not None:
        allowed = CLAIM_DECISIONS if fact.source == Source.claim else RECORD_DECISIONS
        made.decision.choices = options((action.value, DECISIONS[action]) for action in allowed)
    return made


def _grade_field(one: Graded) -> UnboundField:
    label = _("%(indicator)s，%(scorer)s评定", indicator=one.indicator.title, scorer=one.band.scorer.name)
    if not one.rule.grades:
        return ExactField(label, [Optional()], minimum=Decimal(0), maximum=one.indicator.maximum)
    return SelectField(label, choices=options((grade.code, grade.title) for grade in one.rule.grades))


def area_choices(areas: Sequence[Any]) -> list[Any]:
    """The areas to choose from, nothing chosen beforehand."""
    return options([("", _("请选择")), *((area.code, area.title) for area in areas)])
