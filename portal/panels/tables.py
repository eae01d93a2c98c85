"""What an office's own table says about units: read as the person chose, or as it looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from flask_babel import gettext as _

from portal import current
from portal.access import may
from portal.extensions import db
from portal.factrows import Asked, Fault, Known, Line, Reader, columns_of
from portal.models import Assessment, Fact, ImportBatch, PanelArea, Source
from portal.panels.choices import Choices
from portal.policy import Permission
from portal.queries.assessments import assessments_of_area, facts_for_panel
from portal.queries.imports import owner_of, remembered
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.services.reviews import LARGEST_COUNT
from portal.sheets.heads import LOOKED_AT, guess_columns, guess_head, signature
from portal.sheets.words import COUNTS, HEADS, SUMS, match_units, unit_key

COUNT = "count:"
"""Before an exposure's code, where a table gives counts and no facts."""

SKIP = 0
"""Instead of a unit: the rows with this name are left out."""


@dataclass(frozen=True)
class Row:
    """A row that would become a record. `assessment` is None where its unit is not known yet."""

    line: Line
    unit: str
    assessment: Assessment | None
    passed: str = ""


@dataclass(frozen=True)
class Count:
    """A unit's count: what stands, and what the table gives."""

    assessment: Assessment
    was: Decimal | None
    value: Decimal
    rows: int


