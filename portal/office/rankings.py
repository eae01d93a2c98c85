"""Who stands where in each area and group, what drew the line, and ties that the office decides."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.loaders import RankingSubject, load_ranking, load_year
from portal.models import Objection, PanelArea, Veto, Year
from portal.office.desk import office
from portal.office.forms import tie_form
from portal.policy import Permission
from portal.queries.accounts import account_by_id, all_units, unit_ids
from portal.queries.decisions import objections_of, open_objections, tie_decision_of, vetoes_of
from portal.queries.scores import Scores, all_rankings
from portal.queries.years import panel_area
from portal.scoring import Ranking, RankRow
from portal.services import notices as services
from portal.workflow import IN_FORCE, ObjectionState, VetoState, YearState

TIES_DECIDED = (YearState.checking, YearState.deciding, YearState.notice)
"""While the office can decide a tie."""


def _by_unit(objections: Iterable[Objection]) -> Counter[str]:
    """Open objections by unit's code."""
    return Counter(one.unit.code for one in objections if one.state == ObjectionState.raised)


@office.get("/<int:year>/office/rankings/")
@requires(Permission.VIEW_OFFICE, on=load_year, unchanging=True)
def rankings(year: Year) -> ResponseReturnValue:
    """All areas and groups with the units that would be selected now."""
    session = db.session()
    vetoes = vetoes_of(session, year)
    return hx.render(
        "office/rankings.html",
        year_shown=year,
        areas=all_rankings(session, year),
        panels={row.area: row for row in year.areas},
        objections=Counter(one.area for one in open_objections(session, year)),
        in_force=[veto for veto in vetoes if veto.state in IN_FORCE],
        waiting=[v for v in vetoes if v.state in (VetoState.proposed, VetoState.withdrawal_proposed)],
        settled=year.state.reached(YearState.checking),
    )


@dataclass(frozen=True)
class Sheet:
    """A ranking as its page shows it: above the line, tied across it, below it, and beside it."""

    above: list[RankRow]
    tied: list[RankRow]
    below: list[RankRow]
    aside: list[RankRow]


def _sheet(ranking: Ranking) -> Sheet:
    placed = [row for row in ranking.rows if row.place is not None]
    return Sheet(
        above=[row for row in placed if row.selected],
        tied=[row for row in placed if row.unit in ranking.undecided],
        below=[row for row in placed if not row.selected and row.unit not in ranking.undecided],
        aside=[row for row in ranking.rows if row.place is None],
    )


@office.get("/<int:year>/office/rankings/<area>/<group>")
@requires(Permission.VIEW_OFFICE, on=load_ranking, unchanging=True)
def ranking(subject: RankingSubject) -> ResponseReturnValue:
    """One area and group: places, the quota line with the rule that drew it, who has no place and why."""
    session, year = db.session(), subject.year
    area, group = subject.area, subject.group
    found = Scores(session, year).ranking(area.code, group.code)
    decision = tie_decision_of(session, year, area.code, group.code)
    panel: PanelArea = panel_area(session, year, area.code)
    return hx.render(
        "office/ranking.html",
        subject=subject,
        ranking=found,
        sheet=_sheet(found),
        names={row.unit: row.name for row in found.rows},
        units=unit_ids(session),
        objections=_by_unit(objections_of(session, year, area=area.code)),
        vetoes=_vetoes_by_unit(vetoes_of(session, year)),
        panel=panel,
        decision=decision,
        decided_by=account_by_id(session, decision.by_id) if decision else None,
        can_decide=may(Permission.RUN_YEAR, year) and year.state in TIES_DECIDED,
        settled=year.state.reached(YearState.checking),
    )


def _vetoes_by_unit(vetoes: Iterable[Veto]) -> dict[str, Veto]:
    """The veto that stands or waits for each unit: code → veto."""
    open_or_held = (VetoState.proposed, *IN_FORCE)
    return {veto.unit.code: veto for veto in vetoes if veto.state in open_or_held}


@office.route("/<int:year>/office/rankings/<area>/<group>/tie", methods=["GET", "POST"])
@requires(Permission.RUN_YEAR, on=load_ranking)
def decide_tie(subject: RankingSubject) -> ResponseReturnValue:
    """Record the office's decision on units that are tied across the line."""
    session, year = db.session(), subject.year
    area, group = subject.area, subject.group
    scores = Scores(session, year)
    tied = scores.tied(area.code, group.code)
    if not tied:
        raise Refused("没有跨越入选线的并列需要决定")
    names = {unit.code: unit.name for unit in all_units(session)}
    decision = tie_decision_of(session, year, area.code, group.code)
    before = [code for code in decision.order if code in tied] if decision else []
    form = tie_form([(code, names[code]) for code in tied], before if len(before) == len(tied) else [])
    if form.carried_out(
        lambda: services.decide_tie(
            current.work(),
            year=year,
            area=area.code,
            group=group.code,
            order=form.order(tied),
            reason=form.reason.data or "",
        )
    ):
        flash(_("并列决定已记录"), "success")
        return hx.go(url_for("office.ranking", year=year.number, area=area.code, group=group.code))
    found = scores.ranking(area.code, group.code)
    rows = [found.row(code) for code in tied]
    return hx.render(
        "office/tie.html",
        status=form.status,
        form=form,
        subject=subject,
        rows=rows,
        places=[form[f"place_{code}"] for code in tied],
        free=found.quota - min((row.place or 1) for row in rows) + 1,
    )
