"""The forms with which claims are decided: one by one, several at once, with reasons kept for reuse."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from portal.factform import PREFIX, REGISTRY, from_json, to_json
from portal.forms import ExactField, Form, long_text, options, required
from portal.labels import title_of
from portal.scoring import Kind
from portal.workflow import FactAction


class DecisionForm(Form):
    """A decision on a claim; quantity and the kind's own fields count for an adjustment alone."""

    decision = RadioField(_l("核定意见"), [required(_l("请选择核定意见"))])
    reason = long_text(_l("理由"), needed=False, hint=_l("除“采纳”外须写明；申报单位会看到。"))
    phrase = SelectField(_l("常用理由"), [Optional()], validate_choice=False)
    keep = BooleanField(_l("把这条理由存为常用"))
    quantity = ExactField(_l("数量"), [Optional()], minimum=Decimal(0))

    own_fields: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The reason: a kept one that was chosen and not yet written out, and what was written."""
        chosen, written = self.phrase.data or "", self.reason.data or ""
        return written if chosen in written else f"{chosen}\n{written}".strip()

    @property
    def adjusts(self) -> bool:
        """Whether the decision is to adjust."""
        return self.decision.data == FactAction.adjust

    def validate(self, extra_validators: Any = None) -> bool:
        """What stands in the fields of an adjustment matters only when adjusting."""
        super().validate(extra_validators)
        if not self.adjusts:
            for name in ("quantity", *self.own_fields):
                self[name].errors = []
        if self.adjusts and self.quantity.data is None:
            self.add_fault("quantity", _("请填写调整后的数量"))
        return not self.errors

    def offer(self, phrases: Iterable[str]) -> None:
        """Offer the reasons that the person keeps for reuse."""
        kept = [(text, text if len(text) < 30 else f"{text[:29]}…") for text in phrases]
        self.phrase.choices = options([("", _("不用")), *kept])

    def values(self) -> dict[str, Any]:
        """The kind's own fields as the services take them."""
        found = {name.removeprefix(PREFIX): to_json(self[name].data) for name in self.own_fields}
        return {code: value for code, value in found.items() if value not in (None, "", [])}


@cache
def _form_of(kind: Kind) -> type[DecisionForm]:
    """The form with the fields of a kind; a scheme never changes once it is read."""
    own = {PREFIX + field.code: REGISTRY[field.type](field) for field in kind.fields}
    return type(f"DecisionFormFor{kind.code}", (DecisionForm,), {**own, "own_fields": tuple(own)})


def decision_form(
    kind: Kind,
    decisions: list[FactAction],
    quantity: Decimal,
    values: Mapping[str, Any],
) -> DecisionForm:
    """The form for a claim of a kind, its adjustable part filled from what stands."""
    kept = {PREFIX + field.code: from_json(field, values.get(field.code)) for field in kind.fields}
    form: DecisionForm = _form_of(kind)(data={"quantity": quantity, **kept})
    form.decision.choices = options((one.value, title_of(one)) for one in decisions)
    return form


def meaningful(values: Mapping[str, Any]) -> dict[str, Any]:
    """A fact's own fields without those that say nothing, for comparing two versions."""
    return {code: value for code, value in values.items() if value not in (None, "", [], False)}


class PhraseForm(Form):
    """A reason to keep for reuse."""

    reason = long_text(_l("新的常用理由"), longest=200)


class AcceptSeveralForm(Form):
    """Several claims accepted at once, with a reason that the units see, or none."""

    reason = long_text(_l("理由"), needed=False, hint=_l("可以不写；写了，各申报单位都会看到。"))
