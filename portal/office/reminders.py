"""催报: one press lists whom it would reach; confirmed, it stands on their desks and goes by mail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.forms import DeedForm, Form, long_text, options
from portal.jobs import start
from portal.jobs.mailing import MailServer
from portal.jobs.reminders import REMIND, subject_of
from portal.labels import long_date
from portal.loaders import load_reminder_round, load_year
from portal.models import Account, ReminderRound, Year
from portal.office.desk import office
from portal.policy import Permission
from portal.queries.assessments import UnitLine
from portal.queries.jobs import job_under_way
from portal.queries.reminders import last_reminded, people_of, rounds_of
from portal.queries.years import scheme_of
from portal.services import reminders as services
from portal.services.reminders import Missing
from portal.workflow import UNSENT, MailState

LATE, OPEN = "late", "open"
"""Who: those whose time is over, or everybody who has handed nothing in."""


class RemindForm(Form):
    """Who is reminded, and in which words."""

    units = SelectMultipleField(_l("单位"), coerce=int)
    text = long_text(_l("催报的话"), longest=services.LONGEST, hint=_l("单位和收信人看到的是同一段话"))


@dataclass(frozen=True)
class Lacking:
    """One unit on this room's pages: what is missing, who can be reached, when it was last reminded."""

    unit: UnitLine
    missing: Sequence[tuple[str, Missing]]
    people: Sequence[Account]
    reminded: datetime | None


def asked_for() -> str:
    """Whom the address asks for: those who are late, unless it says everybody."""
    return OPEN if request.args.get("who") == OPEN else LATE


def lacking_of(year: Year, who: str) -> list[Lacking]:
    """The units that have handed nothing in, in the official order."""
    session = db.session()
    found = services.missing_from(session, year, current.moment(), late_only=who == LATE)
    if not found:
        return []
    titles = {area.code: area.title for area in scheme_of(year).areas}
    people = people_of(session, [unit.id for unit, _lacks in found])
    reminded = last_reminded(session, year)
    return [
        Lacking(
            unit, [(titles[one.area], one) for one in lacks], people.get(unit.id, []), reminded.get(unit.id)
        )
        for unit, lacks in found
    ]


def posts() -> bool:
    """Whether a mail server is configured. Raises Refused for settings that cannot be."""
    return MailServer.configured(current_app.config) is not None


@office.route("/<int:year>/office/remind", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_year)
def remind(found: Year) -> ResponseReturnValue:
    """Whom a reminder would reach, before it goes; then it goes."""
    who, post = asked_for(), posts()
    rows = lacking_of(found, who)
    ids = [row.unit.id for row in rows]
    form = RemindForm(data={"units": ids, "text": _usual_words(found, who)})
    form.units.choices = options((row.unit.id, row.unit.name) for row in rows)
    made: list[ReminderRound] = []
    if rows and form.carried_out(
        lambda: made.append(
            services.remind(
                current.work(),
                year=found,
                units=form.units.data or [],
                late_only=who == LATE,
                text=form.text.data or "",
                posts=post,
            )
        )
    ):
        return _sent(found, made[0])
    chosen = set(request.form.getlist("units")) if request.method == "POST" else {str(one) for one in ids}
    return hx.render(
        "office/remind.html",
        status=form.status,
        form=form,
        year_shown=found,
        who=who,
        rows=rows,
        chosen=chosen,
        posts=post,
        late=len(services.missing_from(db.session(), found, current.moment(), late_only=True)),
        unsent=len(services.missing_from(db.session(), found, current.moment(), late_only=False)),
        open_now=found.state in services.REMINDING,
    )


def _usual_words(year: Year, who: str) -> str:
    day = long_date(year.reporting_closes)
    if who == LATE:
        return _(
            "自评申报已于 %(day)s 24:00 截止，贵单位还有项目没有报送。"
            "请抓紧办理；确有困难的，请立即与市政府办公室联系。",
            day=day,
        )
    return _("自评申报将于 %(day)s 24:00 截止，贵单位还有项目没有报送。请按时填报并送负责人审签。", day=day)


def _sent(year: Year, made: ReminderRound) -> ResponseReturnValue:
    flash(_("已向 %(count)s 个单位催报，单位登录后即可看到", count=len(made.reminders)), "success")
    if any(mail.state == MailState.waiting for one in made.reminders for mail in one.mails):
        _send_mails(year, made)
    return hx.go(url_for("office.reminder", round_id=made.id))


def _send_mails(year: Year, made: ReminderRound) -> None:
    """Let the worker send what is unsent. The round is made: the request's key has been used by it."""
    desk = url_for("units.desk", year=year.number, _external=True)
    start(
        replace(current.work(), request_key=""),
        year=year,
        kind=REMIND,
        subject=subject_of(made.id),
        arguments={"round": made.id, "url": desk},
    )


@office.get("/<int:year>/office/reminders")
@requires(Permission.VIEW_OFFICE, on=load_year)
def reminders(found: Year) -> ResponseReturnValue:
    """Who was reminded when, the newest first."""
    rounds = [
        (one, _counts([mail.state for reminder in one.reminders for mail in reminder.mails]))
        for one in rounds_of(db.session(), found)
    ]
    return hx.render("office/reminders.html", year_shown=found, rounds=rounds)


def _counts(states: Sequence[MailState]) -> list[tuple[MailState, int]]:
    return [(state, states.count(state)) for state in MailState if state in states]


@office.get("/office/reminders/<int:round_id>")
@requires(Permission.VIEW_OFFICE, on=load_reminder_round)
def reminder(found: ReminderRound) -> ResponseReturnValue:
    """One round: whom it reached, and what became of each mail."""
    titles = {area.code: area.title for area in scheme_of(found.year).areas}
    states = [mail.state for one in found.reminders for mail in one.mails]
    job = job_under_way(db.session(), REMIND, subject_of(found.id))
    return hx.render(
        "office/reminder.html",
        year_shown=found.year,
        round=found,
        rows=[(one, [titles[code] for code in one.areas]) for one in found.reminders],
        counts=_counts(states),
        job=job,
        posts=posts(),
        unsent=sum(state in UNSENT for state in states),
        can_send=may(Permission.RUN_YEAR, found.year) and job is None,
    )


@office.post("/office/reminders/<int:round_id>/send")
@requires(Permission.RUN_YEAR, on=load_reminder_round)
def resend_reminder(found: ReminderRound) -> ResponseReturnValue:
    """Send again what no server has taken; a mail that was taken is never sent twice."""
    if DeedForm().validate_on_submit():
        if not posts():
            raise Refused("没有配置邮件服务器，催报只在系统内显示")
        _send_mails(found.year, found)
    return hx.go(url_for("office.reminder", round_id=found.id))