class Table:
    """A batch with its choices, read for the person of this request."""

    def __init__(self, area: PanelArea, batch: ImportBatch) -> None:
        self.area, self.batch = area, batch
        self.scheme_area = scheme_of(area.year).area(area.area)
        self.assessments = assessments_of_area(db.session(), area.year, area.area)
        self.open = [one for one in self.assessments if may(Permission.REVIEW, one)]
        self.choices = self._kept() or self._remembered() or self._guessed()
        self.faults: list[Fault] = []
        self.unknown: list[str] = []
        self.rows: list[Row] = []
        self.counts: list[Count] = []
        if batch.taken_at is not None:
            return
        if self.kind is not None and self.ready:
            self._read_rows(self.kind)
        elif self.exposure and self.ready:
            self._read_counts()

    # -- what is chosen ---------------------------------------------------------------------------

    @property
    def sheet(self) -> tuple[str, Sequence[Sequence[str]]]:
        """The chosen sheet: its name and rows."""
        name, rows = self.batch.sheets[self.choices.sheet]
        return name, rows

    @property
    def heads(self) -> list[str]:
        """The chosen row of heads."""
        rows = self.sheet[1]
        return list(rows[self.choices.head]) if self.choices.head < len(rows) else []

    @property
    def kind(self) -> Kind | None:
        """The kind of fact that the rows are, None for counts or while nothing is chosen."""
        kinds = {kind.code: kind for kind in self.scheme_area.kinds_by("import")}
        return kinds.get(self.choices.kind)

    @property
    def exposure(self) -> str:
        """The code of the count that the table gives, or ""."""
        code = self.choices.kind.removeprefix(COUNT)
        known = {one.code for one in self.scheme_area.exposures}
        return code if self.choices.kind.startswith(COUNT) and code in known else ""

    @property
    def asked(self) -> list[Asked]:
        """The fields that columns are wanted for, the unit first."""
        unit = Asked("unit", _("单位"), required=True)
        if self.exposure:
            return [unit, Asked("value", _("数量"))]
        return [unit, *columns_of(self.kind, quantity=True)] if self.kind else []

    @property
    def columns(self) -> dict[str, int]:
        """Field → column, those that this table has."""
        width = len(self.heads)
        return {name: place for name, place in (self.choices.columns or {}).items() if 0 <= place < width}

    @property
    def ready(self) -> bool:
        """Whether enough is chosen to read the rows."""
        titled = bool(self.exposure) or "title" in self.columns or bool(self.choices.title)
        return "unit" in self.columns and titled

    @property
    def signature(self) -> str:
        """What this table is known again by."""
        return signature(self.heads)

    def guessed_columns(self, heads: Sequence[str], kind: str) -> dict[str, int]:
        """The columns as their heads look."""
        if kind.startswith(COUNT):
            return guess_columns(heads, COUNTS)
        found = next((one for one in self.scheme_area.kinds_by("import") if one.code == kind), None)
        own = {f"value_{field.code}": [field.title] for field in found.fields} if found else {}
        return guess_columns(heads, {**own, **HEADS})

    def _kept(self) -> Choices | None:
        kept = self.batch.choices
        return Choices.from_dict(kept) if kept and kept["sheet"] < len(self.batch.sheets) else None

    def _remembered(self) -> Choices | None:
        """As the section read a table with the same heads last time, wherever they stand in this one."""
        places: dict[str, tuple[int, int]] = {}
        for number, (_name, rows) in enumerate(self.batch.sheets):
            for index, row in enumerate(rows[:LOOKED_AT]):
                if sum(bool(cell) for cell in row) > 1:
                    places.setdefault(signature(row), (number, index))
        owner = owner_of(current.account())
        found = remembered(db.session(), owner, self.area.area, list(places))
        if found is None:
            return None
        sheet, head = places[found.signature]
        return replace(Choices.from_dict(found.choices), sheet=sheet, head=head)

    def _guessed(self) -> Choices:
        sizes = [len(rows) for _name, rows in self.batch.sheets]
        sheet = sizes.index(max(sizes))
        head = guess_head(self.batch.sheets[sheet][1], HEADS)
        return Choices(sheet, head)

    # -- what the rows say ------------------------------------------------------------------------

    def _units(self) -> dict[str, int]:
        names = {one.unit_id: (one.unit.name, one.unit.office_name) for one in self.assessments}
        return match_units(names, current.installation().city)

    def _of_unit(self, known: Mapping[str, int], text: str) -> int | None:
        """The unit that a name means: as the person said, else as it looks; SKIP, or None."""
        said = (self.choices.units or {}).get(text)
        if said is not None:
            return said
        return SKIP if unit_key(text) in SUMS else known.get(unit_key(text))

    def _body(self) -> list[tuple[int, Sequence[str]]]:
        rows = self.sheet[1]
        start = self.choices.head + 1
        return [(number, row) for number, row in enumerate(rows[start:], start + 1) if any(row)]

    def _placed(self) -> list[tuple[int, Sequence[str], str, Assessment | None]]:
        """Each row with its unit; what is to be skipped is left out, what cannot be matched is noted."""
        known = self._units()
        by_id = {one.unit_id: one for one in self.assessments}
        place = self.columns["unit"]
        found = []
        for number, row in self._body():
            text = row[place].strip() if place < len(row) else ""
            if not text:
                if sum(bool(cell) for cell in row) > 1:
                    message = _("没有写单位")
                    right = _("填单位名称；合并的单元格请拆开填")
                    self.faults.append(Fault(self.sheet[0], number, place + 1, _("单位"), message, right))
                continue
            unit_id = self._of_unit(known, text)
            if unit_id is None and text not in self.unknown:
                self.unknown.append(text)
            if unit_id != SKIP:
                found.append((number, row, text, by_id.get(unit_id) if unit_id else None))
        return found

    def _read_rows(self, kind: Kind) -> None:
        columns = [one for one in self.asked if one.name != "unit"]
        reader = Reader(kind, columns, self.area.year, current.moment().date(), recorded=True)
        places = {name: place for name, place in self.columns.items() if name != "unit"}
        fixed = "title" not in places
        if fixed:
            places["title"] = len(self.heads)
        open_ids = {one.id for one in self.open}
        known: dict[int, Known] = {}
        for number, row, text, assessment in self._placed():
            full = [*row, self.choices.title] if fixed else row
            line = reader.line(self.sheet[0], full, number, places)
            if assessment is not None and assessment.id not in open_ids:
                bare = replace(line, content=None, faults=(), title="")
                self.rows.append(Row(bare, text, None, _("您回避的单位，不由您导入")))
                continue
            if line.content is not None:
                line = replace(
                    line, content=replace(line.content, note=self._note(line.content.note, number))
                )
            if assessment is not None:
                if assessment.id not in known:
                    known[assessment.id] = Known(_records(assessment))
                line = known[assessment.id].marked(line)
            self.rows.append(Row(line, text, assessment))
            self.faults += line.faults

    def _note(self, note: str, number: int) -> str:
        origin = _(
            "据《%(name)s》“%(sheet)s”第 %(row)s 行", name=self.batch.name, sheet=self.sheet[0], row=number
        )
        return f"{note}\n{origin}" if note else origin

    def _read_counts(self) -> None:
        sums: dict[int, Decimal] = {}
        rows: dict[int, int] = {}
        place = self.columns.get("value")
        by_id = {one.id: one for one in self.open}
        for number, row, _text, assessment in self._placed():
            if assessment is None or assessment.id not in by_id:
                continue
            value = self._value(number, row, place)
            if value is not None:
                sums[assessment.id] = sums.get(assessment.id, Decimal(0)) + value
                rows[assessment.id] = rows.get(assessment.id, 0) + 1
        for one in self.open:
            if one.id in sums:
                was = next((row.value for row in one.exposures if row.code == self.exposure), None)
                self.counts.append(Count(one, was, sums[one.id], rows[one.id]))

    def _value(self, number: int, row: Sequence[str], place: int | None) -> Decimal | None:
        """What a row counts: its number, or one where no column is chosen."""
        if place is None:
            return Decimal(1)
        text = row[place] if place < len(row) else ""
        try:
            value = Decimal(text.replace(",", "") or "0")
            if value == value.to_integral_value() and 0 <= value <= LARGEST_COUNT:
                return value
        except InvalidOperation:
            pass
        message, right = _("“%(text)s”不是数量", text=text[:40]), _("填不小于零的整数")
        self.faults.append(Fault(self.sheet[0], number, place + 1, _("数量"), message, right))
        return None

    # -- what would come in -----------------------------------------------------------------------

    def chosen(self, wanted: Sequence[str]) -> list[Row]:
        """The rows that would come in: without a likeness, and the others that the person names."""
        return [
            row
            for row in self.rows
            if row.assessment and row.line.content and (not row.line.like or row.line.key in wanted)
        ]

    @property
    def complete(self) -> bool:
        """Whether everything can be taken in as it is."""
        return self.ready and not self.faults and not self.unknown and bool(self.rows or self.counts)


def _records(assessment: Assessment) -> list[Fact]:
    """What the panel has on record of a unit."""
    return [one for one in facts_for_panel(assessment) if one.source != Source.claim]
