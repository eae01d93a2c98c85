"""Conflicts of interest (回避): declared by the reviewer or put on record by the office, never taken back."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from portal.errors import Invalid, Refused
from portal.models import (
    Account,
    Assessment,
    Assignment,
    Band,
    ConflictStatement,
    CoOption,
    PanelArea,
    Recusal,
    Unit,
    Year,
)
from portal.services.work import Work, service
from portal.workflow import PanelAreaState, YearState


@service
def declare_conflict(work: Work, *, year: Year, account: Account, unit: Unit, reason: str) -> Recusal:
    """The office puts on record that a reviewer must not judge a unit; holds for the whole year."""
    if not reason.strip():
        raise Invalid("请写明回避原因", field="reason")
    if year.state.reached(YearState.checking):
        raise Refused("评价小组已经完成评价，不能再登记回避")
    if unit.id in recused_ids(work, year, account.id):
        raise Invalid("这项回避已经登记", field="unit")
    recusal = Recusal(year_id=year.id, account_id=account.id, unit_id=unit.id, reason=reason)
    work.session.add(recusal)
    work.session.flush()
    taken = take_away(work, year, account.id, {unit.id})
    work.audit(
        "declare_conflict",
        recusal,
        after={"account": account.login, "unit": unit.code, **taken},
        reason=reason,
    )
    return recusal


@service
def state_conflicts(work: Work, *, year: Year, conflicts: Mapping[int, str]) -> None:
    """A reviewer says with which units there is a conflict, or that there is none (an empty mapping).

    `conflicts`: the unit's id → the reason. What was declared before stays; only more can be added.
    """
    if any(not reason.strip() for reason in conflicts.values()):
        raise Invalid("请写明回避原因", field="reason")
    units = {unit.id: unit for unit in work.session.scalars(select(Unit).where(Unit.id.in_(conflicts)))}
    before = recused_ids(work, year, work.account_id)
    new = {unit_id: reason for unit_id, reason in conflicts.items() if unit_id not in before}
    if set(new) - set(units):
        raise Invalid("请选择名单里的单位", field="units")
    for unit_id, reason in sorted(new.items()):
        work.session.add(Recusal(year_id=year.id, account_id=work.account_id, unit_id=unit_id, reason=reason))
    said = work.session.scalar(
        select(ConflictStatement).where(
            ConflictStatement.year_id == year.id, ConflictStatement.account_id == work.account_id
        )
    )
    if said is None:
        work.session.add(ConflictStatement(year_id=year.id, account_id=work.account_id, at=work.now))
    elif not new:
        raise Refused("没有新增的回避；已经声明的回避不能撤回")
    work.session.flush()
    taken = take_away(work, year, work.account_id, set(new))
    work.audit(
        "state_conflicts",
        year,
        after={"units": [units[unit_id].code for unit_id in sorted(new)], **taken},
        reason="；".join(dict.fromkeys(new.values())),
    )


def recused_ids(work: Work, year: Year, account_id: int) -> set[int]:
    """The units from which somebody is recused in a year."""
    return set(
        work.session.scalars(
            select(Recusal.unit_id).where(Recusal.year_id == year.id, Recusal.account_id == account_id)
        )
    )


def take_away(work: Work, year: Year, account_id: int, unit_ids: set[int]) -> dict[str, list[str]]:
    """What somebody had of units goes back to everybody; what was graded there does not count.

    In areas that their panel has closed nothing changes. Gives what was taken, for the trail.
    """
    found = list(
        work.session.scalars(
            select(Assessment)
            .join(PanelArea, (PanelArea.year_id == Assessment.year_id) & (PanelArea.area == Assessment.area))
            .where(
                Assessment.year_id == year.id,
                Assessment.unit_id.in_(unit_ids),
                PanelArea.state == PanelAreaState.open,
            )
            .order_by(Assessment.id)
        )
    )
    ids = [one.id for one in found]
    for share in (Assignment, CoOption):
        work.session.execute(
            delete(share).where(share.assessment_id.in_(ids), share.account_id == account_id)
        )
    bands = list(
        work.session.scalars(
            select(Band).where(Band.assessment_id.in_(ids), Band.scorer_id == account_id).order_by(Band.id)
        )
    )
    for band in bands:
        work.session.delete(band)
    work.session.flush()
    for one in found:
        work.session.expire(one, ["bands", "assignments"])
    return {"bands": [f"{band.indicator}={band.grade}" for band in bands]} if bands else {}
