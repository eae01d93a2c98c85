"""The stored scorecards of a group, or nothing where they were not made yet."""

from decimal import Decimal

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from portal.models import Assessment, Score, Unit, Year
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
_HEADS, _CARDS = _ROWS.add_columns(Score.head), _ROWS.add_columns(Score.card)
_SHARES = _ROWS.add_columns(Score.assessment_id)


def stored_cards(
    session: Session, year: Year, area: str, group: str, *, whole: bool
) -> tuple[Scorecard, ...] | None:
    """The group's cards in the official order, `whole` with their indicators; None when one is missing."""
    rows = session.execute(_CARDS if whole else _HEADS, {"year": year.id, "area": area, "group": group})
    found = [card for _, _, card in rows]
    if not all(found):
        return None
    return tuple(Scorecard.from_dict(card) for card in found)


def stored_shares(session: Session, year: Year, area: str, group: str) -> dict[str, Decimal] | None:
    """The on-time share of each unit that has one; None when a card is missing."""
    rows = session.execute(_SHARES, {"year": year.id, "area": area, "group": group}).all()
    if any(stored is None for _, _, stored in rows):
        return None
    return {code: share for code, share, _ in rows if share is not None}
