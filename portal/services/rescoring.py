"""Keeps the stored scorecards true: whatever a score is made of changes, its card is made anew.

A listener notes, as rows are written, whose score they touch; `@service` makes those cards again in
the same transaction. A service cannot forget it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from portal.models import (
    Assessment,
    Score,
    Unit,
    Year,
)
from portal.queries.calendar import unsettled_years, workdays_of
from portal.queries.dossiers import Dossier, dossiers_in, dossiers_of
from portal.queries.entrants import entrant_of, scored_facts
from portal.queries.plain import rows
from portal.queries.recomputing import without_words
from portal.queries.scores import context_of, on_time_shares, tie_area
from portal.queries.years import scheme_of
from portal.scoring import Scheme, best_of, compared, score_group
from portal.scoring.columns import Best
from portal.services.touched import TOUCHED, TOUCHED_CALENDAR, TOUCHED_YEARS, forget_touched

Tell = Callable[[int, int, str], None]
"""How long work says how far it is: (done, of how many, what was done last, in words)."""


@dataclass(frozen=True)
class Changed:
    """A stored card that was not what its facts give: the unit, and its totals as text (None: no score)."""

    area: str
    group: str
    name: str
    before: str | None
    after: str | None


def rescore_touched(session: Session) -> None:
    """Make the cards again of what was noted since the transaction began."""
    session.flush()
    ids = session.info.pop(TOUCHED, set())
    years = {session.get_one(Year, year_id) for year_id in session.info.pop(TOUCHED_YEARS, set())}
    if session.info.pop(TOUCHED_CALENDAR, False):
        years.update(unsettled_years(session))
    for year in sorted(years, key=lambda each: each.number):
        rescore_year(session, year)
    if ids:
        _rescore(session, dossiers_of(session, ids))
    forget_touched(session)


def rescore_year(session: Session, year: Year, tell: Tell | None = None) -> list[Changed]:
    """Make every card of a year anew, in the caller's transaction; gives those that had been others.

    `tell(done, all, words)` is called after each area and group.
    """
    changed: list[Changed] = []
    contests = contests_of(year)
    for done, (area, group) in enumerate(contests, 1):
        changed += rescore_contest(session, year, area, group)
        if tell:
            tell(done, len(contests), contest_title(year, area, group))
    forget_touched(session)
    return changed


def contests_of(year: Year) -> list[tuple[str, str]]:
    """Each area with each group, in the scheme's order: what is scored together."""
    scheme = scheme_of(year)
    return [(area.code, group.code) for area in scheme.areas for group in scheme.groups]


def contest_title(year: Year, area: str, group: str) -> str:
    """文电办理 · 县（市、区）."""
    scheme = scheme_of(year)
    return f"{scheme.area(area).title} · {scheme.group(group).title}"


def rescore_contest(session: Session, year: Year, area: str, group: str) -> list[Changed]:
    """Make the cards of one area and group anew; gives those that had been others.

    A card that only says the same in other words is written too, and is none of these.
    """
    made = _made(session, scheme_of(year), dossiers_in(session, year, area, group))
    changed = _changed_cards(made, _stored(session, made))
    _store(session, made)
    return changed


def differences(session: Session, year: Year, area: str, group: str) -> tuple[int, list[Changed]]:
    """How many cards an area and group has, and those that are not what their facts give, whatever the
    words. Writes nothing."""
    made = _made(session, scheme_of(year), dossiers_in(session, year, area, group))
    return len(made), _changed_cards(made, _stored(session, made))


@dataclass(frozen=True)
class _Made:
    """A card made now: the whole, its head, the unit's on-time share, what it is compared by."""

    dossier: Dossier
    head: dict[str, Any]
    whole: dict[str, Any]
    share: Decimal | None
    compared: dict[str, list[str]]

    def as_written(self) -> dict[str, Any]:
        """The card as the statements that write it take it."""
        columns = {"head": self.head, "card": self.whole, "on_time": self.share, "compared": self.compared}
        return {"of": self.dossier.id, **columns}

    def is_kept_by(self, row: Row[Any]) -> bool:
        """Whether it is stored to the letter."""
        if (row.on_time, row.compared) != (self.share, self.compared):
            return False
        return bool((row.head, row.card) == (self.head, self.whole))

    def agrees_with(self, row: Row[Any]) -> bool:
        """Whether what is stored decides the same, to the digit, in whatever words."""
        kept, made = [row.head, row.card], [self.head, self.whole]
        return bool(row.on_time == self.share) and without_words(kept) == without_words(made)


_STORED = (
    select(Score.assessment_id, Score.head, Score.card, Score.on_time, Score.compared)
    .where(Score.assessment_id.in_(bindparam("ids", expanding=True)))
    .order_by(Score.assessment_id)
)


