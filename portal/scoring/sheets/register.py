"""What has to be known of all rows together: the units, where they stand, what is said twice, the year."""

from array import array
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from portal.scoring.sheets.heads import AREA, GROUP, KIND, QUANTITY, SCORER, UNIT
from portal.scoring.sheets.names import (
    DECISION,
    HOLIDAY,
    NOT_COMPETING,
    SESSION,
    UNDECLARED,
    VETO,
    WORKING,
    YEAR,
    Names,
)
from portal.scoring.sheets.rows import Said
from portal.scoring.text import Text
from portal.scoring.ties import Decision

_IN_THE_AREA = ("fact", "exposure", "target", "band")


class Register:
    """Grows with the units and, by two numbers, with the rows; never with what the rows say.

    `rows`: unit and area → offset and number of each row in turn.
    """

    def __init__(
        self, names: Names, year: int | None, complain: Callable[[Text, int, str | None], None]
    ) -> None:
        self.names, self.complain = names, complain
        self.units: dict[str, int] = {}
        self.groups: dict[int, str] = {}
        self.rows: dict[tuple[int, str], array[int]] = {}
        self.everywhere: set[int] = set()
        self.vetoes: dict[str, str] = {}
        self.decisions: dict[tuple[str, str], Decision] = {}
        self.corrections: dict[date, bool] = {}
        self.session_closed_on: date | None = None
        self._given_year: int | None = year
        self._said_year: int | None = None
        self._years: dict[int, int] = {}
        self._first_rows: dict[int, int] = {}
        self._silent: set[tuple[int, str | None]] = set()
        self._out: dict[tuple[int, str | None], str] = {}
        self._once: dict[tuple[object, ...], int] = {}

    @property
    def year(self) -> int | None:
        if self._given_year or self._said_year:
            return self._given_year or self._said_year
        return next(iter(self._years), None)

    def stands(self, unit: int, area: str) -> bool:
        """Whether the unit takes part in the area: it has a row there, or a row for all areas."""
        return (unit, area) in self.rows or unit in self.everywhere

    def undeclared(self, unit: int, area: str) -> bool:
        return (unit, None) in self._silent or (unit, area) in self._silent

    def out_of(self, unit: int, area: str) -> str | None:
        """Why the unit was taken out of the area; None where it was not."""
        return self._out.get((unit, area), self._out.get((unit, None)))

    def take(self, said: Said, number: int, offset: int) -> None:
        """One sound row."""
        if not said.unit:
            self._year_row(said, number)
            return
        unit = self.units.setdefault(said.unit, len(self.units))
        self._first_rows.setdefault(unit, number)
        self._group(unit, said, number)
        if said.what in _IN_THE_AREA and said.area:
            self.rows.setdefault((unit, said.area), array("q")).extend((offset, number))
            self._area_row(unit, said, number)
        else:
            self._unit_row(unit, said, number)

    def close(self) -> None:
        """What shows only at the end: units without a group, dates of more than one year."""
        groups = self.names.scheme.groups
        for unit, number in self.units.items():
            if number not in self.groups and len(groups) == 1:
                self.groups[number] = groups[0].code
            elif number not in self.groups:
                self._tell(
                    self._first_rows[number],
                    GROUP,
                    f"“{unit}”没有一行写明组别",
                    f"no row of “{unit}” says its group",
                )
        if not (self._given_year or self._said_year) and len(self._years) > 1:
            years = sorted(self._years)
            listed = "、".join(str(year) for year in years)
            self._tell(
                self._years[years[0]],
                "on",
                f"日期不在同一年（{listed}），请加一行“年度”，或用 --year 指定",
                f"dates of several years ({listed.replace('、', ', ')}); add a row “年度” or use --year",
            )

    def _year_row(self, said: Said, number: int) -> None:
        key = (said.what, said.on) if said.what in (WORKING, HOLIDAY) else (said.what,)
        if not self._first(key, number, KIND):
            return
        if said.what == YEAR and said.amount is not None:
            self._said_year = int(said.amount)
        elif said.what == SESSION:
            self.session_closed_on = said.on
        elif said.on is not None:
            if said.on in self.corrections:
                self._tell(number, KIND, "同一天既是工作日又是休息日", "the same day both working and not")
            self.corrections[said.on] = said.what == WORKING

    def _group(self, unit: int, said: Said, number: int) -> None:
        if said.group is None:
            return
        known = self.groups.setdefault(unit, said.group)
        if known != said.group:
            title = self.names.scheme.group(known).title
            self._tell(number, GROUP, f"与前面的组别“{title}”不一致", f"differs from “{title}” above")

    def _area_row(self, unit: int, said: Said, number: int) -> None:
        if said.fact and said.fact.on:
            self._years.setdefault(said.fact.on.year, number)
        if said.what in ("exposure", "target"):
            self._first((unit, said.area, said.code), number, QUANTITY)
        if said.band:
            self._first((unit, said.area, said.code, said.band.scorer), number, SCORER)

    def _unit_row(self, unit: int, said: Said, number: int) -> None:
        if said.what == VETO:
            self._veto(said, number)
        elif said.area is None:
            self.everywhere.add(unit)
        else:
            self.rows.setdefault((unit, said.area), array("q"))
        if said.what == UNDECLARED:
            self._silent.add((unit, said.area))
        elif said.what == NOT_COMPETING:
            self._out[unit, said.area] = said.reason
        elif said.what == DECISION and said.area and said.amount is not None:
            self._decision(said, said.area, said.amount, number)

    def _veto(self, said: Said, number: int) -> None:
        """A veto is of the year, not of one area (四(三))."""
        if said.area is not None and len(self.names.scheme.areas) > 1:
            self._tell(number, AREA, "一票否决不分领域，应留空", "a veto is of all areas; leave it empty")
        grounds = {ground.code: ground.title for ground in self.names.scheme.veto_grounds}
        self.vetoes[said.unit] = grounds.get(said.reason, said.reason) or "一票否决"

    def _decision(self, said: Said, area: str, order: Decimal, number: int) -> None:
        if order != order.to_integral_value() or order < 1:
            self._tell(number, QUANTITY, "应为先后次序：1、2、3…", "should be the order: 1, 2, 3…")
            return
        if self._first((DECISION, said.unit, area), number, UNIT):
            self.decisions[area, said.unit] = Decision(int(order), said.reason)

    def _first(self, key: tuple[object, ...], number: int, column: str) -> bool:
        """Whether nothing said it before; the row that says it again is a fault."""
        before = self._once.setdefault(key, number)
        if before != number:
            self._tell(number, column, f"与第 {before} 行重复", f"stands in row {before} already")
        return before == number

    def _tell(self, number: int, column: str | None, zh: str, en: str) -> None:
        self.complain(Text(zh, en), number, column)
