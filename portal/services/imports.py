"""Spreadsheets come in (导入): kept as text, read as the person chooses, taken in and withdrawn as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete

from portal.errors import Invalid, Refused
from portal.models import Account, Assessment, ColumnMapping, Exposure, Fact, ImportBatch, Source, Year
from portal.queries.assessments import assessment_of
from portal.queries.imports import abandoned, facts_of_batch, owner_of, remembered
from portal.services.assessments import FactContent, must_be_editable, write_content
from portal.services.reviews import LARGEST_COUNT, RECORDING, must_be_open
from portal.services.work import Work, check_version, service
from portal.workflow import FACT, FactAction, FactState, step

KEPT_FOR = timedelta(days=7)
"""How long a table that nobody takes in is kept; the next one that comes in clears it away."""


@dataclass(frozen=True)
class Table:
    """A file as it was read: its name, its bytes' digest, its sheets as (name, rows of texts)."""

    name: str
    digest: str
    sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]


def _kept(work: Work, year: Year, area: str, unit_id: int | None, table: Table) -> ImportBatch:
    batch = ImportBatch(
        year_id=year.id,
        area=area,
        unit_id=unit_id,
        name=table.name[:200],
        digest=table.digest,
        sheets=[[name, [list(row) for row in rows]] for name, rows in table.sheets],
        by_id=work.account_id,
        at=work.now,
    )
    work.session.add(batch)
    work.session.flush()
    after: dict[str, Any] = {"name": batch.name, "digest": batch.digest, "area": area}
    if dropped := _drop_abandoned(work, batch):
        after["dropped"] = dropped
    work.audit("keep_table", batch, after=after)
    return batch


def _drop_abandoned(work: Work, batch: ImportBatch) -> list[int]:
    """Let go of tables that nobody took in: anybody's after KEPT_FOR, and this one's earlier copies. Gives
    their ids. Nothing of them ever counted, and they can name people; the trail keeps that they came."""
    ids = abandoned(work.session, batch, work.now - KEPT_FOR)
    work.session.execute(delete(ImportBatch).where(ImportBatch.id.in_(ids)))
    return ids


@service
def keep_unit_table(work: Work, *, assessment: Assessment, table: Table) -> ImportBatch:
    """Keep a unit's table to be looked at; nothing of it counts yet."""
    must_be_editable(assessment)
    return _kept(work, assessment.year, assessment.area, assessment.unit_id, table)


@service
def keep_panel_table(work: Work, *, year: Year, area: str, table: Table) -> ImportBatch:
    """Keep a panel's table to be looked at; nothing of it counts yet. From January on."""
    if year.state not in RECORDING:
        raise Refused("现阶段不能导入记录")
    return _kept(work, year, area, None, table)


@service
def choose_columns(
    work: Work, *, batch: ImportBatch, choices: Mapping[str, Any], signature: str, version: int
) -> None:
    """Say how a panel's table is to be read; remembered for the section's next table with these heads."""
    check_version(batch, version)
    _must_be_new(batch)
    before = dict(batch.choices)
    batch.choices = dict(choices)
    account = work.session.get_one(Account, work.account_id)
    owner = owner_of(account)
    kept = remembered(work.session, owner, batch.area, [signature])
    if kept is None:
        kept = ColumnMapping(owner=owner, area=batch.area, signature=signature)
        work.session.add(kept)
    kept.choices, kept.at = dict(choices), work.now
    work.audit("choose_columns", batch, before=before, after=dict(choices))


def _must_be_new(batch: ImportBatch) -> None:
    if batch.taken_at is not None:
        raise Refused("这张表已经导入过了")


def _taken(work: Work, batch: ImportBatch, count: int) -> None:
    if count < 1:
        raise Refused("没有可以导入的行")
    batch.taken_at, batch.taken_rows = work.now, count


@service
def take_claims(
    work: Work, *, batch: ImportBatch, assessment: Assessment, contents: Sequence[FactContent], version: int
) -> int:
    """Add the rows of a unit's table to its self-assessment, all or none. Gives how many."""
    check_version(batch, version)
    _must_be_new(batch)
    must_be_editable(assessment)
    last = max((one.position for one in assessment.facts), default=0)
    made = [
        _fact(work, batch, assessment, content, Source.claim, FactState.draft, last)
        for content in contents
        if _possible(work, assessment, content, recorded=False)
    ]
    _taken(work, batch, len(made))
    assessment.edited_by_id, assessment.edited_at = work.account_id, work.now
    work.session.flush()
    work.audit("take_claims", batch, after={"facts": [fact.id for fact in made], "digest": batch.digest})
    return len(made)


def _possible(work: Work, assessment: Assessment, content: FactContent, *, recorded: bool) -> bool:
    content.check(assessment.year, work.now.date(), recorded=recorded)
    return True


