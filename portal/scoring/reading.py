"""Reads a scheme's tables piece by piece, so that a fault in one does not hide the faults of the others."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from portal.scoring.bonus import Bonus
from portal.scoring.checks import (
    EXPOSURE,
    GROUP,
    Known,
    check_area,
    check_cap,
    check_clause,
    check_indicator_head,
    check_kind,
    check_named,
    check_repeats,
    check_scheme,
    check_suppliers,
    check_use,
)
from portal.scoring.faults import Faults
from portal.scoring.mending import mended
from portal.scoring.rules import RULES, Rule, Site, faults_of, reads_of, words_of
from portal.scoring.scheme import (
    Area,
    AreaHead,
    Cap,
    Head,
    Indicator,
    IndicatorHead,
    Regulation,
    Rounding,
    Scheme,
    Tie,
)
from portal.scoring.text import NOTHING
from portal.scoring.vocabulary import ExposureKind, Group, Kind, Piece, TargetKind, VetoGround

P = TypeVar("P", bound=Piece)
Table = Mapping[str, Any]

_SCHEME_PARTS = ("regulation", "rounding", "groups", "veto_grounds", "ties", "bonus", "areas")
_AREA_PARTS = ("kinds", "exposures", "targets", "indicators", "caps")


def read_scheme(data: Table, faults: Faults, digest: str) -> Scheme | None:
    """The scheme in parsed TOML, as far as it can be built; all that is wrong is added to `faults`."""
    head = faults.read(Head, _without(data, _SCHEME_PARTS), "", _SCHEME_PARTS)
    regulation = faults.read(Regulation, data.get("regulation", {}), "regulation")
    rounding = faults.read(Rounding, data.get("rounding", {}), "rounding")
    groups, _ = _pieces(faults, Group, data, "groups", "", needed=True)
    grounds, _ = _pieces(faults, VetoGround, data, "veto_grounds", "")
    ties, _ = _pieces(faults, Tie, data, "ties", "")
    titles = {group.code: group.title for group in groups}
    known = Known(regulation.clauses if regulation else (), tuple(titles), titles)
    bonus = _bonus(data, faults, known) if "bonus" in data else None
    check_repeats(faults, (ground.code for ground in grounds), "veto_grounds")
    areas = [
        _AreaReader(faults, known, bonus, place).read(table)
        for place, table in _tables(faults, data, "areas", "", needed=True)
    ]
    complete = [area for area in areas if area]
    if len(complete) == len(areas):
        check_scheme(faults, complete, groups, ties, bonus)
    if head is None or regulation is None or rounding is None:
        return None
    return Scheme(
        title=head.title,
        document=head.document,
        regulation=regulation.title,
        clauses=regulation.clauses,
        groups=tuple(groups),
        areas=tuple(complete),
        bonus=bonus,
        veto_grounds=tuple(grounds),
        ties=tuple(ties),
        rounding=rounding,
        notice_days=head.notice_days,
        min_applicable=head.min_applicable,
        digest=digest,
    )


def _bonus(data: Table, faults: Faults, known: Known) -> Bonus | None:
    bonus = faults.read(Bonus, data["bonus"], "bonus") or mended(Bonus, data["bonus"])
    if bonus is None:
        return None
    check_clause(faults, known, bonus.clause, "bonus")
    check_kind(faults, bonus.kind, "bonus.kind")
    for where, message in bonus.own_faults():
        faults.add("bonus" + where, message.zh, message.en)
    return bonus


class _AreaReader:
    """Reads one area."""

    def __init__(self, faults: Faults, known: Known, bonus: Bonus | None, place: str) -> None:
        self.faults, self.known, self.bonus, self.place = faults, known, bonus, place
        self.mended = False

    def read(self, table: Table) -> Area | None:
        own_keys = _without(table, _AREA_PARTS)
        sound_head = self.faults.read(AreaHead, own_keys, self.place, _AREA_PARTS)
        head = sound_head or mended(AreaHead, own_keys)
        kinds, broken = _pieces(self.faults, Kind, table, "kinds", self.place)
        exposures, broken_too = _pieces(self.faults, ExposureKind, table, "exposures", self.place)
        caps, _ = _pieces(self.faults, Cap, table, "caps", self.place)
        targets, broken_as_well = _pieces(self.faults, TargetKind, table, "targets", self.place)
        self.broken = broken | broken_too | broken_as_well
        self._check_words(kinds, exposures, targets)
        own = list(kinds)
        if self.bonus:
            kinds.append(self.bonus.kind)
        self.kinds = {kind.code: kind for kind in kinds}
        self.targets = {target.code: target for target in targets}
        self.exposures = {exposure.code: exposure.title for exposure in exposures}
        tables = list(_tables(self.faults, table, "indicators", self.place, needed=True))
        read = [self._indicator(place, each, bool(head and head.open)) for place, each in tables]
        indicators = [indicator for indicator in read if indicator]
        whole = len(indicators) == len(tables) and not self.mended
        check_repeats(self.faults, (each.code for each in indicators), f"{self.place}.indicators")
        for index, cap in enumerate(caps, 1):
            where = f"{self.place}.caps[{index}]"
            check_cap(self.faults, cap, [*self.kinds, *self.broken], self.known, where)
        if whole:
            used = _used(indicators, caps, head)
            check_use(self.faults, own, exposures, targets, used, self.place)
        if head is None:
            return None
        check_area(self.faults, head, indicators, whole, self.known, self.place)
        if head.no_exposure_no_competition:
            where = f"{self.place}.no_exposure_no_competition"
            names = [*self.exposures, *self.broken]
            check_named(self.faults, head.no_exposure_no_competition, names, EXPOSURE, where)
        return Area(
            code=head.code,
            title=head.title,
            clause=head.clause,
            panel=head.panel,
            panel_title=head.panel_title,
            joined=head.joined,
            quota=dict(head.quota),
            maximum=head.maximum,
            open=head.open,
            weight=head.weight,
            kinds=tuple(kinds),
            exposures=tuple(exposures),
            targets=tuple(targets),
            indicators=tuple(indicators),
            caps=tuple(caps),
            no_exposure_no_competition=head.no_exposure_no_competition,
        )

    def _check_words(
        self, kinds: list[Kind], exposures: list[ExposureKind], targets: list[TargetKind]
    ) -> None:
        also = [self.bonus.kind.code] if self.bonus else []
        check_repeats(self.faults, [*(kind.code for kind in kinds), *also], f"{self.place}.kinds")
        check_repeats(self.faults, (each.code for each in exposures), f"{self.place}.exposures")
        check_repeats(self.faults, (each.code for each in targets), f"{self.place}.targets")
        for target in targets:
            for group in target.groups:
                where = f"{self.place}.targets.{target.code}.groups"
                check_named(self.faults, group, self.known.groups, GROUP, where)
        for kind in kinds:
            check_kind(self.faults, kind, f"{self.place}.kinds.{kind.code}")

    def _indicator(self, place: str, table: Table, open_area: bool) -> Indicator | None:
        """The indicator as far as it can be read; `mended` is set if that is not all of it."""
        own_keys = _without(table, ("rule",))
        sound_head = self.faults.read(IndicatorHead, own_keys, place, ("rule",))
        head = sound_head or mended(IndicatorHead, own_keys)
        model = self._rule_model(table.get("rule"), f"{place}.rule")
        sound_rule = self.faults.read(model, table["rule"], f"{place}.rule") if model else None
        rule = sound_rule or (mended(model, table["rule"]) if model else None)
        self.mended = self.mended or sound_head is None or sound_rule is None
        if head is None:
            return None
        names = [*self.exposures, *self.broken]
        endless_ok = open_area and bool(rule is None or rule.endless)
        check_indicator_head(self.faults, head, endless_ok, names, self.known, place)
        return None if rule is None else self._built(head, rule, place)

    def _built(self, head: IndicatorHead, rule: Rule, place: str) -> Indicator:
        site = Site(
            title=head.title,
            maximum=head.maximum or Decimal(0),
            kinds=self.kinds,
            exposures=self.exposures,
            exposure=head.exposure,
            open=head.maximum is None,
            targets=self.targets,
            groups=self.known.group_titles,
            broken=frozenset(self.broken),
        )
        before = len(self.faults.found)
        for where, message in faults_of(rule, site) if head.maximum or rule.endless else ():
            self.faults.add(f"{place}.rule{where}", message.zh, message.en)
        indicator = Indicator(
            code=head.code,
            title=head.title,
            clause=head.clause,
            maximum=site.maximum,
            groups=head.groups or self.known.groups,
            by=head.by,
            kinds=reads_of(rule),
            exposure=head.exposure,
            evidence_required=head.evidence,
            when_absent=head.when_absent,
            note=head.note,
            rule=rule,
            rule_text=NOTHING if len(self.faults.found) > before or self.mended else words_of(rule, site),
            open=site.open,
        )
        check_suppliers(self.faults, indicator, self.kinds, place)
        return indicator

    def _rule_model(self, table: object, place: str) -> type[Rule] | None:
        if not isinstance(table, dict):
            self.faults.add(place, "缺少计分规则表", "the table of its rule is missing")
            return None
        name = table.get("kind")
        model = RULES.get(name) if isinstance(name, str) else None
        if model is None:
            known = "、".join(RULES)
            self.faults.add(
                f"{place}.kind",
                f"没有规则 {name or ''}；可用：{known}",
                f"there is no rule {name or ''}; there are {known.replace('、', ', ')}",
            )
        return model


def _used(indicators: list[Indicator], caps: list[Cap], head: AreaHead | None) -> frozenset[str]:
    """Every kind and exposure that something in the area reads."""
    used = {code for indicator in indicators for code in indicator.kinds}
    used |= {code for indicator in indicators for code in indicator.rule.exposures()}
    used |= {code for indicator in indicators for code in indicator.rule.uses_targets()}
    used |= {indicator.exposure for indicator in indicators if indicator.exposure}
    used |= {cap.kind for cap in caps}
    if head and head.no_exposure_no_competition:
        used.add(head.no_exposure_no_competition)
    return frozenset(used)


def _without(table: Table, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in keys}


def _tables(
    faults: Faults, table: Table, key: str, place: str, needed: bool = False
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The tables of a list, each with its place: by its code where it has one, else by number."""
    where = f"{place}.{key}".lstrip(".")
    items = table.get(key, [])
    if not isinstance(items, list):
        faults.add(where, "应为方括号括起的一列", "should be a list in square brackets")
        return
    if needed and not items:
        faults.add(where, "缺少此项，至少应有一条", "is missing; at least one is needed")
    for index, item in enumerate(items, 1):
        if not isinstance(item, dict):
            faults.add(f"{where}[{index}]", "应为一张表", "should be a table")
            continue
        code = item.get("code")
        yield (f"{where}.{code}" if isinstance(code, str) and code else f"{where}[{index}]"), item


def _pieces(
    faults: Faults, model: type[P], table: Table, key: str, place: str, needed: bool = False
) -> tuple[list[P], set[str]]:
    """The sound pieces of a list, and the codes of those that are not."""
    sound: list[P] = []
    broken: set[str] = set()
    for where, item in _tables(faults, table, key, place, needed):
        piece = faults.read(model, item, where)
        if piece:
            sound.append(piece)
        elif isinstance(item.get("code"), str):
            broken.add(item["code"])
    return sound, broken
