"""One area's self-assessment: its page, and the narrative self-report (自评报告)."""

import hashlib

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.labels import moment, points
from portal.loaders import load_own_assessment
from portal.models import Assessment
from portal.policy import Permission
from portal.queries.gaps import claims_of, gaps_of
from portal.queries.years import scheme_of
from portal.scoring import Scorecard
from portal.services import assessments as services
from portal.units.blueprint import units
from portal.units.deadlines import deadline_of, kept_late
from portal.units.forms import NarrativeForm
from portal.units.sheet import can_fill, sheet_of
from portal.units.words import gap_links
from portal.workflow import ASSESSMENT, FactState, YearState, available


@units.get("/<int:year>/unit/areas/<area>")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_own_assessment)
def area(assessment: Assessment) -> ResponseReturnValue:
    """The whole self-assessment of an area, as its scheme asks for it."""
    claims = claims_of(assessment)
    sheet = sheet_of(assessment)
    filling = may(Permission.FILL, assessment) and can_fill(assessment)
    gaps = gaps_of(assessment, scheme_of(assessment.year)) if can_fill(assessment) else []
    return hx.render(
        "units/area.html",
        assessment=assessment,
        sheet=sheet,
        figures=figures_of(assessment, sheet.card, sum(gap.blocking for gap in gaps) if filling else None),
        filling=filling,
        blocking=gap_links([gap for gap in gaps if gap.blocking], assessment),
        advice=gap_links([gap for gap in gaps if not gap.blocking], assessment),
        deadline=deadline_of(assessment, current.moment()),
        actions=[
            action.value
            for action in available(ASSESSMENT, assessment.state, lambda power: may(power, assessment))
        ],
        returned=[fact for fact in claims if fact.state == FactState.returned],
        replied=[fact for fact in claims if fact.state == FactState.replied],
        bonus=scheme_of(assessment.year).bonus,
        released=assessment.year.state.reached(YearState.checking),
    )


def figures_of(
    assessment: Assessment, card: Scorecard | None, missing: int | None
) -> list[tuple[str, str, str]]:
    """The few numbers at the head of the page: (term, value, note)."""
    found = []
    if missing is not None:
        found.append((_("送审签前还差"), _("%(count)s 项", count=missing), ""))
    end = deadline_of(assessment, current.moment())
    if end is not None:
        found.append((_("期限"), end.short, end.until))
    if assessment.signed_by is not None:
        found.append((_("审签"), assessment.signed_by.name, moment(assessment.signed_at)))
    if card is not None:
        found.append((_("自行试算"), points(card.total), _("未经评价小组核定")))
    return found


@units.route("/<int:year>/unit/areas/<area>/narrative", methods=["GET", "POST"])
@requires(Permission.FILL, on=load_own_assessment)
def narrative(assessment: Assessment) -> ResponseReturnValue:
    """Write the narrative self-report.

    The form says which text it was opened on, not which version of the whole dossier: a colleague who
    adds a claim meanwhile is no clash, one who changes the report is.
    """
    form = NarrativeForm(data={"narrative": assessment.narrative, "seen": _digest(assessment.narrative)})
    same = form.seen.data == _digest(assessment.narrative)
    version = assessment.version if same else 0
    text = (form.narrative.data or "").replace("\r\n", "\n")
    if form.carried_out(
        lambda: services.save_narrative(current.work(), assessment=assessment, text=text, version=version)
    ):
        say_saved(assessment)
        return hx.go(
            url_for("units.area", year=assessment.year.number, area=assessment.area, _anchor="narrative")
        )
    return hx.render(
        "units/narrative.html",
        status=form.status,
        form=form,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        open_now=can_fill(assessment),
    )


def say_saved(assessment: Assessment, words: str = "") -> None:
    """Tell that it is saved; after the deadline also that it stays a draft."""
    if kept_late(assessment, current.moment()):
        flash(
            _("已保存为草稿。申报已经截止，草稿不会报出；如需延期请联系市政府办公室"),
            "warning",
        )
    else:
        flash(words or _("已保存"), "success")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
