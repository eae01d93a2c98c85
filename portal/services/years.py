"""Set up a year and move it through its stages (五(一), 五(二))."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import func, select

from portal.clock import day_end
from portal.errors import Invalid, Refused
from portal.models import (
    Account,
    Assessment,
    Assignment,
    Duty,
    Panel,
    PanelArea,
    PanelMember,
    SchemeIssue,
    Unit,
    Year,
)
from portal.policy import Role
from portal.scoring import Scheme, load_scheme
from portal.sentences import Sentence, joined
from portal.services.schemes import missing_before_issue, settle
from portal.services.work import Work, check_version, service
from portal.workflow import YEAR, PanelAreaState, YearAction, YearState, step


@dataclass(frozen=True)
class Windows:
    """The days of a year; each window closes at 24:00 of its last day."""

    reporting_opens: date
    reporting_closes: date
    reviewing_closes: date
    checking_closes: date

    def check(self, number: int) -> None:
        """Raise Invalid, at its field, for a day that is far from the year or not after the one before."""
        for name, day in vars(self).items():
            if not number <= day.year <= number + 1:
                raise Invalid("日期须在%(number)s年或者次年", field=name, number=number)
        order = ["reporting_opens", "reporting_closes", "reviewing_closes", "checking_closes"]
        for earlier, later in pairwise(order):
            if getattr(self, later) <= getattr(self, earlier):
                raise Invalid("这个日期须晚于前一阶段的日期", field=later)


@service
def create_year(work: Work, *, number: int, windows: Windows, scheme_text: str) -> Year:
    """Start a year from a scheme: its panels and areas are made, still without people.

    Raises Invalid when the year exists or a window is out of order, SchemeError for a bad scheme.
    """
    year, digest = make_year(work, number=number, windows=windows, scheme_text=scheme_text)
    work.audit("create_year", year, after={"number": number, "scheme": digest})
    return year


def make_year(work: Work, *, number: int, windows: Windows, scheme_text: str) -> tuple[Year, str]:
    """The year's rows, inside a service: the year with its panels and areas, and its scheme's digest."""
    windows.check(number)
    if number > work.now.year + 1:
        raise Invalid("最晚只能建立到%(number)s年度", field="number", number=work.now.year + 1)
    if work.session.scalar(select(func.count()).where(Year.number == number)):
        raise Invalid("%(number)s年度已经建立", field="number", number=number)
    scheme = load_scheme(scheme_text)
    year = Year(number=number, state=YearState.setup, **vars(windows))
    work.session.add(year)
    year.scheme = SchemeIssue(text=scheme_text, digest=scheme.digest)
    panels: dict[str, Panel] = {}
    for area in scheme.areas:
        if area.panel not in panels:
            panels[area.panel] = Panel(year=year, code=area.panel, title=area.panel_title)
        work.session.add(PanelArea(year=year, panel=panels[area.panel], area=area.code))
    work.session.flush()
    return year, scheme.digest


@service
def set_days(
    work: Work, *, year: Year, windows: Windows, congress_closed_on: date | None, version: int
) -> None:
    """Change the year's windows, or enter the day on which the congress closed (三(三)2).

    A window that has passed stays as it was. Raises Invalid at the day that cannot stand.
    """
    check_version(year, version)
    windows.check(year.number)
    before = {name: getattr(year, name) for name in vars(windows)}
    for name, passed in _PASSED.items():
        if year.state.reached(passed) and getattr(windows, name) != before[name]:
            raise Invalid("这个阶段已经过去，日期不能再改", field=name)
    if year.state.reached(YearState.deciding) and congress_closed_on != year.congress_closed_on:
        raise Invalid("得分已经核对，这个日期不能再改", field="congress_closed_on")
    before["congress_closed_on"] = year.congress_closed_on
    after = {**vars(windows), "congress_closed_on": congress_closed_on}
    for name, value in after.items():
        setattr(year, name, value)
    work.audit("set_days", year, before=_as_text(before), after=_as_text(after))


_PASSED = {
    "reporting_opens": YearState.reporting,
    "reporting_closes": YearState.reviewing,
    "reviewing_closes": YearState.checking,
    "checking_closes": YearState.deciding,
}
"""The stage from which a window's day is history."""


