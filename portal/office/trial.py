"""试算: a year's facts under this scheme, as a job in the background."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.forms import Form, options, required
from portal.jobs import start
from portal.jobs.queue import silent_since
from portal.jobs.scheme_trial import TRIAL, digest_of_text
from portal.labels import title_of
from portal.loaders import load_year
from portal.models import Year
from portal.office.desk import office
from portal.office.jobs import shown
from portal.policy import Permission
from portal.queries.jobs import jobs_of
from portal.queries.schemes import check, draft_text, issued_years


class TrialForm(Form):
    """On which year's facts."""

    on = SelectField(_l("用哪一年度的事项"), [required(_l("请选择"))])


def _form(years: list[Year]) -> TrialForm:
    form = TrialForm()
    form.on.choices = options(
        (str(one.number), _("%(year)s 年度（%(state)s）", year=one.number, state=title_of(one.state)))
        for one in years
    )
    return form


@office.get("/<int:year>/office/scheme/trial")
@requires(Permission.VIEW_OFFICE, on=load_year)
def scheme_trial(found: Year) -> ResponseReturnValue:
    """Choose a year to try this scheme on; the trials that there were."""
    return _page(found, _form(issued_years(db.session())))


@office.post("/<int:year>/office/scheme/trial")
@requires(Permission.RUN_YEAR, on=load_year)
def begin_trial(found: Year) -> ResponseReturnValue:
    """Start the trial; where the same is under way, lead there."""
    session = db.session()
    form = _form(issued_years(session))
    text = draft_text(session, found.scheme)
    if check(text).faults:
        raise Refused("草稿有错误，改正后才能试算")
    if not form.validate_on_submit():
        return _page(found, form)
    digest = digest_of_text(text)
    job = start(
        current.work(),
        year=found,
        kind=TRIAL,
        subject=f"years/{found.id} {digest[:12]} on {form.on.data}",
        arguments={"past": int(form.on.data), "digest": digest},
    )
    return hx.go(url_for("office.job", job_id=job.id))


def _page(found: Year, form: TrialForm) -> ResponseReturnValue:
    session, since = db.session(), silent_since()
    return hx.render(
        "office/scheme_trial.html",
        status=form.status,
        form=form,
        year_shown=found,
        past=issued_years(session),
        faults=check(draft_text(session, found.scheme)).faults,
        trials=[shown(job, since) for job in jobs_of(session, found, TRIAL, limit=20)],
        can_start=may(Permission.RUN_YEAR, found),
    )
