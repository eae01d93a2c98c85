"""What the frame of every page shows: who is signed in, the way to each desk, the year, the demo."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal import current
from portal.clock import day_end
from portal.extensions import db
from portal.labels import moment, title_of
from portal.models import Year
from portal.policy import Permission, Role, allows
from portal.queries.years import YearLine, current_year, year_lines
from portal.workflow import YearState


@dataclass(frozen=True)
class Desk:
    """One entry of the main navigation: shown to whom, leading where."""

    title: Any
    endpoint: str
    permission: Permission
    per_year: bool = True


DESKS = (
    Desk(_l("本单位自评"), "units.desk", Permission.VIEW_UNIT_DESK),
    Desk(_l("评价小组"), "panels.desk", Permission.VIEW_PANEL_DESK),
    Desk(_l("进度"), "office.progress", Permission.VIEW_OFFICE),
    Desk(_l("排名"), "office.rankings", Permission.VIEW_OFFICE),
    Desk(_l("一票否决"), "office.vetoes", Permission.VIEW_OFFICE),
    Desk(_l("异议"), "office.objections", Permission.VIEW_OFFICE),
    Desk(_l("公示与公布"), "office.publication", Permission.VIEW_OFFICE),
    Desk(_l("年度"), "office.year", Permission.VIEW_OFFICE),
    Desk(_l("历年"), "office.history", Permission.VIEW_OFFICE),
    Desk(_l("账号"), "admin.accounts", Permission.MANAGE_ACCOUNTS, per_year=False),
    Desk(_l("单位"), "admin.units", Permission.MANAGE_ACCOUNTS, per_year=False),
    Desk(_l("审计记录"), "dossier.trail", Permission.READ_TRAIL, per_year=False),
)


@dataclass(frozen=True)
class NavItem:
    """A link of the main navigation."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Me:
    """The signed-in person as the head of the page shows them."""

    name: str
    role_titles: list[str]
    unit_name: str
    home_url: str


@dataclass(frozen=True)
class YearInView:
    """The year in view, its stage, and the next deadline in words."""

    number: int
    state_title: str
    deadline_text: str = ""


@dataclass(frozen=True)
class DemoStrip:
    """The demo's banner: its time, and the way to move it on."""

    now_text: str
    next_day_url: str = ""
    next_week_url: str = ""


def surroundings() -> dict[str, Any]:
    """The template variables that `base.html` asks for."""
    who = current.actor()
    person = current.person()
    year = year_in_view() if who.account_id is not None else getattr(g, "year", None)
    number = year.number if year else None
    items, years = current.settled(
        ("ways", who.account_id, number, request.endpoint, str(get_locale())),
        lambda: (tuple(_navigation(year)), _years(year) if who.account_id is not None else []),
    )
    installation = current.installation()
    return {
        "me": None
        if person is None
        else Me(
            who.name,
            [title_of(role) for role in Role if role in who.roles],
            person.home_name,
            items[0].url if items else url_for("public.home"),
        ),
        "nav": items,
        "year": _described(year) if year else None,
        "years": years,
        "organ": installation.issuer,
        "demo": _demo_strip() if installation.demo else None,
        "home_url": url_for("public.home"),
        "login_url": None if person else url_for("accounts.sign_in"),
        "logout_url": url_for("accounts.sign_out"),
        "account_url": url_for("accounts.own"),
    }


def year_in_view() -> Year | YearLine | None:
    """The year that the page is about, else the one that people work on now."""
    if "year" not in g:
        g.year = current_year(all_years())
    found: Year | YearLine | None = g.year
    return found


def all_years() -> tuple[YearLine, ...]:
    """Every year, the newest first."""
    return current.settled("years", lambda: year_lines(db.session()))


def home_url() -> str:
    """Where a signed-in person starts: the first desk that is theirs."""
    return next((item.url for item in _navigation(year_in_view())), url_for("public.home"))


def _navigation(year: Year | YearLine | None) -> Iterator[NavItem]:
    who = current.actor()
    if year is None and allows(who, Permission.RUN_YEAR):
        yield NavItem(_("新建年度"), url_for("office.new_year"), request.endpoint == "office.new_year")
    for desk in DESKS:
        if not allows(who, desk.permission) or (desk.per_year and year is None):
            continue
        address = {"year": year.number} if desk.per_year and year is not None else {}
        is_current = request.endpoint == desk.endpoint
        yield NavItem(str(desk.title), url_for(desk.endpoint, **address), is_current)


def _described(year: Year | YearLine) -> YearInView:
    closes = {
        YearState.reporting: (_("申报截止"), year.reporting_closes),
        YearState.reviewing: (_("审核截止"), year.reviewing_closes),
        YearState.checking: (_("核对截止"), year.checking_closes),
    }.get(year.state)
    text = ""
    # A unit can have more time than the rest: its own desk says how much.
    if closes and current.actor().unit_id is None:
        left = (day_end(closes[1]) - current.moment()).days
        text = _("%(what)s %(day)s", what=closes[0], day=f"{closes[1]:%m-%d}")
        text += _("，已过期") if left < 0 else _("，还有 %(left)s 天", left=left)
    return YearInView(year.number, title_of(year.state), text)


def _years(year: Year | YearLine | None) -> list[tuple[int, str]]:
    """Each year with the address of this very desk in it, or of the person's start there."""
    found = []
    per_year = {desk.endpoint for desk in DESKS if desk.per_year}
    for other in all_years():
        if request.endpoint in per_year:
            url = url_for(str(request.endpoint), year=other.number)
        else:
            url = next((item.url for item in _navigation(other)), url_for("public.home"))
        found.append((other.number, url))
    return found


def _demo_strip() -> DemoStrip:
    now = moment(current.moment())
    if not allows(current.actor(), Permission.MOVE_DEMO_CLOCK):
        return DemoStrip(now)
    return DemoStrip(now, url_for("public.move_clock", days=1), url_for("public.move_clock", days=7))
