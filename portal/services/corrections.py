"""Puts right stored scorecards that are not what their facts give, and says in the trail which."""

from dataclasses import asdict

from portal.errors import AlreadyDone
from portal.models import Job, Year
from portal.services.rescoring import Changed, rescore_contest
from portal.services.work import Work, service


@service
def correct_scores(work: Work, *, job: Job, year: Year, area: str, group: str) -> list[Changed]:
    """Make the cards of one area and group anew: one transaction each, so that nobody waits for long.

    Stored cards follow every change by themselves, so one that differs is a fault or was tampered with:
    the row names each with its totals before and after. Raises AlreadyDone where none differs.
    """
    changed = rescore_contest(work.session, year, area, group)
    if not changed:
        raise AlreadyDone()
    work.audit("correct_scores", job, after={"cards": [asdict(one) for one in changed]})
    return changed
