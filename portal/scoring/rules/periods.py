"""Months, quarters or half-years that are scored one by one: the parameters, for a rule of any kind."""

from datetime import date
from typing import Literal

import pydantic

from portal.scoring.text import Text
from portal.scoring.vocabulary import Code, Codes, Piece, Positive

_MONTHS = {"month": 1, "quarter": 3, "half-year": 6}
_TITLES = {
    "month": Text("月", "month"),
    "quarter": Text("季度", "quarter"),
    "half-year": Text("半年", "half-year"),
}
_HALVES = (Text("上半年", "first half"), Text("下半年", "second half"))


class Periods(Piece):
    """The year in periods: the rule scores each by the facts dated in it, then they are put together.

    `each`: what one period is scored out of, the indicator's maximum when not given. `combine`: the
    `mean` of the measured periods (scaled from `each` to the maximum), or their `sum`, at most the
    maximum. `date`: the date field that puts a fact into a period, `on` for its own date. A period
    that the rule cannot measure is left out; with `measured_by`, so is one without any fact of these
    kinds. Nothing is rounded on the way.
    """

    per: Literal["half-year", "quarter", "month"]
    combine: Literal["mean", "sum"] = "mean"
    each: Positive | None = None
    date_field: Code = pydantic.Field(default="on", alias="date")
    measured_by: Codes = ()

    @property
    def count(self) -> int:
        """How many there are in a year."""
        return 12 // _MONTHS[self.per]

    @property
    def title(self) -> Text:
        return _TITLES[self.per]

    def place(self, day: date) -> int:
        """The period of a day, 0 for the first of the year."""
        return (day.month - 1) // _MONTHS[self.per]

    def name(self, place: int) -> Text:
        """What one period is called: 第2季度, 3月, 上半年."""
        number = place + 1
        if self.per == "month":
            return Text(f"{number}月", f"month {number}")
        if self.per == "quarter":
            return Text(f"第{number}季度", f"quarter {number}")
        return _HALVES[place]
