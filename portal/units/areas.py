"""One area's self-assessment: its page, and the narrative self-report (自评报告)."""

from dataclasses import dataclass

from flask import flash, get_flashed_messages, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Conflict
from portal.labels import moment, points
from portal.loaders import load_own_assessment
from portal.models import Assessment, Draft
from portal.policy import Permission
from portal.queries.gaps import claims_of, gaps_of
from portal.queries.years import scheme_of
from portal.scoring import Scorecard
from portal.services import assessments as services
from portal.units.blueprint import units
from portal.units.clashes import multi, narrative_clash
from portal.units.deadlines import deadline_of, kept_late
from portal.units.forms import NarrativeForm
from portal.units.keeping import digest, keeping, sent
from portal.units.reuse import claimed_twice_links
from portal.units.sheet import can_fill, sheet_of
from portal.units.words import draft_title, draft_url, gap_links
from portal.units.writing import keep_refused, sent_or_kept
from portal.workflow import ASSESSMENT, FactState, YearState, available


@units.get("/<int:year>/unit/areas/<area>")
@requires(Permission.VIEW_OWN_ASSESSMENT, on=load_own_assessment)
def area(assessment: Assessment) -> ResponseReturnValue:
    """The whole self-assessment of an area, as its scheme asks for it."""
    claims = claims_of(assessment)
    sheet = sheet_of(assessment)
    filling = may(Permission.FILL, assessment) and can_fill(assessment)
    gaps = (
        gaps_of(assessment, scheme_of(assessment.year), current.actor().account_id)
        if can_fill(assessment)
        else []
    )
    answer = hx.render(
        "units/area.html",
        "sheet",
        person=current.actor().account_id,
        row=request.args.get("row", type=int),
        said=get_flashed_messages(with_categories=True) if hx.wants_fragment() else [],
        assessment=assessment,
        sheet=sheet,
        typing=typing_of(assessment),
        figures=figures_of(assessment, sheet.card, sum(gap.blocking for gap in gaps) if filling else None),
        filling=filling,
        blocking=gap_links([gap for gap in gaps if gap.blocking], assessment),
        advice=gap_links([gap for gap in gaps if not gap.blocking], assessment)
        + (claimed_twice_links(assessment) if filling else []),
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
    return hx.into(answer, "#sheet")


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
        note = moment(assessment.signed_at)
        if assessment.signed_under is not None:
            note = _("受%(name)s授权代签，%(at)s", name=assessment.signed_under.given_by.name, at=note)
        found.append((_("审签"), assessment.signed_by.name, note))
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
    address = {"year": assessment.year.number, "area": assessment.area}
    kept = keeping(
        assessment,
        "narrative",
        url_for("units.narrative", **address),
        url_for("units.keep_narrative", **address),
    )
    typed = sent_or_kept(("narrative",), kept)
    standing = {"narrative": assessment.narrative, "seen": digest(assessment.narrative)}
    form = NarrativeForm(data=standing) if typed is None else NarrativeForm(multi(typed))
    seen = request.form.get("seen", "") if typed is not None and request.method == "POST" else ""
    mine = sent(typed or {}, seen)
    if request.method == "POST" and mine.loses_to(kept.draft):
        return narrative_clash(assessment, kept.typed, mine.fields, colleague=False)
    version = assessment.version if seen == standing["seen"] else 0
    text = form.narrative.data or ""
    try:
        saved = form.carried_out(
            lambda: services.save_narrative(current.work(), assessment=assessment, text=text, version=version)
        )
    except Conflict:
        keep_refused(kept, assessment, mine)
        return narrative_clash(assessment, {"narrative": [assessment.narrative]}, mine.fields, colleague=True)
    if saved:
        say_saved(assessment)
        return hx.go(
            url_for("units.area", year=assessment.year.number, area=assessment.area, _anchor="narrative")
        )
    kept = keep_refused(kept, assessment, mine)
    form.seen.data = (kept.draft.over if kept.draft else "") or digest(assessment.narrative)
    return hx.render(
        "units/narrative.html",
        status=form.status,
        form=form,
        keeping=kept,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        open_now=can_fill(assessment),
    )


@dataclass(frozen=True)
class Typing:
    """Something typed and not saved, on the area's page. A colleague's has no address."""

    draft: Draft
    title: str
    url: str
    late: bool


def typing_of(assessment: Assessment) -> list[Typing]:
    """What is being written in the area, and by whom; the text itself is its writer's alone."""
    mine, end = current.actor().account_id, services.deadline(assessment)
    return [
        Typing(
            draft,
            draft_title(draft) if draft.account_id == mine else "",
            draft_url(draft) if draft.account_id == mine else "",
            draft.reported and draft.saved_at >= end,
        )
        for draft in assessment.drafts
    ]


def say_saved(assessment: Assessment, words: str = "") -> None:
    """Tell that it is saved; after the deadline also that it stays a draft."""
    if kept_late(assessment, current.moment()):
        flash(
            _("已过截止时间，作为草稿保存，没有报送。如需延期，请联系市政府办公室"),
            "warning",
        )
    else:
        flash(words or _("已保存"), "success")
