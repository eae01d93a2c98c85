"""The frozen result of a year: everything that its ranking is made of, and the ranking itself.

A snapshot is plain JSON. From it alone the ranking can be made again, and must come out the same to
the last digit; its digest is printed on the circular's annex.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import Workdays
from portal.models import AuditRow, Unit, Year
from portal.queries.scores import Scores, on_time_shares, tie_decisions
from portal.queries.settings import installation_of
from portal.scoring import (
    Band,
    Context,
    Decision,
    Entrant,
    Fact,
    Ranking,
    Scheme,
    Text,
    load_scheme,
    rank,
    score_group,
)

FORMAT = 2
"""1 had no calendar: it was counted by the statutory one."""


def build_snapshot(session: Session, year: Year, circular: Mapping[str, str]) -> dict[str, Any]:
    """Freeze a year as it stands now. `circular` carries number, issued_on, addressees, copies."""
    scores = Scores(session, year, fresh=True)
    installation = installation_of(session)
    head = session.scalar(select(AuditRow.hash).order_by(AuditRow.id.desc()).limit(1))
    frozen: dict[str, Any] = {
        "format": FORMAT,
        "year": year.number,
        "city": installation.city,
        "issuer": installation.issuer,
        **circular,
        "scheme": year.scheme.text,
        "congress_closed_on": _json_value(year.congress_closed_on),
        "meeting": {
            "title": year.meeting_title,
            "on": _json_value(year.meeting_on),
            "minutes": year.meeting_minutes,
        },
        "vetoes": {code: text.to_dict() for code, text in scores.vetoes.items()},
        "areas": _frozen_areas(session, year, scores),
        "calendar": scores.workdays.to_json(),
        "trail_head": head or "",
    }
    # Through JSON once, so that it is to the letter what will be read back.
    again: dict[str, Any] = json.loads(_canonical(frozen))
    return again


def _frozen_areas(session: Session, year: Year, scores: Scores) -> list[dict[str, Any]]:
    offices = office_names(session)
    areas = []
    for area in scores.scheme.areas:
        groups = []
        for group in scores.scheme.groups:
            decisions = tie_decisions(session, year, area.code, group.code)
            ranking = scores.ranking(area.code, group.code)
            groups.append(
                {
                    "code": group.code,
                    "title": group.title,
                    "entrants": [_entrant_to_json(one) for one in scores.entrants(area.code, group.code)],
                    "decisions": {unit: asdict(decision) for unit, decision in decisions.items()},
                    "ranking": _ranking_to_json(ranking),
                    "selected": [
                        {"code": code, "name": offices[code], "place": ranking.row(code).place}
                        for code in ranking.selected
                    ],
                }
            )
        areas.append({"code": area.code, "title": area.title, "groups": groups})
    return areas


def office_names(session: Session) -> dict[str, str]:
    """Each unit's office by its full name, as a circular writes it: code → name."""
    return dict(session.execute(select(Unit.code, Unit.office_name).order_by(Unit.id)).tuples().all())


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot's canonical text."""
    return hashlib.sha256(_canonical(snapshot).encode()).hexdigest()


def _canonical(snapshot: Mapping[str, Any]) -> str:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class Frozen:
    """A year as its snapshot holds it: all that scoring and ranking ask for, and nothing of the live rows."""

    year: int
    scheme: Scheme
    entrants: dict[tuple[str, str], list[Entrant]]
    vetoes: dict[str, Text]
    decisions: dict[tuple[str, str], dict[str, Decision]]
    congress_closed_on: date | None
    calendar: Workdays

    def context(self, group: str) -> Context:
        """The year as scoring sees it, with the group's on-time shares for ties."""
        tied_by = next((tie.area for tie in self.scheme.ties if tie.by == "on-time"), None)
        return Context(
            year=self.year,
            workdays=self.calendar.between,
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
        congress_closed_on=date.fromisoformat(closed_on) if closed_on else None,
        calendar=Workdays.from_json(snapshot["calendar"]) if "calendar" in snapshot else Workdays(),
    )


def recompute(snapshot: Mapping[str, Any]) -> list[str]:
    """Make every ranking again from the snapshot alone; gives what differs, empty when nothing does."""
    frozen = thawed(snapshot)
    differences = []
    for area in snapshot["areas"]:
        for group in area["groups"]:
            contest = (area["code"], group["code"])
            cards = score_group(
                frozen.entrants[contest], frozen.context(group["code"]), frozen.scheme, area["code"]
            )
            ranking = rank(cards, frozen.scheme, frozen.vetoes, frozen.decisions[contest])
            if _ranking_to_json(ranking) != group["ranking"]:
                differences.append(f"{area['title']} {group['title']}：排名")
            if [unit["code"] for unit in group["selected"]] != list(ranking.selected):
                differences.append(f"{area['title']} {group['title']}：入选名单")
    return differences


def selected_in(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The selected units of a snapshot, area by area and group by group, and nothing else of it."""
    return [
        {
            "code": area["code"],
            "title": area["title"],
            "groups": [
                {name: group[name] for name in ("code", "title", "selected")} for group in area["groups"]
            ],
        }
        for area in snapshot["areas"]
    ]


def selected_by_area(session: Session, year: Year) -> list[dict[str, Any]]:
    """The selected units as a notice shows them: areas, their groups, the offices' names."""
    scores, offices = Scores(session, year), office_names(session)
    chosen = scores.selection()
    return [
        {
            "code": area.code,
            "title": area.title,
            "groups": [
                {
                    "code": group.code,
                    "title": group.title,
                    "selected": [{"code": c, "name": offices[c]} for c in chosen[area.code, group.code]],
                }
                for group in scores.scheme.groups
            ],
        }
        for area in scores.scheme.areas
    ]


def _ranking_to_json(ranking: Ranking) -> list[dict[str, Any]]:
    return [
        {
            "unit": row.unit,
            "name": row.name,
            "place": row.place,
            "total": _json_value(row.total),
            "standing": str(row.standing),
            "selected": row.selected,
            "scorecard": row.card.to_dict(),
        }
        for row in ranking.rows
    ]


def _json_value(value: Any) -> Any:
    """JSON that keeps decimals and dates apart from texts, so that nothing is guessed on the way back."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _entrant_to_json(entrant: Entrant) -> dict[str, Any]:
    data = asdict(entrant)
    data["facts"] = [
        {
            **{name: _json_value(value) for name, value in fact.items()},
            "values": {code: _tagged(value) for code, value in fact["values"].items()},
        }
        for fact in data["facts"]
    ]
    for name in ("exposures", "targets"):
        data[name] = {code: str(value) for code, value in data[name].items()}
    return data


def _tagged(value: Any) -> Any:
    return {"date": value.isoformat()} if isinstance(value, date) else _json_value(value)


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
