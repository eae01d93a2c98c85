"""Units and sections, kept by the administrator."""

from dataclasses import dataclass

from sqlalchemy import func, select

from portal.errors import Invalid
from portal.models import Assessment, Group, Section, Unit, Year
from portal.sentences import Sentence
from portal.services.work import Work, check_version, service
from portal.workflow import YearState


@dataclass(frozen=True)
class UnitContent:
    """What the unit's form holds; `position` is the place in the official order (机构序列)."""

    code: str
    name: str
    office_name: str
    group: Group
    position: int
    telephone: str = ""


@service
def create_unit(work: Work, *, content: UnitContent) -> Unit:
    """Add a judged unit. Raises Invalid at the field when its code or name is taken."""
    unit = enter_unit(work, content)
    work.audit("create_unit", unit, after={**vars(content)})
    return unit


def enter_unit(work: Work, content: UnitContent) -> Unit:
    """The unit's row, inside a service. Raises Invalid at the field when its code or name is taken."""
    _must_be_free(work, content, None)
    unit = Unit(**vars(content))
    work.session.add(unit)
    work.session.flush()
    return unit


@service
def edit_unit(work: Work, *, unit: Unit, content: UnitContent, active: bool, version: int) -> None:
    """Change a unit's particulars, or rest it: a resting unit enters no new year."""
    check_version(unit, version, [(Sentence("名称"), unit.name), (Sentence("电话"), unit.telephone)])
    _must_be_free(work, content, unit.id)
    _must_keep_its_group(work, unit, content)
    before = {name: getattr(unit, name) for name in vars(content)} | {"active": unit.active}
    for name, value in vars(content).items():
        setattr(unit, name, value)
    unit.active = active
    work.audit("edit_unit", unit, before=before, after={**vars(content), "active": active})


@service
def create_section(work: Work, *, code: str, name: str) -> Section:
    """Add a section of the general office, or another body whose people judge or audit."""
    if work.session.scalar(
        select(func.count()).where((Section.code == code) | (Section.name == name)).select_from(Section)
    ):
        raise Invalid("代码或名称已被使用", field="code")
    section = Section(code=code, name=name)
    work.session.add(section)
    work.session.flush()
    work.audit("create_section", section, after={"code": code, "name": name})
    return section


def _must_keep_its_group(work: Work, unit: Unit, content: UnitContent) -> None:
    """Groups are ranked apart (四(一)): changed within a year, the group would change who is selected."""
    judged = (
        select(Year.number)
        .join(Assessment, Assessment.year_id == Year.id)
        .where(Assessment.unit_id == unit.id, Year.state != YearState.archived)
        .order_by(Year.number.desc())
        .limit(1)
    )
    number = work.session.scalar(judged)
    if number is None:
        return
    for field in ("group", "code"):
        if getattr(content, field) != getattr(unit, field):
            raise Invalid("%(number)s年度还没有归档，不能改这一项", field=field, number=number)


def _must_be_free(work: Work, content: UnitContent, own_id: int | None) -> None:
    for field in ("code", "name"):
        other = work.session.scalar(
            select(Unit.id).where(getattr(Unit, field) == getattr(content, field), Unit.id != (own_id or 0))
        )
        if other is not None:
            raise Invalid("已被另一单位使用", field=field)
