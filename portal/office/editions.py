"""What was published, kept: its file for checking elsewhere."""

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.access import requires
from portal.errors import NotFound
from portal.loaders import load_publication
from portal.models import Publication
from portal.office.desk import office
from portal.office.publication import refuse_outdated
from portal.policy import Permission
from portal.queries.resultfile import result_file as file_of
from portal.workflow import PublicationState


@office.get("/office/publications/<int:publication_id>/result.json")
@requires(Permission.VIEW_OFFICE, on=load_publication)
def result_file(found: Publication) -> ResponseReturnValue:
    """The frozen result as one file: `bin/portal verify --file` checks it on any machine."""
    if found.state == PublicationState.refused:
        raise NotFound()
    refuse_outdated(found)
    response = current_app.response_class(file_of(found.snapshot, found.digest), mimetype="application/json")
    name = f"kaoping-{found.year.number}-{found.digest[:12]}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
