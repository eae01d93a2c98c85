"""The form of the circular's text."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField

from portal.forms import AtMost, Form, day, long_text, short_text
from portal.office.forms import addressed, number_checks


class CircularTextForm(Form):
    """What the office writes of a circular; empty fields are filled in when it is proposed."""

    number = short_text(
        _l("发文字号"),
        needed=False,
        longest=80,
        hint=_l("例如 达市府办函〔2014〕12号；可以在提出公布稿时再填"),
        checks=number_checks(),
    )
    addressees = StringField(_l("主送机关"), [AtMost(400)], filters=[lambda value: addressed(value)])
    copies = short_text(_l("抄送机关"), needed=False, longest=400, hint=_l("可不填；各机关之间用逗号或顿号"))
    printed_on = day(_l("印发日期"), needed=False, hint=_l("不填时与成文日期相同"))
    title = long_text(_l("标题"), longest=200, hint=_l("要在哪里换行就在哪里回车；不换行时按词意分行"))
    body = long_text(_l("正文"), hint=_l("一行一段。以“一、”“（一）”“1.”“（1）”开头的是各级标题"))
    annex_title = short_text(_l("附件名称"), longest=120)
    survey = BooleanField(_l("另附一览表"), description=_l("每个先进单位一行，各领域一列；领域多时横排"))
