"""Forms of the general office's desk."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from portal.forms import ExactField, Form, day, long_text, options, required, short_text
from portal.labels import TITLES
from portal.models import Account, Duty, Group, Unit
from portal.scoring import Area, Scheme


class ChoiceField(SelectField):
    """A list to choose from, by id; nothing is chosen beforehand, and a choice must be made."""

    def __init__(self, label: Any, **rest: Any) -> None:
        super().__init__(label, [required(_l("请选择"))], coerce=_id, **rest)

    def offer(self, choices: Iterable[SelectChoice]) -> None:
        """Fill the list."""
        self.choices = [SelectChoice(0, _("请选择")), *choices]

    def pre_validate(self, form: Any) -> None:
        """Refuse the empty line, and what is not in the list."""
        if not self.data or self.data not in {choice.value for choice in self.choices or ()}:
            raise ValidationError(_("请选择"))


def _id(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def units_to_choose(units: Iterable[Unit]) -> list[SelectChoice]:
    """Units under their group."""
    return [SelectChoice(u.id, u.name, optgroup=str(TITLES[Group][u.group.value])) for u in units]


def people_to_choose(accounts: Iterable[Account]) -> list[SelectChoice]:
    """People under their unit or section."""
    return [SelectChoice(a.id, a.name, optgroup=a.home_name) for a in accounts]


class ExtensionForm(Form):
    """More time for one unit in one area."""

    until = day(_l("延期到"), hint=_l("这一天 24:00 截止"))
    reason = long_text(_l("延期原因"), longest=400)


class ParticipationForm(Form):
    """Whether a unit competes in an area."""

    competes = RadioField(
        _l("是否参评"), [required(_l("请选择"))], choices=options([("yes", _l("参评")), ("no", _l("不参评"))])
    )
    reason = long_text(_l("原因"), needed=False, longest=400, hint=_l("不参评时必填，会显示在得分表和排名上"))


class TargetsForm(Form):
    """The units' own tasks in an area; `targets_form` adds one field for each unit and task."""

    def tasks(self, codes: Sequence[str], units: Mapping[str, int]) -> dict[int, dict[str, Decimal | None]]:
        """What was entered: unit's id → task → points, None where the field was left empty."""
        return {
            unit_id: {code: self[f"{code}-{unit}"].data for code in codes} for unit, unit_id in units.items()
        }


def targets_form(area: Area, units: Iterable[Unit], standing: Mapping[str, Decimal]) -> TargetsForm:
    """The form for an area's tasks. `standing`: what units have of their own, by the field's name."""
    fields: dict[str, UnboundField] = {}
    for unit in units:
        for task in area.targets:
            label = _("%(unit)s，%(task)s", unit=unit.name, task=task.title)
            fields[f"{task.code}-{unit.code}"] = ExactField(label, [Optional()], minimum=Decimal(0))
    made: TargetsForm = type("TargetsFormOfUnits", (TargetsForm,), fields)(data=dict(standing))
    return made


class TieForm(Form):
    """The reason of a decision on a tie; `tie_form` adds one place for each tied unit."""

    reason = long_text(_l("决定的理由"), hint=_l("写明依据，例如主任办公会的意见；会记入快照和审计记录"))

    def order(self, units: Iterable[str]) -> tuple[str, ...]:
        """The units' codes by the places that were given."""
        return tuple(sorted(units, key=lambda code: int(self[f"place_{code}"].data)))

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Each place once."""
        fine = super().validate(extra_validators)
        places = [field for field in self if field.name.startswith("place_")]
        for field in places:
            if field.data and [other.data for other in places].count(field.data) > 1:
                field.errors = [*field.errors, _("两个单位不能排在同一位")]
                fine = False
        return fine


def tie_form(units: Sequence[tuple[str, str]], order: Sequence[str] = ()) -> TieForm:
    """The form for a tie of units, (code, name); `order` is what was decided before."""
    places = [(str(n), _("第 %(n)s 位", n=n)) for n in range(1, len(units) + 1)]
    choices = options([("", _("请选择")), *places])
    fields: dict[str, UnboundField] = {
        f"place_{code}": SelectField(name, [InputRequired(_("请排定次序"))], choices=choices)
        for code, name in units
    }
    made: TieForm = type("TieFormOfUnits", (TieForm,), fields)(
        data={f"place_{code}": str(place) for place, code in enumerate(order, 1)}
    )
    return made


class VetoForm(Form):
    """A proposed veto."""

    unit = ChoiceField(_l("单位"))
    ground = RadioField(_l("否决事由"), [required(_l("请选择"))])
    document_number = short_text(
        _l("认定文件的文号"), longest=80, hint=_l("例如 达市监〔2013〕17号；没有文号的写文件名称")
    )
    document_on = day(_l("文件日期"))
    reply_until = day(
        _l("单位陈述截止"), hint=_l("这一天 24:00 以前单位可以陈述；陈述以后或过了这一天才能确认")
    )
    explanation = long_text(
        _l("情况说明"),
        hint=_l("失泄密事件只写“见纸质档案”，不得录入涉密内容；文号本身涉密的，文号栏也写“见纸质档案”"),
    )


class WindowsForm(Form):
    """A year's days."""

    reporting_opens = day(_l("申报开始"))
    reporting_closes = day(_l("申报截止"), hint=_l("这一天 24:00 截止，下同"))
    reviewing_closes = day(_l("审核评分截止"))
    checking_closes = day(_l("得分核对截止"))
    congress_closed_on = day(
        _l("人代会、政协会闭会日"), needed=False, hint=_l("建议、提案的办结期限从这一天算起，见三(三)2")
    )


