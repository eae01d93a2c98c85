"""A sheet scored and ranked, contest by contest, with no more than one unit's facts at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from portal.scoring.engine import on_time_share, score_each
from portal.scoring.facts import Context, Entrant
from portal.scoring.ranking import Ranking, rank
from portal.scoring.scorecard import Scorecard
from portal.scoring.sheets.sheet import Contest, Sheet

# Unit → indicator → its points, as a text.
Points = dict[str, dict[str, str]]


def context_of(sheet: Sheet, workdays: Callable[[date, date], int], year: int) -> Context:
    """The year that a sheet is about (`year` where it says none), with the shares that settle ties."""
    tie = next((tie for tie in sheet.scheme.ties if tie.by == "on-time"), None)
    shares = {}
    for contest in sheet.contests:
        for entrant in sheet.entrants(contest) if tie and contest[0] == tie.area else ():
            share = on_time_share(entrant, sheet.scheme)
            if share is not None:
                shares[entrant.code] = share
    return Context(
        year=sheet.year or year,
        workdays=workdays,
        session_closed_on=sheet.session_closed_on,
        on_time=shares,
    )


def rankings_of(
    sheet: Sheet,
    context: Context,
    begin: Callable[[Entrant, str], None],
    see: Callable[[Scorecard], None],
    contests: Iterable[Contest] | None = None,
) -> Iterator[tuple[Ranking, Points]]:
    """Each area and group ranked, with the points by indicator; the cards in it are without their lines.

    `begin` is told each unit and area before it is scored, `see` its whole card after. An error that
    `context.workdays` raises comes through.
    """
    for contest in contests or sheet.contests:
        cards, points = [], {}
        for card in score_each(_told(sheet, contest, begin), context, sheet.scheme, contest[0]):
            see(card)
            points[card.unit] = {each.code: str(each.points) for each in card.indicators if each.applies}
            cards.append(replace(card, indicators=(), bonus_lines=()))
        yield rank(cards, sheet.scheme, sheet.vetoes, sheet.decisions(contest[0])), points


def _told(
    sheet: Sheet, contest: Contest, begin: Callable[[Entrant, str], None]
) -> Callable[[], Iterator[Entrant]]:
    def entrants() -> Iterator[Entrant]:
        for entrant in sheet.entrants(contest):
            begin(entrant, contest[0])
            yield entrant

    return entrants
