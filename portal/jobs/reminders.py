"""发送催报邮件: the mails of a round of reminders, one after the other."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import Refused
from portal.jobs.kinds import Task, job
from portal.jobs.mailing import MailServer, Post
from portal.labels import long_date
from portal.models import ReminderMail
from portal.queries.reminders import unsent_mails
from portal.queries.settings import installation_of
from portal.queries.years import scheme_of
from portal.services.reminders import note_mail
from portal.workflow import MailAction

REMIND = "remind"


def subject_of(round_id: int) -> str:
    """What the job is about: of one round only one sending is under way."""
    return f"reminder_rounds/{round_id}"


@job(REMIND, _l("发送催报邮件"))
def send_reminders(task: Task) -> dict[str, Any]:
    """Send what no server has taken yet; each mail's outcome is on record before the next one goes.

    A worker that dies between the server's yes and the record sends that one mail again, under the same
    Message-ID. Raises Refused when there is no server, or it cannot be reached: the rest waits.
    """
    server = MailServer.configured(current_app.config)
    if server is None:
        raise Refused("没有配置邮件服务器，催报只在系统内显示")
    mails = unsent_mails(task.session, task.arguments["round"])
    counts = {MailAction.deliver: 0, MailAction.fail: 0}
    with Post(server) as post:
        for done, mail in enumerate(mails, 1):
            message, to = _message(task, server, mail), mail.address
            task.session.rollback()  # nobody waits for a mail server
            told = post.send(message)
            action = MailAction.fail if told else MailAction.deliver
            note_mail(task.work(), mail=mail, action=action, told=told)
            counts[action] += 1
            task.tell(done, len(mails), to)
    return {
        "round": task.arguments["round"],
        "sent": counts[MailAction.deliver],
        "failed": counts[MailAction.fail],
    }


def _message(task: Task, server: MailServer, mail: ReminderMail) -> EmailMessage:
    reminder, year = mail.reminder, task.year
    issuer = installation_of(task.session).issuer
    titles = {area.code: area.title for area in scheme_of(year).areas}
    names = [titles[code] for code in reminder.areas]
    message = EmailMessage()
    message["Subject"] = _(
        "催报：%(unit)s %(year)s年度自评还有 %(count)s 项没有报送",
        unit=reminder.unit.name,
        year=year.number,
        count=len(names),
    )
    message["From"] = Address(display_name=issuer, addr_spec=server.sender)
    message["To"] = Address(display_name=mail.account.name, addr_spec=mail.address)
    message["Date"] = format_datetime(task.now())
    domain = server.sender.rpartition("@")[2]
    message["Message-ID"] = (
        f"<reminder-{reminder.round_id}-{mail.id}-{reminder.round.at:%Y%m%d%H%M%S}@{domain}>"
    )
    message["Auto-Submitted"] = "auto-generated"
    lines = [
        _("%(name)s：", name=mail.account.name),
        "",
        reminder.round.text,
        "",
        _("还没有报送的：%(names)s", names="、".join(names)),
        _("登录办理：%(url)s", url=task.arguments["url"]),
        "",
        issuer,
        long_date(reminder.round.at.date()),
        "",
        _("此信由系统发出，请勿直接回复。"),
    ]
    message.set_content("\n".join(lines))
    return message
