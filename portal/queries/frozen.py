"""A snapshot taken up again: all that scoring and ranking ask for, and nothing of the live rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.clock import Workdays
from portal.queries.calendar import spans_of
from portal.queries.scores import on_time_shares
from portal.scoring import Band, Context, Decision, Departure, Entrant, Fact, Scheme, Text, load_scheme


@dataclass(frozen=True)
class Frozen:
    """A year as its snapshot holds it: all that scoring and ranking ask for, and nothing of the live rows."""

    year: int
    scheme: Scheme
    entrants: dict[tuple[str, str], list[Entrant]]
    vetoes: dict[str, Text]
    decisions: dict[tuple[str, str], dict[str, Decision]]
    departures: dict[tuple[str, str], list[Departure]]
    congress_closed_on: date | None
    calendar: Workdays

    def context(self, group: str) -> Context:
        """The year as scoring sees it, with the group's on-time shares for ties."""
        tied_by = next((tie.area for tie in self.scheme.ties if tie.by == "on-time"), None)
        return Context(
            year=self.year,
            workdays=spans_of(lambda: self.calendar),
            session_closed_on=self.congress_closed_on,
            on_time=on_time_shares(self.entrants.get((tied_by or "", group), []), self.scheme),
        )


def thawed(snapshot: Mapping[str, Any]) -> Frozen:
    """A snapshot as scoring takes it."""
    contests = [(area, group) for area in snapshot["areas"] for group in area["groups"]]
    closed_on = snapshot["congress_closed_on"]
    return Frozen(
        year=snapshot["year"],
        scheme=load_scheme(snapshot["scheme"]),
        entrants={
            (area["code"], group["code"]): [_entrant_from_json(data) for data in group["entrants"]]
            for area, group in contests
        },
        vetoes={code: Text.from_dict(text) for code, text in snapshot["vetoes"].items()},
        decisions={
            (area["code"], group["code"]): {
                unit: Decision(**decision) for unit, decision in group["decisions"].items()
            }
            for area, group in contests
        },
        departures={
            (area["code"], group["code"]): [Departure(**one) for one in group.get("departures", [])]
            for area, group in contests
        },
        congress_closed_on=date.fromisoformat(closed_on) if closed_on else None,
        calendar=Workdays.from_json(snapshot["calendar"]) if "calendar" in snapshot else Workdays(),
    )


def _untagged(value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["date"])
    return tuple(value) if isinstance(value, list) else value


def _entrant_from_json(data: Mapping[str, Any]) -> Entrant:
    facts = tuple(
        Fact(
            **{
                **fact,
                "on": date.fromisoformat(fact["on"]) if fact["on"] else None,
                "quantity": _untagged(fact["quantity"]),
                "values": {code: _untagged(value) for code, value in fact["values"].items()},
            }
        )
        for fact in data["facts"]
    )
    numbers = {
        name: {code: Decimal(value) for code, value in data[name].items()}
        for name in ("exposures", "targets")
    }
    bands = tuple(Band(**band) for band in data["bands"])
    return Entrant(**{**data, "facts": facts, "bands": bands, **numbers})
