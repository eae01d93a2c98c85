"""The forms of the working-day calendar: a correction, its removal, a year's notice."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField, ValidationError

from portal.forms import Form, day, long_text, options, required, short_text, strip
from portal.office.calendar_text import BETWEEN, DAY, ORDINAL, SPAN, TAIL

KINDS = (("off", _l("不上班")), ("working", _l("上班")))


class CorrectionForm(Form):
    """A day that is counted otherwise than the notice says."""

    day = day(_l("日期"))
    working = RadioField(_l("更正为"), [required(_l("请选择"))], choices=options(KINDS))
    reason = long_text(_l("理由和依据"), longest=400, hint=_l("例如当地政府因灾临时放假的通知及文号"))


class RemovalForm(Form):
    """A correction that does not hold any more."""

    reason = long_text(_l("撤销的理由"), longest=400)


class NoticeForm(Form):
    """A year as the State Council's notice arranges it."""

    document = short_text(
        _l("通知名称和文号"), hint=_l("例如 国务院办公厅关于节假日安排的通知（国办发明电〔2012〕33号）")
    )
    holidays = TextAreaField(
        _l("放假"),
        [required()],
        filters=[strip],
        description=_l("每行一个节日：名称，起日至止日。例如“元旦：1月1日至3日”"),
    )
    makeup = TextAreaField(
        _l("调休上班"),
        filters=[strip],
        description=_l("周末要上班的日子，用“、”隔开或每行一个。例如“2月4日、2月18日”"),
    )

    number: int = 0
    spans: tuple[tuple[str, date, date], ...] = ()
    worked: tuple[date, ...] = ()

    def validate_holidays(self, field: Any) -> None:
        """Read each line as a name and a span of days."""
        lines = [line.strip() for line in (field.data or "").splitlines() if line.strip()]
        self.spans = tuple(self._holiday(line) for line in lines)

    def validate_makeup(self, field: Any) -> None:
        """Read the days that stand there; anything else is refused, not skipped."""
        text = field.data or ""
        left = BETWEEN.sub("", DAY.sub("", text))
        if left:
            raise ValidationError(_("看不懂“%(text)s”，请只写日期", text=left[:20]))
        self.worked = tuple(self._date(found.groups(), text) for found in DAY.finditer(text))

    def _holiday(self, line: str) -> tuple[str, date, date]:
        found = SPAN.search(line)
        name = ORDINAL.sub("", line[: found.start()]).strip(" \u3000:：，,、") if found else ""
        if found is None or not name or not TAIL.fullmatch(line[found.end() :]):
            raise ValidationError(_("看不懂这一行：%(line)s。请写成“元旦：1月1日至3日”", line=line))
        parts = found.groups()
        first = self._date(parts[:3], line)
        if parts[6]:
            return name, first, self._date((str(first.year), str(first.month), parts[6]), line)
        if parts[4]:
            return name, first, self._date((parts[3] or str(first.year), *parts[4:6]), line)
        return name, first, first

    def _date(self, parts: Any, line: str) -> date:
        year, month, number = parts
        try:
            return date(int(year or self.number), int(month), int(number))
        except ValueError:
            raise ValidationError(_("没有这一天：%(line)s", line=line)) from None
