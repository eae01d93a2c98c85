"""What several roles read: a scorecard with its reasons, an evidence file. Registers the room's pages."""

from urllib.parse import quote

from flask import current_app, request
from flask.typing import ResponseReturnValue

from portal import hx
from portal.access import may, requires
from portal.amends import amends
from portal.decisionloaders import load_veto_paper
from portal.dossier import consents, scoresheets, trail
from portal.dossier.blueprint import dossier
from portal.dossier.seen import seen_card
from portal.errors import NotFound
from portal.evidence.preview import preview_of
from portal.evidence.store import Store
from portal.extensions import db
from portal.filecards import cards_of
from portal.loaders import ScorecardSubject, load_evidence, load_scorecard
from portal.models import Evidence, VetoPaper
from portal.policy import Permission
from portal.queries.decisions import corrections_of, facts_in_changes, objections_of
from portal.queries.years import scheme_of

__all__ = ["consents", "dossier", "scoresheets", "trail"]

YEAR = 365 * 24 * 3600


@dossier.get("/<int:year>/scorecards/<area>/<int:unit_id>")
@requires(Permission.VIEW_SCORECARD, on=load_scorecard)
def scorecard(subject: ScorecardSubject) -> ResponseReturnValue:
    """One unit's score in one area, every point with its clause, its rule and its facts."""
    assessment = subject.assessment
    card, readable = seen_card(assessment)
    session = db.session()
    corrections = corrections_of(session, assessment.year, assessment.unit_id, assessment.area)
    return hx.render(
        "dossier/scorecard.html",
        subject=subject,
        assessment=assessment,
        area_title=scheme_of(assessment.year).area(assessment.area).title,
        card=card,
        files={key: cards_of(found) for key, found in readable.items()},
        objections=objections_of(
            session,
            assessment.year,
            assessment.unit_id,
            assessment.area,
            # Who else contests its score is the office's business: a unit sees its own objections alone.
            by_unit_id=None if may(Permission.VIEW_OFFICE) else assessment.unit_id,
        ),
        corrections=[(one, amends(one, facts_in_changes(session, corrections))) for one in corrections],
    )


@dossier.get("/evidence/<int:evidence_id>")
@requires(Permission.READ_EVIDENCE, on=load_evidence)
def evidence(found: Evidence) -> ResponseReturnValue:
    """An evidence file: always a download, never shown by the browser in our name."""
    return _download(found.digest, found.name)


@dossier.get("/veto-papers/<int:paper_id>")
@requires(Permission.READ_VETO_PAPER, on=load_veto_paper)
def veto_paper(found: VetoPaper) -> ResponseReturnValue:
    """A file that bears a veto out (四(三)): for the office, the auditor and the unit's head."""
    return _download(found.digest, found.name)


def _download(digest: str, name: str) -> ResponseReturnValue:
    try:
        content = Store(current_app.config["EVIDENCE_FOLDER"]).read(digest)
    except FileNotFoundError:
        raise NotFound("这份材料的文件不在存储中，请联系系统管理员") from None
    response = current_app.response_class(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@dossier.get("/evidence/<int:evidence_id>/preview")
@requires(Permission.READ_EVIDENCE, on=load_evidence)
def preview(found: Evidence) -> ResponseReturnValue:
    """A file's first page or its picture, made by us: kept by this person's browser, never by a cache."""
    try:
        picture = preview_of(Store(current_app.config["EVIDENCE_FOLDER"]), found.digest, found.media_type)
    except FileNotFoundError:
        picture = None
    if picture is None:
        raise NotFound()
    response = current_app.response_class(picture, mimetype="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Cookie")  # the next person at this machine asks anew
    response.cache_control.private = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    response.set_etag(found.digest)
    return response.make_conditional(request)
