"""How much time a unit has, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from portal.clock import day_start
from portal.labels import long_date
from portal.models import Assessment
from portal.services.assessments import ANSWERING, FILLING, deadline
from portal.workflow import EDITABLE, AssessmentState, YearState


@dataclass(frozen=True)
class Deadline:
    """The last day to hand in, and how near it is."""

    text: str
    late: bool = False
    near: bool = False


def deadline_of(assessment: Assessment, now: datetime) -> Deadline | None:
    """When the unit must have handed in; None once it has, or when nothing is taken any more."""
    year = assessment.year
    unsent = assessment.state in EDITABLE or assessment.state == AssessmentState.awaiting_signoff
    if not unsent or not assessment.competes or year.state not in FILLING:
        return None
    if year.state == YearState.recording:
        return Deadline(_("%(day)s起报送", day=long_date(year.reporting_opens)))
    end = deadline(assessment)
    last = long_date((end - timedelta(days=1)).date())
    if now >= end:
        return Deadline(_("已于 %(day)s 24:00 截止", day=last), late=True)
    left = (end - day_start(now.date())).days - 1
    if left == 0:
        return Deadline(_("今天 24:00 截止"), near=True)
    text = _("还有 %(left)s 天，%(day)s 24:00 截止", left=left, day=last)
    if assessment.extended_until is not None:
        text = _("已延期，%(text)s", text=text)
    return Deadline(text, near=left <= 3)


def answers_taken(assessment: Assessment) -> bool:
    """Whether the panel still takes answers to what it returned."""
    return assessment.year.state in ANSWERING


def kept_late(assessment: Assessment, now: datetime) -> bool:
    """Whether what is saved now comes too late to be handed in, and stays a draft."""
    found = deadline_of(assessment, now)
    return found is not None and found.late
