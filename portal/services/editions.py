"""A published result put right: a second edition with its reason; the first one stays as it is.

Where the result itself has to change, the year goes back to be settled anew, with a fresh notice. Where only
the circular was wrong, a new edition with the same list takes two people and no notice.
"""

from portal.errors import Invalid, Refused
from portal.models import Publication, Year
from portal.queries.decisions import editions_of, publication_proposed
from portal.services.notices import CircularHead, Printable, check_date, end_notices, frozen
from portal.services.work import Work, check_version, service
from portal.workflow import YEAR, YearAction, YearState, step


@service
def reopen_result(work: Work, *, year: Year, reason: str, version: int) -> None:
    """Settle a published year anew, with a reason. What was published stays public until it is replaced."""
    check_version(year, version)
    before = year.state
    year.state = step(YEAR, before, YearAction.reopen_result, reason)
    end_notices(work, year, reason)
    work.audit("reopen_result", year, before={"state": before}, after={"state": year.state}, reason=reason)


@service
def propose_correction(
    work: Work, *, year: Year, head: CircularHead, correction: str, printable: Printable | None = None
) -> Publication:
    """A further edition with the same lists, for what was wrong in the circular; another person confirms."""
    editions = editions_of(work.session, year)
    if year.state != YearState.published or not editions:
        raise Refused("只有已公布、还没有归档的结果才能更正")
    if publication_proposed(work.session, year) is not None:
        raise Refused("已有一份等待确认的公布稿")
    if not correction.strip():
        raise Invalid("请写明更正了什么、为什么", field="correction")
    check_date(work, head)
    made = frozen(work, year, head, correction, printable)
    if _lists(made) != _lists(editions[-1]):
        raise Refused("名单与已公布的不同，须先重新审定、重新公示")
    work.audit("propose_correction", made, after={"digest": made.digest}, reason=correction)
    return made


def _lists(publication: Publication) -> list[tuple[str, str, list[str]]]:
    return [
        (area["code"], group["code"], [unit["code"] for unit in group["selected"]])
        for area in publication.selected
        for group in area["groups"]
    ]
