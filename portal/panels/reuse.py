"""The same file or matter elsewhere, as the reviewer may know it: by name, or only that it is there."""

from flask import url_for
from flask_babel import gettext as _

from portal import current
from portal.extensions import db
from portal.labels import title_of
from portal.models import Fact
from portal.panels.views import FactRow
from portal.queries.reuse import Place, panel_files_elsewhere, panel_matters_elsewhere
from portal.queries.years import scheme_of

Links = list[tuple[str, str]]
"""(words, address) pairs; the address is "" where there is no way for this person."""


def same_files(row: FactRow) -> dict[str, Links]:
    """By a file's digest: who else handed in the same file, or where else this unit did."""
    found = panel_files_elsewhere(db.session(), row.fact, row.content, current.actor())
    return {digest: [_link(row.fact, place) for place in places] for digest, places in found.items()}


def same_matters(row: FactRow) -> Links:
    """Other claims that look like the same matter, each with what is alike."""
    links = []
    for place in panel_matters_elsewhere(db.session(), row.fact, row.content, current.actor()):
        words, url = _link(row.fact, place)
        likeness = title_of(place.likeness) if place.likeness else ""
        links.append((_("%(words)s（%(likeness)s）", words=words, likeness=likeness), url))
    return links


def _link(fact: Fact, place: Place) -> tuple[str, str]:
    other = place.fact
    words = _place_words(place) if other is None else _fact_words(other, place)
    if place.year != fact.assessment.year.number:
        words = _("%(year)s年度 %(words)s", year=place.year, words=words)
    if other is None or place.year != fact.assessment.year.number:
        return words, ""  # an earlier year's claim is told, not worked on
    return words, url_for("panels.fact", fact_id=other.id)


def _fact_words(other: Fact, place: Place) -> str:
    area = scheme_of(other.assessment.year).area(other.area).title
    unit = _("本单位") if place.same_unit else other.assessment.unit.name
    return _("%(unit)s %(area)s：%(title)s", unit=unit, area=area, title=place.title)


def _place_words(place: Place) -> str:
    if place.same_unit:
        return _("同一单位，同一领域") if place.same_area else _("同一单位，另一领域")
    return _("另一单位，同一领域") if place.same_area else _("另一单位，另一领域")
