"""The blueprint of one's own account; its routes stand in the rooms beside it."""

from flask import Blueprint

accounts = Blueprint("accounts", __name__)
