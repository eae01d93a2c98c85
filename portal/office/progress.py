"""How far every unit is in every area; more time, and who competes where."""

from datetime import date, datetime, timedelta
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.extensions import db
from portal.forms import seen_version
from portal.loaders import load_assessment, load_year
from portal.models import Assessment, Year
from portal.office.desk import office, shown_version
from portal.office.forms import ExtensionForm, ParticipationForm
from portal.office.grid import LATE, counts_of, mark_titles, rows_of
from portal.policy import Permission
from portal.queries.assessments import facts_for_panel
from portal.queries.assessments import progress as progress_of
from portal.queries.consents import count_waiting
from portal.queries.decisions import objections_of
from portal.queries.years import panel_area, scheme_of
from portal.services import years as services
from portal.services.assessments import deadline
from portal.services.reminders import REMINDING
from portal.workflow import UNDECIDED, YearState

EXTENDABLE = (YearState.reporting, YearState.reviewing)
EXCUSABLE = (YearState.recording, YearState.reporting)
"""While time can be granted, and while it can be changed who competes."""


def is_late(assessment: Assessment, now: datetime) -> bool:
    """Whether the unit competes, has handed nothing in, and its time (with any extension) is over."""
    begun = assessment.year.state.reached(YearState.reporting)
    return begun and assessment.competes and not assessment.handed_in and now >= deadline(assessment)


@office.get("/<int:year>/office/")
@requires(Permission.VIEW_OFFICE, on=load_year, unchanging=True)
def progress(year: Year) -> ResponseReturnValue:
    """Units × areas: the state of each, who is late; filtered by state and group in the address."""
    rows = rows_of(year, progress_of(db.session(), year), current.moment())
    counts = counts_of(rows)
    state = request.args.get("state", "")
    state = state if state in dict(counts) else ""
    shown = [(unit, cells) for unit, cells in rows if not state or any(state in cell.marks for cell in cells)]
    return hx.render(
        "office/progress.html",
        "grid",
        year_shown=year,
        areas=[area.title for area in scheme_of(year).areas] if rows else [],
        rows=shown,
        counts=counts,
        total=sum(len(cells) for _unit, cells in rows),
        state=state,
        mark_titles=mark_titles(),
        late_units=sum(any(LATE in cell.marks for cell in cells) for _unit, cells in rows),
        reminding=year.state in REMINDING,
        consents=current.known("consents", lambda: count_waiting(db.session())),
    )


@office.get("/<int:year>/office/assessments/<area>/<int:unit_id>")
@requires(Permission.VIEW_OFFICE, on=load_assessment)
def assessment(found: Assessment) -> ResponseReturnValue:
    """One unit in one area: where it stands, its time, what was granted, whom to telephone."""
    session, year = db.session(), found.year
    facts = facts_for_panel(found)
    runs_it = may(Permission.RUN_YEAR, year)
    return hx.render(
        "office/assessment.html",
        assessment=found,
        **_named(found),
        late=is_late(found, current.moment()),
        last_day=_last_day(found),
        claims=sum(fact.source == "claim" for fact in facts),
        records=sum(fact.source != "claim" for fact in facts),
        undecided=sum(fact.state in UNDECIDED for fact in facts),
        panel=panel_area(session, year, found.area).panel,
        objections=objections_of(session, year, found.unit_id, found.area),
        can_extend=runs_it and year.state in EXTENDABLE and not found.handed_in,
        can_excuse=runs_it and year.state in EXCUSABLE,
    )


def _last_day(found: Assessment) -> date:
    """The day at whose 24:00 the unit's time ends."""
    return (deadline(found) - timedelta(days=1)).date()


def _named(found: Assessment) -> dict[str, Any]:
    return {"area": scheme_of(found.year).area(found.area), "unit": found.unit}


def _address(found: Assessment) -> str:
    return url_for("office.assessment", year=found.year.number, area=found.area, unit_id=found.unit_id)


@office.route("/<int:year>/office/assessments/<area>/<int:unit_id>/extension", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_assessment)
def extension(found: Assessment) -> ResponseReturnValue:
    """Give one unit more time in one area, with a reason."""
    form = ExtensionForm(data={"until": found.extended_until, "reason": found.extension_reason})
    if form.carried_out(
        lambda: services.extend_deadline(
            current.work(),
            assessment=found,
            until=form.until.data,
            reason=form.reason.data or "",
            version=seen_version(),
        )
    ):
        flash(_("已延期到 %(day)s 24:00", day=f"{form.until.data:%Y-%m-%d}"), "success")
        return hx.go(_address(found))
    return hx.render(
        "office/extension.html",
        status=form.status,
        form=form,
        assessment=found,
        version=shown_version(found),
        last_day=_last_day(found),
        **_named(found),
    )


@office.route("/<int:year>/office/assessments/<area>/<int:unit_id>/participation", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_assessment)
def participation(found: Assessment) -> ResponseReturnValue:
    """Say whether a unit competes in an area, with the reason."""
    form = ParticipationForm(
        data={"competes": "yes" if found.competes else "no", "reason": found.competes_reason}
    )
    if form.carried_out(
        lambda: services.set_participation(
            current.work(),
            assessment=found,
            competes=form.competes.data == "yes",
            reason=form.reason.data or "",
            version=seen_version(),
        )
    ):
        flash(_("参评范围已更新"), "success")
        return hx.go(_address(found))
    return hx.render(
        "office/participation.html",
        status=form.status,
        form=form,
        assessment=found,
        version=shown_version(found),
        **_named(found),
    )
