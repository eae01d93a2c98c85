"""What a veto does to the lists (四(三)): who is selected without it and with it, nothing changed."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from portal.models import Unit, Year
from portal.queries.scores import Scores
from portal.scoring import Ranking, Text


@dataclass(frozen=True)
class Chosen:
    """A selected unit in one of the two lists. `moves`: it stands in this list and not in the other."""

    place: int | None
    name: str
    total: Decimal | None
    moves: bool


@dataclass(frozen=True)
class Effect:
    """One area and group, without a veto and with it. `undecided`: units that would then be tied."""

    area: str
    area_title: str
    group_title: str
    without: tuple[Chosen, ...]
    with_it: tuple[Chosen, ...]
    undecided: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the selection differs."""
        return any(one.moves for one in (*self.without, *self.with_it)) or bool(self.undecided)


def effect_of_veto(session: Session, year: Year, unit: Unit, ground: Text) -> list[Effect]:
    """What vetoing the unit changes in each area of its group, whether or not that veto is in force."""
    scores = Scores(session, year)
    others = {code: text for code, text in scores.vetoes.items() if code != unit.code}
    group = scores.scheme.group(unit.group.value)
    effects = []
    for area in scores.scheme.areas:
        without = scores.ranking(area.code, group.code, others)
        with_it = scores.ranking(area.code, group.code, {**others, unit.code: ground})
        effects.append(
            Effect(
                area=area.code,
                area_title=area.title,
                group_title=group.title,
                without=_chosen(without, with_it),
                with_it=_chosen(with_it, without),
                undecided=tuple(with_it.row(code).name for code in with_it.undecided),
            )
        )
    return effects


def _chosen(ranking: Ranking, other: Ranking) -> tuple[Chosen, ...]:
    return tuple(
        Chosen(row.place, row.name, row.total, row.unit not in other.selected)
        for row in ranking.rows
        if row.selected
    )
