"""How much time a unit has, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from portal.clock import day_start
from portal.labels import long_date
from portal.models import Assessment
from portal.services.assessments import FILLING, deadline
from portal.workflow import EDITABLE, AssessmentState, YearState


@dataclass(frozen=True)
class Deadline:
    """The last day to hand in, and how near it is: `short` in a word or two, `until` the day itself."""

    short: str
    until: str
    late: bool = False

    @property
    def text(self) -> str:
        """Both in one."""
        return _("%(short)s，%(until)s", short=self.short, until=self.until)


def deadline_of(assessment: Assessment, now: datetime) -> Deadline | None:
    """When the unit must have handed in; None once it has, or when nothing is taken any more."""
    year = assessment.year
    unsent = assessment.state in EDITABLE or assessment.state == AssessmentState.awaiting_signoff
    if not unsent or not assessment.competes or year.state not in FILLING:
        return None
    if year.state == YearState.recording:
        return Deadline(_("尚未开始"), _("%(day)s起报送", day=long_date(year.reporting_opens)))
    end = deadline(assessment)
    day = long_date((end - timedelta(days=1)).date())
    until = _("%(day)s 24:00 截止", day=day)
    if assessment.extended_until is not None:
        until = _("已延期至 %(day)s 24:00", day=day)
    left = (end - day_start(now.date())).days - 1
    if now >= end:
        return Deadline(_("已过期限"), until, late=True)
    if left == 0:
        return Deadline(_("今天截止"), until)
    return Deadline(_("还有 %(left)s 天", left=left), until)


def kept_late(assessment: Assessment, now: datetime) -> bool:
    """Whether what is saved now comes too late to be handed in, and stays a draft."""
    found = deadline_of(assessment, now)
    return found is not None and found.late
