"""Years, their panels and areas."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.errors import NotFound
from portal.models import (
    Account,
    Assessment,
    Notice,
    Panel,
    PanelArea,
    PanelMember,
    Recusal,
    SchemeIssue,
    Unit,
    Year,
)
from portal.scoring import Scheme, load_scheme
from portal.workflow import PanelAreaState, YearState

_schemes: dict[str, Scheme] = {}


def all_years(session: Session) -> list[Year]:
    """Every year, the newest first."""
    return list(session.scalars(select(Year).order_by(Year.number.desc())))


@dataclass(frozen=True)
class YearLine:
    """A year as lists and the frame of a page need it: its number, its stage, its windows, its scheme."""

    id: int
    number: int
    state: YearState
    reporting_closes: date
    reviewing_closes: date
    checking_closes: date
    scheme_digest: str


_LINES = (
    select(
        Year.id,
        Year.number,
        Year.state,
        Year.reporting_closes,
        Year.reviewing_closes,
        Year.checking_closes,
        SchemeIssue.digest,
    )
    .join(SchemeIssue, SchemeIssue.year_id == Year.id)
    .order_by(Year.number.desc())
)


def year_lines(session: Session) -> tuple[YearLine, ...]:
    """Every year in a line, the newest first."""
    return tuple(YearLine(*row) for row in session.execute(_LINES))


@dataclass(frozen=True)
class AreaLine:
    """One area of a year in its panel's hands, as lists need it; it answers to the names of a PanelArea."""

    id: int
    year: YearLine
    area: str
    state: PanelAreaState

    @property
    def year_id(self) -> int:
        """The year's id."""
        return self.year.id


def area_lines(session: Session) -> dict[tuple[int, str], AreaLine]:
    """Every area of every year, by the year's number and the area's code."""
    years = {line.id: line for line in year_lines(session)}
    rows = session.execute(
        select(PanelArea.id, PanelArea.year_id, PanelArea.area, PanelArea.state).order_by(PanelArea.id)
    )
    found = (AreaLine(row.id, years[row.year_id], row.area, row.state) for row in rows)
    return {(line.year.number, line.area): line for line in found}


def current_year(years: tuple[YearLine, ...]) -> YearLine | None:
    """The year that people work on, of all years (the newest first): one with a deadline that runs, else one
    that records, else the newest that is not archived. Preparing the next one takes nobody away from it."""
    for states in (_RUNNING, {YearState.recording}, set(YearState) - {YearState.archived}, set(YearState)):
        for year in years:
            if year.state in states:
                return year
    return None


_RUNNING = {
    YearState.reporting,
    YearState.reviewing,
    YearState.checking,
    YearState.deciding,
    YearState.notice,
}


def year_by_number(session: Session, number: int) -> Year:
    """One year; raises NotFound."""
    year = session.scalar(select(Year).where(Year.number == number))
    if year is None:
        raise NotFound()
    return year


def scheme_of(year: Year | YearLine) -> Scheme:
    """The year's scheme, read once per process and digest. Of a line it must have been read before."""
    if isinstance(year, YearLine):
        return _schemes[year.scheme_digest]
    issue = year.scheme
    if issue.digest not in _schemes:
        _schemes[issue.digest] = load_scheme(issue.text)
    return _schemes[issue.digest]


def read_scheme(session: Session, year: YearLine) -> None:
    """Make sure that the scheme of a year's line has been read."""
    if year.scheme_digest not in _schemes:
        scheme_of(session.get_one(Year, year.id))


def panel_area(session: Session, year: Year, area: str) -> PanelArea:
    """One area of a year in its panel's hands; raises NotFound."""
    found = session.scalar(select(PanelArea).where(PanelArea.year_id == year.id, PanelArea.area == area))
    if found is None:
        raise NotFound()
    return found


def panel_by_id(session: Session, panel_id: int) -> Panel:
    """One panel; raises NotFound."""
    found = session.get(Panel, panel_id)
    if found is None:
        raise NotFound()
    return found


def panels_of(session: Session, year: Year) -> list[Panel]:
    """The year's panels with their members and areas."""
    return list(
        session.scalars(
            select(Panel)
            .where(Panel.year_id == year.id)
            .order_by(Panel.id)
            .options(
                selectinload(Panel.members)
                .joinedload(PanelMember.account)
                .options(joinedload(Account.section), joinedload(Account.unit)),
                selectinload(Panel.areas),
            )
        )
    )


def recusals_of(session: Session, year: Year) -> list[Recusal]:
    """The year's declared conflicts."""
    return list(session.scalars(select(Recusal).where(Recusal.year_id == year.id).order_by(Recusal.id)))


def running_notices(session: Session, year: Year) -> list[Notice]:
    """The notices that stand, one per area, in the order in which they were opened."""
    return list(
        session.scalars(
            select(Notice)
            .where(Notice.year_id == year.id, Notice.ended_at.is_(None))
            .order_by(Notice.last_day, Notice.id)
        )
    )


def notices_of(session: Session, year: Year) -> list[Notice]:
    """Every notice of a year, ended ones included, the newest first."""
    return list(
        session.scalars(
            select(Notice)
            .where(Notice.year_id == year.id)
            .order_by(Notice.opened_at.desc(), Notice.id.desc())
        )
    )


def units_of(session: Session, year: Year) -> list[Unit]:
    """The units that a year judges, in the official order; none before its scheme is issued."""
    judged = select(Assessment.unit_id).where(Assessment.year_id == year.id)
    return list(session.scalars(select(Unit).where(Unit.id.in_(judged)).order_by(Unit.group, Unit.position)))