def _stored(session: Session, made: list[_Made]) -> dict[int, Row[Any]]:
    """The stored cards of the same units, by assessment."""
    found = rows(session, _STORED, {"ids": [new.dossier.id for new in made]})
    return {row.assessment_id: row for row in found}


def _changed_cards(made: list[_Made], stored: dict[int, Row[Any]]) -> list[Changed]:
    """Which stored cards are not those made now, in anything but their words."""
    changed = []
    for new in made:
        one, row = new.dossier, stored.get(new.dossier.id)
        if row is None or not new.agrees_with(row):
            before = row.head.get("total") if row is not None else None
            changed.append(Changed(one.area, one.unit.group.value, one.unit.name, before, new.whole["total"]))
    return changed


def _rescore(session: Session, touched: list[Dossier]) -> None:
    groups: dict[tuple[int, str, str], list[Dossier]] = {}
    for one in touched:
        groups.setdefault((one.year_id, one.area, one.unit.group.value), []).append(one)
    for (_, area, group), found in groups.items():
        scheme = scheme_of(found[0].year)
        best = _best_that_stands(session, scheme, found) if scheme.area(area).compares else {}
        if best is None:
            found = dossiers_in(session, found[0].year, area, group)
        _store(session, _made(session, scheme, found, best))


_COMPARED = (
    select(Assessment.id, Score.compared)
    .join(Unit, Unit.id == Assessment.unit_id)
    .outerjoin(Score, Score.assessment_id == Assessment.id)
    .where(
        Assessment.year_id == bindparam("year"),
        Assessment.area == bindparam("area"),
        Unit.group == bindparam("group"),
    )
    .order_by(Assessment.id)
)


def _best_that_stands(session: Session, scheme: Scheme, found: list[Dossier]) -> dict[str, Best] | None:
    """The best of the group in each comparison, where it is what it was; None where it moved, and with it
    everybody's points, or where it is not kept for every unit."""
    one, ids = found[0], {each.id for each in found}
    contest = {"year": one.year_id, "area": one.area, "group": one.unit.group}
    kept = rows(session, _COMPARED, contest).all()
    if any(own is None for _, own in kept):
        return None
    others = best_of(_read(own) for id_, own in kept if id_ not in ids)
    context = context_of(one.year, {}, lambda: workdays_of(session))
    now = [
        compared(entrant_of(scheme, each, scored_facts(each)), context, scheme, one.area) for each in found
    ]
    best = best_of([others, *now])
    return best if best == best_of(_read(own) for _, own in kept) else None


def _read(kept: dict[str, list[str]]) -> dict[str, Best]:
    return {code: tuple(Fraction(value) for value in values) for code, values in kept.items()}


def _made(
    session: Session, scheme: Scheme, found: list[Dossier], best: dict[str, Best] | None = None
) -> list[_Made]:
    if not found:
        return []
    by_code = {one.unit.code: one for one in found}
    entrants = [entrant_of(scheme, one, scored_facts(one)) for one in found]
    year, area = found[0].year, found[0].area
    shares = on_time_shares(entrants, scheme) if area == tie_area(scheme) else {}
    context = context_of(year, {}, lambda: workdays_of(session))
    brought = {one.code: compared(one, context, scheme, area) for one in entrants}
    cards = [card.to_dict() for card in score_group(entrants, context, scheme, area, best)]
    return [
        _Made(
            by_code[whole["unit"]],
            {**whole, "indicators": [], "bonus_lines": []},
            whole,
            shares.get(whole["unit"]),
            {code: [str(value) for value in own] for code, own in brought[whole["unit"]].items()},
        )
        for whole in cards
    ]


_REPLACE = (
    update(Score)
    .where(Score.assessment_id == bindparam("of"))
    .values({name: bindparam(name) for name in ("head", "card", "on_time", "compared")})
)
_ADD = insert(Score).values(
    assessment_id=bindparam("of"),
    **{name: bindparam(name) for name in ("head", "card", "on_time", "compared")},
)


def _store(session: Session, made: list[_Made]) -> None:
    """Write the cards that are not what is stored, with one statement for the new and one for the others."""
    stored = _stored(session, made)
    added = [new for new in made if new.dossier.id not in stored]
    others = [new for new in made if new.dossier.id in stored and not new.is_kept_by(stored[new.dossier.id])]
    for statement, cards in ((_ADD, added), (_REPLACE, others)):
        if cards:
            session.connection().execute(statement, [new.as_written() for new in cards])
    for new in others:
        held = session.identity_map.get(identity_key(Score, new.dossier.id))
        if held is not None:
            session.expire(held)
