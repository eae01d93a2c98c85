"""重新计算全部得分: every stored scorecard of a year against its facts."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.errors import AlreadyDone
from portal.jobs.kinds import Task, job
from portal.queries.jobs import trail_of
from portal.services.corrections import correct_scores
from portal.services.rescoring import contest_title, contests_of, differences
from portal.workflow import YearState

RESCORE = "rescore"


@job(RESCORE, _l("重新计算全部得分"))
def rescore(task: Task) -> dict[str, Any]:
    """Compare each card with what its facts give now, and put right what differs.

    Comparing only reads, so nobody waits; an area and group with a difference is written in a short
    transaction of its own. A published year is compared and left as it is: its snapshot is what counts.
    Gives how many cards there are, which differed, and whether they were put right.
    """
    session, year = task.session, task.year
    mends = not year.state.reached(YearState.published)
    contests = contests_of(year)
    titles = {contest: contest_title(year, *contest) for contest in contests}
    cards, found = 0, []
    for done, contest in enumerate(contests, 1):
        session.rollback()  # each area and group as it stands now, in one view
        count, changed = differences(session, year, *contest)
        cards += count
        found += changed
        if changed and mends:
            _correct(task, contest)
        task.tell(done, len(contests), titles[contest])
    # What an attempt that died had put right is in the trail: the list is whole.
    session.rollback()
    rows = _corrected(task) if mends else [asdict(one) for one in found]
    changed_rows = [{**row, "title": titles[row["area"], row["group"]]} for row in rows]
    return {"cards": cards, "changed": changed_rows, "mended": mends}


def _correct(task: Task, contest: tuple[str, str]) -> None:
    area, group = contest
    try:
        correct_scores(task.work(), job=task.job, year=task.year, area=area, group=group)
    except AlreadyDone:
        return  # a change that came in between made the cards anew


def _corrected(task: Task) -> list[dict[str, Any]]:
    return [card for row in trail_of(task.session, task.job, "correct_scores") for card in row.after["cards"]]
