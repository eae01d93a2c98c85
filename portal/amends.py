"""What an upheld objection put right, in words: for the office, and for the unit that objected."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.factform import value_pairs
from portal.labels import TITLES
from portal.models import Objection
from portal.queries.years import scheme_of
from portal.scoring import Area, Kind
from portal.scoring.rules.band import Band
from portal.workflow import FactState

Row = tuple[str, str, str]
"""What was changed, what stood there before, what stands there now."""


def amends(objection: Objection, facts: Mapping[int, tuple[str, str]]) -> list[Row]:
    """Each change as a row. `facts`: id → title and kind (`portal.queries.decisions.facts_in_changes`)."""
    area = scheme_of(objection.year).area(objection.area)
    rows: list[Row] = []
    for one in objection.changes:
        table, _slash, number = one["of"].partition("/")
        if table == "bands":
            rows.append(_band(area, one))
        elif table == "exposures":
            rows.append((_count(area, number), str(one["before"]), str(one["after"])))
        else:
            title, code = facts[int(number)]
            rows += _fact(title or _("未写名称的事项"), area.kind(code), one["before"], one["after"])
    return rows


def _count(area: Area, code: str) -> str:
    return next((one.title for one in area.exposures if one.code == code), code)


def _band(area: Area, one: Mapping[str, Any]) -> Row:
    indicator = next(each for each in area.indicators if each.code == one["indicator"])
    grades = indicator.rule.grades if isinstance(indicator.rule, Band) else ()
    titles = {grade.code: grade.title for grade in grades}
    before, after = (titles.get(one[side], one[side]) for side in ("before", "after"))
    return _("%(indicator)s的等次", indicator=indicator.title), before, after


def _fact(
    title: str, kind: Kind, before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> Iterator[Row]:
    now = _pairs(kind, after)
    if before is None:
        words = _("；").join(f"{term} {text}" for term, text in now.items())
        yield _("补记：%(title)s", title=title), _("没有记录"), words
        return
    then = _pairs(kind, before)
    if before["state"] != after["state"]:
        states = [str(TITLES[FactState][side["state"]]) for side in (before, after)]
        yield title, states[0], states[1]
    if after["state"] == FactState.withdrawn:
        return
    for term in [*then, *(term for term in now if term not in then)]:
        if then.get(term) != now.get(term):
            what = _("%(title)s：%(term)s", title=title, term=term)
            yield what, then.get(term, _("未填")), now.get(term, _("未填"))


def _pairs(kind: Kind, side: Mapping[str, Any]) -> dict[str, str]:
    return {_("数量"): str(side["quantity"]), **dict(value_pairs(kind, side["values"]))}
