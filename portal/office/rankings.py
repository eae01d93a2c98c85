"""Who stands where in each area and group, what drew the line, and ties that the office decides."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import Refused
from portal.extensions import db
from portal.loaders import RankingSubject, load_ranking
from portal.office.desk import office
from portal.office.forms import tie_form
from portal.policy import Permission
from portal.queries.accounts import all_units
from portal.queries.decisions import tie_decision_of
from portal.queries.ranking_overview import Overview, overview_of
from portal.queries.ranking_sheets import Sheet, sheet_of
from portal.queries.scores import Scores
from portal.queries.years import YearLine, scheme_of
from portal.rankloaders import RankingLine, load_ranking_line, load_year_line
from portal.services import ties as services
from portal.workflow import YearState

TIES_DECIDED = (YearState.checking, YearState.deciding, YearState.notice)
"""While the office can decide a tie."""


PAGE_SIZE = 200
"""Units on one page of a ranking."""


@office.get("/<int:year>/office/rankings/")
@requires(Permission.VIEW_OFFICE, on=load_year_line, unchanging=True)
def rankings(year: YearLine) -> ResponseReturnValue:
    """All areas and groups with the units that would be selected now."""
    session = db.session()
    found: Overview = current.known(("rankings", year.id), lambda: overview_of(session, year.id))
    return hx.render(
        "office/rankings.html",
        year_shown=year,
        overview=found,
        groups=[(one.code, one.title) for one in scheme_of(year).groups],
        page_of=url_for("office.ranking", year=year.number, area="-", group="-").removesuffix("-/-"),
        settled=year.state.reached(YearState.checking),
    )


def sheet(subject: RankingLine | RankingSubject) -> Sheet:
    """The ranking as its page shows it, from memory while nothing changes."""
    session, key = db.session(), (subject.year.id, subject.area.code, subject.group.code)
    found: Sheet = current.known(("ranking", *key), lambda: sheet_of(session, *key))
    return found


@office.get("/<int:year>/office/rankings/<area>/<group>")
@requires(Permission.VIEW_OFFICE, on=load_ranking_line, unchanging=True)
def ranking(subject: RankingLine) -> ResponseReturnValue:
    """One area and group: places, the quota line with the rule that drew it, who has no place and why."""
    found, year = sheet(subject), subject.year
    area, group = subject.area.code, subject.group.code
    pages = max(1, -(-len(found.rows) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    first = (page - 1) * PAGE_SIZE
    shown = found.rows[first : first + PAGE_SIZE]
    here = url_for("office.ranking", year=year.number, area=area, group=group)
    card = url_for("dossier.scorecard", year=year.number, area=area, unit_id=0)
    return hx.render(
        "office/ranking.html",
        subject=subject,
        sheet=found,
        placed=[row for row in shown if row.place is not None],
        aside=[row for row in shown if row.place is None],
        line_at=found.inside - first if first <= found.inside <= first + PAGE_SIZE else None,
        page=page,
        pages=pages,
        before=f"{here}?page={page - 1}" if page > 1 else None,
        after=f"{here}?page={page + 1}" if page < pages else None,
        card=card.removesuffix("0"),
        levels=(_("国"), _("省"), _("市")),
        can_decide=may(Permission.RUN_YEAR, year) and year.state in TIES_DECIDED,
        settled=year.state.reached(YearState.checking),
    )


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
