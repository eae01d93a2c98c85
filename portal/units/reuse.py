"""The same file or matter elsewhere in the unit's own dossiers, in words and with the way there."""

from flask import flash, url_for
from flask_babel import gettext as _

from portal.extensions import db
from portal.labels import named, title_of
from portal.models import Fact
from portal.queries.reuse import Place, unit_files_elsewhere, unit_matters_elsewhere
from portal.queries.years import scheme_of

Links = list[tuple[str, str]]
"""(words, address) pairs."""


def same_files(fact: Fact) -> dict[str, Links]:
    """By a file's digest: where else the unit uses the same file."""
    found = unit_files_elsewhere(db.session(), fact)
    return {digest: [_link(fact, place) for place in places] for digest, places in found.items()}


def same_matters(fact: Fact) -> Links:
    """Other claims of the unit that look like the same matter, each with what is alike."""
    links = []
    for place in unit_matters_elsewhere(db.session(), fact):
        words, url = _link(fact, place)
        likeness = title_of(place.likeness) if place.likeness else ""
        links.append((_("%(words)s（%(likeness)s）", words=words, likeness=likeness), url))
    return links


def warn_of_same_matters(fact: Fact) -> None:
    """Say while a claim is saved that the unit claims the matter elsewhere too; nothing is refused."""
    found = same_matters(fact)
    if found:
        where = "、".join(words for words, _url in found)
        flash(_("这一事项可能重复申报，请核对：%(where)s", where=where), "warning")


def _link(fact: Fact, place: Place) -> tuple[str, str]:
    other = place.fact
    if other is None:
        raise ValueError("a unit's own places are always named")
    words = named(other)
    if not place.same_area:
        area = scheme_of(other.assessment.year).area(other.area).title
        words = _("%(area)s：%(title)s", area=area, title=words)
    if place.year != fact.assessment.year.number:
        words = _("%(year)s年度 %(words)s", year=place.year, words=words)
    return words, url_for("units.fact", fact_id=other.id)
