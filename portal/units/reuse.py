"""The same file or matter elsewhere in the unit's own dossiers, in words and with the way there."""

from flask import flash, url_for
from flask_babel import gettext as _

from portal.extensions import db
from portal.labels import named, title_of
from portal.matching import Matter
from portal.models import Assessment, Fact
from portal.queries.reuse import (
    Place,
    claimed_twice,
    unit_claims_elsewhere,
    unit_files_elsewhere,
    unit_matters_elsewhere,
)
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


def claimed_twice_links(assessment: Assessment) -> Links:
    """Advice before the signature: claims of the area that the unit seems to make a second time."""
    return [
        (
            _(
                "“%(title)s”与“%(where)s”可能是同一事项（%(likeness)s）",
                title=named(fact),
                where=_told(assessment, other.area, other.matter),
                likeness=title_of(likeness),
            ),
            url_for("units.fact", fact_id=fact.id),
        )
        for fact, other, likeness in claimed_twice(db.session(), assessment)
    ]


def claimed_elsewhere(assessment: Assessment) -> list[tuple[Matter, str]]:
    """What the unit claims in the year's other areas, each with its name, to compare a table with."""
    others = unit_claims_elsewhere(db.session(), assessment)
    return [(one.matter, _told(assessment, one.area, one.matter)) for one in others]


def _told(assessment: Assessment, area: str, matter: Matter) -> str:
    title = matter.title or _("未写名称的事项")
    if area == assessment.area:
        return title
    return _("%(area)s：%(title)s", area=scheme_of(assessment.year).area(area).title, title=title)


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
