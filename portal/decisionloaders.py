"""From an address to what the office decides about: a veto, an objection, a publication, a certificate.

Used as `portal.loaders` is, by `@requires(on=…)`.
"""

from flask import g

from portal.extensions import db
from portal.models import Certificate, Objection, Publication, Veto, VetoPaper
from portal.queries import certificates, decisions


def load_veto(veto_id: int) -> Veto:
    """A veto; its year becomes the year in view."""
    found = decisions.veto_by_id(db.session(), veto_id)
    g.year = found.year
    return found


def load_veto_paper(paper_id: int) -> VetoPaper:
    """A file that bears a veto out."""
    return decisions.veto_paper_by_id(db.session(), paper_id)


def load_objection(objection_id: int) -> Objection:
    """An objection; its year becomes the year in view."""
    found = decisions.objection_by_id(db.session(), objection_id)
    g.year = found.year
    return found


def load_publication(publication_id: int) -> Publication:
    """A publication; its year becomes the year in view."""
    found = decisions.publication_by_id(db.session(), publication_id)
    g.year = found.year
    return found


def load_certificate(certificate_id: int) -> Certificate:
    """A certificate; its year becomes the year in view."""
    found = certificates.certificate_by_id(db.session(), certificate_id)
    g.year = found.publication.year
    return found
