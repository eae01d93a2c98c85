"""The blueprint that what several roles read hangs on."""

from flask import Blueprint

dossier = Blueprint("dossier", __name__)
