"""What a scheme's parts must be to each other: names that exist, weights that reach, fields to fill in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.scoring.bonus import Bonus
from portal.scoring.faults import Faults
from portal.scoring.scheme import Area, AreaHead, Cap, Indicator, IndicatorHead, Tie
from portal.scoring.text import Text, number
from portal.scoring.vocabulary import ExposureKind, Field, Group, Kind, TargetKind

_WITH_OPTIONS = ("level", "choice", "parts")
_WITH_BOUNDS = ("quantity", "amount")


@dataclass(frozen=True)
class Known:
    """Names that the scheme declares outside an area; empty where they could not be read."""

    clauses: tuple[str, ...]
    groups: tuple[str, ...]
    group_titles: Mapping[str, str]


def check_clause(faults: Faults, known: Known, clause: str, place: str) -> None:
    """A clause that the regulation lacks."""
    if known.clauses and clause not in known.clauses:
        given = "、".join(known.clauses)
        faults.add(
            f"{place}.clause",
            f"办法没有条款 {clause}；可引：{given}",
            f"the regulation has no clause {clause}; it has {given.replace('、', ', ')}",
        )


def check_repeats(faults: Faults, codes: Iterable[str], place: str) -> None:
    """A code that stands twice in one list."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            faults.add(f"{place}.{code}", "代码重复，应改名", "the code stands twice; rename one")
        seen.add(code)


def check_named(faults: Faults, code: str, known: Sequence[str], what: Text, place: str) -> None:
    """A name that is not declared."""
    if known and code not in known:
        given = "、".join(known)
        faults.add(
            place,
            f"没有{what.zh} {code}；可用：{given}",
            f"there is no {what.en} {code}; there are {given.replace('、', ', ')}",
        )


GROUP = Text("组别", "group")
EXPOSURE = Text("暴露量", "exposure")
KIND = Text("事项类别", "kind")
TARGET = Text("目标", "target")
INDICATOR = Text("指标", "indicator")
AREA = Text("领域", "area")


def check_kind(faults: Faults, kind: Kind, place: str) -> None:
    """Fields that could not be filled in."""
    check_repeats(faults, (field.code for field in kind.fields), f"{place}.fields")
    for field in kind.fields:
        _check_field(faults, field, f"{place}.fields.{field.code}")


def _check_field(faults: Faults, field: Field, place: str) -> None:
    check_repeats(faults, field.values, f"{place}.options")
    if field.type in _WITH_OPTIONS and not field.options:
        faults.add(
            f"{place}.options",
            f"{field.type} 类型应写选项",
            f"a field of type {field.type} needs options",
        )
    if field.type not in _WITH_OPTIONS and field.options:
        faults.add(
            f"{place}.options",
            f"{field.type} 类型没有选项，应删去",
            f"a field of type {field.type} has no options; remove them",
        )
    bounded = field.minimum is not None or field.maximum is not None
    if bounded and field.type not in _WITH_BOUNDS:
        faults.add(
            place,
            f"{field.type} 类型没有上下限，应删去",
            f"a field of type {field.type} has no bounds; remove them",
        )
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        most = number(field.maximum)
        faults.add(f"{place}.minimum", f"应不大于 maximum({most})", f"should be at most maximum ({most})")


def check_area(
    faults: Faults, head: AreaHead, indicators: Sequence[Indicator], whole: bool, known: Known, place: str
) -> None:
    """The area's own keys, and that its weights reach its maximum for every group (if all were read)."""
    check_clause(faults, known, head.clause, place)
    for group in head.quota:
        check_named(faults, group, known.groups, GROUP, f"{place}.quota")
    for group in known.groups:
        if group not in head.quota:
            faults.add(f"{place}.quota", f"缺少组别 {group} 的名额", f"the quota of group {group} is missing")
    if head.open or not whole:
        return
    for group in known.groups:
        own = _sum(indicator for indicator in indicators if indicator.applies_to(group))
        declared = _sum(indicators)
        if head.maximum not in (own, declared):
            need = number(head.maximum)
            faults.add(
                f"{place}.indicators",
                f"组别 {group} 的指标合计 {number(own)} 分，应为 {need} 分",
                f"the indicators of group {group} add to {number(own)}; they should reach {need}",
            )


def _sum(indicators: Iterable[Indicator]) -> Decimal:
    return sum((indicator.maximum for indicator in indicators), Decimal(0))


