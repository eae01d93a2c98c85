"""The office reminds the units that have handed nothing in (催报): on their desk, and by mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.errors import Invalid, Refused
from portal.models import Reminder, ReminderMail, ReminderRound, Year
from portal.queries.assessments import UnitLine, progress
from portal.queries.reminders import people_of
from portal.services.assessments import time_ends
from portal.services.work import Work, service
from portal.workflow import MAIL, MailAction, MailState, YearState, step

REMINDING = (YearState.reporting, YearState.reviewing)
"""While a self-assessment can still come in, be it with an extension."""
LONGEST = 1000


@dataclass(frozen=True)
class Missing:
    """One area in which a unit has handed nothing in; `until` is the last day of its time."""

    area: str
    until: date
    late: bool


def missing_from(
    session: Session, year: Year, now: datetime, *, late_only: bool
) -> list[tuple[UnitLine, list[Missing]]]:
    """The units that compete and have handed nothing in, with the areas, in the official order.

    `late_only`: only what is over its time. Empty before reporting opens and once the panels are done.
    """
    if year.state not in REMINDING:
        return []
    found = []
    for unit, standings in progress(session, year):
        lacks = []
        for one in standings:
            if not one.competes or one.signed_at is not None:
                continue
            late = now >= time_ends(year.reporting_closes, one.extended_until)
            if late or not late_only:
                until = max(year.reporting_closes, one.extended_until or year.reporting_closes)
                lacks.append(Missing(one.area, until, late))
        if lacks:
            found.append((unit, lacks))
    return found


@service
def remind(
    work: Work, *, year: Year, units: Collection[int], late_only: bool, text: str, posts: bool
) -> ReminderRound:
    """Put a reminder on each unit's desk, and a mail to each of its people down to be sent.

    `units`: ids that the person chose; one that has handed everything in meanwhile is left out.
    `posts`: whether a mail server is configured. Raises Refused when nobody is left to be reminded.
    """
    if year.state not in REMINDING:
        raise Refused("现阶段不接受报送，不用催报")
    if not units:
        raise Invalid("请至少选择一个单位", field="units")
    if not text.strip():
        raise Invalid("请写明催报的话", field="text")
    lacking = missing_from(work.session, year, work.now, late_only=late_only)
    lacking = [(unit, lacks) for unit, lacks in lacking if unit.id in units]
    if not lacking:
        raise Refused("所选单位都已报送，没有可催报的")
    people = people_of(work.session, [unit.id for unit, _lacks in lacking])
    made = ReminderRound(year_id=year.id, text=text.strip()[:LONGEST], by_id=work.account_id, at=work.now)
    for unit, lacks in lacking:
        reminder = Reminder(unit_id=unit.id, areas=[one.area for one in lacks])
        for person in people.get(unit.id, []):
            state = MailState.waiting if posts else MailState.no_server
            reminder.mails.append(
                ReminderMail(
                    account_id=person.id,
                    address=person.email,
                    state=state if person.email else MailState.unaddressed,
                )
            )
        made.reminders.append(reminder)
    work.session.add(made)
    work.session.flush()
    after = {"units": {unit.name: [one.area for one in lacks] for unit, lacks in lacking}, "text": made.text}
    work.audit("remind", made, after=after)
    return made


@service
def note_mail(work: Work, *, mail: ReminderMail, action: MailAction, told: str = "") -> None:
    """Put on record what became of a mail: the server took it, or refused it in its own words."""
    before = mail.state
    mail.state = step(MAIL, mail.state, action)
    mail.told, mail.at = told[:300], work.now
    after = {"state": mail.state, "to": mail.address, "told": mail.told}
    work.audit("reminder_mail", mail, before={"state": before}, after=after)
