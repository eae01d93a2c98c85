"""Between flask-login's cookie and the login-session row: the cookie holds a token, the row decides."""

from flask import current_app
from flask_login import UserMixin

from portal import current
from portal.extensions import db
from portal.models import LoginSession
from portal.queries.accounts import live_session
from portal.services.accounts import note_seen


class SignedIn(UserMixin):
    """What flask-login holds: the token of a sign-in, and its row once it is loaded."""

    def __init__(self, token: str, row: LoginSession | None = None) -> None:
        self.id = token
        self.row = row


def load_user(token: str) -> SignedIn | None:
    """The live sign-in that a cookie's token belongs to, or None."""
    config = current_app.config
    row = live_session(
        db.session(), token, current.moment(), config["SESSION_IDLE"], config["SESSION_ABSOLUTE"]
    )
    if row is None:
        return None
    note_seen(db.session(), row, current.moment())
    return SignedIn(token, row)
