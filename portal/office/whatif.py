"""What would be if: who moves in and out when a line is turned, an objection upheld, a unit vetoed.

Everything stands in the address and nothing is written: the page can be opened again, sent on, printed.
"""

from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.loaders import RankingSubject, load_ranking
from portal.models import Objection
from portal.office.desk import office
from portal.policy import Permission
from portal.queries.accounts import unit_ids
from portal.queries.assessments import assessment_of
from portal.queries.decisions import objections_of, titles_of_facts
from portal.queries.hanging import Hanging, hanging
from portal.queries.regrading import BandKey, GradedBand, bands_of
from portal.queries.scores import Scores
from portal.queries.whatif import Supposed, TurnableLine, lines_of, outcome_of
from portal.scoring import Swing
from portal.workflow import ObjectionState

AT_ONCE = 100
"""As many lines or vetoes can be supposed at once; more is nobody's question."""


@dataclass(frozen=True)
class Disputed:
    """An open objection of the group; `fact` is None where it names none, so that nothing can be reckoned."""

    objection: Objection
    fact: str | None
    title: str


@office.get("/<int:year>/office/rankings/<area>/<group>/what-if")
@requires(Permission.VIEW_OFFICE, on=load_ranking)
def what_if(subject: RankingSubject) -> ResponseReturnValue:
    """Suppose what one likes; both lists at once. Nothing is changed."""
    session, year = db.session(), subject.year
    area, group = subject.area.code, subject.group.code
    before = Scores(session, year).ranking(area, group)
    names = {row.unit: row.name for row in before.rows}
    supposed = Supposed(
        frozenset(request.args.getlist("line")[:AT_ONCE]),
        frozenset(code for code in request.args.getlist("veto")[:AT_ONCE] if code in names),
        frozenset(key for text in request.args.getlist("band")[:AT_ONCE] if (key := BandKey.read(text))),
    )
    unit = request.args.get("unit", "")
    lines: list[TurnableLine] = []
    bands: list[GradedBand] = []
    if unit in names:
        dossier = assessment_of(session, year, unit_ids(session)[unit], area)
        lines, bands = lines_of(session, dossier), bands_of(session, dossier)
    disputed = _disputed(subject)
    outcome = outcome_of(session, year, area, group, supposed) if supposed else None
    shown = {line.key for line in lines} | {one.fact for one in disputed}
    return hx.render(
        "office/what_if.html",
        subject=subject,
        ranking=before,
        names=names,
        unit=unit if unit in names else "",
        lines=lines,
        bands=bands,
        supposed=supposed,
        outcome=outcome,
        disputed=disputed,
        kept=[one for one in outcome.turned if one.key not in shown] if outcome else [],
    )


def _disputed(subject: RankingSubject) -> list[Disputed]:
    session = db.session()
    found = [
        one
        for one in objections_of(session, subject.year, area=subject.area.code)
        if one.state == ObjectionState.raised and one.unit.group.value == subject.group.code
    ]
    titles = titles_of_facts(session, found)
    return [
        Disputed(one, None if one.fact_id is None else str(one.fact_id), titles.get(one.fact_id or 0, ""))
        for one in found
    ]


@dataclass(frozen=True)
class Hook:
    """A deciding line as the page shows it, with the address that supposes it; "" for a judgement."""

    swing: Swing
    url: str


@office.get("/<int:year>/office/rankings/<area>/<group>/hangs-on")
@requires(Permission.VIEW_OFFICE, on=load_ranking, unchanging=True)
def hangs_on(subject: RankingSubject) -> ResponseReturnValue:
    """The single lines on which the selection hangs."""
    session, year = db.session(), subject.year
    area, group = subject.area.code, subject.group.code
    found: Hanging = current.known(
        ("hanging", year.id, area, group), lambda: hanging(session, year, area, group)
    )
    base = {"year": year.number, "area": area, "group": group}
    return hx.render(
        "office/hangs_on.html",
        subject=subject,
        hanging=found,
        hooks=[
            Hook(
                one,
                url_for("office.what_if", **base, unit=one.unit, **asked) if (asked := _asked(one)) else "",
            )
            for one in found.swings
        ],
    )


def _asked(swing: Swing) -> dict[str, str]:
    """What the address supposes for a deciding line; nothing for a judgement that falls away."""
    if swing.fact:
        return {"line": swing.fact}
    if swing.band and swing.grade:
        return {"band": str(BandKey(swing.unit, swing.band.indicator, swing.band.scorer, swing.grade))}
    return {}
