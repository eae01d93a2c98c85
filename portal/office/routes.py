"""The general office's desk: year, progress, ranking, veto, notice, publication."""

from flask import Blueprint

office = Blueprint("office", __name__)
