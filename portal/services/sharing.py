"""The chair shares out a panel's work; the office calls in a scorer where too few are eligible (五(一))."""

from collections.abc import Collection

from sqlalchemy import select

from portal.errors import Invalid, NotFound, Refused
from portal.models import Account, Assessment, Assignment, CoOption, PanelArea
from portal.policy import Permission, Role, allows
from portal.queries.panel_work import PanelWork
from portal.queries.shares import UNIT, shares_of
from portal.services.reviews import must_be_open
from portal.services.work import Work, service


@service
def share_units(work: Work, *, area: PanelArea, unit_ids: Collection[int], account: Account | None) -> int:
    """Give units to a member, None: back to everybody. Gives how many changed hands.

    Raises Invalid for nobody's units, or a member who must not judge one of them.
    """
    panel = PanelWork(work.session, area, work.actor)
    found = [one for one in panel.assessments if one.unit_id in unit_ids]
    if not found:
        raise Invalid("请选择要分的单位", field="units")
    members = {seat.account_id for seat in area.panel.members}
    if account is not None and account.id not in members:
        raise Invalid("请从本小组成员中选择", field="account")
    before = {one.unit.code: [owner.login for owner in shares_of(one)] for one in found}
    for one in found:
        must_be_open(work, one)
        if account is not None and account not in panel.eligible(one, UNIT):
            raise Invalid(
                "%(name)s须回避%(unit)s，请改选", field="account", name=account.name, unit=one.unit.name
            )
        for share in [share for share in one.assignments if share.indicator == UNIT]:
            work.session.delete(share)
    work.session.flush()
    for one in found:
        if account is not None:
            _share(work, one, UNIT, account)
        work.session.expire(one, ["assignments"])
    after = {"units": sorted(before), "account": account.login if account else ""}
    work.audit("share_units", area, before={"owners": before}, after=after)
    return len(found)


def _share(work: Work, assessment: Assessment, indicator: str, account: Account) -> None:
    work.session.add(
        Assignment(
            assessment_id=assessment.id,
            indicator=indicator,
            account_id=account.id,
            by_id=work.account_id,
            at=work.now,
        )
    )


@service
def name_scorer(work: Work, *, assessment: Assessment, indicator: str, account: Account) -> None:
    """The chair names who judges an indicator next: the third one where two differ too widely.

    From then on the place is kept for that person, and the chair, who may now see the two, is out.
    """
    must_be_open(work, assessment)
    if not allows(work.actor, Permission.LEAD_UNIT, assessment):
        raise NotFound()
    area = work.session.scalars(
        select(PanelArea).where(PanelArea.year_id == assessment.year_id, PanelArea.area == assessment.area)
    ).one()
    wanted = [
        one
        for one in PanelWork(work.session, area, work.actor).differences()
        if one.assessment.id == assessment.id and one.indicator.code == indicator and one.third
    ]
    if not wanted:
        raise Refused("这一项现在不需要第三人评定")
    if wanted[0].named:
        raise Refused("已经指定了第三人")
    if account not in wanted[0].candidates:
        raise Invalid("请选择没有评定过、也不须回避的人", field="account")
    _share(work, assessment, indicator, account)
    work.session.flush()
    work.session.expire(assessment, ["assignments"])
    work.audit("name_scorer", assessment, after={"indicator": indicator, "account": account.login})


@service
def call_in(work: Work, *, assessment: Assessment, indicator: str, account: Account, reason: str) -> CoOption:
    """The office calls in a person to grade one indicator of one unit, on record with the reason."""
    must_be_open(work, assessment)
    if not reason.strip():
        raise Invalid("请写明原因", field="reason")
    if not account.active or account.roles & {Role.admin, Role.auditor}:
        raise Invalid("系统管理员、审计员和已停用的账号不能参加评定", field="account")
    area = work.session.scalars(
        select(PanelArea).where(PanelArea.year_id == assessment.year_id, PanelArea.area == assessment.area)
    ).one()
    panel = PanelWork(work.session, area, None)
    if account in panel.eligible(assessment, indicator):
        raise Invalid("这个人已经可以评定这一项", field="account")
    if account.unit_id == assessment.unit_id or assessment.unit_id in panel.recused.get(account.id, ()):
        raise Invalid("这个人须回避该单位，请改选", field="account")
    if not any(
        one.assessment.id == assessment.id and one.indicator.code == indicator for one in panel.short()
    ):
        raise Invalid("这一项的评定人已经够了", field="place")
    row = CoOption(
        assessment_id=assessment.id,
        indicator=indicator,
        account_id=account.id,
        reason=reason,
        by_id=work.account_id,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.audit("call_in", assessment, after={"indicator": indicator, "account": account.login}, reason=reason)
    return row
