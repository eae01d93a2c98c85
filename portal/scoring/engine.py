"""Scores one area and one group: facts, bands and counts in, scorecards out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from portal.scoring.bonus import BonusOutcome, score_bonus
from portal.scoring.columns import Best, Columns, higher
from portal.scoring.facts import Context, Entrant
from portal.scoring.measuring import Measured, refusal
from portal.scoring.rules.naming import fact_text
from portal.scoring.scheme import Area, Cap, Scheme
from portal.scoring.scorecard import IndicatorScore, Line, Scorecard, Standing
from portal.scoring.text import NOTHING, Text, as_decimal, join, number, ratio, round_half_up

_NO_BONUS = BonusOutcome(Fraction(0), (), {})


def score_group(
    entrants: Sequence[Entrant],
    context: Context,
    scheme: Scheme,
    area_code: str,
    best: Mapping[str, Best] | None = None,
) -> tuple[Scorecard, ...]:
    """A scorecard for every unit of one group in one area, in the units' official order.

    Neither the order of the units nor that of their facts or bands changes anything. `best`: the best of
    the whole group by indicator (`best_of`), where only some of its units are given. KeyError for an
    area that the scheme lacks; ValueError for units of two groups, a unit or a fact given twice, or a
    scorer who judges one indicator twice.
    """
    ordered = sorted(entrants, key=lambda entrant: (entrant.order, entrant.code))
    return tuple(score_each(lambda: ordered, context, scheme, area_code, best))


def compared(entrant: Entrant, context: Context, scheme: Scheme, area_code: str) -> dict[str, Best]:
    """What a unit brings to each comparison within its group, by indicator; empty where it takes no part."""
    columns = Columns(scheme.area(area_code), entrant.group, context)
    found = {each.code: columns.compared(each, entrant) for each in columns.comparing}
    return {code: own for code, own in found.items() if own}


def best_of(units: Iterable[Mapping[str, Best]]) -> dict[str, Best]:
    """The best of a group by indicator, from what each of its units brings (`compared`)."""
    best: dict[str, Best] = {}
    for unit in units:
        for code, own in unit.items():
            best[code] = higher(best.get(code, ()), own)
    return best


def score_each(
    entrants: Callable[[], Iterable[Entrant]],
    context: Context,
    scheme: Scheme,
    area_code: str,
    best: Mapping[str, Best] | None = None,
) -> Iterator[Scorecard]:
    """The same one by one, in the order given: for groups that are too large to be held at once.

    `entrants` is called twice where the area compares its units, else once, and gives the same units
    each time. Raises as `score_group` does, when it comes to the unit.
    """
    area = scheme.area(area_code)
    columns: Columns | None = None
    seen: set[str] = set()
    for entrant in entrants():
        if columns is None:
            columns = Columns(area, entrant.group, context, best=dict(best or {}))
            columns.see(entrants() if columns.comparing and best is None else ())
        _refuse_doubles(entrant, columns.group, seen)
        yield scorecard(entrant, columns.measure(entrant), area, scheme, context)


def on_time_share(entrant: Entrant, scheme: Scheme) -> Decimal | None:
    """A unit's on-time share in the area that the scheme's on-time tie names (四(一)), 1 is all.

    `entrant` is the unit in that area. None where it has no exposure there, or the scheme no such tie.
    """
    tie = next((tie for tie in scheme.ties if tie.by == "on-time"), None)
    due = entrant.exposures.get(tie.exposure or "") if tie else None
    if tie is None or not due:
        return None
    late = sum((fact.quantity for fact in entrant.facts if fact.counts and fact.kind in tie.late), Decimal(0))
    return ratio(max(Decimal(0), due - late), due)


def _refuse_doubles(entrant: Entrant, group: str, seen: set[str]) -> None:
    if entrant.group != group:
        raise ValueError("units of more than one group are never scored together")
    if entrant.code in seen:
        raise ValueError("a unit stands twice among the entrants")
    seen.add(entrant.code)
    if len({fact.key for fact in entrant.facts}) < len(entrant.facts):
        raise ValueError(f"a fact of {entrant.code} stands twice")
    judged = {(band.indicator, band.scorer) for band in entrant.bands}
    if len(judged) < len(entrant.bands):
        raise ValueError(f"a scorer judged one indicator of {entrant.code} twice")


def scorecard(
    entrant: Entrant, measured: Sequence[Measured], area: Area, scheme: Scheme, context: Context
) -> Scorecard:
    """One unit's card from its measured indicators: re-basing, bonus, caps, standing, rounding."""
    if scheme.rounding.at == "indicator":
        measured = [each.rounded(scheme.digits) for each in measured]
    applicable = sum((each.indicator.maximum for each in measured if each.applies), Decimal(0))
    earned = sum((each.points for each in measured), Fraction(0))
    base, rebase = _rebased(earned, applicable, measured, area)
    bonus = _bonus(entrant, measured, scheme, context)
    caps = [cap for cap in area.caps if _count(entrant, cap.kind) >= cap.count]
    base, extra, notes = _capped(base, bonus.points, caps)
    standing, reason = _standing(entrant, measured, caps, applicable, area, scheme)
    has_score = standing in (Standing.COMPETING, Standing.INELIGIBLE)
    base_points, bonus_points = round_half_up(base, scheme.digits), round_half_up(extra, scheme.digits)
    return Scorecard(
        area=area.code,
        unit=entrant.code,
        name=entrant.name,
        group=entrant.group,
        order=entrant.order,
        standing=standing,
        standing_reason=reason,
        earned=round_half_up(earned, scheme.digits) if has_score else None,
        applicable=applicable,
        base=base_points if has_score else None,
        bonus=bonus_points if has_score else None,
        total=base_points + bonus_points if has_score else None,
        deducted=as_decimal(sum((each.deducted for each in measured), Fraction(0)), scheme.digits),
        honours=bonus.honours,
        on_time=context.on_time.get(entrant.code),
        indicators=tuple(_score(each, scheme.digits) for each in measured),
        bonus_lines=(*bonus.lines, *_refused_honours(entrant, scheme)),
        rebase=rebase,
        notes=tuple(note for note in (*notes, bonus.note, *_cap_notes(caps)) if note),
        pending=_pending(entrant, measured, area),
    )


