"""Each unit's profile against the median of its group, drawn here and with its table."""

from dataclasses import dataclass
from decimal import Decimal

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.office.desk import office
from portal.policy import Permission
from portal.queries.profiles import Profile, Profiles, profiles_of
from portal.queries.ranking_sheets import printed
from portal.rankloaders import GroupLine, load_group_line
from portal.workflow import YearState

PAGE_SIZE = 50
"""Units on one page."""
LEFT, WIDTH, ROW = 84, 190, 18
"""The drawing: where its scale begins, how long it is, how high one area's row is."""
SHORT = 6
"""Characters of an area's title beside its row."""


@dataclass(frozen=True)
class Mark:
    """One area's row in a drawing. `x`: the unit; `middle`: the group's median; None for none of it."""

    label: str
    y: int
    x: float | None
    middle: float | None
    total: str
    apart: str
    below: bool
    place: int | None
    selected: bool


@dataclass(frozen=True)
class Drawing:
    """A unit's drawing."""

    name: str
    marks: tuple[Mark, ...]


@office.get("/<int:year>/office/profiles/<group>")
@requires(Permission.VIEW_OFFICE, on=load_group_line, unchanging=True)
def profiles(subject: GroupLine) -> ResponseReturnValue:
    """The units of a group, a drawing for each, and the same in a table."""
    session, year, group = db.session(), subject.year, subject.group.code
    found: Profiles = current.known(
        ("profiles", year.id, group), lambda: profiles_of(session, year.id, group)
    )
    pages = max(1, -(-len(found.units) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    here = url_for("office.profiles", year=year.number, group=group)
    low, high = scale(found)
    return hx.render(
        "office/profiles.html",
        subject=subject,
        columns=[_("单位"), *((title, "num") for title in found.areas)],
        medians=[printed(one) for one in found.medians],
        drawings=[
            drawn(one, found, low, high) for one in found.units[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        ],
        units=len(found.units),
        low=low,
        high=high,
        size={
            "left": LEFT,
            "right": LEFT + WIDTH,
            "width": LEFT + WIDTH + 8,
            "height": ROW * len(found.areas) + 16,
        },
        page=page,
        pages=pages,
        before=f"{here}?page={page - 1}" if page > 1 else None,
        after=f"{here}?page={page + 1}" if page < pages else None,
        settled=year.state.reached(YearState.checking),
    )


def scale(found: Profiles) -> tuple[int, int]:
    """The common scale of all drawings of a group: whole tens around all totals."""
    totals = [point.total for one in found.units for point in one.points if point.total is not None]
    if not totals:
        return 0, 100
    low, high = int(min(totals)) // 10 * 10, -(-int(-(-max(totals) // 1)) // 10) * 10
    return low, max(high, low + 10)


def drawn(one: Profile, found: Profiles, low: int, high: int) -> Drawing:
    """A unit's drawing on the scale."""

    def at(value: Decimal | None) -> float | None:
        return None if value is None else round(LEFT + float(value - low) / (high - low) * WIDTH, 1)

    return Drawing(
        one.name,
        tuple(
            Mark(
                label=title[:SHORT],
                y=ROW * place + 10,
                x=at(point.total),
                middle=at(middle),
                total=printed(point.total),
                apart=printed(point.apart, sign=True),
                below=point.apart is not None and point.apart < 0,
                place=point.place,
                selected=point.selected,
            )
            for place, (title, point, middle) in enumerate(
                zip(found.areas, one.points, found.medians, strict=True)
            )
        ),
    )