def _fact(
    work: Work,
    batch: ImportBatch,
    assessment: Assessment,
    content: FactContent,
    source: Source,
    state: FactState,
    position: int = 0,
) -> Fact:
    fact = Fact(
        assessment=assessment,
        kind=content.kind,
        source=source,
        state=state,
        position=position,
        created_by_id=work.account_id,
        created_at=work.now,
        batch_id=batch.id,
    )
    write_content(fact, content)
    work.session.add(fact)
    return fact


@service
def take_records(
    work: Work,
    *,
    batch: ImportBatch,
    rows: Sequence[tuple[Assessment, FactContent]],
    version: int,
) -> int:
    """Enter the rows of a panel's table as records about their units, all or none. Gives how many."""
    check_version(batch, version)
    _must_be_new(batch)
    for assessment in {one.id: one for one, _content in rows}.values():
        must_be_open(work, assessment)
    made = [
        _fact(work, batch, assessment, content, Source.imported, FactState.recorded)
        for assessment, content in rows
        if _possible(work, assessment, content, recorded=True)
    ]
    _taken(work, batch, len(made))
    work.session.flush()
    work.audit("take_records", batch, after={"facts": [fact.id for fact in made], "digest": batch.digest})
    return len(made)


@service
def take_counts(
    work: Work,
    *,
    batch: ImportBatch,
    code: str,
    counts: Sequence[tuple[Assessment, Decimal]],
    version: int,
) -> int:
    """Set the counts (基数) that a panel's table gives, all or none. Gives how many units."""
    check_version(batch, version)
    _must_be_new(batch)
    before: dict[str, Any] = {}
    after: dict[str, str] = {}
    for assessment, value in counts:
        must_be_open(work, assessment)
        if not 0 <= value <= LARGEST_COUNT or value != value.to_integral_value():
            raise Invalid("基数须为不大于 %(largest)s 的整数", largest=LARGEST_COUNT)
        before[str(assessment.unit_id)] = _set_count(work, assessment, code, value)
        after[str(assessment.unit_id)] = f"{value:f}"
    _taken(work, batch, len(counts))
    batch.before = {"code": code, "counts": before, "set": after}
    work.audit("take_counts", batch, before=before, after={"code": code, "counts": after})
    return len(counts)


def _set_count(work: Work, assessment: Assessment, code: str, value: Decimal | None) -> str | None:
    """Set, or with None take away, one count. Gives what stood there."""
    row = next((one for one in assessment.exposures if one.code == code), None)
    was = None if row is None else f"{row.value:f}"
    if value is None and row is not None:
        work.session.delete(row)
    elif value is not None and row is None:
        work.session.add(Exposure(assessment_id=assessment.id, code=code, value=value, by_id=work.account_id))
    elif value is not None and row is not None:
        row.value, row.by_id = value, work.account_id
    work.session.flush()
    work.session.expire(assessment, ["exposures"])
    return was


@service
def withdraw_batch(work: Work, *, batch: ImportBatch, reason: str, version: int) -> int:
    """Take back everything that a panel's table brought, while no unit has been told of any of it."""
    check_version(batch, version)
    if batch.taken_at is None or batch.withdrawn_at is not None:
        raise Refused("这张表没有导入，或者已经撤销")
    if not reason.strip():
        raise Invalid("这项操作须写明理由", field="reason")
    standing = [one for one in facts_of_batch(work.session, batch) if one.state != FactState.withdrawn]
    if any(one.state != FactState.recorded for one in standing):
        raise Refused("有的记录已经告知单位，不能整批撤销；请逐条办理")
    for assessment in {one.assessment_id: one.assessment for one in standing}.values():
        must_be_open(work, assessment)
    for fact in standing:
        fact.state = step(FACT, fact.state, FactAction.withdraw, reason)
    counts = _counts_back(work, batch)
    batch.withdrawn_at, batch.withdrawn_reason = work.now, reason
    work.audit(
        "withdraw_batch",
        batch,
        before={"facts": [one.id for one in standing], "counts": batch.before.get("set", {})},
        after={"counts": batch.before.get("counts", {})},
        reason=reason,
    )
    return len(standing) + counts


def _counts_back(work: Work, batch: ImportBatch) -> int:
    code = batch.before.get("code", "")
    for unit_id, was in batch.before.get("counts", {}).items():
        assessment = assessment_of(work.session, batch.year, int(unit_id), batch.area)
        must_be_open(work, assessment)
        now = next((f"{one.value:f}" for one in assessment.exposures if one.code == code), None)
        if now != batch.before["set"][unit_id]:
            raise Refused("%(unit)s的基数后来又改过，不能整批撤销", unit=assessment.unit.name)
        _set_count(work, assessment, code, None if was is None else Decimal(was))
    return len(batch.before.get("counts", {}))
