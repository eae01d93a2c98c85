"""Ranks one area and group and draws the quota line (四(一)), naming the rule that decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.scoring.scheme import Scheme
from portal.scoring.scorecard import STANDING_TITLES, Scorecard, Standing
from portal.scoring.text import NOTHING, Text, number
from portal.scoring.ties import Block, Decision, settle

VETOED = "vetoed"


@dataclass(frozen=True)
class RankRow:
    """One unit in the list.

    `place` is None for a unit that takes none; `standing` is its scorecard's, or `vetoed`, and
    `reason` says why. `decided_by`: the rule that set it apart from units with the same total.
    `departed`: where the office departed from the points for it, in words (`departing`).
    `margin`: for a selected unit, its lead over the first one out; for another, what it lacks to the
    last one in (negative); None without a line. `decided_code`: the code of `decided_by`, "" for none.
    """

    place: int | None
    unit: str
    name: str
    card: Scorecard
    total: Decimal | None
    standing: str
    reason: Text = NOTHING
    selected: bool = False
    decided_by: Text | None = None
    margin: Decimal | None = None
    decided_code: str = ""
    departed: Text = NOTHING


@dataclass(frozen=True)
class QuotaLine:
    """Where the selection ends. Units by code; None where there is no unit on that side.

    `rule`: what drew it, `code` the same without words: undecided, quota (nobody exceeds it), total, or
    a tie rule's. `margin_in`: the last one in over the first one out; `margin_out`: the first
    one out against the last one in, zero or negative.
    """

    rule: Text
    last_in: str | None
    first_out: str | None
    margin_in: Decimal | None
    margin_out: Decimal | None
    code: str = ""


@dataclass(frozen=True)
class Ranking:
    """All units of one area and group. `undecided`: units tied across the line that no rule settles."""

    area: str
    group: str
    quota: int
    rows: tuple[RankRow, ...]
    line: QuotaLine | None
    undecided: tuple[str, ...] = ()

    @property
    def selected(self) -> tuple[str, ...]:
        """The codes of the selected units, by rank."""
        return tuple(row.unit for row in self.rows if row.selected)

    def row(self, unit: str) -> RankRow:
        """One unit's row; KeyError for a unit that is not in the list."""
        for row in self.rows:
            if row.unit == unit:
                return row
        raise KeyError(unit)


def rank(
    cards: Sequence[Scorecard],
    scheme: Scheme,
    vetoes: Mapping[str, Text | str] | None = None,
    decisions: Mapping[str, Decision] | None = None,
) -> Ranking:
    """The ranking of one area and group.

    `vetoes`: unit → ground (四(三)); such a unit stays in the list, takes no place and is never
    selected. `decisions`: unit → its order among the units that it is tied with, as the office
    recorded it; they count only when every unit of the tie has one. Ties that nothing settles share
    a place (1, 2, 2, 4), and are never cut by the quota: they come back in `undecided`.
    ValueError for scorecards of two areas or groups, or a unit twice.
    """
    _refuse_mixtures(cards)
    vetoes = vetoes or {}
    if not cards:
        return Ranking("", "", 0, (), None)
    area, group = cards[0].area, cards[0].group
    quota = scheme.area(area).quota.get(group, 0)
    running = [card for card in cards if _runs(card, vetoes)]
    blocks = settle(running, scheme.ties, decisions or {})
    secure, undecided = _cut(blocks, quota)
    line = _line(blocks, secure, undecided, quota)
    rows = _placed(blocks, secure, line)
    aside = sorted(
        (card for card in cards if not _runs(card, vetoes)), key=lambda card: _aside_order(card, vetoes)
    )
    rows += [_aside(card, vetoes) for card in aside]
    return Ranking(area, group, quota, tuple(rows), line, undecided)


def _refuse_mixtures(cards: Sequence[Scorecard]) -> None:
    if len({(card.area, card.group) for card in cards}) > 1:
        raise ValueError("a ranking is of one area and one group")
    if len({card.unit for card in cards}) < len(cards):
        raise ValueError("a unit stands twice among the scorecards")


def _runs(card: Scorecard, vetoes: Mapping[str, Text | str]) -> bool:
    return card.standing is Standing.COMPETING and card.total is not None and card.unit not in vetoes


