"""Units merge, split, change their name: on record with the day and the ground; history goes along."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.errors import Invalid, Refused
from portal.models import Account, Assessment, Succession, SuccessionKind, Unit, Year
from portal.queries.successions import predecessors_of
from portal.services.work import Work, service
from portal.workflow import YearState

AT_REST = (YearState.setup, YearState.published, YearState.archived)
"""Stages in which no dossier of a unit is being worked on."""


@service
def record_succession(
    work: Work,
    *,
    kind: SuccessionKind,
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
    effective_on: date,
    ground: str,
    goes_on: bool = False,
) -> None:
    """Put on record which units came from which. The former ones enter no new year, unless one `goes_on`.

    Raises Invalid, at its field, for what cannot be: a name changed into two, a unit from itself.
    """
    _must_fit(kind, predecessors, successors)
    if not ground.strip():
        raise Invalid("请写明依据的文件", field="ground")
    for successor in successors:
        for predecessor in predecessors:
            _must_be_possible(work, predecessor, successor)
            work.session.add(
                Succession(
                    kind=kind,
                    predecessor=predecessor,
                    successor=successor,
                    effective_on=effective_on,
                    ground=ground.strip(),
                    by_id=work.account_id,
                    at=work.now,
                )
            )
    for predecessor in predecessors:
        predecessor.active = predecessor.active and goes_on
    work.session.flush()
    work.audit(
        "record_succession",
        successors[0],
        before={"units": [unit.code for unit in predecessors]},
        after={
            "kind": kind,
            "units": [unit.code for unit in successors],
            "effective_on": effective_on.isoformat(),
            "goes_on": goes_on,
        },
        reason=ground,
    )


def _must_fit(kind: SuccessionKind, before: Sequence[Unit], after: Sequence[Unit]) -> None:
    if not before:
        raise Invalid("请选择原单位", field="predecessors")
    if not after:
        raise Invalid("请选择新单位", field="successors")
    if kind != SuccessionKind.merge and len(before) > 1:
        raise Invalid("更名和分设只能有一个原单位", field="predecessors")
    if kind != SuccessionKind.split and len(after) > 1:
        raise Invalid("更名和合并只能有一个新单位", field="successors")


def _must_be_possible(work: Work, predecessor: Unit, successor: Unit) -> None:
    if predecessor.id == successor.id:
        raise Invalid("“%(name)s”不能既是原单位又是新单位", field="successors", name=successor.name)
    if successor.id in predecessors_of(work.session, predecessor.id):
        raise Invalid("“%(name)s”已是原单位的前身", field="successors", name=successor.name)
    if predecessor.id in predecessors_of(work.session, successor.id):
        raise Invalid("“%(name)s”的这项变动已经登记", field="predecessors", name=predecessor.name)


@service
def move_people(work: Work, *, succession: Succession) -> int:
    """Move the former unit's people to its successor. Gives how many.

    Raises Refused while a dossier of the former unit is being worked on: somebody has to finish it.
    """
    predecessor, successor = succession.predecessor, succession.successor
    busy = (
        select(Year.number)
        .join(Assessment, Assessment.year_id == Year.id)
        .where(Assessment.unit_id == predecessor.id, Year.state.not_in(AT_REST))
        .limit(1)
    )
    if number := work.session.scalar(busy):
        raise Refused(
            "“%(name)s”的%(year)s年度还在评价，公布以后再迁移人员", name=predecessor.name, year=number
        )
    people = list(
        work.session.scalars(select(Account).where(Account.unit_id == predecessor.id).order_by(Account.id))
    )
    if not people:
        raise Refused("“%(name)s”没有账号可以迁移", name=predecessor.name)
    for account in people:
        account.unit_id = successor.id
    work.audit(
        "move_people",
        succession,
        before={"unit": predecessor.code},
        after={"unit": successor.code, "accounts": [account.login for account in people]},
    )
    return len(people)