def check_indicator_head(
    faults: Faults, head: IndicatorHead, open_area: bool, exposures: Sequence[str], known: Known, place: str
) -> None:
    """An indicator's names, and that it has a maximum where the area has one."""
    check_clause(faults, known, head.clause, place)
    for group in head.groups:
        check_named(faults, group, known.groups, GROUP, f"{place}.groups")
    if head.exposure and head.exposure not in exposures:
        given = "、".join(exposures) or "(无)"
        faults.add(
            f"{place}.exposure",
            f"本领域没有暴露量 {head.exposure}；可用：{given}",
            f"the area has no exposure {head.exposure}; it has {given.replace('、', ', ')}",
        )
    if head.maximum is None and not open_area:
        faults.add(
            f"{place}.maximum",
            "缺少此项，必须写明",
            "is missing and must be given (only an open area has none)",
        )


def check_suppliers(faults: Faults, indicator: Indicator, kinds: Mapping[str, Kind], place: str) -> None:
    """A kind that nobody whom the indicator names can supply."""
    for code in indicator.kinds:
        kind = kinds.get(code)
        if kind and not kind.by & indicator.by:
            by = "、".join(sorted(kind.by))
            faults.add(
                f"{place}.by",
                f"类别 {code} 由 {by} 提供，by 应包含其一",
                f"kind {code} comes by {by.replace('、', ', ')}; `by` should contain one of them",
            )


def check_use(
    faults: Faults,
    kinds: Sequence[Kind],
    exposures: Sequence[ExposureKind],
    targets: Sequence[TargetKind],
    used: frozenset[str],
    place: str,
) -> None:
    """A kind, an exposure or a target that nothing reads: it could be filled in and would never count."""
    lists = (("kinds", KIND, kinds), ("exposures", EXPOSURE, exposures), ("targets", TARGET, targets))
    for key, what, declared in lists:
        for each in declared:
            if each.code not in used:
                faults.add(
                    f"{place}.{key}.{each.code}",
                    f"没有指标使用这个{what.zh}，应删去或写入指标",
                    f"no indicator uses this {what.en}; remove it or let one use it",
                )


def check_cap(faults: Faults, cap: Cap, kinds: Sequence[str], known: Known, place: str) -> None:
    """A cap on a kind that the area lacks, or that does nothing."""
    check_clause(faults, known, cap.clause, place)
    check_named(faults, cap.kind, kinds, KIND, f"{place}.kind")
    if cap.selectable and cap.at_most is None:
        faults.add(
            place,
            "既不限分又可评先，应写 at_most 或 selectable = false",
            "does nothing; give at_most or selectable = false",
        )


def check_scheme(
    faults: Faults, areas: Sequence[Area], groups: Sequence[Group], ties: Sequence[Tie], bonus: Bonus | None
) -> None:
    """Names that reach across areas: the bonus's exclusions, and what the ties compare."""
    check_repeats(faults, (group.code for group in groups), "groups")
    check_repeats(faults, (area.code for area in areas), "areas")
    indicators = [indicator.code for area in areas for indicator in area.indicators]
    for code in bonus.excludes if bonus else ():
        check_named(faults, code, indicators, INDICATOR, "bonus.excludes")
    for index, tie in enumerate(ties, 1):
        for where, message in _tie_faults(tie, areas, bonus):
            faults.add(f"ties[{index}]{where}", message.zh, message.en)


def _tie_faults(tie: Tie, areas: Sequence[Area], bonus: Bonus | None) -> Iterator[tuple[str, Text]]:
    if tie.by == "honours":
        levels = [level.code for level in bonus.levels] if bonus else []
        if tie.level not in levels:
            given = "、".join(levels) or "(无)"
            yield (
                ".level",
                Text(
                    f"加分没有级别 {tie.level or ''}；可用：{given}",
                    f"the bonus has no level {tie.level or ''}; it has {given.replace('、', ', ')}",
                ),
            )
    if tie.by == "on-time":
        area = next((area for area in areas if area.code == tie.area), None)
        if area is None:
            given = "、".join(area.code for area in areas)
            yield (
                ".area",
                Text(
                    f"没有领域 {tie.area or ''}；可用：{given}",
                    f"there is no area {tie.area or ''}; there are {given.replace('、', ', ')}",
                ),
            )
            return
        yield from _on_time_faults(tie, area)


def _on_time_faults(tie: Tie, area: Area) -> Iterator[tuple[str, Text]]:
    exposures = [exposure.code for exposure in area.exposures]
    if tie.exposure not in exposures:
        given = "、".join(exposures)
        yield (
            ".exposure",
            Text(
                f"领域 {area.code} 没有暴露量 {tie.exposure or ''}；可用：{given}",
                f"area {area.code} has no exposure {tie.exposure or ''}; it has {given.replace('、', ', ')}",
            ),
        )
    kinds = [kind.code for kind in area.kinds]
    for code in tie.late:
        if code not in kinds:
            given = "、".join(kinds)
            yield (
                ".late",
                Text(
                    f"领域 {area.code} 没有类别 {code}；可用：{given}",
                    f"area {area.code} has no kind {code}; it has {given.replace('、', ', ')}",
                ),
            )
