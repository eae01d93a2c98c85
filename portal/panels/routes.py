"""The panel's desk: queue, verification, records, exposures, bands, closing an area."""

from flask import Blueprint

panels = Blueprint("panels", __name__)
