"""A unit's own results over the years: its points and whether it was selected. Places are the office's."""

from flask.typing import ResponseReturnValue

from portal import current, hx
from portal.access import requires
from portal.errors import NotFound
from portal.extensions import db
from portal.policy import Permission
from portal.queries.accounts import unit_by_id
from portal.queries.histories import history_of
from portal.units.blueprint import units


@units.get("/unit/history")
@requires(Permission.VIEW_UNIT_DESK)
def history() -> ResponseReturnValue:
    """The published results of the person's own unit."""
    unit_id = current.actor().unit_id
    if unit_id is None:
        raise NotFound()
    unit = unit_by_id(db.session(), unit_id)
    return hx.render("units/history.html", unit=unit, history=history_of(db.session(), unit))
