"""The same file or the same matter in another place: found for the unit, and for the panel that judges.

A unit learns of its own dossiers alone. A reviewer learns by name only of what he may judge; of another area
that a place exists there; of a unit from which he is recused nothing at all, not even a number. One to three
statements, however many places there are.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, lazyload

from portal.matching import Likeness, Matter, document_key, same_matter, title_key
from portal.models import Assessment, Evidence, Fact, FactEvidence, Source, Year
from portal.policy import Actor, Permission, allows
from portal.queries.gaps import claims_of
from portal.queries.signed import SignedContent, signed_contents
from portal.workflow import FactState

AT_HOME = (FactState.draft, FactState.withdrawn)
"""Claims that have not left their unit."""


@dataclass(frozen=True)
class Place:
    """A fact elsewhere, with its title as this person may read it. `fact` is None, and the title empty,
    where the person may know no more than that it exists."""

    fact: Fact | None
    title: str
    same_unit: bool
    same_area: bool
    year: int
    likeness: Likeness | None = None


Files = dict[str, list[Place]]
"""The places by a file's digest."""


def unit_files_elsewhere(session: Session, fact: Fact) -> Files:
    """Where the files of a unit's fact lie in the unit's own dossiers too, of this year and the last."""
    digests = {file.digest for file in fact.evidence}
    own = _with_files(fact, digests).where(
        Assessment.unit_id == fact.unit_id,
        Fact.id != fact.id,
        or_(Fact.source == Source.claim, Fact.state == FactState.released),
    )
    found: Files = {}
    if digests:
        for other, digest in session.execute(own):
            found.setdefault(digest, []).append(_named(fact, other))
    return found


def unit_matters_elsewhere(session: Session, fact: Fact) -> list[Place]:
    """What the same unit claims elsewhere in this year that looks like the same matter."""
    matter = Matter(fact.title, fact.happened_on, fact.document_number)
    query = _with_matter(fact, matter)
    if query is None:
        return []
    others = session.scalars(query.where(Assessment.unit_id == fact.unit_id).options(lazyload(Fact.evidence)))
    alike = [(other, same_matter(matter, _matter(other))) for other in others]
    return [_named(fact, other, likeness) for other, likeness in alike if likeness]


@dataclass(frozen=True)
class Standing:
    """A claim of the unit in another area of the year, by what it says."""

    fact_id: int
    area: str
    matter: Matter


def unit_claims_elsewhere(session: Session, assessment: Assessment) -> list[Standing]:
    """What the unit claims in the year's other areas. One statement, of the few columns that are compared."""
    rows = session.execute(
        select(Fact.id, Assessment.area, Fact.title, Fact.happened_on, Fact.document_number)
        .join(Fact.assessment)
        .where(
            Assessment.year_id == assessment.year_id,
            Assessment.unit_id == assessment.unit_id,
            Assessment.id != assessment.id,
            Fact.source == Source.claim,
            Fact.state != FactState.withdrawn,
        )
        .order_by(Assessment.id, Fact.id)
    )
    return [Standing(key, area, Matter(title, day, number)) for key, area, title, day, number in rows]


def claimed_twice(session: Session, assessment: Assessment) -> list[tuple[Fact, Standing, Likeness]]:
    """Claims of the area that look like another of the unit: one of another area, or an earlier one here.

    Each is named with the first that it looks like.
    """
    seen: dict[tuple[Likeness, str, date | None], Standing] = {}
    for one in unit_claims_elsewhere(session, assessment):
        for key in _keys(one.matter):
            seen.setdefault(key, one)
    found = []
    for fact in claims_of(assessment):
        own = Standing(fact.id, assessment.area, _matter(fact))
        keys = _keys(own.matter)
        known = next((key for key in keys if key in seen), None)
        if known is not None:
            found.append((fact, seen[known], known[0]))
        for key in keys:
            seen.setdefault(key, own)
    return found


def _keys(matter: Matter) -> list[tuple[Likeness, str, date | None]]:
    """Two matters with one of these in common are the same (`same_matter`)."""
    number, title = document_key(matter.document_number), title_key(matter.title)
    found: list[tuple[Likeness, str, date | None]] = [(Likeness.document, number, None)] if number else []
    if title and matter.happened_on is not None:
        found.append((Likeness.title_and_day, title, matter.happened_on))
    return found


