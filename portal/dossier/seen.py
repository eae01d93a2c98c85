"""A scorecard and its files as the person of this request may see them, on the page and on paper."""

from portal import current
from portal.access import may
from portal.extensions import db
from portal.models import Assessment, Evidence
from portal.policy import Permission
from portal.queries.assessments import facts_for_panel
from portal.queries.panel_scores import scorecard_for
from portal.queries.scores import scorecard_of
from portal.queries.signed import signed_contents
from portal.scoring import Scorecard


def seen_card(assessment: Assessment) -> tuple[Scorecard, dict[str, list[Evidence]]]:
    """The card, and the files that may be opened: fact's key → files."""
    session = db.session()
    if may(Permission.REVIEW, assessment):
        # As on the panel's own page: no other band before one's own, nothing unsigned.
        card = scorecard_for(session, assessment, current.actor())
        contents = signed_contents(session, facts_for_panel(assessment))
        files = {str(fact_id): content.evidence for fact_id, content in contents.items()}
    else:
        card = scorecard_of(session, assessment)
        files = {
            str(fact.id): tuple(evidence for evidence in fact.evidence if evidence.removed_at is None)
            for fact in assessment.facts
        }
    return card, {key: [e for e in found if may(Permission.READ_EVIDENCE, e)] for key, found in files.items()}
