"""The general office's blueprint, and what its pages share."""

from flask import Blueprint, request

from portal.forms import seen_version
from portal.services.work import HasVersion

office = Blueprint("office", __name__)


def shown_version(row: HasVersion) -> int:
    """The version for a form's hidden field: a form that comes back with errors keeps what it saw."""
    return seen_version() if request.method == "POST" else int(row.version)