def _as_text(days: dict[str, date | None]) -> dict[str, str]:
    return {name: day.isoformat() if day else "" for name, day in days.items()}


@service
def seat_member(work: Work, *, panel: Panel, account: Account, duty: Duty) -> None:
    """Seat somebody on a panel, or change the duty there."""
    if panel.year.state.reached(YearState.checking):
        raise Refused("评价小组已经完成评价，不能再调整成员")
    if not account.active or account.roles & {Role.admin, Role.auditor}:
        raise Invalid("系统管理员、审计员和已停用的账号不能担任评价小组成员", field="account")
    seat = work.session.get(PanelMember, (panel.id, account.id))
    before = {"duty": seat.duty} if seat else {}
    if seat is None:
        seat = PanelMember(panel_id=panel.id, account_id=account.id)
        work.session.add(seat)
    seat.duty = duty
    work.audit("seat_member", panel, before=before, after={"account": account.login, "duty": duty})
    work.session.expire(panel, ["members"])


@service
def unseat_member(work: Work, *, panel: Panel, account: Account) -> None:
    """Take somebody off a panel; what they decided stays theirs in the trail."""
    if panel.year.state.reached(YearState.checking):
        raise Refused("评价小组已经完成评价，不能再调整成员")
    seat = work.session.get(PanelMember, (panel.id, account.id))
    if seat is None:
        raise Refused("%(name)s不是这个评价小组的成员", name=account.name)
    work.session.delete(seat)
    taken = _shares_back(work, panel, account)
    work.audit("unseat_member", panel, before={"account": account.login, "duty": seat.duty, **taken})
    work.session.expire(panel, ["members"])


def _shares_back(work: Work, panel: Panel, account: Account) -> dict[str, int]:
    """What somebody who leaves was to do is everybody's again. Gives how much, for the trail."""
    areas = [row.area for row in panel.areas]
    shares = list(
        work.session.scalars(
            select(Assignment)
            .join(Assessment)
            .where(
                Assignment.account_id == account.id,
                Assessment.year_id == panel.year_id,
                Assessment.area.in_(areas),
            )
        )
    )
    for share in shares:
        work.session.delete(share)
    return {"assignments": len(shares)} if shares else {}


@service
def set_participation(
    work: Work, *, assessment: Assessment, competes: bool, reason: str, version: int
) -> None:
    """Say whether a unit competes in an area, with the reason; before reporting closes."""
    check_version(assessment, version)
    if not competes and not reason.strip():
        raise Invalid("请写明不参评的原因", field="reason")
    if assessment.year.state not in (YearState.recording, YearState.reporting):
        raise Refused("申报结束后不能再调整参评范围")
    before = {"competes": assessment.competes, "reason": assessment.competes_reason}
    assessment.competes = competes
    assessment.competes_reason = "" if competes else reason
    work.audit("set_participation", assessment, before=before, after={"competes": competes}, reason=reason)


@service
def extend_deadline(work: Work, *, assessment: Assessment, until: date, reason: str, version: int) -> None:
    """Give one unit more time in one area, with a reason."""
    check_version(assessment, version)
    if not reason.strip():
        raise Invalid("请写明延期原因", field="reason")
    if until <= assessment.year.reporting_closes:
        raise Invalid("延期日期须晚于申报截止日", field="until")
    if until < work.now.date():
        raise Invalid("延期日期不能早于今天", field="until")
    if until >= assessment.year.reviewing_closes:
        raise Invalid("延期日期须早于审核截止日", field="until")
    if assessment.year.state not in (YearState.reporting, YearState.reviewing):
        raise Refused("现阶段不能办理延期")
    area = next(row for row in assessment.year.areas if row.area == assessment.area)
    if area.state != PanelAreaState.open:
        raise Refused("评价小组已办结这个领域，请先请组长重新打开，再办理延期")
    before = {"until": assessment.extended_until and assessment.extended_until.isoformat()}
    assessment.extended_until = until
    assessment.extension_reason = reason
    work.audit(
        "extend_deadline", assessment, before=before, after={"until": until.isoformat()}, reason=reason
    )