class NewYearForm(WindowsForm):
    """A new year."""

    number = IntegerField(
        _l("年度"),
        [required(), NumberRange(min=2000, max=2100, message=_l("请填写四位年份"))],
        description=_l("评价哪一年的工作"),
    )
    people = BooleanField(_l("评价小组的成员也过来"), description=_l("名单在下面；建立以后还可以增减"))


class SeatForm(Form):
    """A seat on a panel."""

    account = ChoiceField(_l("人员"))
    duty = RadioField(
        _l("职责"),
        [required(_l("请选择"))],
        choices=options((d.value, TITLES[Duty][d.value]) for d in (Duty.chair, Duty.deputy, Duty.member)),
    )


class UnseatForm(Form):
    """Who leaves a panel."""

    account = ChoiceField(_l("人员"))


class RecusalForm(Form):
    """A declared conflict of interest."""

    account = ChoiceField(_l("评价小组成员"))
    unit = ChoiceField(_l("回避的单位"))
    reason = long_text(_l("回避原因"), longest=400)


class MeetingForm(Form):
    """The 主任办公会 that settled the list."""

    meeting_title = short_text(_l("会议名称"), longest=120, hint=_l("例如 市政府办公室第 3 次主任办公会"))
    meeting_on = day(_l("会议日期"))
    minutes = long_text(_l("会议纪要"), hint=_l("对名单、并列和一票否决的意见"))


def number_checks() -> list[Regexp]:
    """How a 发文字号 is written (GB/T 9704-2012, 7.2.5)."""
    message = _l("写作“机关代字〔四位年份〕序号 + 号”，用六角括号，序号不编虚位、不加“第”")
    return [Regexp(r"^[^\s〔〕0-9第]+〔\d{4}〕[1-9]\d*号$", message=message)]


class CircularForm(Form):
    """The circular's particulars."""

    number = short_text(
        _l("发文字号"),
        longest=80,
        hint=_l("例如 达市府办函〔2014〕12号"),
        checks=number_checks(),
    )
    issued_on = day(_l("成文日期"))
    addressees = StringField(_l("主送机关"), [required()], filters=[lambda value: addressed(value)])
    copies = short_text(_l("抄送机关"), needed=False, longest=400, hint=_l("可不填；各机关之间用逗号或顿号"))


class CorrectionForm(CircularForm):
    """The particulars of a later edition, and why there is one."""

    correction = long_text(_l("更正说明"), longest=400, hint=_l("更正了什么、为什么；会公开，并印在通报上"))


def addressed(value: str | None) -> str:
    """The addressees with the colon that ends them (GB/T 9704, 7.3.2)."""
    bare = (value or "").strip().rstrip(":：。")
    return f"{bare}：" if bare else ""


class ConfirmForm(Form):
    """A last look before a grave deed: the box says that one has looked."""

    looked = BooleanField(_l("已核对"), [required(_l("请先核对，再勾选"))])


def grounds_of(scheme: Scheme) -> list[SelectChoice]:
    """The grounds of a veto that the year's scheme names (四(三))."""
    return options((ground.code, ground.title) for ground in scheme.veto_grounds)
