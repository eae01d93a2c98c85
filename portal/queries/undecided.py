"""What the office has still to decide before a list is settled (四(一), 五(一))."""

from sqlalchemy.orm import Session

from portal.models import Year
from portal.queries.departures import undecided_in
from portal.queries.scores import all_rankings
from portal.queries.years import scheme_of
from portal.sentences import Sentence


def undecided(session: Session, year: Year) -> list[Sentence]:
    """Ties at the line that wait for the office's decision: they are never cut silently (四(一)). And what
    a panel recommends against the points: the office follows it or declines it, and says why (五(一))."""
    titles = {area.code: area.title for area in scheme_of(year).areas}
    ties = [
        Sentence("“%(area)s”%(group)s在入选线上并列，须由办公室记录决定和理由", area=area.title, group=title)
        for area in all_rankings(session, year)
        for _, title, ranking in area.groups
        if ranking.undecided
    ]
    return ties + [
        Sentence(
            "“%(area)s”评价小组改荐%(unit)s，不荐%(other)s，须由办公室决定是否采纳",
            area=titles[one.area.area],
            unit=one.unit.name,
            other=one.instead_of.name,
        )
        for one in undecided_in(session, year)
    ]
