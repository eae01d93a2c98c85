"""A ranking as its page shows it: plain values, so that it can be kept while nothing changes.

Made from the stored scorecards; what stands beside the ranking (vetoes, objections, the panel's word, the
office's decision on a tie) is read with it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.models import Objection, PanelArea, TieDecision, Veto, Year
from portal.queries.accounts import account_by_id, unit_ids
from portal.queries.decisions import objections_of, tie_decision_of, vetoes_of
from portal.queries.scores import Scores
from portal.queries.years import panel_area
from portal.scoring import Ranking, RankRow, Text
from portal.workflow import IN_FORCE, ObjectionState, PanelAreaState, VetoState

LEVELS = ("national", "provincial", "municipal")


@dataclass(frozen=True)
class Row:
    """One unit. Points as they are printed, "" for none; `honours` by LEVELS.

    `tied`: across the line, waiting for a decision. `pending`: the score still waits for something.
    `veto`: the id and state of the veto that stands or waits. `objections`: how many are open.
    """

    place: int | None
    name: str
    unit: str
    unit_id: int
    base: str
    bonus: str
    total: str
    margin: str
    honours: tuple[int, ...]
    standing: str
    selected: bool
    tied: bool
    pending: bool
    reason: Text
    decided_by: Text | None
    departed: Text
    veto: tuple[int, VetoState] | None
    objections: int


@dataclass(frozen=True)
class Line:
    """The quota line: what drew it, and the names on both sides where there is somebody."""

    rule: Text
    last_in: str
    first_out: str


@dataclass(frozen=True)
class Proposed:
    """A panel's departure from the points; `said`: the office's reason, "" while it has not decided."""

    id: int
    unit: str
    instead_of: str
    reason: str
    followed: bool
    said: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class PanelWord:
    """What the panel handed to the office: its recommendation, and where that departs from the points."""

    title: str
    state: PanelAreaState
    recommendation: str
    departures: tuple[Proposed, ...]
    closed_by: str
    closed_at: datetime | None


@dataclass(frozen=True)
class TieWord:
    """The office's decision on a tie."""

    order: tuple[str, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """One area and group. `rows`: those with a place, then those without. `inside`: rows above the line."""

    quota: int
    rows: tuple[Row, ...]
    placed: int
    inside: int
    line: Line | None
    undecided: tuple[str, ...]
    panel: PanelWord
    decision: TieWord | None


def sheet_of(session: Session, year_id: int, area: str, group: str) -> Sheet:
    """One area and group as its page shows it. The number of statements does not go with the units."""
    year = session.get_one(Year, year_id)
    found = Scores(session, year).ranking(area, group)
    names = {row.unit: row.name for row in found.rows}
    ids = unit_ids(session)
    objections = _by_unit(objections_of(session, year, area=area))
    vetoes = _vetoes(vetoes_of(session, year))
    decision = tie_decision_of(session, year, area, group)
    return Sheet(
        quota=found.quota,
        rows=tuple(_row(row, ids[row.unit], found, vetoes, objections) for row in found.rows),
        placed=sum(row.place is not None for row in found.rows),
        inside=sum(row.selected != bool(row.departed) for row in found.rows),
        line=_line(found, names),
        undecided=tuple(names[code] for code in found.undecided),
        panel=_panel(panel_area(session, year, area), group),
        decision=_tie(session, decision, names) if decision else None,
    )


def _row(
    row: RankRow,
    unit_id: int,
    ranking: Ranking,
    vetoes: dict[str, tuple[int, VetoState]],
    objections: Counter[str],
) -> Row:
    card = row.card
    return Row(
        place=row.place,
        name=row.name,
        unit=row.unit,
        unit_id=unit_id,
        base=printed(card.base),
        bonus=printed(card.bonus, sign=True),
        total=printed(row.total),
        margin=printed(row.margin, sign=True),
        honours=tuple(card.honours.get(level, 0) for level in LEVELS),
        standing=row.standing,
        selected=row.selected,
        tied=row.unit in ranking.undecided,
        pending=bool(card.pending),
        reason=row.reason,
        decided_by=row.decided_by,
        departed=row.departed,
        veto=vetoes.get(row.unit),
        objections=objections[row.unit],
    )


def printed(value: Decimal | None, *, sign: bool = False) -> str:
    """Points as they are printed: 12.50, −3.20; with `sign` also +2.00. Nothing for none."""
    if value is None:
        return ""
    before = "−" if value < 0 else "+" if sign and value > 0 else ""
    return f"{before}{abs(value):.2f}"


def _line(ranking: Ranking, names: dict[str, str]) -> Line | None:
    line = ranking.line
    if line is None:
        return None
    both = line.margin_in is not None and not ranking.undecided
    return Line(
        line.rule,
        names[line.last_in] if both and line.last_in else "",
        names[line.first_out] if both and line.first_out else "",
    )


def _panel(area: PanelArea, group: str) -> PanelWord:
    return PanelWord(
        title=area.panel.title,
        state=area.state,
        recommendation=area.recommendation,
        departures=tuple(
            Proposed(
                one.id,
                one.unit.name,
                one.instead_of.name,
                one.reason,
                one.followed,
                one.followed_reason,
                one.followed_by.name if one.followed_by else "",
                one.followed_at,
            )
            for one in area.departures
            if one.unit.group.value == group
        ),
        closed_by=area.closed_by.name if area.closed_by else "",
        closed_at=area.closed_at,
    )


def _tie(session: Session, decision: TieDecision, names: dict[str, str]) -> TieWord:
    by = account_by_id(session, decision.by_id)
    return TieWord(
        tuple(names.get(code, code) for code in decision.order), decision.reason, by.name, decision.at
    )


def _by_unit(objections: Iterable[Objection]) -> Counter[str]:
    """Open objections by unit's code."""
    return Counter(one.unit.code for one in objections if one.state == ObjectionState.raised)


def _vetoes(vetoes: Iterable[Veto]) -> dict[str, tuple[int, VetoState]]:
    """The veto that stands or waits for each unit."""
    open_or_held = (VetoState.proposed, *IN_FORCE)
    return {veto.unit.code: (veto.id, veto.state) for veto in vetoes if veto.state in open_or_held}
