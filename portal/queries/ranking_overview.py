"""All areas and groups of a year with who would be selected now: plain values, kept as a ranking's are."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.models import Year
from portal.queries.decisions import open_objections, vetoes_of
from portal.queries.ranking_sheets import printed
from portal.queries.scores import Scores
from portal.scoring import Ranking, Text
from portal.workflow import IN_FORCE, PanelAreaState, VetoState


@dataclass(frozen=True)
class Chosen:
    """A selected unit, its points as they are printed."""

    place: int | None
    name: str
    total: str
    margin: str


@dataclass(frozen=True)
class GroupLine:
    """One group of an area in the overview of all."""

    group: str
    title: str
    quota: int
    competing: int
    chosen: tuple[Chosen, ...]
    tied: tuple[str, ...]
    rule: Text | None
    departed: bool


@dataclass(frozen=True)
class AreaSheet:
    """One area in the overview of all. `objections`: how many are open in it."""

    area: str
    title: str
    state: PanelAreaState
    objections: int
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True)
class Overview:
    """All areas and groups; vetoes as (id, unit's name, state): those in force, those that wait."""

    areas: tuple[AreaSheet, ...]
    in_force: tuple[tuple[int, str, VetoState], ...]
    waiting: tuple[tuple[int, str, VetoState], ...]


def overview_of(session: Session, year_id: int) -> Overview:
    """All areas and groups of a year with who would be selected now, in the scheme's order."""
    year = session.get_one(Year, year_id)
    scores, states = Scores(session, year), {row.area: row.state for row in year.areas}
    objections = Counter(one.area for one in open_objections(session, year))
    vetoes = [(veto.id, veto.unit.name, veto.state) for veto in vetoes_of(session, year)]
    pending = (VetoState.proposed, VetoState.withdrawal_proposed)
    return Overview(
        areas=tuple(
            AreaSheet(
                area.code,
                area.title,
                states[area.code],
                objections[area.code],
                tuple(
                    _group_line(group.code, group.title, scores.ranking(area.code, group.code))
                    for group in scores.scheme.groups
                ),
            )
            for area in scores.scheme.areas
        ),
        in_force=tuple(one for one in vetoes if one[2] in IN_FORCE),
        waiting=tuple(one for one in vetoes if one[2] in pending),
    )


def _group_line(code: str, title: str, ranking: Ranking) -> GroupLine:
    return GroupLine(
        group=code,
        title=title,
        quota=ranking.quota,
        competing=sum(row.place is not None for row in ranking.rows),
        chosen=tuple(
            Chosen(row.place, row.name, printed(row.total), printed(row.margin, sign=True))
            for row in ranking.rows
            if row.selected
        ),
        tied=tuple(ranking.row(unit).name for unit in ranking.undecided),
        rule=ranking.line.rule if ranking.line else None,
        departed=any(row.departed for row in ranking.rows),
    )
