"""Small schemes, facts and units for the tests of scoring; no number of points comes from here."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any

from portal.scoring import (
    Band,
    Context,
    Entrant,
    Fact,
    IndicatorScore,
    Scheme,
    Scorecard,
    load_scheme,
    score_group,
    shipped,
)

_keys = count(1)

# The State Council's arrangement around the National Day of 2012, as far as the tests walk through it.
_HOLIDAYS_2012 = {date(2012, 9, 30) + timedelta(days=day) for day in range(8)}
_WORKING_WEEKENDS_2012 = {date(2012, 9, 29)}


def workdays(first: date, last: date) -> int:
    """Working days after the first up to and including the last."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(
        day in _WORKING_WEEKENDS_2012 or (day.weekday() < 5 and day not in _HOLIDAYS_2012) for day in days
    )


CONTEXT = Context(year=2012, workdays=workdays, session_closed_on=date(2012, 2, 20))


@cache
def default_scheme() -> Scheme:
    return load_scheme(shipped("dazhou-2012"))


def number(value: int | float | str | Decimal) -> Decimal:
    return Decimal(str(value))


def a_fact(kind: str, quantity: int | str = 1, **given: Any) -> Fact:
    """A fact; what a Fact has no place for goes to its values, underscores for hyphens."""
    own = {
        name: given.pop(name)
        for name in ("key", "on", "document", "counts", "reason", "source")
        if name in given
    }
    key = own.pop("key", f"f{next(_keys):05}")
    title = given.pop("title", f"事项 {key}")
    values = {name.replace("_", "-"): _value(value) for name, value in given.items()}
    return Fact(key=key, kind=kind, title=title, quantity=number(quantity), values=values, **own)


def _value(value: object) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return tuple(value) if isinstance(value, list) else value


def bands(indicator: str, *grades: str) -> tuple[Band, ...]:
    """One judgement each by different scorers."""
    return tuple(Band(indicator, f"评委{place}", grade) for place, grade in enumerate(grades, 1))


def a_unit(
    *facts: Fact,
    code: str = "kaijiang",
    group: str = "county",
    exposures: Mapping[str, int | str] | None = None,
    **more: Any,
) -> Entrant:
    counted = {exposure: number(value) for exposure, value in (exposures or {}).items()}
    more.setdefault("name", code)
    return Entrant(code=code, group=group, facts=facts, exposures=counted, **more)


def exposures_of(scheme: Scheme, area: str, value: int = 10) -> dict[str, int]:
    """The same count for each exposure of an area."""
    return {exposure.code: value for exposure in scheme.area(area).exposures}


def card_of(entrant: Entrant, scheme: Scheme, area: str = "a", context: Context = CONTEXT) -> Scorecard:
    (card,) = score_group([entrant], context, scheme, area)
    return card


_FRAME = """
title = "试验计分办法"
min_applicable = 0
{rounding}
[regulation]
title = "试验办法"
clauses = ["一", "二"]
[[groups]]
code = "g"
title = "组"
[[areas]]
code = "a"
title = "领域"
clause = "一"
panel = "p"
panel_title = "评价小组"
quota = {{ g = 1 }}
maximum = {maximum}
{area}
kinds = [{kinds}]
exposures = [{exposures}]
[[areas.indicators]]
code = "i"
title = "指标"
clause = "一"
maximum = {maximum}
by = ["record", "claim"]
{indicator}
[areas.indicators.rule]
{rule}
"""


def frame(
    rule: str,
    kinds: Iterable[str] = (),
    maximum: int = 20,
    exposures: Iterable[str] = (),
    indicator: str = "",
    area: str = "",
    rounding: str = "",
) -> str:
    """The text of a scheme with one group, one area and one indicator. A kind: `code` or `code: fields`."""
    named = [kind.partition(":") for kind in kinds]
    return _FRAME.format(
        rule=rule,
        maximum=maximum,
        indicator=indicator,
        area=area,
        rounding=rounding,
        kinds=", ".join(
            f'{{ code = "{code}", title = "类别{code}", by = ["record", "claim"], fields = [{fields}] }}'
            for code, _, fields in named
        ),
        exposures=", ".join(f'{{ code = "{code}", title = "数{code}" }}' for code in exposures),
    )


def scored(scheme_text: str, *facts: Fact, context: Context = CONTEXT, **more: Any) -> IndicatorScore:
    """The one indicator of a framed scheme for one unit."""
    unit = a_unit(*facts, group="g", **more)
    return card_of(unit, load_scheme(scheme_text), context=context).indicator("i")


def fields(*each: str) -> str:
    """Field tables: `code type` or `code type minimum maximum` or `code type a|b|c`."""
    tables = []
    for spec in each:
        code, kind, *rest = spec.split()
        table = f'code = "{code}", title = "字段{code}", type = "{kind}"'
        if kind in ("level", "choice", "parts"):
            table += (
                ", options = [" + ", ".join(f'["{value}", "{value}"]' for value in rest[0].split("|")) + "]"
            )
        elif rest:
            table += f", minimum = {rest[0]}, maximum = {rest[1]}, required = true"
        tables.append("{ " + table + " }")
    return ", ".join(tables)
