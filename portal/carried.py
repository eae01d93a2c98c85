"""A form that met an expired login: what was typed goes along through the sign-in page, and comes back.

Nothing is stored: the sign-in page carries the fields, sealed with the installation's key and tied to the
account whose login ran out. Whoever else signs in there is given nothing of it.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, request, session

from portal import current
from portal.extensions import db
from portal.queries.accounts import sign_in_of

HOLDS = timedelta(hours=1)
LEFT_OUT = frozenset({"csrf_token", "request_key", "carried", "password", "repeat", "current", "resumed"})
"""Tokens are made anew, and a password goes nowhere."""


@dataclass(frozen=True)
class Carried:
    """A form on its way: where it was sent, and its fields in their order."""

    path: str
    fields: list[tuple[str, str]]


def expired_account() -> int | None:
    """Whose login ran out by itself; None where nobody's did, or where it was ended on purpose."""
    token = session.get("_user_id")
    found = sign_in_of(db.session(), token) if isinstance(token, str) else None
    if found is None or found.ended_at is not None or not found.active:
        return None
    return found.account_id


def seal(account_id: int) -> str:
    """The sent form, sealed."""
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in LEFT_OUT and text]
    content = [account_id, current.moment().timestamp(), request.full_path.rstrip("?"), fields]
    body = base64.urlsafe_b64encode(json.dumps(content, ensure_ascii=False).encode()).decode()
    return f"{body}.{_mark(body)}"


def unseal(sealed: str, account_id: int) -> Carried | None:
    """What the account's own sealed form holds; None for anybody else's, an old or a forged one."""
    body, _, mark = sealed.rpartition(".")
    if not body or not hmac.compare_digest(mark, _mark(body)):
        return None
    owner, at, path, fields = json.loads(base64.urlsafe_b64decode(body))
    if owner != account_id or current.moment().timestamp() - at > HOLDS.total_seconds():
        return None
    return Carried(path, [(name, text) for name, text in fields])


def _mark(body: str) -> str:
    key = hashlib.sha256(b"carried:" + str(current_app.secret_key).encode()).digest()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
