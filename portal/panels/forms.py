"""The panel's forms: a decision, a record with its files, exposures, a band, a recommendation."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from portal.evidence.sniff import ACCEPT
from portal.factform import FactForm, PartsField
from portal.forms import ExactField, Form, long_text, options, required
from portal.models import Account, Assessment, Exposure, Unit
from portal.queries.bands import BandPlace
from portal.scoring import ExposureKind
from portal.services.evidence import Upload
from portal.uploads import at_once, chosen

EXPOSURE = "exposure_"


class RecordForm(FactForm):
    """A record about a unit: what every fact has, the reason, and its files where there are some."""

    note = long_text(_l("记录依据"), hint=_l("依据什么、怎么发现的；告知后单位会看到。"))
    file = MultipleFileField(_l("材料"), [at_once], render_kw={"accept": ACCEPT})
    unclassified = BooleanField(_l("所选材料不涉密"))

    def uploads(self) -> list[Upload]:
        """The chosen files; none where none was chosen."""
        return chosen(self.file.data, unclassified=bool(self.unclassified.data))


class ExposuresForm(Form):
    """The counts of a unit; `for_area` makes the fields."""

    def counts(self) -> dict[str, Decimal]:
        """The counts that were given, by code."""
        return {
            name.removeprefix(EXPOSURE): field.data
            for name, field in self._fields.items()
            if name.startswith(EXPOSURE) and field.data is not None
        }


def _whole(form: Form, field: ExactField) -> None:
    if field.data is not None and field.data != field.data.to_integral_value():
        raise ValidationError(_("请填整数"))


class _Kept:
    """A count that was given can be corrected, not taken back."""

    def __init__(self, before: Exposure | None) -> None:
        self.before = before

    def __call__(self, form: Form, field: ExactField) -> None:
        if field.data is None and self.before is not None and not field.errors:
            raise ValidationError(_("已登记的数不能清空；没有的填 0"))


def exposures_form(assessment: Assessment, kinds: list[tuple[ExposureKind, str]]) -> ExposuresForm:
    """The form for a unit's counts: `kinds` with the indicators that each serves, in words."""
    rows = {row.code: row for row in assessment.exposures}
    fields = {
        EXPOSURE + kind.code: ExactField(
            kind.title, [_Kept(rows.get(kind.code)), _whole], minimum=Decimal(0), description=serves
        )
        for kind, serves in kinds
    }
    form_class = type("ExposuresFormForArea", (ExposuresForm,), fields)
    form: ExposuresForm = form_class(data={EXPOSURE + code: row.value for code, row in rows.items()})
    return form


class BandForm(Form):
    """One's own judgement of an indicator."""

    grade: Any = None
    reason = long_text(_l("评定理由"), hint=_l("其他评定人在评定之后才能看到。"))


def band_form(place: BandPlace) -> BandForm:
    """The form for an indicator: its grades, or points from 0 to its maximum."""
    rule, maximum = place.rule, place.indicator.maximum
    if rule.grades:
        choices = [
            (
                one.code,
                _("%(grade)s（%(points)s 分）", grade=one.title, points=_points(maximum * one.percent / 100)),
            )
            for one in rule.grades
        ]
        grade: Any = RadioField(_l("等次"), [required(_l("请选择等次"))], choices=options(choices))
    else:
        grade = ExactField(_l("评分"), [required()], minimum=Decimal(0), maximum=maximum)
    form_class = type("BandFormForIndicator", (BandForm,), {"grade": grade})
    mine = place.mine
    kept = (
        {}
        if mine is None
        else {"grade": mine.grade if rule.grades else Decimal(mine.grade), "reason": mine.reason}
    )
    form: BandForm = form_class(data=kept)
    return form