def _score(each: Measured, digits: int) -> IndicatorScore:
    return IndicatorScore(
        code=each.indicator.code,
        title=each.indicator.title,
        clause=each.indicator.clause,
        maximum=each.indicator.maximum,
        points=round_half_up(each.points, digits),
        applies=each.applies,
        waiting=bool(each.pending),
        rule=each.indicator.rule_text,
        sentence=each.sentence,
        note=each.note,
        exposure=each.exposure,
        lines=each.lines,
    )


def _rebased(
    earned: Fraction, applicable: Decimal, measured: Sequence[Measured], area: Area
) -> tuple[Fraction, Text]:
    """The earned points on the area's full scale: what is exempt stays out, the rest is scaled."""
    exempt = sum((each.indicator.maximum for each in measured if each.exempt), Decimal(0))
    full = area.maximum - exempt
    if area.open or applicable in (0, full):
        return earned, NOTHING
    reached, scale = number(applicable), number(full)
    return earned * Fraction(full) / Fraction(applicable), Text(
        f"适用指标共 {reached} 分，按 {scale}÷{reached} 折算",
        f"{reached} points apply; scaled by {scale} / {reached}",
    )


def _bonus(entrant: Entrant, measured: Sequence[Measured], scheme: Scheme, context: Context) -> BonusOutcome:
    bonus = scheme.bonus
    if bonus is None:
        return _NO_BONUS
    facts = sorted(
        (fact for fact in entrant.facts if fact.kind == bonus.kind.code and fact.counts),
        key=lambda fact: fact.order,
    )
    elsewhere = frozenset(
        matter for each in measured if each.indicator.code in bonus.excludes for matter in each.matters
    )
    return score_bonus(bonus, tuple(facts), context, elsewhere)


