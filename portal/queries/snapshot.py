"""The frozen result of a year: everything that its ranking is made of, and the ranking itself.

A snapshot is plain JSON. From it alone the ranking can be made again, and must come out the same to
the last digit; its digest is printed on the circular's annex.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import AuditRow, Unit, Year
from portal.queries.proceedings import proceedings_of
from portal.queries.scores import Scores, tie_decisions
from portal.queries.settings import installation_of
from portal.scoring import Departure, Entrant, Ranking

FORMAT = 6
"""1 had no calendar: it was counted by the statutory one. 2 had neither margins nor what drew the line.
3 had the result and what it is made of, but not how it came about (`proceedings`). 4 could not depart from
the points. 5 said neither who decided on a departure nor what an upheld objection changed."""


def build_snapshot(session: Session, year: Year, circular: Mapping[str, Any]) -> dict[str, Any]:
    """Freeze a year as it stands now. `circular` carries number, issued_on, addressees, copies, edition."""
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
        "proceedings": proceedings_of(session, year),
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
                    "departures": departures_in(ranking, scores.departures.get(area.code, [])),
                    "ranking": ranking_to_json(ranking),
                    "line": line_to_json(ranking),
                    "selected": [
                        {"code": code, "name": offices[code], "place": ranking.row(code).place}
                        for code in ranking.selected
                    ],
                }
            )
        areas.append({"code": area.code, "title": area.title, "groups": groups})
    return areas


def departures_in(ranking: Ranking, followed: Sequence[Departure]) -> list[dict[str, str]]:
    """The departures that the office follows in one group."""
    units = {row.unit for row in ranking.rows}
    return [asdict(one) for one in followed if one.unit in units]


def office_names(session: Session) -> dict[str, str]:
    """Each unit's office by its full name, as a circular writes it: code → name."""
    return dict(session.execute(select(Unit.code, Unit.office_name).order_by(Unit.id)).tuples().all())


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot's canonical text."""
    return hashlib.sha256(_canonical(snapshot).encode()).hexdigest()


def _canonical(snapshot: Mapping[str, Any]) -> str:
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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


def selected_without(areas: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Published lists without the offices of these names: what is shown once a veto took them out."""
    return [
        {
            **area,
            "groups": [
                {**group, "selected": [unit for unit in group["selected"] if unit["name"] not in names]}
                for group in area["groups"]
            ],
        }
        for area in areas
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


def ranking_to_json(ranking: Ranking) -> list[dict[str, Any]]:
    """A ranking's rows with their whole scorecards, in words and in numbers."""
    return [
        {
            "unit": row.unit,
            "name": row.name,
            "place": row.place,
            "total": _json_value(row.total),
            "standing": str(row.standing),
            "selected": row.selected,
            "margin": _json_value(row.margin),
            "decided_by": row.decided_code,
            "scorecard": row.card.to_dict(),
        }
        for row in ranking.rows
    ]


def line_to_json(ranking: Ranking) -> dict[str, Any] | None:
    """Where the selection ended, by how much, and the code of the rule that drew the line."""
    line = ranking.line
    if line is None:
        return None
    return {
        "rule": line.code,
        "last_in": line.last_in,
        "first_out": line.first_out,
        "margin": _json_value(line.margin_in),
    }


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
