"""Settles equal totals by the scheme's declared rules, in their order (四(一), 四(二))."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from portal.scoring.scheme import Tie
from portal.scoring.scorecard import Scorecard
from portal.scoring.text import Text, number, percent


@dataclass(frozen=True)
class Decision:
    """The office's recorded decision on a tie: the unit's order within it (1 first), and the reason."""

    order: int
    reason: str


@dataclass(frozen=True)
class Block:
    """Units that share a place.

    `parted_by`: the tie rule that put this block below the one before it, None where the totals did.
    `decided_by`: the tie rule that set it apart from any other unit of the same total. The codes name
    the same rules without their words (`rule_code`); "" for none.
    """

    cards: tuple[Scorecard, ...]
    parted_by: Text | None = None
    decided_by: Text | None = None
    parted_code: str = ""
    decided_code: str = ""


def rule_code(tie: Tie) -> str:
    """A tie rule without its words, as it is kept: honours-national, deductions, on-time, decision."""
    return f"{tie.by}-{tie.level}" if tie.level else tie.by


def settle(cards: Sequence[Scorecard], ties: Sequence[Tie], decisions: Mapping[str, Decision]) -> list[Block]:
    """Blocks from the first place on. Cards must have totals. Within a block: the official order."""
    blocks: list[Block] = []
    ordered = sorted(cards, key=lambda card: (-_total(card), card.order, card.unit))
    for _, same in groupby(ordered, key=_total):
        blocks += _split(Block(tuple(same)), list(ties), decisions)
    return blocks


def _total(card: Scorecard) -> Decimal:
    return card.total if card.total is not None else Decimal(0)


def _split(block: Block, ties: list[Tie], decisions: Mapping[str, Decision]) -> Iterator[Block]:
    """The block's parts by the first rule that tells its units apart, each split further."""
    if len(block.cards) == 1 or not ties:
        yield block
        return
    tie, rest = ties[0], ties[1:]
    values = _values(tie, block.cards, decisions)
    if values is None or len(set(values.values())) == 1:
        yield from _split(block, rest, decisions)
        return
    ranked = sorted(block.cards, key=lambda card: (-values[card.unit], card.order, card.unit))
    above: Decimal | None = None
    for value, same in groupby(ranked, key=lambda card: values[card.unit]):
        code = rule_code(tie)
        part = Block(tuple(same), block.parted_by, _words(tie, value, None), block.parted_code, code)
        if above is not None:
            part = replace(part, parted_by=_words(tie, value, above), parted_code=code)
        yield from _split(part, rest, decisions)
        above = value


def _values(
    tie: Tie, cards: Sequence[Scorecard], decisions: Mapping[str, Decision]
) -> dict[str, Decimal] | None:
    """What the rule compares, more is better; None where it is skipped because a unit has none."""
    values: dict[str, Decimal | None] = {}
    for card in cards:
        if tie.by == "honours":
            values[card.unit] = Decimal(card.honours.get(tie.level or "", 0))
        elif tie.by == "deductions":
            values[card.unit] = -card.deducted
        elif tie.by == "on-time":
            values[card.unit] = card.on_time
        else:
            decision = decisions.get(card.unit)
            values[card.unit] = Decimal(-decision.order) if decision else None
    known = {unit: value for unit, value in values.items() if value is not None}
    return known if len(known) == len(values) else None


def _words(tie: Tie, value: Decimal, above: Decimal | None) -> Text:
    """The rule, and the values that it compared."""
    shown = _shown(tie, value)
    if above is not None:
        better = _shown(tie, above)
        return Text(
            f"同分，按{tie.title}：{better} 比 {shown}", f"same total; {tie.title}: {better} to {shown}"
        )
    return Text(f"同分，按{tie.title}：{shown}", f"same total; {tie.title}: {shown}")


def _shown(tie: Tie, value: Decimal) -> str:
    if tie.by == "on-time":
        return percent(Fraction(value))
    return number(abs(value))
