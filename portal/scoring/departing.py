"""Where the office follows a panel against the points: one unit is selected instead of another (五(一))."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.scoring.ranking import Ranking, RankRow
from portal.scoring.text import Text


@dataclass(frozen=True)
class Departure:
    """`unit` is selected instead of `instead_of`, for the office's recorded reason."""

    unit: str
    instead_of: str
    reason: str


def depart(ranking: Ranking, departures: Sequence[Departure]) -> Ranking:
    """The ranking with these departures; places, totals and the quota line stay those of the points.

    One that does not fit the points any more changes nothing: the other unit is not selected by them, or
    the unit has no place (vetoed, not competing), is selected anyway, or is tied across the line.
    """
    rows = {row.unit: row for row in ranking.rows}
    for one in departures:
        new, old = rows.get(one.unit), rows.get(one.instead_of)
        if new is None or old is None or not old.selected or old.departed or not _free(new, ranking):
            continue
        rows[new.unit] = replace(new, selected=True, departed=_words(True, old, one.reason))
        rows[old.unit] = replace(old, selected=False, departed=_words(False, new, one.reason))
    return replace(ranking, rows=tuple(rows[row.unit] for row in ranking.rows))


def _free(row: RankRow, ranking: Ranking) -> bool:
    return (
        row.place is not None and not row.selected and row.unit not in ranking.undecided and not row.departed
    )


def _words(chosen: bool, other: RankRow, reason: str) -> Text:
    zh = f"按评价建议改选，代替{other.name}" if chosen else f"按评价建议由{other.name}代替"
    en = f"selected on the panel's recommendation instead of {other.name}"
    if not chosen:
        en = f"replaced by {other.name} on the panel's recommendation"
    return Text(f"{zh}：{reason}", f"{en}: {reason}")
