"""The two-sided ledger (台账比对): its queue, and what of it a claim's page and the closing show."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.factform import value_pairs
from portal.labels import plain_number, title_of
from portal.loaders import load_panel_area
from portal.models import Fact, PanelArea
from portal.panels.blueprint import panels
from portal.policy import Permission
from portal.queries.ledger import (
    TWICE,
    WORK,
    LedgerLine,
    Side,
    Standing,
    last_years,
    ledger_for,
    ledger_of,
    line_of,
)
from portal.queries.years import scheme_of
from portal.workflow import FactState

SHOWN = 200
"""How many lines a page has."""


@dataclass(frozen=True)
class Shown:
    """A line in words, with where it is worked on."""

    line: LedgerLine
    url: str
    differences: list[str]


@panels.get("/<int:year>/panel/<area>/ledger")
@requires(Permission.VIEW_QUEUE, on=load_panel_area, unchanging=True)
def ledger(area: PanelArea) -> ResponseReturnValue:
    """An area's ledger: what waits, or what the address asks for (`show`, `unit`, `q`)."""
    lines = ledger_for(db.session(), area, current.actor())
    show = request.args.get("show", "")
    show = show if show in (*Standing, "all") else ""
    unit_id = request.args.get("unit", 0, type=int)
    text = request.args.get("q", "").strip()[:60]
    named = [one for one in lines if _is_asked(one, unit_id, text)]
    found = [one for one in named if show == "all" or (one.standing == show if show else one.waits)]
    here = url_for("panels.ledger", year=area.year.number, area=area.area)
    page = max(1, request.args.get("page", 1, type=int))
    pages = max(1, -(-len(found) // SHOWN))
    page = min(page, pages)

    def address(**changed: object) -> str:
        now = {"show": show, "unit": unit_id or "", "q": text, **changed}
        kept = urlencode({name: value for name, value in now.items() if value})
        return f"{here}?{kept}" if kept else here

    units = {one.assessment.unit_id: one.assessment.unit.name for one in lines}
    return hx.render(
        "panels/ledger.html",
        area=area,
        title=scheme_of(area.year).area(area.area).title,
        shown=[_shown(one) for one in found[(page - 1) * SHOWN : page * SHOWN]],
        tabs=_tabs(named, address),
        show=show,
        unit_id=unit_id,
        text=text,
        units=[("", _("全部单位")), *((str(number), name) for number, name in units.items())],
        here=here,
        total=len(found),
        page=page,
        pages=pages,
        previous_url=address(page=page - 1) if page > 1 else None,
        next_url=address(page=page + 1) if page < pages else None,
        any_lines=bool(lines),
    )


def _is_asked(line: LedgerLine, unit_id: int, text: str) -> bool:
    if unit_id and line.assessment.unit_id != unit_id:
        return False
    sides = [side for side in (line.claim, line.record) if side]
    return not text or any(text in side.title or text in side.document_number for side in sides)


def _tabs(lines: list[LedgerLine], address: Callable[..., str]) -> list[tuple[str, str, bool, int]]:
    counts = Counter(one.standing for one in lines)
    waiting = sum(counts[one] for one in WORK)
    wanted = request.args.get("show", "")
    rows = [("", _("待核对"), waiting), *((one.value, title_of(one), counts[one]) for one in Standing)]
    rows.append(("all", _("全部"), len(lines)))
    return [(title, address(show=word), word == wanted, count) for word, title, count in rows]


def pair_url(line: LedgerLine) -> str:
    """The page on which a line is gone through."""
    one = line.assessment
    return url_for(
        "panels.ledger_pair",
        year=one.year.number,
        area=one.area,
        unit_id=one.unit_id,
        claim_id=line.claim.fact.id if line.claim else 0,
        record_id=line.record.fact.id if line.record else 0,
    )


def _shown(line: LedgerLine) -> Shown:
    return Shown(line, pair_url(line), difference_words(line))


def difference_words(line: LedgerLine) -> list[str]:
    """In what the sides differ: 数量 申报 3，记录 2."""
    if line.claim is None or line.record is None:
        return []
    mine, theirs = dict(_coded(line.claim)), dict(_coded(line.record))
    said = [
        _(
            "%(field)s：申报 %(claim)s，记录 %(record)s",
            field=_field(line.claim, code),
            claim=mine.get(code, "—"),
            record=theirs.get(code, "—"),
        )
        for code in line.differences
        if code != TWICE
    ]
    if TWICE in line.differences:
        said.append(_("同一类的同一件：核对以前只计记录，请核对是一件还是两件"))
    return said


def _field(side: Side, code: str) -> str:
    common = {"kind": _("类别"), "happened_on": _("日期"), "quantity": _("数量")}
    found = side.kind.field(code)
    return found.title if found else str(common.get(code, code))


def _coded(side: Side) -> list[tuple[str, str]]:
    own = [
        (field.code, value_pairs(side.kind, {field.code: side.values.get(field.code)}))
        for field in side.kind.fields
    ]
    return [
        ("kind", side.kind.title),
        ("happened_on", side.happened_on.isoformat() if side.happened_on else "—"),
        ("quantity", plain_number(side.quantity)),
        *((code, pairs[0][1]) for code, pairs in own if pairs),
    ]


def undecided_pairs(lines: Iterable[LedgerLine]) -> list[Shown]:
    """The pairs that hold up the closing: nobody has said yet whether each is one matter or two."""
    return [_shown(one) for one in lines if TWICE in one.differences]


@dataclass(frozen=True)
class Beside:
    """What a claim's page shows beside it: the panel's own record, and the claims of the year before."""

    line: Shown | None
    last: list[tuple[str, str, str]]


def beside_claim(fact: Fact) -> Beside:
    """What the panel has on record for the same matter, and what the unit claimed last year of this kind."""
    line = line_of(ledger_of(db.session(), [fact.assessment]), fact)
    last = last_years(db.session(), fact, current.actor())
    return Beside(
        _shown(line) if line else None,
        [(one.title, str(title_of(one.state)), _decided(one)) for one in last],
    )


def _decided(fact: Fact) -> str:
    """How a claim of an earlier year was decided, in words."""
    decision = fact.verification
    if decision is None:
        return ""
    said = []
    if fact.state == FactState.adjusted and decision.quantity != fact.quantity:
        said.append(
            _(
                "数量 %(claimed)s → %(found)s",
                claimed=plain_number(fact.quantity),
                found=plain_number(decision.quantity),
            )
        )
    return "；".join([*said, decision.reason] if decision.reason else said)
