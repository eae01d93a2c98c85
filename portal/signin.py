"""Between flask-login's cookie and the login-session row: the cookie holds a token, the row decides."""

from flask import current_app, request
from flask_login import UserMixin

from portal import current
from portal.extensions import db
from portal.queries.accounts import SignIn, sign_in_of
from portal.services.signins import note_seen


class SignedIn(UserMixin):
    """What flask-login holds: the token of a sign-in, and the sign-in once it is read."""

    def __init__(self, token: str, sign_in: SignIn | None = None) -> None:
        self.id = token
        self.sign_in = sign_in


def load_user(token: str) -> SignedIn | None:
    """The live sign-in that a cookie's token belongs to, or None."""
    config = current_app.config
    found = sign_in_of(db.session(), token)
    if found is not None:
        current.begin_at(found.state)
    if found is None or not found.lives(current.moment(), config["SESSION_IDLE"], config["SESSION_ABSOLUTE"]):
        return None
    if not request.if_none_match:  # a page that asks by itself is nobody at the desk
        note_seen(db.session(), found.id, found.last_seen_at, current.moment())
    return SignedIn(token, found)
