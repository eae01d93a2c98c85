"""A list that has not changed is not made again: its tag names all that it was made of.

The trail's head names the state of the data, the day what time has to do with it; the rest is who asks
for what. What the trail does not vouch for (text that is still being typed, background work, the
minute) must not stand on a page that is tagged.
"""

import json
from functools import cache
from hashlib import blake2b
from pathlib import Path

from flask import current_app, get_flashed_messages, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from werkzeug.http import quote_etag
from werkzeug.wrappers import Response

from portal import current, hx


@cache
def release() -> str:
    """What names the code and the templates that are running, the same in every process."""
    roots = (
        Path(str(current_app.root_path)),
        Path(str(current_app.root_path), str(current_app.template_folder)),
    )
    files = sorted(path for root in roots for path in root.rglob("*") if path.suffix in (".py", ".html"))
    seen = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return blake2b(repr(seen).encode(), digest_size=16).hexdigest()


def tag(fragment: bool | None = None) -> str:
    """The tag of what this request would be answered with now. Signed, so that none can be made up.

    `fragment`: the tag of the block, for the part of a page that asks again by itself.
    """
    made_of = (
        release(),
        current.state_of_data(),
        current.moment().date().isoformat(),
        current.actor().account_id,
        session.get("csrf_token", ""),
        request.full_path,
        hx.wants_fragment() if fragment is None else fragment,
        str(get_locale() or ""),
    )
    key = str(current_app.config["SECRET_KEY"]).encode()[:64]
    return blake2b(repr(made_of).encode(), key=key, digest_size=16).hexdigest()


def shown_already() -> bool:
    """Whether the browser already shows what it asks for, and nothing waits to be said."""
    return "_flashes" not in session and request.if_none_match.contains(tag())


def asks_again() -> str:
    """For a list's own question whether it has changed: the header in which it shows what it has."""
    return json.dumps({"If-None-Match": quote_etag(tag(fragment=True))})


def unchanged() -> Response:
    """304: keep what you have."""
    return _with_tag(Response(status=304))


def tagged(answer: ResponseReturnValue) -> ResponseReturnValue:
    """A page with its tag."""
    if isinstance(answer, Response) and answer.status_code == 200 and not get_flashed_messages():
        return _with_tag(answer)
    return answer


def _with_tag(answer: Response) -> Response:
    answer.set_etag(tag())
    return answer