def missing_before(work: Work, year: Year, action: YearAction) -> list[Sentence]:
    """What still stands in the way of a step, one sentence each; empty: nothing."""
    checks: Mapping[YearAction, Callable[[Work, Year], list[Sentence]]] = {
        YearAction.issue_scheme: lambda w, y: [*missing_before_issue(w, y), *_missing_people(w, y)],
        YearAction.open_reporting: lambda w, y: _too_early(w, y.reporting_opens),
        YearAction.close_reporting: lambda w, y: _window_open(w, y.reporting_closes),
        YearAction.open_checking: _open_areas,
        YearAction.close_checking: lambda w, y: _window_open(w, y.checking_closes),
    }
    check = checks.get(action)
    return check(work, year) if check else []


def _missing_people(work: Work, year: Year) -> list[Sentence]:
    missing = []
    for panel in (panel for panel in year.panels if panel.areas):
        duties = [member.duty for member in panel.members]
        if duties.count(Duty.chair) != 1:
            missing.append(Sentence("“%(panel)s”须有一名组长", panel=panel.title))
        if len(duties) < 2:
            missing.append(Sentence("“%(panel)s”至少须有两名成员，才能独立评定等次", panel=panel.title))
    if not work.session.scalar(select(func.count()).where(Unit.active)):
        missing.append(Sentence("还没有参评单位"))
    return missing


def _too_early(work: Work, opens: date) -> list[Sentence]:
    return [] if work.now.date() >= opens else [Sentence("申报定于%(day)s开始", day=opens)]


def _window_open(work: Work, closes: date) -> list[Sentence]:
    return [] if work.now >= day_end(closes) else [Sentence("本阶段到%(day)s 24:00才截止", day=closes)]


def _open_areas(work: Work, year: Year) -> list[Sentence]:
    titles = {area.code: area.title for area in load_scheme(year.scheme.text).areas}
    return [
        Sentence("“%(area)s”尚未由评价小组办结", area=titles[row.area])
        for row in year.areas
        if row.state == PanelAreaState.open
    ]


@service
def advance_year(work: Work, *, year: Year, action: YearAction, version: int) -> None:
    """Move the year to its next stage; each step first asks what is missing.

    The notice and the publication have their own services, since more than a stage changes there.
    Raises Refused with everything that stands in the way.
    """
    check_version(year, version)
    if action in (
        YearAction.open_notice,
        YearAction.recall_notice,
        YearAction.publish,
        YearAction.reopen_result,
    ):
        raise Refused("公示和公布须在各自的页面办理")
    if missing := missing_before(work, year, action):
        raise Refused("还不能进入下一阶段：%(missing)s", missing=joined(missing))
    before = year.state
    year.state = step(YEAR, before, action)
    if action == YearAction.issue_scheme:
        _issue(work, year, load_scheme(year.scheme.text))
    work.audit(action.value, year, before={"state": before}, after={"state": year.state})


def _issue(work: Work, year: Year, scheme: Scheme) -> None:
    """Freeze the scheme and open one dossier per unit and area, so that records have a place."""
    year.scheme.issued_at = work.now
    settle(work, year)
    units: Iterable[Unit] = work.session.scalars(select(Unit).where(Unit.active).order_by(Unit.position))
    for unit in units:
        for area in scheme.areas:
            work.session.add(Assessment(year_id=year.id, unit_id=unit.id, area=area.code))
