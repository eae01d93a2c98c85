"""A checked CSV file: who stands where, and each unit's facts when asked for, never all at once."""

from array import array
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from types import TracebackType
from typing import IO

from portal.scoring.facts import Band, Entrant, Fact
from portal.scoring.scheme import Scheme
from portal.scoring.sheets.decoding import Records, Tick, decoded
from portal.scoring.sheets.faults import SheetFaults
from portal.scoring.sheets.heads import Heads
from portal.scoring.sheets.names import Names
from portal.scoring.sheets.register import Register
from portal.scoring.sheets.rows import Reader, Said
from portal.scoring.text import Text
from portal.scoring.ties import Decision

# An area and a group.
Contest = tuple[str, str]


class Sheet:
    """What `open_sheet` found sound. A context manager: the temporary copy goes with it.

    `encoding`: what it was read as. `year`: the year that is judged, None where nothing in the file
    says it. `corrections`: days that the file declares working (True) or not. `vetoes`: unit → ground.
    A unit's code is its name, its order that of its first row.
    """

    def __init__(
        self, records: Records, heads: Heads, names: Names, register: Register, encoding: str
    ) -> None:
        self._records, self._heads, self._register = records, heads, register
        self._reader = Reader(names, lambda *_: None)
        self._silent = SheetFaults()
        self.scheme, self.encoding = names.scheme, encoding
        self.year: int | None = register.year
        self.session_closed_on: date | None = register.session_closed_on
        self.corrections = register.corrections
        self.vetoes = {unit: Text(ground, ground) for unit, ground in register.vetoes.items()}

    def __enter__(self) -> "Sheet":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._records.file.close()

    @property
    def units(self) -> tuple[str, ...]:
        """All units, in the order of the file."""
        return tuple(self._register.units)

    @property
    def contests(self) -> tuple[Contest, ...]:
        """The areas and groups that have units, in the scheme's order."""
        return tuple(
            (area.code, group.code)
            for area in self.scheme.areas
            for group in self.scheme.groups
            if self.size((area.code, group.code))
        )

    def size(self, contest: Contest) -> int:
        """How many units stand in an area and group."""
        return sum(1 for _ in self._standing(contest))

    def areas_of(self, unit: str) -> tuple[str, ...]:
        """The areas in which a unit stands, in the scheme's order. KeyError for an unknown unit."""
        number = self._register.units[unit]
        return tuple(area.code for area in self.scheme.areas if self._register.stands(number, area.code))

    def group_of(self, unit: str) -> str:
        """A unit's group. KeyError for an unknown unit."""
        return self._register.groups[self._register.units[unit]]

    def decisions(self, area: str) -> dict[str, Decision]:
        """The decisions on ties in an area, by unit."""
        return {unit: decision for (code, unit), decision in self._register.decisions.items() if code == area}

    def entrants(self, contest: Contest) -> Iterator[Entrant]:
        """The units of an area and group, each read from the file when its turn comes."""
        for unit, _ in self._standing(contest):
            yield self.entrant(contest[0], unit)

    def entrant(self, area: str, unit: str) -> Entrant:
        """One unit in one area. KeyError for an unknown unit."""
        number = self._register.units[unit]
        facts: list[Fact] = []
        bands: list[Band] = []
        counts: dict[str, dict[str, Decimal]] = {"exposure": {}, "target": {}}
        for said in self._said(self._register.rows.get((number, area), array("q"))):
            if said.fact:
                facts.append(said.fact)
            elif said.band:
                bands.append(said.band)
            elif said.amount is not None:
                counts[said.what][said.code] = said.amount
        reason = self._register.out_of(number, area)
        return Entrant(
            code=unit,
            name=unit,
            group=self._register.groups[number],
            facts=tuple(facts),
            bands=tuple(bands),
            exposures=counts["exposure"],
            targets=counts["target"],
            submitted=not self._register.undeclared(number, area),
            competes=reason is None,
            competes_reason=reason or "",
            order=number,
        )

    def _standing(self, contest: Contest) -> Iterator[tuple[str, int]]:
        area, group = contest
        for unit, number in self._register.units.items():
            if self._register.groups.get(number) == group and self._register.stands(number, area):
                yield unit, number

    def _said(self, places: "array[int]") -> Iterator[Said]:
        for offset, number in zip(places[::2], places[1::2], strict=True):
            row = self._heads.row(number, self._records.at(offset), self._silent)
            said = self._reader.read(row) if row else None
            if said:
                yield said


def open_sheet(
    source: IO[bytes],
    scheme: Scheme,
    encoding: str | None = None,
    year: int | None = None,
    tick: Tick | None = None,
) -> Sheet:
    """Check a CSV file by a scheme. `source`: a seekable binary file; it is copied and can be closed.

    `encoding`: `utf-8`, `gbk` or `utf-16`, found out when not given. `year`: goes before what the file
    says. `tick(done, all)`: told now and then how many bytes are read. Raises SheetError with every
    fault, each with its row and column. Of the rows only their places in the file are kept.
    """
    copy, found = decoded(source, encoding)
    try:
        return _checked(copy, scheme, found, year, tick)
    except BaseException:
        copy.close()
        raise


def _checked(copy: IO[bytes], scheme: Scheme, encoding: str, year: int | None, tick: Tick | None) -> Sheet:
    records, names, faults = Records(copy), Names(scheme), SheetFaults()
    rows = records.each(tick)
    _, _, first = next(rows)
    heads = Heads(first, names, faults)
    faults.settle()
    register = Register(names, year, lambda *where: faults.add(heads.fault(*where)))
    reader = Reader(names, lambda *where: faults.add(heads.fault(*where)))
    for number, offset, cells in rows:
        row = heads.row(number, cells, faults)
        said = reader.read(row) if row else None
        if said:
            register.take(said, number, offset)
    register.close()
    faults.settle()
    return Sheet(records, heads, names, register, encoding)
