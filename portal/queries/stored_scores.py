"""The stored scorecards of a group, or nothing where they were not made yet."""

import json
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import Select, Text, bindparam, cast, select
from sqlalchemy.orm import Session

from portal.models import Assessment, Score, Unit, Year
from portal.queries.plain import rows
from portal.scoring import Scorecard

_ROWS: Select[tuple[str, Decimal | None]] = (
    select(Unit.code, Score.on_time)
    .select_from(Assessment)
    .join(Unit, Unit.id == Assessment.unit_id)
    .outerjoin(Score, Score.assessment_id == Assessment.id)
    .where(
        Assessment.year_id == bindparam("year"),
        Assessment.area == bindparam("area"),
        Unit.group == bindparam("group"),
    )
    .order_by(Unit.position, Unit.code)
)
_HEADS, _CARDS = _ROWS.add_columns(cast(Score.head, Text)), _ROWS.add_columns(Score.card)
_SHARES = _ROWS.add_columns(Score.assessment_id)


def stored_cards(
    session: Session, year: Year, area: str, group: str, *, whole: bool
) -> tuple[Scorecard, ...] | None:
    """The group's cards in the official order, `whole` with their indicators; None when one is missing."""
    contest = {"year": year.id, "area": area, "group": group}
    found = [card for _, _, card in rows(session, _CARDS if whole else _HEADS, contest)]
    if not all(found):
        return None
    return tuple(Scorecard.from_dict(card) if whole else _head(card) for card in found)


@lru_cache(maxsize=8192)
def _head(text: str) -> Scorecard:
    """The head that a text says, made once for as long as it says the same: after a change most still do.

    It is kept by the text itself, so that it can never be another's or an older one.
    """
    return Scorecard.from_dict(json.loads(text))


def stored_shares(session: Session, year: Year, area: str, group: str) -> dict[str, Decimal] | None:
    """The on-time share of each unit that has one; None when a card is missing."""
    found = rows(session, _SHARES, {"year": year.id, "area": area, "group": group}).all()
    if any(stored is None for _, _, stored in found):
        return None
    return {code: share for code, share, _ in found if share is not None}
