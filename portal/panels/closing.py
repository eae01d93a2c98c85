"""The chair closes an area with the panel's recommendation (五(一)), or opens it again."""

from dataclasses import dataclass

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.extensions import db
from portal.forms import ReasonForm, seen_version
from portal.loaders import load_panel_area
from portal.models import Assessment, PanelArea
from portal.panels.blueprint import panels
from portal.panels.forms import RecommendationForm, recommendation_form
from portal.panels.ledger import undecided_pairs
from portal.panels.units import unit_url
from portal.policy import Permission
from portal.queries.assessments import assessments_of_area
from portal.queries.ledger import ledger_for
from portal.queries.reasons import reopening_of
from portal.queries.scores import Scores
from portal.scoring import Ranking, RankRow
from portal.services import areas as services
from portal.services.areas import Lack
from portal.workflow import PANEL_AREA, PanelAreaAction, PanelAreaState, YearState, available


@dataclass(frozen=True)
class Place:
    """A unit in the preview of a ranking."""

    row: RankRow
    url: str
    last_in: bool


@dataclass(frozen=True)
class Preview:
    """One group's ranking as it would stand now.

    `hidden`: the person must not judge one of its units, and the others' places would give it away.
    """

    title: str
    ranking: Ranking
    places: list[Place]
    hidden: bool


@panels.route("/<int:year>/panel/<area>/close", methods=["GET", "POST"])
@requires(Permission.LEAD_PANEL, on=load_panel_area)
def close(area: PanelArea) -> ResponseReturnValue:
    """What is missing, the ranking as it stands, the recommendation; then close."""
    scores = Scores(db.session(), area.year)
    previews = _previews(scores, area)
    form = _form(scores, area, previews)
    if form.carried_out(
        lambda: services.close_area(
            current.work(),
            area=area,
            recommendation=form.recommendation.data or "",
            version=seen_version(),
            departures=form.departures(),
        )
    ):
        flash(_("已办结，评价建议已报市政府办公室"), "success")
        return hx.go(_close_url(area))
    return hx.render(
        "panels/close.html",
        status=form.status,
        area=area,
        scheme_area=scores.scheme.area(area.area),
        form=form,
        impartial=may(Permission.CLOSE_AREA, area),
        actions=_actions(area),
        in_time=area.year.state == YearState.reviewing,
        missing=_missing(area),
        pairs=undecided_pairs(ledger_for(db.session(), area, current.actor())),
        previews=previews,
        groups=scores.scheme.groups,
        reopening=reopening_of(db.session(), area) if area.state == PanelAreaState.open else None,
    )


def _form(scores: Scores, area: PanelArea, previews: list[Preview]) -> RecommendationForm:
    """The recommendation with a row for each unit that its points would select, where they may be seen."""
    units = {one.unit.code: one.unit for one in assessments_of_area(scores.session, area.year, area.area)}
    places = []
    for preview in previews:
        if preview.hidden:
            continue
        chosen = preview.ranking.selected
        others = [
            units[row.unit]
            for row in preview.ranking.rows
            if row.place is not None and row.unit not in chosen
        ]
        places += [(units[code], others) for code in chosen]
    data: dict[str, object] = {"recommendation": area.recommendation}
    for one in area.departures:
        data[f"instead_{one.instead_of_id}"] = one.unit_id
        data[f"why_{one.instead_of_id}"] = one.reason
    return recommendation_form(places, data)


@panels.route("/<int:year>/panel/<area>/reopen", methods=["GET", "POST"])
@requires(Permission.LEAD_PANEL, on=load_panel_area)
def reopen(area: PanelArea) -> ResponseReturnValue:
    """Open a closed area again, with a reason."""
    form = ReasonForm()
    if form.carried_out(
        lambda: services.reopen_area(
            current.work(), area=area, reason=form.reason.data or "", version=seen_version()
        )
    ):
        flash(_("已重新打开，可以继续评价"), "success")
        return hx.go(_close_url(area))
    return hx.render(
        "panels/reopen.html",
        status=form.status,
        area=area,
        scheme_area=Scores(db.session(), area.year).scheme.area(area.area),
        form=form,
        can_reopen=PanelAreaAction.reopen in _actions(area),
    )


def _close_url(area: PanelArea) -> str:
    return url_for("panels.close", year=area.year.number, area=area.area)


def _actions(area: PanelArea) -> list[PanelAreaAction]:
    if area.year.state != YearState.reviewing:
        return []
    return available(PANEL_AREA, area.state, lambda permission: may(permission, area))


@dataclass(frozen=True)
class Missing:
    """A unit with open ends; one that the person must not judge is not there."""

    name: str
    url: str
    lacks: list[Lack]


def _missing(area: PanelArea) -> list[Missing]:
    return [
        Missing(assessment.unit.name, unit_url(assessment), lacks)
        for assessment, lacks in services.missing_before_closing(db.session(), area, current.moment())
        if may(Permission.REVIEW, assessment)
    ]


def _url(assessment: Assessment) -> str | None:
    return unit_url(assessment) if may(Permission.REVIEW, assessment) else None


def _previews(scores: Scores, area: PanelArea) -> list[Preview]:
    units = {one.unit.code: one for one in assessments_of_area(scores.session, area.year, area.area)}
    previews = []
    for group in scores.scheme.groups:
        ranking = scores.ranking(area.area, group.code)
        last_in = ranking.line.last_in if ranking.line else None
        addresses = {row.unit: _url(units[row.unit]) for row in ranking.rows}
        places = [
            Place(row, url, row.unit == last_in) for row in ranking.rows if (url := addresses[row.unit])
        ]
        previews.append(Preview(group.title, ranking, places, None in addresses.values()))
    return previews
