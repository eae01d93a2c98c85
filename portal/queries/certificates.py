"""Certificates: who has one, who is to get one, and whether one still holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Certificate, Publication, Unit, Veto, Year
from portal.queries.decisions import publication_of
from portal.workflow import IN_FORCE, YearState

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What codes are made of: no letter that is taken for a digit."""
CODE_LENGTH = 16
"""Eighty bits drawn at random: nobody finds one by trying."""
_MISTAKEN = str.maketrans("OIL", "011", "- \t\u3000")


class Validity(StrEnum):
    """What a certificate is worth now."""

    valid = "valid"
    corrected = "corrected"  # a later edition selects the unit too
    unsettled = "unsettled"  # the result is being settled anew
    void = "void"  # a later edition does not select the unit, or a veto took it out
    withdrawn = "withdrawn"


HOLDING = frozenset({Validity.valid, Validity.corrected, Validity.unsettled})
"""What may still be printed."""


@dataclass(frozen=True)
class Award:
    """A unit that was selected in an area, as the published edition says."""

    area: str
    area_title: str
    unit: str
    unit_name: str


def awards_of(publication: Publication) -> list[Award]:
    """Whom an edition selects, in its order."""
    return [
        Award(area["code"], area["title"], unit["code"], unit["name"])
        for area in publication.selected
        for group in area["groups"]
        for unit in group["selected"]
    ]


def certificates_of(session: Session, year: Year) -> list[Certificate]:
    """Every certificate of a year, in the order of their issue."""
    query = select(Certificate).where(Certificate.year_id == year.id).order_by(Certificate.id)
    return list(session.scalars(query))


def certificate_by_id(session: Session, certificate_id: int) -> Certificate:
    """One certificate; raises NotFound."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound()
    return found


def certificate_by_code(session: Session, typed: str) -> Certificate | None:
    """The certificate that a code confirms, as people type it: small letters, O for 0, blanks, dashes."""
    code = typed.strip().upper().translate(_MISTAKEN)
    if len(code) != CODE_LENGTH:
        return None
    return session.scalar(select(Certificate).where(Certificate.code == code))


def vetoed_codes(session: Session, year: Year) -> set[str]:
    """The units that a veto holds out in a year (四(三)), by their codes."""
    query = select(Unit.code).join(Veto, Veto.unit_id == Unit.id)
    return set(session.scalars(query.where(Veto.year_id == year.id, Veto.state.in_(IN_FORCE))))


def due_awards(session: Session, publication: Publication) -> list[Award]:
    """Whom an edition selects and who has no certificate that stands; never a vetoed unit (四(三))."""
    held = vetoed_codes(session, publication.year)
    there = {
        (one.area, one.unit) for one in certificates_of(session, publication.year) if one.withdrawn_at is None
    }
    return [a for a in awards_of(publication) if a.unit not in held and (a.area, a.unit) not in there]


def validities(session: Session, year: Year, certificates: Sequence[Certificate]) -> dict[int, Validity]:
    """What each certificate of a year is worth now, by its id."""
    newest = publication_of(session, year)
    held = vetoed_codes(session, year)
    return {one.id: _validity(one, year, newest, held) for one in certificates}


def _validity(one: Certificate, year: Year, newest: Publication | None, held: set[str]) -> Validity:
    if one.withdrawn_at is not None:
        return Validity.withdrawn
    selected = {(award.area, award.unit) for award in awards_of(newest)} if newest else set()
    if one.unit in held or (one.area, one.unit) not in selected:
        return Validity.void
    if not year.state.reached(YearState.published):
        return Validity.unsettled
    return Validity.valid if newest and newest.id == one.publication_id else Validity.corrected


def validity_of(session: Session, certificate: Certificate) -> Validity:
    """What one certificate is worth now."""
    return validities(session, certificate.publication.year, [certificate])[certificate.id]
