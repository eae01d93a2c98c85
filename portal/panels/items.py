"""An area's items one by one: what waits, what is new, filtered by the address, a page at a time."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.addresses import each
from portal.extensions import db
from portal.forms import DeedForm
from portal.labels import title_of, tone_of
from portal.loaders import load_area_line, load_panel_area
from portal.models import Group, PanelArea
from portal.panels.blueprint import panels
from portal.panels.views import is_open
from portal.policy import Permission
from portal.queries.items import (
    RECORDS,
    RETURNED,
    SETTLED,
    WAITING,
    Item,
    Wanted,
    items_for,
    last_look,
)
from portal.queries.waiting import batches_of
from portal.queries.years import AreaLine, scheme_of
from portal.scoring import Area
from portal.services.looks import look_through
from portal.workflow import FactState

SIZES = (50, 200, 500)
"""How many items a page can have."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as far as it makes sense; anything else counts as not asked."""

    state: str
    group: str
    indicator: str
    text: str
    mine: bool
    new: bool
    size: int
    page: int

    @classmethod
    def from_address(cls, area: Area) -> "Asked":
        """Read the address of the request."""
        args = request.args
        state = args.get("state", WAITING)
        size = args.get("size", SIZES[0], type=int)
        return cls(
            state=state if state in (WAITING, RETURNED, SETTLED, RECORDS, "all") else WAITING,
            group=args.get("group", "") if args.get("group") in set(Group) else "",
            indicator=args.get("indicator", "")
            if any(one.code == args.get("indicator") for one in area.indicators)
            else "",
            text=args.get("q", "").strip()[:60],
            mine=args.get("mine") == "1",
            new=args.get("new") == "1",
            size=size if size in SIZES else SIZES[0],
            page=min(max(args.get("page", 1, type=int), 1), 10_000),
        )

    def address(self, here: str, **changed: object) -> str:
        """The address of this list with something changed; back to its first page."""
        now = {
            "state": self.state,
            "group": self.group,
            "indicator": self.indicator,
            "q": self.text,
            "mine": "1" if self.mine else "",
            "new": "1" if self.new else "",
            "size": self.size if self.size != SIZES[0] else "",
            **changed,
        }
        return f"{here}?{urlencode({name: value for name, value in now.items() if value})}"


@dataclass(frozen=True)
class ItemLine:
    """An item in words. `closed`: it waits, and its self-assessment has not been taken in."""

    number: str
    title: str
    url: str
    unit: str
    unit_url: str
    kind: str
    origin: str
    badge: tuple[str, str]
    closed: bool
    since: str
    new: bool
    can_accept: bool


@panels.get("/<int:year>/panel/<area>/items")
@requires(Permission.VIEW_QUEUE, on=load_area_line, unchanging=True)
def items(area: AreaLine) -> ResponseReturnValue:
    """The items of an area, the longest waiting first; every filter stands in the address."""
    scheme_area = scheme_of(area.year).area(area.area)
    asked = Asked.from_address(scheme_area)
    who, session = current.actor(), db.session()
    looked = current.known(("looked", area.id, who.account_id), lambda: last_look(session, area, who))
    wanted = Wanted(
        bucket="" if asked.state == "all" else asked.state,
        group=asked.group,
        kinds=next((one.kinds for one in scheme_area.indicators if one.code == asked.indicator), ()),
        text=asked.text,
        mine=asked.mine,
        since=looked if asked.new else None,
    )
    found = items_for(session, area, who, wanted, (asked.page - 1) * asked.size, asked.size)
    total = sum(found.counts.values()) if asked.state == "all" else found.counts.get(asked.state, 0)
    pages = max(1, -(-total // asked.size))
    here = url_for("panels.items", year=area.year.number, area=area.area)
    if asked.page > pages:
        return hx.go(asked.address(here, page=pages if pages > 1 else ""))
    return hx.render(
        "panels/items.html",
        "items",
        area=area,
        title=scheme_area.title,
        lines=_lines(area, scheme_area, found.rows, looked),
        tabs=_tabs(asked, here, found.counts),
        asked=asked,
        indicators=[("", _("全部指标")), *((one.code, one.title) for one in scheme_area.indicators)],
        groups=[("", _("全部组别")), *((group.value, title_of(group)) for group in Group)],
        sizes=[(str(size), _("每页 %(size)s 条", size=size)) for size in SIZES],
        looked=looked,
        looked_url=asked.address(url_for("panels.looked_through", year=area.year.number, area=area.area)),
        total=total,
        pages=pages,
        previous_url=asked.address(here, page=asked.page - 1) if asked.page > 1 else None,
        next_url=asked.address(here, page=asked.page + 1) if asked.page < pages else None,
        works=is_open(area),
        batches=current.known(("batches", area.id, who.account_id), lambda: batches_of(session, area, who)),
    )


def _tabs(asked: Asked, here: str, counts: dict[str, int]) -> list[tuple[str, str, bool, int]]:
    titles = {
        WAITING: _("待核定"),
        RETURNED: _("待单位补正"),
        SETTLED: _("已核定"),
        RECORDS: _("评价小组记录"),
    }
    tabs = [
        (title, asked.address(here, state=bucket), bucket == asked.state, counts.get(bucket, 0))
        for bucket, title in titles.items()
    ]
    whole = asked.address(here, state="all")
    return [*tabs, (_("全部"), whole, asked.state == "all", sum(counts.values()))]


def _lines(area: AreaLine, scheme_area: Area, rows: list[Item], looked: object) -> list[ItemLine]:
    fact = each("panels.fact", "fact_id")
    unit = each("panels.unit", "unit_id", year=area.year.number, area=area.area)
    kinds = {kind.code: kind.title for kind in scheme_area.kinds}
    looks = {state: (title_of(state), tone_of(state)) for state in FactState}
    again = (_("须重新核定"), "warn")
    today = current.moment().date()

    def line(one: Item) -> ItemLine:
        since = ""
        if one.signed_at is not None and (one.stale or one.state == FactState.signed):
            days = (today - one.signed_at.date()).days
            since = _("%(days)s 天", days=days) if days else _("今天")
        return ItemLine(
            number=str(one.id),
            title=one.title,
            url=fact(one.id),
            unit=one.unit,
            unit_url=unit(one.unit_id),
            kind=kinds.get(one.kind, one.kind),
            origin=f"{one.happened_on or ''} {one.document_number}",
            badge=again if one.stale else looks[one.state],
            closed=not one.taken_in and one.state == FactState.signed,
            since=since,
            can_accept=one.taken_in and not one.anothers and (one.state == FactState.signed or one.stale),
            new=looked is None or (one.signed_at is not None and one.signed_at > looked),
        )

    return [line(one) for one in rows]


@panels.post("/<int:year>/panel/<area>/looked-through")
@requires(Permission.VIEW_QUEUE, on=load_panel_area)
def looked_through(area: PanelArea) -> ResponseReturnValue:
    """From now on only what comes in later is new to this person."""
    if DeedForm().validate_on_submit():
        look_through(current.work(), area=area)
        flash(_("已记下：以后新到的会标明"), "success")
    asked = Asked.from_address(scheme_of(area.year).area(area.area))
    return hx.go(asked.address(url_for("panels.items", year=area.year.number, area=area.area)))
