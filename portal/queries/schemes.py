"""A year's scheme while it is written: the draft and its earlier states."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import SchemeIssue, SchemeRevision, Year
from portal.queries.years import all_years
from portal.scoring import Fault, Scheme, SchemeError, load_scheme
from portal.workflow import YearState


@dataclass(frozen=True)
class Checked:
    """A scheme's text and what the check says of it: a scheme without faults, or the faults."""

    text: str
    scheme: Scheme | None
    faults: tuple[Fault, ...] = ()


def check(text: str) -> Checked:
    """The text with all its faults at once."""
    try:
        return Checked(text, load_scheme(text))
    except SchemeError as error:
        return Checked(text, None, error.faults)


def draft_text(session: Session, issue: SchemeIssue) -> str:
    """The draft as it was last saved; after the issue, and before the first change, the year's scheme."""
    if issue.issued_at is not None or issue.revision == 0:
        return issue.text
    found = session.scalar(
        select(SchemeRevision.text).where(
            SchemeRevision.issue_id == issue.id, SchemeRevision.number == issue.revision
        )
    )
    return issue.text if found is None else found


def revisions_of(session: Session, year: Year) -> list[SchemeRevision]:
    """Every saved state of the draft, the newest first."""
    return list(
        session.scalars(
            select(SchemeRevision)
            .where(SchemeRevision.issue_id == year.scheme.id)
            .order_by(SchemeRevision.number.desc())
        )
    )


def revision_by_number(session: Session, year: Year, number: int) -> SchemeRevision:
    """One saved state; raises NotFound."""
    found = session.scalar(
        select(SchemeRevision).where(
            SchemeRevision.issue_id == year.scheme.id, SchemeRevision.number == number
        )
    )
    if found is None:
        raise NotFound()
    return found


def issued_years(session: Session, year: Year | None = None) -> list[Year]:
    """The years whose scheme is issued, without `year`, the newest first: to copy, compare, simulate."""
    return [one for one in all_years(session) if one.state != YearState.setup and one is not year]
