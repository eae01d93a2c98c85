"""The unit's desk: self-assessment, sign-off, answers, its own scorecard."""

from flask import Blueprint

units = Blueprint("units", __name__)
