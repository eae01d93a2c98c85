"""Who was made one of the general office's people, and who agreed: for the auditor."""

from flask.typing import ResponseReturnValue

from portal import hx
from portal.access import requires
from portal.dossier.blueprint import dossier
from portal.extensions import db
from portal.policy import Permission
from portal.queries.consents import consents_of


@dossier.get("/trail/consents")
@requires(Permission.READ_TRAIL)
def consents() -> ResponseReturnValue:
    """Every question about an office account, with its answer."""
    return hx.render("dossier/consents.html", consents=consents_of(db.session()))