def _refused_honours(entrant: Entrant, scheme: Scheme) -> list[Line]:
    if scheme.bonus is None:
        return []
    kind = scheme.bonus.kind
    refused = sorted(
        (fact for fact in entrant.facts if fact.kind == kind.code and not fact.counts),
        key=lambda fact: fact.order,
    )
    return [Line(fact.key, fact_text(fact, kind.title), None, False, refusal(fact)) for fact in refused]


def _count(entrant: Entrant, kind: str) -> Decimal:
    return sum((fact.quantity for fact in entrant.facts if fact.kind == kind and fact.counts), Decimal(0))


def _capped(base: Fraction, bonus: Fraction, caps: list[Cap]) -> tuple[Fraction, Fraction, list[Text]]:
    """Base and bonus under the lowest of the caps that hold."""
    limits = [cap.at_most for cap in caps if cap.at_most is not None]
    if not limits or base + bonus <= min(limits):
        return base, bonus, []
    limit = Fraction(min(limits))
    held = min(base, limit)
    most = number(limit)
    return held, min(bonus, limit - held), [Text(f"本领域至多计 {most} 分", f"the area is held at {most}")]


def _cap_notes(caps: list[Cap]) -> list[Text]:
    return [Text(f"{cap.title}（{cap.clause}）", f"{cap.title} ({cap.clause})") for cap in caps]


def _standing(
    entrant: Entrant,
    measured: Sequence[Measured],
    caps: list[Cap],
    applicable: Decimal,
    area: Area,
    scheme: Scheme,
) -> tuple[Standing, Text]:
    """Whether the unit takes part, and if not, why: out of the area, unsigned, too little, ineligible."""
    out = _out_of_area(entrant, area)
    if out:
        return Standing.NOT_COMPETING, out
    if not entrant.submitted:
        return Standing.UNDECLARED, Text("没有经审签的自评", "no signed self-assessment came in")
    need = scheme.min_applicable
    if not area.open and (applicable < need or not applicable):
        have, least = number(applicable), number(need)
        said = Text(
            f"适用指标只有 {have} 分，不足 {least} 分", f"only {have} points apply, fewer than {least}"
        )
        return Standing.NOT_COMPETING, said
    barred = [each.ineligible for each in measured if each.ineligible]
    barred += [Text(cap.title, cap.title) for cap in caps if not cap.selectable]
    return (Standing.INELIGIBLE, join(barred)) if barred else (Standing.COMPETING, NOTHING)


def _out_of_area(entrant: Entrant, area: Area) -> Text:
    if not entrant.competes:
        reason = entrant.competes_reason
        return Text(reason or "市政府办公室定为不参评", reason or "taken out of the area by the office")
    needed = area.no_exposure_no_competition
    if needed is None or entrant.exposures.get(needed) != 0:
        return NOTHING
    title = area.exposure(needed).title
    return Text(f"{title}为 0，不参评", f"“{title}” is 0: does not compete")


def _pending(entrant: Entrant, measured: Sequence[Measured], area: Area) -> tuple[Text, ...]:
    """What is awaited; of a unit that is out of the area or handed in nothing, nothing is.

    Where the counts themselves take it out, what contradicts them still has to be put right.
    """
    if not entrant.submitted or not entrant.competes:
        return ()
    out = bool(_out_of_area(entrant, area))
    awaited = (text for each in measured if not (out and each.applies) for text in each.pending)
    return (*awaited, *_strangers(entrant, area))


def _strangers(entrant: Entrant, area: Area) -> list[Text]:
    """Facts of a kind that the scheme does not have in this area: they must be put right, not lost."""
    known = {kind.code for kind in area.kinds}
    return [
        Text(
            f"{fact.title}：计分办法没有类别 {fact.kind}", f"{fact.title}: the scheme has no kind {fact.kind}"
        )
        for fact in sorted(entrant.facts, key=lambda fact: fact.order)
        if fact.kind not in known and fact.counts
    ]
