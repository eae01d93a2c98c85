"""The office sets units their own tasks, where an area's scheme measures by one (三(五))."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from zlib import crc32

from portal.errors import Conflict, Invalid, Refused
from portal.models import Assessment, PanelArea, Target
from portal.queries.assessments import assessments_of_area
from portal.services.work import Work, service
from portal.workflow import YearState

OPEN_STAGES = (YearState.recording, YearState.reporting, YearState.reviewing)
"""While tasks can be set: from the scheme's issue until the scorecards are open."""


def targets_version(found: Sequence[Assessment]) -> int:
    """The version of an area's tasks taken together: another number as soon as any of them is another."""
    standing = sorted((row.assessment_id, row.code, f"{row.value:f}") for one in found for row in one.targets)
    return crc32(repr(standing).encode())


@service
def set_targets(
    work: Work, *, area: PanelArea, tasks: Mapping[int, Mapping[str, Decimal | None]], seen: int | None = None
) -> None:
    """Set units' own tasks in an area: unit's id → the task's code → points above zero, or None for the
    scheme's. Units that are not named keep what they have.

    `seen` is the `targets_version` that the person saw; raises Conflict when it is older.
    """
    if area.year.state not in OPEN_STAGES:
        raise Refused("计分办法印发之后、开放得分核对之前才能下达任务")
    found = assessments_of_area(work.session, area.year, area.area)
    if seen is not None and seen != targets_version(found):
        raise Conflict("您打开页面之后，任务已被别人改过。请核对后再提交")
    before: dict[str, dict[str, str]] = {}
    after: dict[str, dict[str, str]] = {}
    for one in found:
        wanted = tasks.get(one.unit_id)
        if wanted is None:
            continue
        standing = {row.code: row for row in one.targets}
        changed = {code: value for code, value in wanted.items() if _value(standing.get(code)) != value}
        if not changed:
            continue
        before[one.unit.code] = {code: _text(_value(standing.get(code))) for code in changed}
        after[one.unit.code] = {code: _text(value) for code, value in changed.items()}
        for code, value in changed.items():
            _set_one(work, one, standing.get(code), code, value)
    if not after:
        raise Refused("没有改动")
    work.audit("set_targets", area, before=before, after=after)
    for one in found:
        work.session.expire(one, ["targets"])


def _set_one(work: Work, one: Assessment, row: Target | None, code: str, value: Decimal | None) -> None:
    if value is not None and value <= 0:
        raise Invalid("任务须大于零", field=f"{code}-{one.unit.code}")
    if value is None:
        work.session.delete(row)
    elif row is None:
        work.session.add(Target(assessment_id=one.id, code=code, value=value, by_id=work.account_id))
    else:
        row.value, row.by_id = value, work.account_id


def _value(row: Target | None) -> Decimal | None:
    return row.value if row else None


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
