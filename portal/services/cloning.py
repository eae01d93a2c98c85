"""A new year from the last one: its scheme as a draft, its panels with their people, its days (五(一))."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.errors import Refused
from portal.models import Account, Panel, PanelMember, Year
from portal.policy import Role
from portal.services.work import Work, service
from portal.services.years import Windows, make_year


@dataclass(frozen=True)
class Seats:
    """A panel of the year that is copied: who comes over, and who left or may sit no more."""

    code: str
    title: str
    kept: Sequence[PanelMember]
    left: Sequence[PanelMember]


def may_sit(account: Account) -> bool:
    """Still works here, and neither administers nor audits."""
    return account.active and not account.roles & {Role.admin, Role.auditor}


def seats_of(panels: Sequence[Panel]) -> list[Seats]:
    """Who of each panel comes over into a new year."""
    return [
        Seats(
            panel.code,
            panel.title,
            [one for one in panel.members if may_sit(one.account)],
            [one for one in panel.members if not may_sit(one.account)],
        )
        for panel in panels
        if panel.areas
    ]


def moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return (day - timedelta(days=1)).replace(year=day.year + years)


def renewed(text: str, old: int, new: int) -> str:
    """A scheme's text with its year changed where it names it (2013年度); any other date stays as it is."""
    return re.sub(rf"(?<!\d){old}(\s*年度)", rf"{new}\1", text)


def changed_lines(before: str, after: str) -> list[tuple[int, str, str]]:
    """Which lines a new year changed: (number, before, after)."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(number, was, now) for number, (was, now) in enumerate(pairs, 1) if was != now]


@service
def clone_year(
    work: Work, *, source: Year, number: int, windows: Windows, scheme_text: str, people: bool
) -> Year:
    """Start a year from another one: the scheme's text as its draft, with `people` the panels' members too.

    Who left, or administers or audits by now, does not come over. Raises as `create_year` does.
    """
    if source.number >= number:
        raise Refused("只能从以前的年度复制")
    year, digest = make_year(work, number=number, windows=windows, scheme_text=scheme_text)
    came: dict[str, list[str]] = {}
    if people:
        panels = {panel.code: panel for panel in year.panels}
        for seats in seats_of(source.panels):
            if seats.code not in panels:
                continue
            for one in seats.kept:
                panels[seats.code].members.append(PanelMember(account_id=one.account_id, duty=one.duty))
                came.setdefault(seats.code, []).append(one.account.login)
    work.session.flush()
    after = {"number": number, "scheme": digest, "source": source.number, "people": came}
    work.audit("clone_year", year, after=after)
    return year
