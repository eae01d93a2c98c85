"""A past year's facts under another scheme, and what came of it as a page shows it and JSON keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from portal.models import Year
from portal.queries.decisions import publication_of
from portal.queries.frozen import thawed
from portal.queries.scores import Scores, tie_decisions
from portal.queries.years import scheme_of
from portal.scoring import RankRow, Scheme, Shift, Simulation, Text, simulate

Tell = Callable[[int, int, str], None]


def trial(
    session: Session, past: Year, draft: Scheme, tell: Tell | None = None
) -> tuple[Simulation, str | None]:
    """A year's facts under another scheme. Nothing is written; the year's vetoes and decisions hold.

    What is published is tried from its snapshot, whatever the rows say by now: its digest is given beside
    the simulation. The rows of any other year are tried as they stand, with None.
    """
    publication = publication_of(session, past)
    if publication is not None:
        frozen = thawed(publication.snapshot)
        simulated = simulate(
            frozen.entrants,
            frozen.context(frozen.scheme.groups[0].code),
            frozen.scheme,
            draft,
            frozen.vetoes,
            frozen.decisions,
            tell,
            frozen.departures,
        )
        return simulated, publication.digest
    scores = Scores(session, past)
    contests = [(area.code, group.code) for area in scores.scheme.areas for group in scores.scheme.groups]
    simulated = simulate(
        {contest: scores.entrants(*contest) for contest in contests},
        scores.context(scores.scheme.groups[0].code),
        scheme_of(past),
        draft,
        dict(scores.vetoes),
        {contest: tie_decisions(session, past, *contest) for contest in contests},
        tell,
        {contest: scores.departures.get(contest[0], []) for contest in contests},
    )
    return simulated, None


@dataclass(frozen=True)
class Seat:
    """A unit that comes into a selection or falls out: its place and total under both schemes."""

    name: str
    place_before: int | None
    place_after: int | None
    total_before: Decimal | None
    total_after: Decimal | None


@dataclass(frozen=True)
class Moved:
    """An area and group whose selection changes. `new`, `gone`: only one of the schemes has it."""

    title: str
    new: bool
    gone: bool
    comes: list[Seat]
    goes: list[Seat]
    tied: list[str]


@dataclass(frozen=True)
class Awaited:
    """What the other scheme asks of a unit and the year does not have."""

    title: str
    name: str
    texts: list[Text]


@dataclass(frozen=True)
class Outcome:
    """All that the trial's page shows. `digest`: of the snapshot that was tried, None for the live rows."""

    total: int
    moved: int
    changed: list[Moved]
    same: list[str]
    awaited: list[Awaited]
    digest: str | None

    def to_json(self) -> dict[str, Any]:
        """As it is kept: numbers as text, nothing is lost."""
        data = asdict(self)
        for moved in data["changed"]:
            for seat in (*moved["comes"], *moved["goes"]):
                for name in ("total_before", "total_after"):
                    seat[name] = None if seat[name] is None else str(seat[name])
        data["awaited"] = [
            {"title": one.title, "name": one.name, "texts": [text.to_dict() for text in one.texts]}
            for one in self.awaited
        ]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Outcome":
        """As it was."""
        changed = [
            Moved(
                **{
                    **moved,
                    "comes": [_seat_from_json(seat) for seat in moved["comes"]],
                    "goes": [_seat_from_json(seat) for seat in moved["goes"]],
                }
            )
            for moved in data["changed"]
        ]
        awaited = [
            Awaited(**{**one, "texts": [Text.from_dict(text) for text in one["texts"]]})
            for one in data["awaited"]
        ]
        return cls(**{**data, "changed": changed, "awaited": awaited})


def _seat_from_json(data: Mapping[str, Any]) -> Seat:
    totals = {name: data[name] for name in ("total_before", "total_after")}
    return Seat(**{**data, **{name: None if t is None else Decimal(t) for name, t in totals.items()}})


def outcome_of(simulated: Simulation, digest: str | None) -> Outcome:
    """A simulation as its page shows it."""
    return Outcome(
        total=len(simulated.shifts),
        moved=sum(len(shift.moved) for shift in simulated.shifts),
        changed=[_moved(shift) for shift in simulated.changed],
        same=[_title(shift) for shift in simulated.shifts if not shift.changes],
        awaited=[
            Awaited(_title(shift), shift.after.row(unit).name, list(texts))
            for shift in simulated.shifts
            if shift.after is not None
            for unit, texts in shift.awaited.items()
        ],
        digest=digest,
    )


def _title(shift: Shift) -> str:
    return f"{shift.area_title} · {shift.group_title}"


def _moved(shift: Shift) -> Moved:
    before = {row.unit: row for row in shift.before.rows} if shift.before else {}
    after = {row.unit: row for row in shift.after.rows} if shift.after else {}

    def seats(units: tuple[str, ...]) -> list[Seat]:
        return [_seat(before[unit], after[unit]) for unit in units]

    tied = [after[unit].name for unit in shift.after.undecided] if shift.after else []
    return Moved(
        _title(shift),
        shift.before is None,
        shift.after is None,
        seats(shift.moves_in),
        seats(shift.moves_out),
        tied,
    )


def _seat(was: RankRow, now: RankRow) -> Seat:
    return Seat(now.name, was.place, now.place, was.total, now.total)
