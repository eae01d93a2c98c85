"""The panel's blueprint; its routes stand in the modules beside it."""

from flask import Blueprint

panels = Blueprint("panels", __name__)
