"""The blueprint that the unit's pages hang on."""

from flask import Blueprint

units = Blueprint("units", __name__)