def _points(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class ConflictsForm(Form):
    """With which units there is a conflict; `conflicts_form` adds the units of each group."""

    none = BooleanField(_l("与名单上的单位没有利害关系"))
    reason = long_text(
        _l("回避原因"), needed=False, longest=400, hint=_l("选了单位的须写明，例如近亲属在该单位工作。")
    )

    def chosen(self) -> list[int]:
        """The ids of the chosen units."""
        return [unit_id for field in self if field.name.startswith("units_") for unit_id in field.data or ()]


def conflicts_form(groups: Sequence[tuple[str, Sequence[Unit]]]) -> ConflictsForm:
    """The form for units in their groups, (title, units)."""
    fields = {
        f"units_{place}": PartsField(
            title, [Optional()], coerce=int, choices=options((unit.id, unit.name) for unit in units)
        )
        for place, (title, units) in enumerate(groups)
        if units
    }
    made: ConflictsForm = type("ConflictsFormOfUnits", (ConflictsForm,), fields)()
    return made


class ShareForm(Form):
    """Units to give to a member; `share_form` offers both."""

    units: Any = PartsField(_l("单位"), [required(_l("请选择要分的单位"))], coerce=int)
    account = SelectField(_l("分给"), coerce=int)


def people(accounts: Iterable[Account]) -> list[SelectChoice]:
    """People to choose from, with where they come from."""
    return [
        SelectChoice(one.id, _("%(name)s（%(home)s）", name=one.name, home=one.home_name)) for one in accounts
    ]


def share_form(units: Sequence[Unit], members: Sequence[Account]) -> ShareForm:
    """The form for a panel's units and members; nobody means everybody."""
    form = ShareForm()
    form.units.choices = options((unit.id, unit.name) for unit in units)
    form.account.choices = [SelectChoice(0, _("不指定，谁都可以办")), *people(members)]
    return form


class ThirdForm(Form):
    """Who judges where two differ too widely; `place` is the number or name with the indicator."""

    place = HiddenField()
    account = SelectField(_l("第三人"), coerce=int)


class RecommendationForm(Form):
    """The panel's recommendation (评价建议, 五(一)); `recommendation_form` adds a row for each place.

    A row says whom the panel recommends instead of a unit that its points would select, and why.
    """

    rows: tuple[int, ...] = ()

    def departures(self) -> list[tuple[int, int, str]]:
        """Where the recommendation departs from the points: (unit's id, instead of, reason)."""
        return [
            (int(self[f"instead_{unit_id}"].data), unit_id, self[f"why_{unit_id}"].data or "")
            for unit_id in self.rows
            if int(self[f"instead_{unit_id}"].data or 0)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason that is written belongs to a departure: without one it would go unsaid."""
        super().validate(extra_validators)
        for unit_id in self.rows:
            if self[f"why_{unit_id}"].data and not int(self[f"instead_{unit_id}"].data or 0):
                self.add_fault(f"instead_{unit_id}", _("写了理由，请选改荐的单位；按得分推荐的，请删去理由"))
        return not self.errors

    recommendation = long_text(
        _l("评价建议"), hint=_l("报市政府办公室：评价过程、需要说明的情况、建议表扬的单位。")
    )


def recommendation_form(
    places: Sequence[tuple[Unit, Sequence[Unit]]], data: Mapping[str, Any]
) -> RecommendationForm:
    """The form for the units that the points would select, each with those that could stand instead."""
    fields: dict[str, Any] = {}
    for unit, others in places:
        fields[f"instead_{unit.id}"] = SelectField(
            unit.name,
            coerce=int,
            choices=[SelectChoice(0, _("按得分推荐%(unit)s", unit=unit.name))]
            + [SelectChoice(one.id, _("改荐%(unit)s", unit=one.name)) for one in others],
            default=0,
        )
        fields[f"why_{unit.id}"] = long_text(
            _("改荐的理由：%(unit)s", unit=unit.name), needed=False, longest=400
        )
    fields["rows"] = tuple(unit.id for unit, _others in places)
    made: RecommendationForm = type("RecommendationFormOfPlaces", (RecommendationForm,), fields)(
        data=dict(data)
    )
    return made