def _cut(blocks: Sequence[Block], quota: int) -> tuple[frozenset[str], tuple[str, ...]]:
    """The units that are in beyond doubt, and those tied across the line."""
    secure: list[str] = []
    for block in blocks:
        codes = [card.unit for card in block.cards]
        if len(secure) + len(codes) <= quota:
            secure += codes
        elif len(secure) < quota:
            return frozenset(secure), tuple(codes)
        else:
            break
    return frozenset(secure), ()


def _line(
    blocks: Sequence[Block], secure: frozenset[str], undecided: tuple[str, ...], quota: int
) -> QuotaLine | None:
    if not blocks or not quota:
        return None
    inside = [card for block in blocks for card in block.cards if card.unit in secure]
    outside = [card for block in blocks for card in block.cards if card.unit not in secure]
    out = [card for card in outside if card.unit not in undecided]
    last_in = inside[-1] if inside else None
    first_out = out[0] if out else None
    margin = None
    if last_in and first_out and last_in.total is not None and first_out.total is not None:
        margin = last_in.total - first_out.total
    code, rule = _line_rule(blocks, first_out, undecided, quota, margin)
    return QuotaLine(
        rule=rule,
        last_in=last_in.unit if last_in else None,
        first_out=first_out.unit if first_out else None,
        margin_in=margin,
        margin_out=None if margin is None else -margin,
        code=code,
    )


def _line_rule(
    blocks: Sequence[Block],
    first_out: Scorecard | None,
    undecided: tuple[str, ...],
    quota: int,
    margin: Decimal | None,
) -> tuple[str, Text]:
    """What drew the line (code, words): an open tie, a quota that nobody exceeds, a tie rule, the total."""
    if undecided:
        count = len(undecided)
        return "undecided", Text(
            f"{count} 个单位并列跨越名额线，须由市政府办公室作出决定",
            f"{count} units are tied across the line; the office has to decide",
        )
    if first_out is None:
        return "quota", Text(f"参评单位未超过名额 {quota} 个", f"no more units than the quota of {quota}")
    if margin == 0:
        below = next(block for block in blocks if first_out in block.cards)
        return below.parted_code, below.parted_by or NOTHING
    return "total", Text(
        f"总分，相差 {number(margin or Decimal(0))} 分", f"total, {number(margin or Decimal(0))} apart"
    )


def _placed(blocks: Sequence[Block], secure: frozenset[str], line: QuotaLine | None) -> list[RankRow]:
    rows: list[RankRow] = []
    totals = {card.unit: card.total for block in blocks for card in block.cards}
    first_out = totals.get(line.first_out) if line and line.first_out else None
    last_in = totals.get(line.last_in) if line and line.last_in else None
    for block in blocks:
        place = len(rows) + 1
        for card in block.cards:
            selected = card.unit in secure
            other = first_out if selected else last_in
            margin = None if other is None or card.total is None else card.total - other
            rows.append(
                RankRow(
                    place=place,
                    unit=card.unit,
                    name=card.name,
                    card=card,
                    total=card.total,
                    standing=str(card.standing),
                    selected=selected,
                    decided_by=block.decided_by,
                    margin=margin,
                    decided_code=block.decided_code,
                )
            )
    return rows


_ASIDE = (VETOED, Standing.INELIGIBLE, Standing.NOT_COMPETING, Standing.UNDECLARED)


def _aside_order(card: Scorecard, vetoes: Mapping[str, Text | str]) -> tuple[int, int, str]:
    """Units without a place: by why, then in the official order."""
    why = VETOED if card.unit in vetoes else card.standing
    return (_ASIDE.index(why), card.order, card.unit)


def _aside(card: Scorecard, vetoes: Mapping[str, Text | str]) -> RankRow:
    standing, reason = str(card.standing), card.standing_reason or STANDING_TITLES[card.standing]
    if card.unit in vetoes:
        ground = vetoes[card.unit]
        standing = VETOED
        reason = ground if isinstance(ground, Text) else Text(ground, ground)
    return RankRow(None, card.unit, card.name, card, card.total, standing, reason)