def panel_files_elsewhere(session: Session, fact: Fact, content: SignedContent, actor: Actor) -> Files:
    """Where another unit, or this unit in another area or year, handed in the same files as evidence."""
    digests = {file.digest for file in content.evidence}
    if not digests:
        return {}
    rows = session.execute(
        _with_files(fact, digests).where(
            Fact.source == Source.claim,
            Fact.state.not_in(AT_HOME),
            Fact.assessment_id != fact.assessment_id,
        )
    ).all()
    signed = signed_contents(session, list({other.id: other for other, _ in rows}.values()))
    found: dict[str, dict[int, Fact]] = {}
    for other, digest in rows:
        if any(file.digest == digest for file in signed[other.id].evidence):
            found.setdefault(digest, {})[other.id] = other
    places = {digest: _seen(actor, fact, others.values(), signed) for digest, others in found.items()}
    return {digest: seen for digest, seen in places.items() if seen}


def panel_matters_elsewhere(
    session: Session, fact: Fact, content: SignedContent, actor: Actor
) -> list[Place]:
    """What is claimed elsewhere in this year, by this unit or another, that looks like the same matter."""
    matter = _matter(content)
    query = _with_matter(fact, matter)
    if query is None:
        return []
    others = session.scalars(query.where(Fact.state.not_in(AT_HOME))).all()
    signed = signed_contents(session, others)
    alike = {other.id: same_matter(matter, _matter(signed[other.id])) for other in others}
    return _seen(actor, fact, [other for other in others if alike[other.id]], signed, alike)


def _with_files(fact: Fact, digests: Collection[str]) -> Select[tuple[Fact, str]]:
    """(fact, digest) of facts in this year and the last that a file with one of the digests supports."""
    number = fact.assessment.year.number
    return (
        select(Fact, Evidence.digest)
        .join(FactEvidence, FactEvidence.fact_id == Fact.id)
        .join(Evidence, Evidence.id == FactEvidence.evidence_id)
        .join(Fact.assessment)
        .join(Assessment.year)
        .where(
            Evidence.digest.in_(digests),
            Evidence.removed_at.is_(None),
            Fact.state != FactState.withdrawn,
            Year.number.in_((number, number - 1)),
        )
        .order_by(Year.number.desc(), Assessment.id, Fact.id, Evidence.id)
        .options(contains_eager(Fact.assessment).contains_eager(Assessment.year))
    )


def _with_matter(fact: Fact, matter: Matter) -> Select[tuple[Fact]] | None:
    """Other claims of the year whose keys meet the matter's; None where it has no key."""
    number, title = document_key(matter.document_number), title_key(matter.title)
    alike = []
    if number:
        alike.append(Fact.document_key == number)
    if title and matter.happened_on is not None:
        alike.append(and_(Fact.title_key == title, Fact.happened_on == matter.happened_on))
    if not alike:
        return None
    return (
        select(Fact)
        .join(Fact.assessment)
        .join(Assessment.year)
        .where(
            Assessment.year_id == fact.year_id,
            Fact.id != fact.id,
            Fact.source == Source.claim,
            Fact.state != FactState.withdrawn,
            or_(*alike),
        )
        .order_by(Assessment.id, Fact.id)
        .options(contains_eager(Fact.assessment).contains_eager(Assessment.year))
    )


def _matter(of: Fact | SignedContent) -> Matter:
    return Matter(of.title, of.happened_on, of.document_number)


def _named(fact: Fact, other: Fact, likeness: Likeness | None = None) -> Place:
    return Place(
        other,
        other.title,
        same_unit=other.unit_id == fact.unit_id,
        same_area=other.area == fact.area,
        year=other.assessment.year.number,
        likeness=likeness,
    )


def _seen(
    actor: Actor,
    fact: Fact,
    others: Iterable[Fact],
    signed: Mapping[int, SignedContent],
    alike: Mapping[int, Likeness | None] | None = None,
) -> list[Place]:
    """The places as the reviewer may know them; what may not be named is told once."""
    places: list[Place] = []
    for other in others:
        if other.unit_id == actor.unit_id or _recused(actor, fact.year_id, other):
            continue
        named = _named(fact, other, alike[other.id] if alike else None)
        if allows(actor, Permission.REVIEW, other):
            places.append(replace(named, title=signed[other.id].title))
            continue
        bare = Place(None, "", named.same_unit, named.same_area, named.year, named.likeness)
        if bare not in places:
            places.append(bare)
    return places


def _recused(actor: Actor, year_id: int, other: Fact) -> bool:
    """Who is recused from a unit this year or in the other fact's learns of neither."""
    return bool({(year_id, other.unit_id), (other.year_id, other.unit_id)} & actor.recused_from)
